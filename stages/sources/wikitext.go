package sources

import "strings"

// wikitextFormat cuts the files of WikiText (Merity et al. 2016) into pages. A
// page begins with the empty line before its heading " = Title = "; sections
// have more signs. Fields: title, text. The texts of all pages together are
// the file.
var wikitextFormat = format{
	lines: true,
	parse: func(f file, o *Options) ([]Document, error) {
		lines := strings.SplitAfter(f.text, "\n")
		var docs []Document
		var title string
		start := 0
		page := func(end int) {
			var d Document
			d.setText("title", title)
			d.setText("text", strings.Join(lines[start:end], ""))
			docs = append(docs, d)
		}
		for i := range lines {
			heading, ok := pageTitle(lines, i)
			if !ok {
				continue
			}
			begin := max(0, i-1)
			if title != "" {
				page(begin)
				start = begin
			}
			title = heading
		}
		if title == "" {
			return nil, f.errorf("there is no heading like %q between empty lines", " = Title = ")
		}
		page(len(lines))
		return docs, nil
	},
}

// pageTitle says whether line i is a heading of the first level. It stands
// between empty lines, which a formula such as " = 2 = " in a text does not.
func pageTitle(lines []string, i int) (string, bool) {
	title, ok := strings.CutPrefix(strings.TrimSpace(lines[i]), "= ")
	if !ok || strings.HasPrefix(title, "= ") {
		return "", false
	}
	title, ok = strings.CutSuffix(title, " =")
	empty := func(j int) bool { return j < 0 || j >= len(lines) || strings.TrimSpace(lines[j]) == "" }
	return title, ok && !strings.HasSuffix(title, " =") && empty(i-1) && empty(i+1)
}
