package benchmarks

import "strings"

// suggest returns a sentence naming the word nearest to name, or all words
// where none is near. It begins with a space.
func suggest(name string, words []string) string {
	best, distance := "", len(name)/2+1
	for _, w := range words {
		if d := editDistance(name, w); d < distance {
			best, distance = w, d
		}
	}
	if best != "" {
		return " Did you mean \"" + best + "\"?"
	}
	return " There are " + strings.Join(words, ", ") + "."
}

// editDistance counts the bytes to insert, delete or replace to make b of a
// (Levenshtein 1966).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
