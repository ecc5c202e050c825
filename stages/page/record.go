package page

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A Record is what is known of how a stage's artifact was made and does not
// show in its bytes. Two recipes may give the same bytes; a page depends on the
// bytes, and so it holds no recipe.
type Record struct {
	Recipe  string  // the text whose SHA-256 is the stage's key, or ""
	Seconds float64 // that the stage took; 0 where nobody measured
}

// The templates leave these marks for what records tell: a recipe, a time, or a
// rate where the tokens are given. Text of the page cannot match them, since
// its angle brackets are escaped.
var (
	recipeMark = regexp.MustCompile(`<p class="unrecorded" data-stage="([^"]*)">[^<]*</p>`)
	timeMark   = regexp.MustCompile(`<span class="unmeasured" data-stage="([^"]*)"(?: data-tokens="(\d+)")?>not measured</span>`)
)

// Complete returns the page with the recipes and the times of stages, by
// address. Where there is no record the page stays as it is; the bytes that
// were hashed are not changed.
func Complete(page []byte, records map[string]Record) []byte {
	record := func(address []byte) Record { return records[html.UnescapeString(string(address))] }
	page = timeMark.ReplaceAllFunc(page, func(mark []byte) []byte {
		parts := timeMark.FindSubmatch(mark)
		s := record(parts[1]).Seconds
		if !(s > 0) || math.IsInf(s, 0) {
			return mark
		}
		if len(parts[2]) == 0 {
			return []byte(duration(s))
		}
		tokens, err := strconv.ParseInt(string(parts[2]), 10, 64)
		if err != nil {
			return mark
		}
		rate := float64(tokens) / s
		return []byte(fixed(rate, max(0, decimals(rate)-1)))
	})
	return recipeMark.ReplaceAllFunc(page, func(mark []byte) []byte {
		recipe := record(recipeMark.FindSubmatch(mark)[1]).Recipe
		if recipe == "" {
			return mark
		}
		return []byte("<dl><dt>Key</dt><dd><code>" + keyOf(recipe) + "</code></dd></dl>\n<pre>" + html.EscapeString(recipe) + "</pre>")
	})
}

// keyOf returns the key of a stage: the SHA-256 of its recipe.
func keyOf(recipe string) string {
	sum := sha256.Sum256([]byte(recipe))
	return hex.EncodeToString(sum[:])
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
