package page

import (
	"math"
	"strconv"
	"strings"
)

// none stands where there is no number.
const none = "–"

// number writes a value of a metric: shares as percentages with one decimal,
// others with three or four significant digits.
func number(v float64, percent bool) string {
	if percent {
		return fixed(100*v, 1) + "%"
	}
	return fixed(v, decimals(v))
}

// spread writes a standard error with the decimals of the value it belongs
// to, or with one significant digit where that would read as zero.
func spread(stderr, v float64, percent bool) string {
	d := decimals(v)
	if percent {
		stderr, d = 100*stderr, 1
	}
	if s := fixed(stderr, d); stderr == 0 || strings.ContainsAny(s, "123456789∞") {
		return s
	}
	return strconv.FormatFloat(stderr, 'g', 1, 64)
}

// decimals says how many decimals a value that is no share is worth.
func decimals(v float64) int {
	switch a := math.Abs(v); {
	case a < 2:
		return 3
	case a < 20:
		return 2
	case a < 1000:
		return 1
	}
	return 0
}

// fixed writes v with d decimals, a true minus sign and thin spaces between
// thousands.
func fixed(v float64, d int) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 0):
		return strings.TrimPrefix(sign(v), "+") + "∞"
	case math.Abs(v) >= 1e9:
		return scientific(v)
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', d, 64)
	whole, rest, _ := strings.Cut(s, ".")
	if d > 0 {
		rest = "." + rest
	}
	if strings.Trim(whole+rest, "0.") == "" {
		v = 0
	}
	return strings.TrimPrefix(sign(v), "+") + thousands(whole) + rest
}

func sign(v float64) string {
	if v < 0 {
		return "−"
	}
	return "+"
}

// thousands puts a narrow no-break space between groups of three digits of
// numbers of five digits or more.
func thousands(digits string) string {
	if len(digits) < 5 {
		return digits
	}
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(c)
	}
	return b.String()
}

var superscripts = strings.NewReplacer(
	"-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
	"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

// scientific writes v with three significant digits, "6.02 × 10²³".
func scientific(v float64) string {
	s := strconv.FormatFloat(v, 'e', 2, 64)
	mantissa, exponent, ok := strings.Cut(s, "e")
	if !ok {
		return s
	}
	n, err := strconv.Atoi(exponent)
	if err != nil {
		return s
	}
	return strings.Replace(mantissa, "-", "−", 1) + "\u202f×\u202f10" + superscripts.Replace(strconv.Itoa(n))
}

// count writes a whole number.
func count(n int64) string {
	if n < 0 {
		return "−" + thousands(strconv.FormatInt(n, 10)[1:])
	}
	return thousands(strconv.FormatInt(n, 10))
}

// compact writes a whole number in few letters: 950, 12k, 1.5M.
func compact(n int64) string {
	for _, u := range []struct {
		size   int64
		letter string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if n >= u.size {
			s := strconv.FormatFloat(float64(n)/float64(u.size), 'f', 1, 64)
			return strings.TrimSuffix(s, ".0") + u.letter
		}
	}
	return strconv.FormatInt(n, 10)
}

// exact writes every digit of v, so that it reads back as the same number.
func exact(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// coordinate writes a position in a drawing to a tenth of a unit.
func coordinate(v float64) string {
	s := strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// shortDigest keeps enough of a digest to tell it from its neighbours.
func shortDigest(d string) string {
	hex := strings.TrimPrefix(d, "sha256:")
	return hex[:min(12, len(hex))]
}
