package stages

import (
	"fmt"

	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// What an evaluation may cut that is longer than the model's context.
const (
	truncateAny     = "any"     // whatever is
	truncatePrompts = "prompts" // prompts, and texts to classify
	truncateNone    = "none"
)

// checkCut returns an error where so many tokens may not be cut from what stands
// before an answer.
func (a *answerer) checkCut(tokens int) error {
	if a.truncate == truncateNone && tokens > 0 {
		return fmt.Errorf("it is %d tokens too long for the model's context of %d; truncate = %q lets prompts lose as many",
			tokens, a.weights.Config.SeqLen, truncatePrompts)
	}
	return nil
}

// checkSpan returns an error where a choice may not be cut as it was.
func (a *answerer) checkSpan(s span) error {
	if s.unscored > 0 && a.truncate != truncateAny {
		most := a.weights.Config.SeqLen
		return fmt.Errorf("it has %d tokens, but the model's context holds %d; truncate = %q scores its last %d",
			most+s.unscored, most, truncateAny, most)
	}
	return a.checkCut(s.cut)
}

// checkRoom finds a benchmark whose answers may fill all of the model's context,
// in an evaluation that may not shorten them.
func (e *Evaluate) checkRoom(c *pipeline.Check, path string, member, asked pipeline.Ref) {
	b, size := member.Config().(*Benchmark), contextOf(asked)
	if e.Truncate == truncateAny || b.Request != benchmarks.Generate || size == 0 || b.MaxTokens < size {
		return
	}
	c.Given("truncate").Errorf(path, "No room for the prompt",
		"%s has max_tokens = %d, but the context of %s holds %d tokens, answer included. Set max_tokens to less, or truncate to %q.",
		member.Node().Address(), b.MaxTokens, asked.Node().Address(), size, truncateAny)
}

// fit leaves room for prompts where the answers that a benchmark allows would fill
// the whole context of a model: half of it. It returns an error where truncate
// forbids that.
func (q *questionSet) fit(context int, truncate string) error {
	most := int64(context)
	if q.spec.Request != benchmarks.Generate || q.spec.MaxTokens < most {
		return nil
	}
	if truncate != truncateAny {
		return fmt.Errorf("max_tokens is %d and leaves no room for a prompt, as the model's context holds %d tokens; truncate = %q shortens answers",
			q.spec.MaxTokens, most, truncateAny)
	}
	q.spec.MaxTokens = most / 2
	return nil
}
