package stages

import (
	"context"
	"fmt"

	"pipe/pipeline"
)

// A lecture is a dataset that a model was trained on.
type lecture struct {
	dataset pipeline.Ref
	// how says, for a recipe, which texts are made of its documents.
	how string
	// texts returns what was learned of the documents: neither what was held
	// out to validate the model, nor the tokens that begin and end a text.
	texts func(ctx context.Context, docs []string) ([]string, error)
}

// learnedFrom returns what a model was trained on, the first training last, and
// the addresses of stages of which that is not known. A model that is chosen
// among others may have learned from what any of them has.
func learnedFrom(model pipeline.Ref) (lectures []lecture, unknown []string) {
	seen := make(map[*pipeline.Node]bool)
	told := make(map[string]bool)
	for queue := []pipeline.Ref{model}; len(queue) > 0; queue = queue[1:] {
		for _, ref := range queue[0].Candidates() {
			if !ref.IsSet() || seen[ref.Node()] {
				continue
			}
			seen[ref.Node()] = true
			var l lecture
			switch c := ref.Config().(type) {
			case *Pretrain:
				l = c.lecture()
			case *Finetune:
				l = c.lecture()
				queue = append(queue, c.Base)
			case nil: // it did not decode, which is another mistake
				continue
			default:
				unknown = append(unknown, ref.Node().Address())
				continue
			}
			if !l.dataset.IsSet() {
				continue
			}
			if key := l.dataset.Node().Address() + " " + l.how; !told[key] {
				told[key] = true
				lectures = append(lectures, l)
			}
		}
	}
	return lectures, unknown
}

func (p *Pretrain) lecture() lecture {
	return lecture{
		dataset: p.Corpus, how: fmt.Sprintf("pretrain %q %v", p.Text, p.Validation),
		texts: func(ctx context.Context, docs []string) ([]string, error) {
			texts, err := fieldTexts(p.Text)(ctx, docs)
			kept, _ := holdOut(texts, p.Validation)
			return kept, err
		},
	}
}

func (f *Finetune) lecture() lecture {
	how := fmt.Sprintf("%s %q %q", f.Task, f.Text.Canonical(), f.Label.Canonical())
	if f.Task == taskInstruction {
		how = fmt.Sprintf("%s %q %q", f.Task, f.Prompt.Canonical(), f.Response.Canonical())
	}
	return lecture{
		dataset: f.Dataset, how: fmt.Sprintf("%s %v", how, f.Validation.IsSet()),
		texts: func(ctx context.Context, docs []string) ([]string, error) {
			texts, err := eachText(ctx, docs, f.learnedText)
			if !f.Validation.IsSet() {
				texts, _ = holdOut(texts, heldOutShare)
			}
			return texts, err
		},
	}
}

// learnedText returns what a document taught: a text to classify, or a prompt
// with its answer.
func (f *Finetune) learnedText(doc string) (string, error) {
	if f.Task == taskClassification {
		return renderField(f.Text, "text", doc)
	}
	prompt, err := renderField(f.Prompt, "prompt", doc)
	if err != nil {
		return "", err
	}
	response, err := renderField(f.Response, "response", doc)
	return prompt + response, err
}

// fieldTexts returns what makes texts of a field of documents.
func fieldTexts(field string) func(ctx context.Context, docs []string) ([]string, error) {
	return func(ctx context.Context, docs []string) ([]string, error) {
		return eachText(ctx, docs, func(doc string) (string, error) { return textField(doc, field) })
	}
}

func eachText(ctx context.Context, docs []string, of func(doc string) (string, error)) ([]string, error) {
	texts := make([]string, len(docs))
	for i, doc := range docs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if texts[i], err = of(doc); err != nil {
			return nil, fmt.Errorf("document %d: %w", i, err)
		}
	}
	return texts, nil
}
