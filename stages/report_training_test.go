package stages

import (
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
)

func TestLowestIsTheFirst(t *testing.T) {
	held := func(step int64, loss float64) curveRow {
		return curveRow{Step: step, Validation: loss, HasValidation: true}
	}
	rows := []curveRow{held(1, 3), {Step: 2}, held(3, 2), held(4, 2), held(5, 4)}
	if got, want := lowest(rows), int64(3); got != want {
		t.Errorf("lowest() = %d, want %d", got, want)
	}
}

// TestLossesCompare changes one thing at a time about a fine-tuned model.
func TestLossesCompare(t *testing.T) {
	digest := func(s string) artifacts.Digest { return artifacts.Sum([]byte(s)) }
	b := &pageBuilder{byAddress: map[string]pipeline.Ancestor{
		"tokenizer.a": {Artifact: digest("a")}, "tokenizer.b": {Artifact: digest("b")},
		"dataset.one": {Artifact: digest("one")}, "dataset.two": {Artifact: digest("two")},
		"pretrain.a":     {Inputs: []pipeline.AncestorInput{{Role: "tokenizer", Address: "tokenizer.a"}}},
		"pretrain.again": {Inputs: []pipeline.AncestorInput{{Role: "tokenizer", Address: "tokenizer.a"}}},
		"pretrain.b":     {Inputs: []pipeline.AncestorInput{{Role: "tokenizer", Address: "tokenizer.b"}}},
	}}
	tuned := func(address, base, dataset string) pipeline.Ancestor {
		a := pipeline.Ancestor{
			Address: address, Kind: "finetune",
			Inputs: []pipeline.AncestorInput{{Role: "base", Address: base}, {Role: "dataset", Address: dataset}},
		}
		b.byAddress[address] = a
		return a
	}
	causal := configRow{Causal: true}
	first := b.chart(tuned("finetune.x", "pretrain.a", "dataset.one"), causal)
	again := tuned("finetune.y", "pretrain.again", "dataset.one")
	tests := []struct {
		name   string
		other  pipeline.Ancestor
		config configRow
		want   bool
	}{
		{"another base", again, causal, true},
		{"other tokens", tuned("finetune.y", "pretrain.b", "dataset.one"), causal, false},
		{"other data", tuned("finetune.y", "pretrain.a", "dataset.two"), causal, false},
		{"another task", again, configRow{Causal: true, Classes: 2}, false},
		{"another objective", again, configRow{}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b.byAddress[test.other.Address] = test.other
			if got := b.chart(test.other, test.config) == first; got != test.want {
				t.Errorf("losses compare: %v, want %v", got, test.want)
			}
		})
	}
}
