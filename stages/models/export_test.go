package models

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pipe/engine/llama"
	"pipe/engine/token"
	"pipe/internal/published"
)

// TestExportWeights reads what was written: the same bits, in both layouts.
func TestExportWeights(t *testing.T) {
	wide := tinyWeights(true).Config
	wide.HeadSize = 6
	other := llama.NewWeights(wide)
	other.Init(rand.New(rand.NewPCG(1, 1)))
	for _, w := range []*llama.Weights{tinyWeights(true), tinyWeights(false), other} {
		tied := w.Config.Tied
		w.Config.RopeScaling = llama.RopeScaling{Factor: 8, LowFreqFactor: 1, HighFreqFactor: 4, OriginalSeqLen: 16}
		if tied {
			w.Config.RopeScaling = llama.RopeScaling{Factor: 8}
		}
		config, err := HuggingFaceConfig(w.Config, Ends{BOS: 1, EOS: 2})
		if err != nil {
			t.Fatal(err)
		}
		var first, second bytes.Buffer
		for _, b := range []*bytes.Buffer{&first, &second} {
			if err := WriteSafetensors(b, w); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("WriteSafetensors gave other bytes the second time")
		}
		tensors, err := ReadSafetensors(first.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		c, err := ReadHuggingFaceConfig(config)
		if err != nil {
			t.Fatal(err)
		}
		got, err := LlamaOf(c, tensors)
		if err != nil || got.Config != w.Config || !slices.Equal(got.Flat, w.Flat) {
			t.Errorf("%+v: reading what was written gives another model, %v", w.Config, err)
		}
	}
}

func TestExportRefuses(t *testing.T) {
	base := tinyWeights(true).Config
	cases := []struct {
		want   string
		change func(c *llama.Config)
	}{
		{"multiple of its heads", func(c *llama.Config) { c.Dim, c.HeadSize, c.Heads, c.KVHeads = 8, 4, 3, 3 }},
		{"masked", func(c *llama.Config) { c.Causal = false }},
		{"head of 3 classes", func(c *llama.Config) { c.Classes = 3 }},
		{"positions", func(c *llama.Config) { c.Positions = "learned" }},
		{"norm", func(c *llama.Config) { c.Norm = "layernorm" }},
		{"activation", func(c *llama.Config) { c.Activation = "gelu" }},
	}
	for _, c := range cases {
		changed := base
		c.change(&changed)
		if _, err := HuggingFaceConfig(changed, Ends{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("HuggingFaceConfig = %v, want an error with %q", err, c.want)
		}
	}
	base.Positions, base.Norm, base.Activation = "rope", "rmsnorm", "swiglu"
	if _, err := HuggingFaceConfig(base, Ends{}); err != nil {
		t.Errorf("HuggingFaceConfig of LLaMA's own choices = %v, want nil", err)
	}
}

// sameIDs compares a vocabulary with what is read of its tokenizer.json.
func sameIDs(t *testing.T, texts []string, encode func(dst []int32, text string) []int32, bos int32, file []byte, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := ReadTokenizerJSON(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	rules.Added = nil // as split_special_tokens has it
	p, err := token.NewPublished(rules)
	if err != nil {
		t.Fatal(err)
	}
	if p.BOS() != bos {
		t.Errorf("BOS = %d, want %d", p.BOS(), bos)
	}
	bad := 0
	for _, text := range texts {
		if want, got := encode(nil, text), p.Encode(nil, text); !slices.Equal(got, want) {
			if bad++; bad <= 3 {
				t.Errorf("Encode(%.200q) = %v, want %v", text, got, want)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d strings differ", bad, len(texts))
	}
}

func TestExportBPE(t *testing.T) {
	texts := readFixtures(t).texts()
	b, err := token.Train(slices.Values(texts), token.TrainOptions{VocabSize: 900})
	if err != nil {
		t.Fatal(err)
	}
	file, err := BPEJSON(b)
	sameIDs(t, texts, b.Encode, b.BOS(), file, err)
}

func TestExportPieces(t *testing.T) {
	texts := readFixtures(t).texts()
	for _, path := range []string{"stories260K/tok512.bin", "llama2-tokenizer/tokenizer.model"} {
		t.Run(path, func(t *testing.T) {
			data := published.Read(t, append([]string{"models"}, strings.Split(path, "/")...)...)
			read := ReadSentencePiece
			if strings.HasSuffix(path, ".bin") {
				read = ReadLlama2cPieces
			}
			list, err := read(data)
			if err != nil {
				t.Fatal(err)
			}
			p, err := token.NewPieces(list)
			if err != nil {
				t.Fatal(err)
			}
			file, err := PiecesJSON(p)
			sameIDs(t, texts, p.Encode, p.BOS(), file, err)
		})
	}
}

// TestExportTies refuses scores whose order shows: of equal ones SentencePiece
// joins the leftmost, and a tokenizer.json has one order for all places.
func TestExportTies(t *testing.T) {
	pieces := func(scores ...float32) *token.Pieces {
		list, err := ReadLlama2cPieces(tinyPieces())
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range []string{" ", "a", "b", "ab", "ba"} {
			list = append(list, token.ScoredPiece{Text: text, Score: scores[i]})
		}
		p, err := token.NewPieces(list)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if _, err := PiecesJSON(pieces(-1, -2, -3, -4, -4)); err == nil || !strings.Contains(err.Error(), "one score") {
		t.Errorf("PiecesJSON of a tie that shows = %v, want an error", err)
	}
	if _, err := PiecesJSON(pieces(-9, -9, -9, -4, -5)); err != nil {
		t.Errorf("PiecesJSON of a tie that does not show = %v, want nil", err)
	}
}
