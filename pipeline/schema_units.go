package pipeline

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// Bytes is a number of bytes. A file writes it as a string with its unit.
type Bytes int64

// byteUnits are the units of Bytes: those of a thousand and those of 1024.
var byteUnits = []struct {
	name string
	size Bytes
}{
	{"TiB", 1 << 40}, {"TB", 1e12}, {"GiB", 1 << 30}, {"GB", 1e9},
	{"MiB", 1 << 20}, {"MB", 1e6}, {"KiB", 1 << 10}, {"KB", 1e3}, {"B", 1},
}

// String writes b in the largest unit that divides it, as a file would.
func (b Bytes) String() string {
	for _, u := range byteUnits {
		if b >= u.size && b%u.size == 0 {
			return strconv.FormatInt(int64(b/u.size), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(b), 10) + "B"
}

// sizeText matches a number of bytes: a whole number and its unit.
var sizeText = regexp.MustCompile(`^([0-9]{1,18}) ?([KMGT]?i?B)$`)

// parseBytes reads "4GB" or "512MiB". It is not ok for what is no size, nor
// for nothing, nor for more than an int64 holds.
func parseBytes(s string) (Bytes, bool) {
	m := sizeText.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || n == 0 {
		return 0, false
	}
	for _, u := range byteUnits {
		if u.name == m[2] && n <= math.MaxInt64/int64(u.size) {
			return Bytes(n) * u.size, true
		}
	}
	return 0, false
}

// parseDuration reads "90s" or "1h30m". It is not ok for what is no duration,
// nor for one that is not positive.
func parseDuration(s string) (time.Duration, bool) {
	d, err := time.ParseDuration(s)
	return d, err == nil && d > 0
}

var (
	bytesType    = reflect.TypeFor[Bytes]()
	durationType = reflect.TypeFor[time.Duration]()
)

// setUnit sets a quantity that a file writes as a string with a unit. It
// reports whether target is one.
func (c *converter) setUnit(at hcl.Range, v cty.Value, target reflect.Value) bool {
	t := target.Type()
	if t != bytesType && t != durationType {
		return false
	}
	if v.IsNull() || v.Type() != cty.String {
		c.wrongType(at, v, t)
		return true
	}
	var n int64
	var ok bool
	if t == bytesType {
		size, sound := parseBytes(v.AsString())
		n, ok = int64(size), sound
	} else {
		d, sound := parseDuration(v.AsString())
		n, ok = int64(d), sound
	}
	if !ok {
		c.wrongType(at, v, t)
		return true
	}
	target.SetInt(n)
	return true
}

// renderUnit writes a quantity as a file would, and "" for one that is absent.
func renderUnit(x fmt.Stringer, absent bool) string {
	if absent {
		return ""
	}
	return quote(x.String())
}
