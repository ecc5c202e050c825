package main

import (
	"bytes"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/term"
)

// A mistake is a diagnostic as JSON.
type mistake struct {
	Severity string `json:"severity"` // error or warning
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Subject  *span  `json:"subject,omitempty"` // what is wrong; absent where no place in a file is
	Context  *span  `json:"context,omitempty"` // the block around it
}

// A span is a range of a file, from Start up to, and without, End.
type span struct {
	File  string   `json:"file"`
	Start position `json:"start"`
	End   position `json:"end"`
}

// A position is a place in a file. Lines and columns count from 1, bytes from
// 0; a column is a character as readers see it, however many bytes it has.
type position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// mistakeOf returns a diagnostic as JSON.
func mistakeOf(d *hcl.Diagnostic) mistake {
	m := mistake{Severity: "error", Summary: d.Summary, Detail: d.Detail, Subject: spanOf(d.Subject), Context: spanOf(d.Context)}
	if d.Severity == hcl.DiagWarning {
		m.Severity = "warning"
	}
	return m
}

func spanOf(r *hcl.Range) *span {
	if r == nil {
		return nil
	}
	return &span{File: r.Filename, Start: position(r.Start), End: position(r.End)}
}

// printDiagnostics prints mistakes with the lines they are on or, where the log
// is JSON, one line for each.
func (a *app) printDiagnostics(files map[string]*hcl.File, diags hcl.Diagnostics) {
	if a.logFormat == "json" {
		log := jsonLogger(a.stderr)
		for _, d := range diags {
			event := log.Error().Str("summary", d.Summary)
			if at := d.Subject; at != nil {
				event = event.Str("file", at.Filename).Int("line", at.Start.Line).Int("column", at.Start.Column)
			}
			event.Msg(d.Detail)
		}
		return
	}
	width := uint(0)
	if f, ok := a.stderr.(*os.File); ok && isTerminal(f) {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			width = uint(w)
		}
	}
	for _, d := range diags {
		d, shown := excerpt(d, files)
		hcl.NewDiagnosticTextWriter(a.stderr, shown, width, isTerminal(a.stderr)).WriteDiagnostic(d)
	}
}

const (
	longestLine = 1000 // bytes of a line that is shown as it is
	shownBefore = 60   // bytes shown of a longer one, before what is wrong
	shownAfter  = 140  // and from there on
)

// excerpt returns a diagnostic and the files to show it with. Where the lines
// to show are too long to be read it returns a copy of the diagnostic, and a
// file in which all is empty but a piece of the first faulty line.
func excerpt(d *hcl.Diagnostic, files map[string]*hcl.File) (*hcl.Diagnostic, map[string]*hcl.File) {
	if d.Subject == nil || files[d.Subject.Filename] == nil {
		return d, files
	}
	src, at := files[d.Subject.Filename].Bytes, *d.Subject
	context := at
	if d.Context != nil {
		context = hcl.RangeOver(at, *d.Context)
	}
	if context.End.Byte > len(src) {
		return d, files
	}
	start := bytes.LastIndexByte(src[:context.Start.Byte], '\n') + 1
	if longest(src[start:lineEnd(src, context.End.Byte)]) <= longestLine {
		return d, files
	}
	start = bytes.LastIndexByte(src[:at.Start.Byte], '\n') + 1
	from := runeStart(src, max(start, at.Start.Byte-shownBefore))
	to := runeStart(src, min(lineEnd(src, at.Start.Byte), at.Start.Byte+shownAfter))
	text := strings.Repeat("\n", at.Start.Line-1)
	if from > start {
		text += "…"
	}
	shift := len(text) - from
	text += string(src[from:to]) + "…"
	at.Start.Byte += shift
	at.End.Byte = min(at.End.Byte, to) + shift
	at.End.Line = at.Start.Line
	short := *d
	short.Subject, short.Context = &at, nil
	return &short, map[string]*hcl.File{at.Filename: {Bytes: []byte(text)}}
}

// longest returns the length of the longest line.
func longest(src []byte) int {
	most := 0
	for line := range bytes.Lines(src) {
		most = max(most, len(line))
	}
	return most
}

// lineEnd returns the offset of the end of the line that holds an offset.
func lineEnd(src []byte, offset int) int {
	if i := bytes.IndexByte(src[offset:], '\n'); i >= 0 {
		return offset + i
	}
	return len(src)
}

// runeStart returns the offset of the character that holds an offset.
func runeStart(src []byte, offset int) int {
	for offset > 0 && offset < len(src) && !utf8.RuneStart(src[offset]) {
		offset--
	}
	return offset
}
