package main

import "unicode/utf8"

// A column of addresses is as wide as the longest, within bounds: where one is
// longer than the upper bound, what follows it moves right in its line alone.
const (
	narrowAddress = 28
	wideAddress   = 72
)

// addressWidth returns the width of a column, in runes as fmt counts them.
func addressWidth(addresses []string) int {
	width := narrowAddress
	for _, a := range addresses {
		if n := utf8.RuneCountInString(a); n <= wideAddress {
			width = max(width, n)
		}
	}
	return width
}
