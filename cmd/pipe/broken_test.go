package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// want matches the comment that announces a mistake on its line:
//
//	heads = 3 # ERROR Heads do not divide the width
var want = regexp.MustCompile(`# ERROR (.*)`)

// TestBrokenExperiments runs and validates each file of testdata/broken: the
// mistake is found on its line, the exit code is 2, and no store comes to be.
func TestBrokenExperiments(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "broken", "*.hcl"))
	if err != nil || len(files) < 20 {
		t.Fatalf("got %d broken experiments, %v; want at least 20", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			store := filepath.Join(t.TempDir(), "store")
			var stdout, stderr bytes.Buffer
			if code := Main([]string{"run", "--store", store, file}, &stdout, &stderr); code != exitUsage {
				t.Errorf("run: exit code %d, want %d", code, exitUsage)
			}
			if _, err := os.Stat(store); !os.IsNotExist(err) {
				t.Errorf("the store was touched: %v", err)
			}
			checkMistakes(t, file, string(source), stderr.String())
			checkSpans(t, file, source)
		})
	}
}

// printedMistake matches the heading of a printed mistake, and where it is.
var printedMistake = regexp.MustCompile(`(?m)^Error: .*\n\n  on (\S+) line (\d+)\b`)

// checkMistakes demands that the announced mistakes are printed, each with its
// line, and no others.
func checkMistakes(t *testing.T, file, source, printed string) {
	heads := printedMistake.FindAllStringSubmatchIndex(printed, -1)
	texts := make(map[int][]string) // by line
	for i, h := range heads {
		end := len(printed)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		if at := printed[h[2]:h[3]]; at != file {
			t.Errorf("a mistake is on %s, want %s", at, file)
		}
		line, _ := strconv.Atoi(printed[h[4]:h[5]])
		texts[line] = append(texts[line], printed[h[0]:end])
	}
	announced := 0
	for i, line := range strings.Split(source, "\n") {
		m := want.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		announced++
		if !slices.ContainsFunc(texts[i+1], func(text string) bool { return strings.Contains(text, m[1]) }) {
			t.Errorf("line %d: want %q; got:\n%s", i+1, m[1], printed)
		}
	}
	if announced > 0 && len(heads) != announced || len(heads) == 0 {
		t.Errorf("got %d mistakes, want %d:\n%s", len(heads), announced, printed)
	}
}

// checkSpans validates a file as text and for an editor, which says the same
// with the same exit code, each mistake at bytes of the file that are on its
// lines, within its context.
func checkSpans(t *testing.T, file string, source []byte) {
	var stdout, stderr, text bytes.Buffer
	code := Main([]string{"validate", file}, &stdout, &text)
	stdout.Reset()
	if got := Main([]string{"validate", "--json", file}, &stdout, &stderr); got != code || stderr.Len() > 0 {
		t.Errorf("validate --json: exit code %d and %q, want %d and nothing", got, stderr.String(), code)
	}
	var found struct{ Diagnostics []mistake }
	if err := json.Unmarshal(stdout.Bytes(), &found); err != nil {
		t.Fatal(err)
	}
	if got, want := len(found.Diagnostics), len(printedMistake.FindAllString(text.String(), -1)); got != want {
		t.Errorf("validate --json gives %d mistakes, want %d", got, want)
	}
	for _, m := range found.Diagnostics {
		for name, s := range map[string]*span{"subject": m.Subject, "context": m.Context} {
			if s == nil {
				continue // a parser's mistake has no context
			}
			for _, p := range []position{s.Start, s.End} {
				if p.Byte > len(source) || p.Line != 1+bytes.Count(source[:p.Byte], []byte("\n")) {
					t.Errorf("%s: the %s has byte %d on line %d", m.Summary, name, p.Byte, p.Line)
				}
			}
			if s.File != file || s.Start.Byte > s.End.Byte {
				t.Errorf("%s: the %s is %+v, want a range of %s", m.Summary, name, *s, file)
			}
		}
		if m.Subject == nil {
			t.Errorf("%s: no subject", m.Summary)
		} else if c := m.Context; c != nil && (c.Start.Byte > m.Subject.Start.Byte || c.End.Byte < m.Subject.End.Byte) {
			t.Errorf("%s: the subject is not within its context", m.Summary)
		}
	}
}
