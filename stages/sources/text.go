package sources

import "strings"

// textFormat gives one document a file, with one field; or, with a separator,
// one for each part that holds more than white space. Line breaks around a
// part go with the separator.
var textFormat = format{
	suffixes: []string{".txt", ".text", ".md"},
	lines:    true,
	parse: func(f file, o *Options) ([]Document, error) {
		if o.Separator == "" {
			return []Document{bareText(o, f.text)}, nil
		}
		var docs []Document
		for part := range strings.SplitSeq(f.text, o.Separator) {
			if part = strings.Trim(part, "\n"); strings.TrimSpace(part) != "" {
				docs = append(docs, bareText(o, part))
			}
		}
		return docs, nil
	},
}

// linesFormat gives one document a line, empty lines too, so that files which
// agree line by line stay aligned.
var linesFormat = format{
	suffixes: []string{".lst", ".lines"},
	lines:    true,
	parse: func(f file, o *Options) ([]Document, error) {
		var docs []Document
		for _, line := range splitLines(f.text) {
			docs = append(docs, bareText(o, line))
		}
		return docs, nil
	},
}

// storyFormat reads a news story of the CNN and Daily Mail sets (Hermann et
// al. 2015): the article, then its summary, each sentence after a line
// "@highlight". Fields: article, highlights (list), summary (the highlights,
// one a line).
var storyFormat = format{
	suffixes: []string{".story"},
	lines:    true,
	parse: func(f file, o *Options) ([]Document, error) {
		parts := strings.Split("\n"+f.text+"\n", "\n@highlight\n")
		if len(parts) == 1 {
			return nil, f.errorf("there is no line %q", "@highlight")
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		var d Document
		d.setText("article", parts[0])
		d.setTexts("highlights", parts[1:])
		d.setText("summary", strings.Join(parts[1:], "\n"))
		return []Document{d}, nil
	},
}

func bareText(o *Options, text string) Document {
	var d Document
	d.setText(o.fieldName(), text)
	return d
}
