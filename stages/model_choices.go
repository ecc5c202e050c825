package stages

import (
	"fmt"
	"strconv"

	"pipe/artifacts"
	"pipe/engine/llama"
)

// The table "choices" of a model's artifact holds what makes its shape another
// than LLaMA's and has no column in "config", by name. A model whose choices
// are LLaMA's has none, so that a new one leaves the bytes of all others as
// they were.

const tableChoices = "choices"

// choiceRow is a row of the table "choices".
type choiceRow struct {
	Name  string `arrow:"name"`
	Value string `arrow:"value"`
}

// A choice is where one of them is kept in a shape, as a text or a number, and
// LLaMA's, which may also be the empty value.
type choice struct {
	name, standard string
	text           *string
	number         *int
}

func choices(c *llama.Config) []choice {
	return []choice{
		{name: "norm_placement", standard: "pre", text: &c.Placement},
		{name: "head_dim", number: &c.HeadSize},
	}
}

// value returns the choice as the table has it, or "" where it is LLaMA's.
func (o choice) value() string {
	value := ""
	switch {
	case o.text != nil:
		value = *o.text
	case *o.number != 0:
		value = strconv.Itoa(*o.number)
	}
	if value == o.standard {
		return ""
	}
	return value
}

func (o choice) set(value string) error {
	if o.text != nil {
		*o.text = value
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return fmt.Errorf("%s is %q, want a number", o.name, value)
	}
	*o.number = n
	return nil
}

func writeChoices(w *artifacts.Writer, c llama.Config) error {
	var rows []choiceRow
	for _, o := range choices(&c) {
		if value := o.value(); value != "" {
			rows = append(rows, choiceRow{o.name, value})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return artifacts.WriteTable(w, tableChoices, rows)
}

// readChoices adds the choices of a model to its shape.
func readChoices(a *artifacts.Artifact, c *llama.Config) error {
	if _, ok := a.File(tableChoices + ".arrow"); !ok {
		return nil
	}
	rows, err := artifacts.ReadTable[choiceRow](a, tableChoices)
	if err != nil {
		return err
	}
	for _, r := range rows {
		known := false
		for _, o := range choices(c) {
			if o.name == r.Name {
				if err := o.set(r.Value); err != nil {
					return fmt.Errorf("table %s: %w", tableChoices, err)
				}
				known = true
			}
		}
		if !known {
			return fmt.Errorf("table %s: unknown choice %q", tableChoices, r.Name)
		}
	}
	return nil
}
