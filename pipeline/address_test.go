package pipeline

import "testing"

func TestParseAddress(t *testing.T) {
	cases := []struct {
		address string
		want    Address
		block   string
	}{
		{`pretrain.base`, Address{"", "pretrain", "base", ""}, `pretrain.base`},
		{`finetune.lr["low"]`, Address{"", "finetune", "lr", `["low"]`}, `finetune.lr`},
		{`finetune.lr["a.b \"c\".d"]`, Address{"", "finetune", "lr", `["a.b \"c\".d"]`}, `finetune.lr`},
		{`module.data.dataset.corpus`, Address{"module.data.", "dataset", "corpus", ""}, `module.data.dataset.corpus`},
		{`ablation.x["m.h"][2].module.a.finetune.lr["x.y"]`,
			Address{`ablation.x["m.h"][2].module.a.`, "finetune", "lr", `["x.y"]`}, `ablation.x["m.h"][2].module.a.finetune.lr`},
		{`ablation.x`, Address{"", "ablation", "x", ""}, `ablation.x`},
		{`word`, Address{"", "word", "", ""}, `word`},
		{``, Address{}, ``},
	}
	for _, c := range cases {
		got := ParseAddress(c.address)
		if got != c.want || got.String() != c.address || got.Block() != c.block {
			t.Errorf("ParseAddress(%s) = %+v, of which Block is %s, want %+v and %s", c.address, got, got.Block(), c.want, c.block)
		}
	}
}
