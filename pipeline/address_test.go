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

func TestAddressWithoutSeed(t *testing.T) {
	cases := map[string]string{
		`ablation.x["a"][2].finetune.lr["low"]`:        `ablation.x["a"].finetune.lr["low"]`,
		`ablation.x["a\"][3]"][-2].module.m.dataset.d`: `ablation.x["a\"][3]"].module.m.dataset.d`,
		`ablation.x["a"].finetune.lr["1"]`:             `ablation.x["a"].finetune.lr["1"]`,
		`pretrain.base`:                                `pretrain.base`,
	}
	for address, want := range cases {
		if got := ParseAddress(address).WithoutSeed().String(); got != want {
			t.Errorf("WithoutSeed(%s) = %s, want %s", address, got, want)
		}
	}
}
