package artifacts

import "testing"

func TestDiffTables(t *testing.T) {
	type row struct {
		Name   string    `arrow:"name"`
		Value  float64   `arrow:"value"`
		Tensor []float32 `arrow:"tensor"`
	}
	type narrow struct {
		Name string `arrow:"name"`
	}
	s := newStore(t)
	table := func(write func(w *Writer) error) *Artifact {
		w := s.NewArtifact("t")
		if err := write(w); err != nil {
			t.Fatal(err)
		}
		a, err := w.Commit()
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	rows := func(change func(rows []row) []row) *Artifact {
		all := make([]row, batchRows+10) // of two batches
		for i := range all {
			all[i] = row{"n", float64(i), []float32{1, 2, 3}}
		}
		return table(func(w *Writer) error { return WriteTable(w, "t", change(all)) })
	}
	same := rows(func(r []row) []row { return r })
	tests := map[string]struct {
		to   *Artifact
		want string
	}{
		"equal":       {same, ""},
		"value":       {rows(func(r []row) []row { r[batchRows+3].Value = 0.5; return r }), "row 4099, column value: from 4099 to 0.5"},
		"first":       {rows(func(r []row) []row { r[7].Name, r[7].Value = "m", 0; return r }), "row 7, column name: from n to m"},
		"element":     {rows(func(r []row) []row { r[2].Tensor = []float32{1, 2, 4}; return r }), "row 2, column tensor[2]: from 3 to 4"},
		"list length": {rows(func(r []row) []row { r[2].Tensor = []float32{1}; return r }), "row 2, column tensor: from 3 elements to 1 elements"},
		"shorter":     {rows(func(r []row) []row { return r[:batchRows] }), "row 4096 is there in one only: from a row to the end"},
		"columns": {table(func(w *Writer) error { return WriteTable(w, "t", []narrow{{"n"}}) }),
			`its columns are others: from "name", "value", "tensor" to "name"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := DiffTables(same, test.to, "t.arrow")
			got := ""
			if d != nil {
				got = d.String()
			}
			if err != nil || got != test.want {
				t.Errorf("DiffTables = %q, %v, want %q", got, err, test.want)
			}
		})
	}
}
