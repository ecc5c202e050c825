package sources

import (
	"strings"
	"testing"
)

func TestDocumentText(t *testing.T) {
	d, err := parseObject([]byte(`{"s": "a\u00e9\n", "n": 1, "null": null, "l": ["x"]}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"s": "aé\n", "n": "", "null": "", "l": "", "none": ""} {
		if got, ok := d.Text(name); got != want || ok != (name == "s") {
			t.Errorf("Text(%q) = %q, %t, want %q", name, got, ok, want)
		}
	}
}

// Every character comes back from the JSON that a text is written as.
func TestAppendStringKeepsEveryCharacter(t *testing.T) {
	var all strings.Builder
	for r := rune(0); r < 0x3000; r++ {
		all.WriteRune(r)
	}
	all.WriteString("\U0001f642 e\u0301 </script>")
	var d Document
	d.setText(all.String(), all.String())
	again, err := parseObject(d.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := again.Text(all.String()); !ok || got != all.String() {
		t.Errorf("a text of %d bytes comes back as %d bytes, %t", all.Len(), len(got), ok)
	}
}

// A file of one line cannot make reading quadratic.
func TestManyFieldsAreRead(t *testing.T) {
	line := strings.Repeat(",", 200_000)
	docs, err := Read("csv", "file", []byte(line+"\n"+line), Options{Fields: map[string]string{"column7": "x"}})
	if err != nil || len(docs[0].fields) != 200_001 {
		t.Errorf("Read of %d columns = %d documents, %v", len(line)+1, len(docs), err)
	}
}
