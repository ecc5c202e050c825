package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNameDefaults holds the changes that say what a default is, and those that
// cannot.
func TestNameDefaults(t *testing.T) {
	cases := []struct {
		kind       string
		given, got Change
	}{
		{"pretrain", Change{"attribute", "objective", `"masked"`, "default"}, Change{"attribute", "objective", `"masked"`, `default "causal"`}},
		{"pretrain", Change{"attribute", "rate", "default", "0.25"}, Change{"attribute", "rate", "default 0.5", "0.25"}},
		{"pretrain", Change{"attribute", "model.heads", "default", "2"}, Change{"attribute", "model.heads", "default 1", "2"}},
		{"pretrain", Change{"attribute", "lora.rank", "4", "default"}, Change{"attribute", "lora.rank", "4", "default 8"}},
		{"pretrain", Change{"attribute", "tags", `["small"]`, "default"}, Change{"attribute", "tags", `["small"]`, "default []"}},
		{"pretrain", Change{"attribute", "rate", "0.1", "0.2"}, Change{"attribute", "rate", "0.1", "0.2"}},
		{"pretrain", Change{"attribute", "gone", "1", "default"}, Change{"attribute", "gone", "1", "default"}},
		{"pretrain", Change{"attribute", "gone.too", "1", "default"}, Change{"attribute", "gone.too", "1", "default"}},
		{"pretrain", Change{"block", "lora", "none", "present"}, Change{"block", "lora", "none", "present"}},
		{"dataset", Change{"attribute", "align[0].field", "default", `"a"`}, Change{"attribute", "align[0].field", "default", `"a"`}},
		{"benchmark", Change{"attribute", "choices", "doc.options", "default"}, Change{"attribute", "choices", "doc.options", "default"}},
	}
	for _, c := range cases {
		got := []Change{c.given}
		testKinds.Lookup(c.kind).nameDefaults(got)
		if diff := cmp.Diff([]Change{c.got}, got); diff != "" {
			t.Errorf("nameDefaults of %s (-want +got):\n%s", c.kind, diff)
		}
	}
	got := []Change{{"kind", "pretrain", "2", "3"}, {"attribute", "rate", "0.25", "default"}}
	testKinds.Lookup("pretrain").nameDefaults(got)
	if got[1].To != "default" {
		t.Errorf("nameDefaults of another version = %v, want the default unnamed", got[1])
	}
}
