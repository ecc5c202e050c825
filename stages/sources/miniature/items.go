package miniature

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// How many items the evaluation files hold.
const (
	testItems       = 300
	validationItems = 150
	trainItems      = 1500
)

// sizeOf returns the number of items of a split.
func sizeOf(s split) int {
	return [...]int{train: trainItems, validation: validationItems, test: testItems}[s]
}

// evaluated are the splits that the corpus must not repeat.
var evaluated = []split{validation, test}

// A choice is a multiple-choice item. Its text is the prompt as the corpus
// writes it, before the answer.
type choice struct {
	prompt  string
	choices []string
	gold    int
}

// shuffled returns the item with its choices in random order; the first one
// is right.
func shuffled(r *source, prompt string, choices ...string) choice {
	c := choice{prompt: prompt}
	for i, k := range r.perm(len(choices)) {
		if k == 0 {
			c.gold = i
		}
		c.choices = append(c.choices, choices[k])
	}
	return c
}

// rotated returns the item with the right choice, which is the first, at
// position at, so that a file can have its positions balanced.
func rotated(r *source, at int, prompt string, choices ...string) choice {
	wrong := append([]string{}, choices[1:]...)
	shuffle(r, wrong)
	c := choice{prompt: prompt, gold: at % len(choices)}
	c.choices = append(c.choices, wrong[:c.gold]...)
	c.choices = append(c.choices, choices[0])
	c.choices = append(c.choices, wrong[c.gold:]...)
	return c
}

// answer returns the right choice.
func (c choice) answer() string { return c.choices[c.gold] }

// lesson returns the item as the corpus teaches it.
func (c choice) lesson() string { return c.prompt + " " + c.answer() }

// distinct makes n items whose keys differ. It panics when the grammar cannot
// make that many.
func distinct[T any](n int, next func(i int) (key string, v T)) []T {
	seen := map[string]bool{}
	var out []T
	for tries := 0; len(out) < n; tries++ {
		if tries > 400*n {
			panic(fmt.Sprintf("miniature: only %d of %d distinct items", len(out), n))
		}
		key, v := next(len(out))
		if !seen[key] {
			seen[key] = true
			out = append(out, v)
		}
	}
	return out
}

// form picks a phrasing. The last two of a list never occur in training text.
func form(r *source, s split, templates []string) string {
	if s == train {
		return pick(r, templates[:len(templates)-2])
	}
	return pick(r, templates)
}

// jsonLines writes one JSON value a line, without escaping HTML.
func jsonLines[T any](rows []T) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, row := range rows {
		if err := e.Encode(row); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

// jsonPretty writes one JSON value over several lines.
func jsonPretty[T any](v T) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return b.Bytes()
}
