package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// An Origin is what a report's artifact leaves out about a stage, since the
// bytes that the stage made do not tell it: by which recipe and in which run
// they were made, and where the stage is declared.
type Origin struct {
	Recipe      string // the text whose SHA-256 is the stage's key; "" where nothing tells
	Tuning      string // how a model was tuned, "LoRA of rank 8"; may be empty
	File        string // "" where nothing tells
	First, Last int    // lines of the file
	Source      string // what stands on them
	Run         string // that made the artifact
	Seconds     float64
}

// What a placeholder stands for.
const (
	fillRecipe  = "recipe"  // of the stage
	fillKey     = "key"     // the SHA-256 of the recipe
	fillTuning  = "tuning"  // how the model was tuned, after its task
	fillSeconds = "seconds" // that the stage took
	fillTotal   = "total"   // seconds that all stages took
	fillRate    = "rate"    // tokens per second
	fillLines   = "lines"   // file and lines of the stage's declaration
	fillSource  = "source"  // the declaration itself
	fillRun     = "run"     // that made the stage's artifact
	fillFile    = "file"    // digest of the file that an attribute of the stage names
	fillDigest  = "digest"  // of the page's own artifact
)

// A blank is a placeholder for Fill, with what it reads until then.
type blank struct {
	Fill, Stage string
	Given       string // the tokens of a rate; the artifact that a recipe gave; the attribute that names a file
	Text        string
}

// placeholder matches what the template writes for a blank. Text of the page
// cannot match it, since its angle brackets are escaped.
var placeholder = regexp.MustCompile(
	`<span class="blank" data-fill="([a-z]+)" data-stage="([^"]*)" data-given="([^"]*)">[^<]*</span>`)

func parseBlank(match [][]byte) blank {
	text := func(i int) string { return html.UnescapeString(string(match[i])) }
	return blank{Fill: text(1), Stage: text(2), Given: text(3)}
}

// Fill returns the page with its placeholders filled in: the digest of its
// artifact, and for each stage, by address, where it comes from. What is not
// known keeps its placeholder; the bytes that were hashed are not changed.
func Fill(page []byte, digest string, origins map[string]Origin) []byte {
	total := 0.0
	counted := make(map[string]bool)
	makers := make(map[string]string) // by artifact, where the stage that made it stands
	for _, match := range placeholder.FindAllSubmatch(page, -1) {
		b := parseBlank(match)
		if s := origins[b.Stage].Seconds; b.Fill == fillSeconds && measured(s) && !counted[b.Stage] {
			counted[b.Stage] = true
			total += s
		}
		if b.Fill == fillRecipe && b.Given != "" && makers[b.Given] == "" {
			makers[b.Given] = anchor("stage", b.Stage)
		}
	}
	return placeholder.ReplaceAllFunc(page, func(match []byte) []byte {
		b := parseBlank(placeholder.FindSubmatch(match))
		text := ""
		switch b.Fill {
		case fillDigest:
			text = html.EscapeString(digest)
		case fillTotal:
			if len(counted) > 0 {
				text = duration(total)
			}
		case fillRecipe:
			text = linkRecipe(origins[b.Stage].Recipe, makers)
		default:
			text = html.EscapeString(origins[b.Stage].fill(b))
		}
		if text == "" {
			return match
		}
		return []byte(text)
	})
}

func measured(seconds float64) bool { return seconds > 0 && !math.IsInf(seconds, 0) }

// fill returns what an origin knows, or "".
func (o Origin) fill(b blank) string {
	switch {
	case b.Fill == fillKey && o.Recipe != "":
		return keyOf(o.Recipe)
	case b.Fill == fillTuning && o.Tuning != "":
		return ", " + o.Tuning
	case b.Fill == fillSeconds && measured(o.Seconds):
		return duration(o.Seconds)
	case b.Fill == fillRate && measured(o.Seconds):
		tokens, _ := strconv.ParseInt(b.Given, 10, 64) // as HTML wrote it
		rate := float64(tokens) / o.Seconds
		return fixed(rate, max(0, decimals(rate)-1))
	case b.Fill == fillLines && o.File != "":
		return fmt.Sprintf("%s, lines %d to %d", o.File, o.First, o.Last)
	case b.Fill == fillSource:
		return o.Source
	case b.Fill == fillFile:
		return o.file(b.Given)
	case b.Fill == fillRun:
		return o.Run
	}
	return ""
}

// keyOf returns the key of a stage: the SHA-256 of its recipe.
func keyOf(recipe string) string {
	sum := sha256.Sum256([]byte(recipe))
	return hex.EncodeToString(sum[:])
}

// linkRecipe writes a recipe as HTML, with a link where a line ends in what a
// stage of the page made.
func linkRecipe(recipe string, makers map[string]string) string {
	var b strings.Builder
	for line := range strings.Lines(recipe) {
		line = strings.TrimSuffix(line, "\n")
		at := strings.LastIndexByte(line, ' ') + 1
		if id := makers[line[at:]]; id != "" {
			fmt.Fprintf(&b, "%s<a href=\"#%s\">%s</a>\n", html.EscapeString(line[:at]), id, html.EscapeString(line[at:]))
		} else {
			b.WriteString(html.EscapeString(line) + "\n")
		}
	}
	return b.String()
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
