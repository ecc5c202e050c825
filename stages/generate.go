package stages

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"unicode/utf8"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/engine/llama"
)

// GenerateOptions say how text is drawn from a model.
type GenerateOptions struct {
	Prompt      string
	MaxTokens   int
	Temperature float64 // 0 takes the likeliest token
	TopP        float64
	Seed        int64
	Quantize    string // QuantizeNone or QuantizeInt8
	Workers     int
}

// Generate continues a prompt with the model of an artifact and hands the
// text to emit in pieces of whole characters.
func Generate(ctx context.Context, a *artifacts.Artifact, o GenerateOptions, emit func(text string)) error {
	if _, ok := a.File("weights.arrow"); !ok {
		return fmt.Errorf("%s artifact %s is no model", a.Kind, a.Digest().Short())
	}
	return withModel(a, func(m languageModel) error { return generate(ctx, m, o, emit) })
}

func generate(ctx context.Context, m languageModel, o GenerateOptions, emit func(text string)) error {
	if !m.weights.Config.Causal {
		return fmt.Errorf("the model was trained with the masked objective and does not generate")
	}
	team := kernel.NewTeam(o.Workers)
	defer team.Close()
	if o.Quantize == QuantizeInt8 {
		m.weights.Quantize(team)
	}
	session := llama.NewSession(team, m.weights)
	prompt := m.tokenizer.Encode([]int32{m.tokenizer.BOS()}, o.Prompt)
	if len(prompt) >= session.Cap() {
		return fmt.Errorf("the prompt has %d tokens, but the model's context holds %d", len(prompt), session.Cap())
	}
	sampler := llama.NewSampler(m.weights.Config.VocabSize, llama.Sampling{Temperature: o.Temperature, TopP: o.TopP})
	// A vocabulary of pieces has put a space before the text, if there was one.
	v, begins := m.tokenizer.(interface{ BeginsWithSpace() bool })
	begins = begins && o.Prompt == "" && v.BeginsWithSpace()
	var pending []byte
	session.Generate(prompt, o.MaxTokens, sampler, rand.New(rand.NewPCG(uint64(o.Seed), 0)), func(id int32) bool {
		if id == m.tokenizer.EOS() || ctx.Err() != nil {
			return false
		}
		pending = append(pending, m.tokenizer.Piece(id)...)
		if begins {
			pending, begins = bytes.TrimPrefix(pending, []byte(" ")), false
		}
		whole := wholeRunes(pending)
		emit(string(pending[:whole]))
		pending = pending[whole:]
		return true
	})
	if len(pending) > 0 {
		emit(string(utf8.RuneError))
	}
	return ctx.Err()
}

// wholeRunes returns how many bytes of b form whole characters: all but the
// start of one that is still to be completed.
func wholeRunes(b []byte) int {
	for back := 1; back <= min(utf8.UTFMax-1, len(b)); back++ {
		at := len(b) - back
		if utf8.RuneStart(b[at]) {
			if !utf8.FullRune(b[at:]) {
				return at
			}
			break
		}
	}
	return len(b)
}
