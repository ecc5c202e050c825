package stages

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// A renderer turns documents into items, in order: the random choice of shots
// goes on from document to document.
type renderer struct {
	benchmark *Benchmark
	spec      benchmarks.Spec
	pool      []string
	sampler   *benchmarks.Sampler
	shared    bool // whether the asked documents are the pool
}

// item renders a document, given its number.
func (r *renderer) item(n int, doc string) (benchmarks.Item, error) {
	it, err := r.question(n, doc)
	if err != nil {
		return it, fmt.Errorf("document %d: %w", n, err)
	}
	shots, err := r.shots(n, doc, &it)
	if err != nil {
		return it, fmt.Errorf("document %d: %w", n, err)
	}
	prompt := benchmarks.Prompt{
		Description: r.benchmark.Description, Delimiter: r.benchmark.Delimiter, ShotDelimiter: r.benchmark.ShotDelimiter,
	}
	it.Assemble(prompt, shots)
	return it, nil
}

// question renders a document without shots. Its errors name the attribute
// and the line of the file.
func (r *renderer) question(n int, doc string) (it benchmarks.Item, err error) {
	b := r.benchmark
	it.ID = fmt.Sprint(n)
	for _, t := range []struct {
		name string
		to   *string
	}{
		{"prompt", &it.Context}, {"program", &it.Program}, {"test", &it.Test}, {"entry_point", &it.EntryPoint},
		{"answer_prefix", &it.AnswerPrefix}, {"dialog", &it.Dialog},
	} {
		if *t.to, err = r.text(t.name, doc); err != nil {
			return it, err
		}
	}
	if it.Choices, err = r.texts("choices", doc); err != nil {
		return it, err
	}
	if it.Contexts, err = r.texts("contexts", doc); err != nil {
		return it, err
	}
	if it.By, err = r.texts("by", doc); err != nil {
		return it, err
	}
	if err := r.complete(&it, doc); err != nil {
		return it, err
	}
	return it, placed(it.Check(n, &r.spec), func(attribute string) hcl.Range { return b.template(attribute).Range() })
}

// complete fills in what depends on the request type.
func (r *renderer) complete(it *benchmarks.Item, doc string) error {
	b := r.benchmark
	if it.Test != "" && !b.Program.IsSet() {
		it.Program = it.Context
	}
	switch b.Request {
	case benchmarks.Perplexity, benchmarks.Classify:
		it.Text, it.Context = it.Context, ""
		counted := it.Text
		if b.Counted.IsSet() {
			var err error
			if counted, err = r.text("counted", doc); err != nil {
				return err
			}
		}
		it.Words, it.Bytes = benchmarks.CountWords(counted), int64(len(counted))
	case benchmarks.Similarity:
		words, err := r.texts("words", doc)
		if err != nil {
			return err
		}
		if len(words) != 2 {
			return r.at("words", fmt.Errorf("got %d, want 2", len(words)))
		}
		it.Word1, it.Word2 = words[0], words[1]
	}
	if !b.Answer.IsSet() {
		return nil
	}
	value, err := b.Answer.Value([]byte(doc))
	if err != nil {
		return err
	}
	return r.at("answer", r.answer(it, value))
}

func (r *renderer) answer(it *benchmarks.Item, value pipeline.TemplateValue) (err error) {
	switch r.benchmark.Request {
	case benchmarks.MultipleChoice, benchmarks.Classify:
		if len(it.Choices) > 0 { // else that is what is wrong
			it.Gold, err = goldIndices(value, it.Choices)
		}
	case benchmarks.Generate:
		it.References, err = value.Texts()
	case benchmarks.Similarity:
		it.Human, err = value.Number()
	}
	return err
}

// goldIndices reads an answer as an index of the choices or as one's text, or
// as a list of either.
func goldIndices(value pipeline.TemplateValue, choices []string) ([]int64, error) {
	var gold []int64
	for _, element := range value.Elements() {
		i, err := goldIndex(element, choices)
		if err != nil {
			return nil, err
		}
		gold = append(gold, i)
	}
	return gold, nil
}

func goldIndex(value pipeline.TemplateValue, choices []string) (int64, error) {
	if i, ok := value.Int(); ok {
		if i < 0 || i >= int64(len(choices)) {
			return 0, fmt.Errorf("got index %d, but the choices are numbered 0 to %d", i, len(choices)-1)
		}
		return i, nil
	}
	text, err := value.Text()
	if err != nil {
		return 0, err
	}
	i := slices.Index(choices, text)
	if i < 0 {
		return 0, fmt.Errorf("got %s, which is not among the %d choices: %s",
			benchmarks.Quote(text), len(choices), quoteFirst(choices))
	}
	return int64(i), nil
}

// quoteFirst lists the first texts for a message.
func quoteFirst(texts []string) string {
	const most = 6
	var quoted []string
	for _, t := range texts[:min(len(texts), most)] {
		quoted = append(quoted, benchmarks.Quote(t))
	}
	if len(texts) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}

// text renders the template of that name as a text; without one it is empty.
func (r *renderer) text(name, doc string) (string, error) {
	t := r.benchmark.template(name)
	if !t.IsSet() {
		return "", nil
	}
	v, err := t.Value([]byte(doc))
	if err != nil {
		return "", err // which says where
	}
	text, err := v.Text()
	return text, r.at(name, err)
}

// texts renders the template of that name as a list of texts; without one it
// is empty.
func (r *renderer) texts(name, doc string) ([]string, error) {
	t := r.benchmark.template(name)
	if !t.IsSet() {
		return nil, nil
	}
	v, err := t.Value([]byte(doc))
	if err != nil {
		return nil, err
	}
	texts, err := v.Texts()
	return texts, r.at(name, err)
}

// at adds to an error which attribute it is about and where that stands.
func (r *renderer) at(name string, err error) error {
	if err == nil {
		return nil
	}
	return placeError(name, r.benchmark.template(name).Range(), err)
}

// placed makes an error about an item of a benchmark one about the attribute
// that made it, which stands where at says. Other errors stay as they are.
func placed(err error, at func(attribute string) hcl.Range) error {
	var e *benchmarks.ItemError
	if !errors.As(err, &e) {
		return err
	}
	return placeError(e.Attribute, at(e.Attribute), e.Err)
}

func placeError(attribute string, r hcl.Range, err error) error {
	return fmt.Errorf("%s (%s:%d): %w", attribute, r.Filename, r.Start.Line, err)
}

func renderText(t pipeline.Template, doc string) (string, error) {
	v, err := t.Value([]byte(doc))
	if err != nil {
		return "", err
	}
	return v.Text()
}
