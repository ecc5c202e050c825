package page

import (
	"fmt"
	"testing"
)

func TestAnchor(t *testing.T) {
	cases := []struct{ name, want string }{
		{"pretrain.base", "stage-pretrain.base"},
		{"Word similarity", "stage-Word-similarity"},
		{`finetune.lr["low"]`, "stage-finetune.lr~low~"},
		{`evaluate.lr["1e-3"].capitals.acc`, "stage-evaluate.lr~1e-2d-3~.capitals.acc"},
		{`evaluate.lr["a \"b\"].c"].capitals["x"].acc`, "stage-evaluate.lr~a-20--5c--22-b-5c--22--5d--2e-c~.capitals~x~.acc"},
		{`evaluate.lr["é`, "stage-evaluate.lr~-e9-~"},
	}
	for _, c := range cases {
		if got := anchor("stage", c.name); got != c.want {
			t.Errorf("anchor(stage, %s) = %s, want %s", c.name, got, c.want)
		}
	}
	seen := make(map[string]string)
	for _, key := range []string{"a b", "a-b", "a_b", "a.b", "a~b", "a-20-b", "ab", "A b"} {
		name := fmt.Sprintf("finetune.lr[%q]", key)
		id := anchor("stage", name)
		if other, taken := seen[id]; taken {
			t.Errorf("anchor(stage, %s) = %s, which is that of %s", name, id, other)
		}
		seen[id] = name
	}
}

func TestBreakable(t *testing.T) {
	if got, want := fmt.Sprintf("%q", breakable(`lr["very-low"]`)), `["lr" "[\"very-" "low\"]"]`; got != want {
		t.Errorf("breakable = %s, want %s", got, want)
	}
}
