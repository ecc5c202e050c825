package sources

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// A format turns files into documents. To add one, write a file with such a
// value and name it in the table.
type format struct {
	suffixes []string // of file names, by which Guess knows it
	lines    bool     // made of lines: CRLF becomes LF before parse
	parse    func(f file, o *Options) ([]Document, error)

	// pick chooses among the files of an archive, with their names; nil reads
	// all.
	pick func(files []file) ([]file, error)
	// align adds a field from a second file, or from the files of an archive;
	// nil goes line by line.
	align func(docs []Document, field, name string, files []file) error
}

// formats is the table of all formats.
var formats = map[string]format{
	"text":       textFormat,
	"lines":      linesFormat,
	"jsonl":      jsonlFormat,
	"json":       jsonFormat,
	"csv":        csvFormat,
	"tsv":        tsvFormat,
	"squad":      squadFormat,
	"quac":       quacFormat,
	"wordpairs":  wordpairsFormat,
	"wsd":        wsdFormat,
	"senseval":   sensevalFormat,
	"folders":    foldersFormat,
	"story":      storyFormat,
	"mc_task":    mcTaskFormat,
	"bold":       boldFormat,
	"trec":       trecFormat,
	"wikitext":   wikitextFormat,
	"cot_prompt": cotPromptFormat,
	"multirc":    multircFormat,

	"agieval_prompts": agievalPromptsFormat,
	"wikitext_pages":  wikitextPagesFormat,
}

// Formats returns the names of all formats, sorted.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// Known says whether there is such a format.
func Known(name string) bool {
	_, ok := formats[name]
	return ok
}

// Guess returns the format that the name of a file suggests, or "". A ".gz"
// at the end does not matter; a built-in name without suffix is text.
func Guess(name string) string {
	if i := strings.IndexAny(name, "?#"); i >= 0 && strings.Contains(name, "://") {
		name = name[:i]
	}
	builtin := strings.HasPrefix(name, builtinPrefix)
	name = strings.TrimSuffix(strings.ToLower(path.Base(name)), ".gz")
	if builtin && path.Ext(name) == "" {
		return "text"
	}
	best, length := "", 0
	for _, f := range Formats() {
		for _, suffix := range formats[f].suffixes {
			if len(suffix) > length && strings.HasSuffix(name, suffix) {
				best, length = f, len(suffix)
			}
		}
	}
	return best
}
