package stages

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pipe/stages/benchmarks"
	"pipe/stages/chat"
)

// Ways to begin a prompt: see Evaluate.BOS.
const (
	bosOfTokenizer = "tokenizer"
	bosAlways      = "always"
	bosNever       = "never"
)

// A textForm is how text becomes a model's tokens.
type textForm struct {
	addsBOS bool
	// names are those of special tokens that stand in conversations, the longest
	// first, and marks their ids. Prompts that are no conversations have none:
	// what a document says is text. A tokenizer.json finds its own, as it does
	// where it comes from.
	names []string
	marks map[string]int32
	// ends are tokens that end an answer, and stop is their text in vocabularies
	// that spell it.
	ends []int32
	stop string
}

// setText chooses how prompts become tokens: whether they begin with BOS, and
// by which template of conversations they are put, if any.
func (a *answerer) setText(bos string, template *chat.Template) {
	a.form = textForm{addsBOS: a.addsBOS(), ends: []int32{a.tokenizer.EOS()}}
	if bos != bosOfTokenizer {
		a.form.addsBOS = bos == bosAlways
	}
	if template == nil {
		return
	}
	a.form.setTemplate(a.tokenizer, *template)
	if a.remote != nil { // not every server ends at a token
		a.form.stop = template.Stop
	}
}

// setTemplate notes which special tokens may stand in conversations, and what
// ends an answer beside the token that ends texts.
func (f *textForm) setTemplate(v vocabulary, template chat.Template) {
	f.marks = specialTokens(v)
	if published, is := v.(*jsonVocabulary); !is || published.row.SplitsSpecial {
		f.names = slices.Collect(maps.Keys(f.marks))
	}
	slices.SortFunc(f.names, func(x, y string) int {
		if len(x) != len(y) {
			return len(y) - len(x)
		}
		return strings.Compare(x, y)
	})
	if id, ok := f.marks[template.Stop]; ok {
		f.ends = append(f.ends, id)
	} else {
		f.stop = template.Stop
	}
}

// encode returns the tokens of a prompt. A BOS that stands in it is not doubled.
func (a *answerer) encode(text string) []int32 {
	ids := a.form.encodeMarked(nil, a.tokenizer, text)
	if a.form.addsBOS && (len(ids) == 0 || ids[0] != a.tokenizer.BOS()) {
		ids = slices.Insert(ids, 0, a.tokenizer.BOS())
	}
	return ids
}

// encodeMarked appends the tokens of a text in which special tokens stand by
// their names.
func (f *textForm) encodeMarked(dst []int32, v vocabulary, text string) []int32 {
	for len(f.names) > 0 {
		at, name := f.firstMark(text)
		if at < 0 {
			break
		}
		if at > 0 {
			dst = v.Encode(dst, text[:at])
		}
		dst = append(dst, f.marks[name])
		if text = text[at+len(name):]; text == "" {
			return dst
		}
	}
	return v.Encode(dst, text)
}

// firstMark returns where the first name in a text stands, the longest of those
// that begin there, and -1 where there is none.
func (f *textForm) firstMark(text string) (at int, name string) {
	at = -1
	for _, n := range f.names {
		if i := strings.Index(text, n); i >= 0 && (at < 0 || i < at) {
			at, name = i, n
		}
	}
	return at, name
}

// pair tokenizes a request: the context, and the continuation, whose tokens are
// those that the whole text has beyond the context's. The model is fed the
// context's own tokens, also where a merge would have crossed the boundary.
// Without a context, the token that begins texts stands in for one.
func (a *answerer) pair(r benchmarks.Request) (context, continuation []int32, err error) {
	if r.Context == "" {
		context = []int32{a.tokenizer.BOS()}
		continuation = a.form.encodeMarked(nil, a.tokenizer, r.Continuation)
		if len(continuation) > 0 && continuation[0] == context[0] {
			continuation = continuation[1:]
		}
	} else {
		context = a.encode(r.Context)
		whole := a.encode(r.Context + r.Continuation)
		continuation = whole[min(len(context), len(whole)):]
	}
	if len(continuation) == 0 {
		return nil, nil, fmt.Errorf("the continuation %q has no tokens of its own after %q", r.Continuation, tail(r.Context))
	}
	return context, continuation, nil
}
