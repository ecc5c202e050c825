package sources

import "strings"

// wikitextPagesFormat cuts the files of WikiText into pages as the harness's
// data does (EleutherAI/wikitext_document_level): at every line that has one
// "=" at either end, whatever stands around it. A formula alone on a line ends
// a page, too: the test split has 62 pages for 60 articles. Field: page.
var wikitextPagesFormat = format{
	lines: true,
	parse: func(f file, o *Options) ([]Document, error) {
		var docs []Document
		var page []string
		add := func() {
			var d Document
			d.setText("page", strings.Join(page, "\n"))
			docs = append(docs, d)
		}
		for line := range strings.SplitSeq(f.text, "\n") {
			if isPageHeading(line) {
				if !blank(page) {
					add()
				}
				page = nil
			}
			page = append(page, line)
		}
		if blank(page) {
			return nil, f.errorf("the last page is empty")
		}
		add()
		return docs, nil
	},
}

func isPageHeading(line string) bool {
	line = strings.ReplaceAll(line, "= = =", "===")
	line = strings.TrimSpace(strings.ReplaceAll(line, "= =", "=="))
	return strings.HasPrefix(line, "= ") && strings.HasSuffix(line, " =")
}

func blank(lines []string) bool {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return false
		}
	}
	return true
}
