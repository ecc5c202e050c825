package sources

import (
	"fmt"
	"strings"
)

// cotPromptFormat reads the chain-of-thought prompts of BIG-Bench Hard (Suzgun
// et al. 2022): after a canary and a line of dashes comes a sentence on the
// task, then solved questions, "Q: …" and "A: Let's think step by step. …".
// One document a question. Fields: task, input, solution (what follows the
// invitation to think), answer (what follows "the answer is ", without the full
// stop).
var cotPromptFormat = format{
	lines: true,
	parse: func(f file, o *Options) ([]Document, error) {
		_, text, ok := strings.Cut(f.text, "\n-----\n")
		if !ok {
			return nil, f.errorf("there is no line %q before the prompt", "-----")
		}
		parts := strings.Split(text, "\n\nQ: ")
		var docs []Document
		for i, part := range parts[1:] {
			d, err := solved(strings.TrimSpace(parts[0]), part)
			if err != nil {
				return nil, f.errorf("question %d: %w", i+1, err)
			}
			docs = append(docs, d)
		}
		return docs, nil
	},
}

const (
	invitation = "Let's think step by step."
	conclusion = "the answer is "
)

// solved reads a question of a task and its solution.
func solved(task, text string) (Document, error) {
	var d Document
	input, solution, ok := strings.Cut(text, "\nA: "+invitation)
	if !ok {
		return d, fmt.Errorf("got %s, want %q after the question", excerpt(text), "A: "+invitation)
	}
	solution = strings.TrimSpace(solution)
	at := strings.LastIndex(solution, conclusion)
	if at < 0 {
		return d, fmt.Errorf("the solution %s does not say %q", excerpt(solution), conclusion)
	}
	d.setText("task", task)
	d.setText("input", input)
	d.setText("solution", solution)
	d.setText("answer", strings.TrimSuffix(solution[at+len(conclusion):], "."))
	return d, nil
}
