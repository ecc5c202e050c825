package models

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"os"
	"testing"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/internal/published"
)

// logitFixtures is what testdata/make_logits.py writes.
type logitFixtures struct {
	MadeWith string `json:"made_with"`
	Tokens   []int32
	Models   map[string]struct {
		Files  map[string][]byte
		Logits []byte
	}
	Published map[string][]byte
}

func readLogits(t *testing.T) logitFixtures {
	t.Helper()
	packed, err := os.ReadFile("testdata/logits.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var f logitFixtures
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// compareLogits reads a model of Hugging Face's files and compares its logits
// with those of transformers, relative to the largest of them.
func compareLogits(t *testing.T, f logitFixtures, files map[string][]byte, logits []byte) {
	t.Helper()
	c, err := ReadHuggingFaceConfig(files["config.json"])
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"model.safetensors"}
	if index, ok := files["model.safetensors.index.json"]; ok {
		if names, err = ReadHuggingFaceIndex(index); err != nil || len(names) < 2 {
			t.Fatalf("ReadHuggingFaceIndex = %q, %v, want several files", names, err)
		}
	}
	all := make(Tensors)
	for _, name := range names {
		tensors, err := ReadSafetensors(files[name])
		if err != nil {
			t.Fatal(err)
		}
		for name, tensor := range tensors {
			all[name] = tensor
		}
	}
	w, err := LlamaOf(c, all)
	if err != nil {
		t.Fatal(err)
	}
	team := kernel.NewTeam(1)
	defer team.Close()
	session := llama.NewSession(team, w)
	want := make([]float32, len(logits)/4)
	if _, err := binary.Decode(logits, binary.LittleEndian, want); err != nil {
		t.Fatal(err)
	}
	if rows := (len(f.Tokens) + 3) / 4; len(want) != rows*c.VocabSize {
		t.Fatalf("there are %d logits, want %d rows of %d", len(want), rows, c.VocabSize)
	}
	var scale, worst float64
	for at, token := range f.Tokens {
		got := session.Decode(token)
		if at%4 != 0 {
			continue
		}
		for i, x := range want[:c.VocabSize] {
			scale = max(scale, math.Abs(float64(x)))
			difference := math.Abs(float64(got[i]) - float64(x))
			if math.IsNaN(difference) {
				t.Fatalf("logit %d behind token %d is %g, want %g", i, at, got[i], x)
			}
			worst = max(worst, difference)
		}
		want = want[c.VocabSize:]
	}
	t.Logf("largest difference %.2g of %.3g", worst, scale)
	if scale < 0.1 || worst > 1e-4*scale {
		t.Errorf("logits differ by up to %g of %g from %s, want at most 1e-4 of it", worst, scale, f.MadeWith)
	}
}

// TestLogits computes what transformers computes, for each form of a folder.
func TestLogits(t *testing.T) {
	f := readLogits(t)
	if len(f.Models) < 9 {
		t.Fatalf("there are %d models, want 9", len(f.Models))
	}
	for name, m := range f.Models {
		t.Run(name, func(t *testing.T) { compareLogits(t, f, m.Files, m.Logits) })
	}
	t.Run("stories260K", func(t *testing.T) {
		files := map[string][]byte{
			"config.json":       published.Read(t, "models", "stories260K_hf", "config.json"),
			"model.safetensors": published.Read(t, "models", "stories260K_hf", "model.safetensors"),
		}
		compareLogits(t, f, files, f.Published["stories260K_hf"])
	})
}
