package stages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/rs/zerolog"

	"pipe/stages/benchmarks"
)

// protocolRow is the only row of the table "NNNN/protocol": how the prompts of a
// benchmark were put to the model.
type protocolRow struct {
	// BOS says whether prompts begin with the token that begins texts: "added",
	// "in the prompt", or "none". FirstTokens are the first of the first prompt,
	// and Prompt its SHA-256.
	BOS         string  `arrow:"bos"`
	FirstTokens []int64 `arrow:"first_tokens"`
	Prompt      string  `arrow:"prompt_sha256"`
	// Chat names the chat template, or is "". Multiturn says whether shots are
	// turns of their own.
	Chat      string `arrow:"chat"`
	Multiturn bool   `arrow:"multiturn"`
	// System is the system prompt. SystemDropped says that the template has no
	// place for one, so that neither it nor descriptions were shown.
	System        string `arrow:"system"`
	SystemDropped bool   `arrow:"system_dropped"`
	// Documents and Truncated count documents, and those with a prompt that was
	// cut to the model's context.
	Documents int64 `arrow:"documents"`
	Truncated int64 `arrow:"truncated"`
	// Unscored names the items with a choice of which only the end was scored.
	Unscored []string `arrow:"unscored"`
	// Unread names the items with an answer of which the judge read only the
	// beginning.
	Unread []string `arrow:"unread"`
	// MaxTokens is how long generated answers may be, 0 where none are. Shortened
	// says that the benchmark allows more than the model has room for.
	MaxTokens int64 `arrow:"max_tokens"`
	Shortened bool  `arrow:"shortened"`
}

// cutNamed is how many items with a choice, or an answer, that was cut a warning names.
const cutNamed = 10

// firstTokens is how many tokens of the first prompt are kept.
const firstTokens = 5

// protocolOf tells how a benchmark was put, by what came of it.
func protocolOf(e *Evaluate, spec benchmarks.Spec, a *answerer, v *conversation, r *benchmarks.Result) protocolRow {
	row := protocolRow{BOS: "added", Documents: int64(len(r.Samples))}
	for _, s := range r.Samples {
		if s.Truncated() {
			row.Truncated++
		}
		if s.HasUnscored() {
			row.Unscored = append(row.Unscored, s.Item)
		}
		if s.HasUnread() {
			row.Unread = append(row.Unread, s.Item)
		}
	}
	if spec.Request == benchmarks.Generate {
		row.MaxTokens = spec.MaxTokens
	}
	if spec.Request == benchmarks.MultipleChoice || spec.Request == benchmarks.Generate {
		row.System, row.SystemDropped = e.System, v.dropped
		if v.template != nil {
			row.Chat, row.Multiturn = v.template.Name, v.multi
		}
		row.describe(a, r.Samples[0].Prompts[0])
	}
	return row
}

// warn logs what a reader of the numbers must know.
func (r *protocolRow) warn(ctx context.Context, stage, benchmark string) {
	log := zerolog.Ctx(ctx).With().Str("stage", stage).Str("benchmark", benchmark).Logger()
	if r.Truncated > 0 {
		log.Warn().Int64("truncated", r.Truncated).Int64("documents", r.Documents).
			Msg("prompts have lost their beginning, to fit the model's context")
	}
	if n := len(r.Unscored); n > 0 {
		log.Warn().Int("choices_cut", n).Int64("documents", r.Documents).Strs("items", r.Unscored[:min(n, cutNamed)]).
			Msg("choices are longer than the model's context: only their end was scored, so that they seem likelier than they are")
	}
	if n := len(r.Unread); n > 0 {
		log.Warn().Int("answers_cut", n).Int64("documents", r.Documents).Strs("items", r.Unread[:min(n, cutNamed)]).
			Msg("texts are longer than the judge's context: it read only their beginning")
	}
	if r.Shortened {
		log.Warn().Int64("max_tokens", r.MaxTokens).
			Msg("the model's context has no room for answers as long as the benchmark allows: they may fill half of it")
	}
	if r.SystemDropped {
		log.Warn().Str("chat", r.Chat).Msg("the chat template has no place for a system prompt: neither system nor descriptions are shown")
	}
}

// describe fills in what is to be said of the first prompt.
func (r *protocolRow) describe(a *answerer, prompt string) {
	sum := sha256.Sum256([]byte(prompt))
	r.Prompt = hex.EncodeToString(sum[:])
	ids := a.encode(prompt)
	for _, id := range ids[:min(firstTokens, len(ids))] {
		r.FirstTokens = append(r.FirstTokens, int64(id))
	}
	written := a.form.encodeMarked(nil, a.tokenizer, prompt)
	switch bos := a.tokenizer.BOS(); {
	case len(written) > 0 && written[0] == bos:
		r.BOS = "in the prompt"
	case len(ids) == 0 || ids[0] != bos:
		r.BOS = "none"
	}
}
