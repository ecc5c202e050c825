package pipeline

import (
	"encoding/json"
	"testing"
)

// TestTextFunctionsKeepBytes holds functions that count code points to text
// that is not in the form NFC, which a document may have and a literal not.
func TestTextFunctionsKeepBytes(t *testing.T) {
	doc, err := json.Marshal(map[string]string{"t": "e\u0301 X\u0301y"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ source, want string }{
		{`codepoints(doc.t)`, "6"},
		{`textslice(doc.t, 1, 4)`, "\u0301 X"},
		{`capitalize(doc.t)`, "E\u0301 x\u0301y"},
		{`words(doc.t)[1]`, "X\u0301y"},
		{`replaceall(doc.t, [[" X", ""]])`, "e\u0301\u0301y"},
	} {
		v, err := loadTemplate(t, "", c.source).Value(doc)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got, err := v.Text(); err != nil || got != c.want {
			t.Errorf("%s = %q, %v, want %q", c.source, got, err, c.want)
		}
	}
}
