package page

import (
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An Origin is what a report's artifact leaves out about a stage, since it
// differs between honest runs: where the stage is declared, and the run that
// made it.
type Origin struct {
	File        string // "" where nothing tells
	First, Last int    // lines of the file
	Source      string // what stands on them
	Run         string // that made the artifact
	Seconds     float64
}

// What a placeholder stands for.
const (
	fillSeconds = "seconds" // that the stage took
	fillTotal   = "total"   // seconds that all stages took
	fillRate    = "rate"    // tokens per second
	fillLines   = "lines"   // file and lines of the stage's declaration
	fillSource  = "source"  // the declaration itself
	fillRun     = "run"     // that made the stage's artifact
	fillDigest  = "digest"  // of the page's own artifact
)

// A blank is a placeholder for Fill, with what it reads until then.
type blank struct {
	Fill, Stage string
	Tokens      int64 // for a rate
	Text        string
}

// placeholder matches what the template writes for a blank. Text of the page
// cannot match it, since its angle brackets are escaped.
var placeholder = regexp.MustCompile(
	`<span class="blank" data-fill="([a-z]+)" data-stage="([^"]*)" data-tokens="(\d+)">[^<]*</span>`)

// Fill returns the page with its placeholders filled in: the digest of its
// artifact, and for each stage, by address, where it comes from. What is not
// known keeps its placeholder; the bytes that were hashed are not changed.
func Fill(page []byte, digest string, origins map[string]Origin) []byte {
	total := 0.0
	var counted []string
	for _, m := range placeholder.FindAllSubmatch(page, -1) {
		stage := html.UnescapeString(string(m[2]))
		if s := origins[stage].Seconds; string(m[1]) == fillSeconds && measured(s) && !slices.Contains(counted, stage) {
			counted = append(counted, stage)
			total += s
		}
	}
	return placeholder.ReplaceAllFunc(page, func(match []byte) []byte {
		m := placeholder.FindSubmatch(match)
		text := ""
		switch fill := string(m[1]); fill {
		case fillDigest:
			text = digest
		case fillTotal:
			if len(counted) > 0 {
				text = duration(total)
			}
		default:
			tokens, _ := strconv.ParseInt(string(m[3]), 10, 64) // digits; beyond int64 they clamp
			text = origins[html.UnescapeString(string(m[2]))].fill(fill, tokens)
		}
		if text == "" {
			return match
		}
		return []byte(html.EscapeString(text))
	})
}

func measured(seconds float64) bool { return seconds > 0 && !math.IsInf(seconds, 0) }

// fill returns what an origin knows, or "".
func (o Origin) fill(what string, tokens int64) string {
	switch {
	case what == fillSeconds && measured(o.Seconds):
		return duration(o.Seconds)
	case what == fillRate && measured(o.Seconds):
		rate := float64(tokens) / o.Seconds
		return fixed(rate, max(0, decimals(rate)-1))
	case what == fillLines && o.File != "":
		return fmt.Sprintf("%s, lines %d to %d", o.File, o.First, o.Last)
	case what == fillSource:
		return o.Source
	case what == fillRun:
		return o.Run
	}
	return ""
}

// duration writes seconds as a reader would say them: 0.42 s, 12.3 s,
// 4 min 05 s, 2 h 07 min.
func duration(s float64) string {
	switch whole := int64(s + 0.5); {
	case s < 9.995:
		return fixed(s, 2) + " s"
	case s < 59.95:
		return fixed(s, 1) + " s"
	case whole < 3600:
		return strconv.FormatInt(whole/60, 10) + " min " + twoDigits(whole%60) + " s"
	default:
		minutes := (whole + 30) / 60
		return count(minutes/60) + " h " + twoDigits(minutes%60) + " min"
	}
}

func twoDigits(n int64) string {
	return strings.Repeat("0", max(0, 2-len(strconv.FormatInt(n, 10)))) + strconv.FormatInt(n, 10)
}
