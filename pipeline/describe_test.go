package pipeline

import (
	"maps"
	"slices"
	"testing"
)

// attributesOf returns a block's attributes by path.
func attributesOf(prefix string, b Block) map[string]Attribute {
	all := make(map[string]Attribute)
	for _, a := range b.Attributes {
		all[prefix+a.Name] = a
	}
	for _, inner := range b.Blocks {
		maps.Copy(all, attributesOf(prefix+inner.Type+".", inner))
	}
	return all
}

func TestDescribe(t *testing.T) {
	pretrain := attributesOf("", testKinds.Lookup("pretrain").Describe())
	cases := []struct {
		path string
		want Attribute
	}{
		{"corpus", Attribute{Wants: "a reference to a dataset", Required: true}},
		{"base", Attribute{Wants: "a reference to a pretrain"}},
		{"objective", Attribute{Wants: `"causal" or "masked"`, Default: `"causal"`}},
		{"rate", Attribute{Wants: "a number", Limits: "above 0 and below 1", Default: "0.5"}},
		{"seed", Attribute{Wants: "a whole number", Limits: "at least 0 and at most 1000", Default: "0"}},
		{"tags", Attribute{Wants: "a list of strings", Default: "[]"}},
		{"threads", Attribute{Wants: "a whole number", Default: "0", Recipe: "-"}},
		{"title", Attribute{Wants: "a string", Default: `""`, Recipe: "label"}},
		{"model.dim", Attribute{Wants: "a whole number", Limits: "at least 1", Required: true}},
		{"model.heads", Attribute{Wants: "a whole number", Limits: "at least 1", Default: "1"}},
		{"lora.rank", Attribute{Wants: "a whole number", Default: "8"}},
	}
	for _, c := range cases {
		got := pretrain[c.path]
		got.Name = ""
		if got != c.want {
			t.Errorf("pretrain has %s %+v, want %+v", c.path, got, c.want)
		}
	}
	if got := attributesOf("", testKinds.Lookup("benchmark").Describe())["prompt"]; got.Wants != "a template over doc" || got.Default != "" {
		t.Errorf("benchmark has prompt %+v, want a template without default", got)
	}
}

func TestDescribeBlocks(t *testing.T) {
	cases := []struct {
		kind, block        string
		required, repeated bool
		label              string
	}{
		{"pretrain", "model", true, false, ""},
		{"pretrain", "lora", false, false, ""},
		{"dataset", "align", false, true, "Name of the field"},
	}
	for _, c := range cases {
		blocks := testKinds.Lookup(c.kind).Describe().Blocks
		i := slices.IndexFunc(blocks, func(b Block) bool { return b.Type == c.block })
		if i < 0 {
			t.Errorf("%s has no block %q", c.kind, c.block)
			continue
		}
		if b := blocks[i]; b.Required != c.required || b.Repeated != c.repeated || b.Label != c.label {
			t.Errorf("%s has block %s %+v, want required %v, repeated %v, label %q", c.kind, c.block, b, c.required, c.repeated, c.label)
		}
	}
}
