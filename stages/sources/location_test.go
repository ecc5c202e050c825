package sources

import (
	"strings"
	"testing"
)

func TestResolve(t *testing.T) {
	for source, want := range map[string]Location{
		"builtin:miniature/mmlu/test.csv": {Builtin: "mmlu/test.csv"},
		"data/a b.txt":                    {Path: "data/a b.txt"},
		"/tmp/x@y/z":                      {Path: "/tmp/x@y/z"},
		"https://example.org/a.csv?x=1":   {URL: "https://example.org/a.csv?x=1"},
		"hf://datasets/allenai/ai2_arc@210d026/ARC-Easy/test 1.parquet": {
			URL: "https://huggingface.co/datasets/allenai/ai2_arc/resolve/210d026/ARC-Easy/test%201.parquet"},
		"hf://datasets/a/b@refs%2Fpr%2F1/c.json": {URL: "https://huggingface.co/datasets/a/b/resolve/refs%2Fpr%2F1/c.json"},
		"github://openai/human-eval@463c980/data/HumanEval.jsonl.gz": {
			URL: "https://raw.githubusercontent.com/openai/human-eval/463c980/data/HumanEval.jsonl.gz"},
	} {
		got, err := Resolve(source)
		if err != nil || got != want {
			t.Errorf("Resolve(%q) = %+v, %v, want %+v", source, got, err, want)
		}
	}
}

func TestResolveErrors(t *testing.T) {
	for source, want := range map[string]string{
		"":                                 "the source is empty",
		"builtin:corpus":                   "want builtin:miniature/ and a name",
		"builtin:miniature/":               "want builtin:miniature/ and a name",
		"http://example.org/a":             `has scheme "http", want builtin:, hf://, github://, https:// or a path`,
		"https:///a":                       "no valid address",
		"hf://datasets/org/name/path":      "want hf://datasets/org/name@revision/path",
		"hf://models/org/name@1/path":      "want hf://datasets/org/name@revision/path",
		"hf://datasets/name@1/path":        "want hf://datasets/org/name@revision/path",
		"github://owner/repo@abc":          "want github://owner/repo@commit/path",
		"github://owner/repo@abc/../x":     "want github://owner/repo@commit/path",
		"github://owner/repo/deeper@abc/x": "want github://owner/repo@commit/path",
	} {
		if got, err := Resolve(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Resolve(%q) = %+v, %v, want error %q", source, got, err, want)
		}
	}
}
