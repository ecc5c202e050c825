package sources

import (
	"testing"

	"pipe/stages/sources/miniature"
)

// The generated files are in the formats of the published ones.
func TestBuiltinFiles(t *testing.T) {
	for _, c := range []struct{ file, format, align, fields string }{
		{"squad/test.json", "squad", "", "id title context question answers is_impossible"},
		{"truthfulqa/test.json", "mc_task", "", "question choices labels mc2_choices mc2_labels"},
		{"wsd/test.data.xml", "wsd", "wsd/test.gold.key.txt", "id lemma pos word tokens target text aligned"},
		{"similarity/test.tsv", "wordpairs", "", "word1 word2 score"},
		{"translation/test.en", "lines", "translation/test.xx", "text aligned"},
		{"gsm8k/test.jsonl", "jsonl", "", "question answer"},
		{"instruct/test.json", "json", "", "instruction input output"},
	} {
		t.Run(c.file, func(t *testing.T) {
			var o Options
			if c.align != "" {
				o.Align = []Aligned{{Field: "aligned", Name: c.align, Data: builtin(t, c.align)}}
			}
			docs, err := Read(c.format, c.file, builtin(t, c.file), o)
			if err != nil {
				t.Fatal(err)
			}
			if got := fieldNames(docs[0]); got != c.fields {
				t.Errorf("fields of %s = %s, want %s", c.file, got, c.fields)
			}
		})
	}
}

func builtin(t *testing.T, name string) []byte {
	t.Helper()
	data, err := miniature.File(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
