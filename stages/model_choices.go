package stages

import (
	"fmt"

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

// A choice is where one of them is kept in a shape, and LLaMA's.
type choice struct {
	name, standard string
	value          *string
}

func choices(c *llama.Config) []choice {
	return []choice{
		{"norm_placement", "pre", &c.Placement},
	}
}

func writeChoices(w *artifacts.Writer, c llama.Config) error {
	var rows []choiceRow
	for _, o := range choices(&c) {
		if *o.value != "" && *o.value != o.standard {
			rows = append(rows, choiceRow{o.name, *o.value})
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
				known, *o.value = true, r.Value
			}
		}
		if !known {
			return fmt.Errorf("table %s: unknown choice %q", tableChoices, r.Name)
		}
	}
	if err := c.Validate(); err != nil {
		return fmt.Errorf("table %s: %w", tableChoices, err)
	}
	return nil
}
