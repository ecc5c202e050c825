package page

import (
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// unmeasured is what a placeholder reads until Measure replaces it.
const unmeasured = "not measured"

// placeholder matches what the template leaves for a measurement: the stage,
// and the tokens it read where a rate is wanted. Text of the page cannot match
// it, since its angle brackets are escaped.
var placeholder = regexp.MustCompile(
	`<span class="unmeasured" data-stage="([^"]*)"(?: data-tokens="(\d+)")?>` + unmeasured + `</span>`)

// Measure returns the page with the seconds that stages took, by address, and
// the tokens per second they make. Stages without seconds keep their
// placeholder; the bytes that were hashed are not changed.
func Measure(page []byte, seconds map[string]float64) []byte {
	return placeholder.ReplaceAllFunc(page, func(match []byte) []byte {
		parts := placeholder.FindSubmatch(match)
		s, ok := seconds[html.UnescapeString(string(parts[1]))]
		if !ok || !(s > 0) || math.IsInf(s, 0) {
			return match
		}
		if len(parts[2]) == 0 {
			return []byte(duration(s))
		}
		tokens, err := strconv.ParseInt(string(parts[2]), 10, 64)
		if err != nil {
			return match
		}
		rate := float64(tokens) / s
		return []byte(fixed(rate, max(0, decimals(rate)-1)))
	})
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
