package sources

import (
	"path"
	"strings"
)

// foldersFormat reads a zip of labelled texts, "…/label/name.txt": one
// document a file. Texts that lie higher up, such as a README.txt, and files
// of other kinds do not count. Fields: text, label, name (the path in the
// archive).
var foldersFormat = format{
	suffixes: []string{".zip"},
	lines:    true,
	pick: func(files []file) ([]file, error) {
		deepest := 0
		for _, f := range files {
			if f.member == "" {
				return nil, f.errorf("%w, want one of folders, named by label, with .txt files", errArchive)
			}
			if strings.HasSuffix(f.member, ".txt") {
				deepest = max(deepest, strings.Count(f.member, "/"))
			}
		}
		var picked []file
		for _, f := range files {
			if deepest > 0 && strings.HasSuffix(f.member, ".txt") && strings.Count(f.member, "/") == deepest {
				picked = append(picked, f)
			}
		}
		if len(picked) == 0 {
			return nil, files[0].errorf("the archive has no folder with .txt files")
		}
		return picked, nil
	},
	parse: func(f file, o *Options) ([]Document, error) {
		var d Document
		d.setText("text", f.text)
		d.setText("label", path.Base(path.Dir(f.member)))
		d.setText("name", f.member)
		return []Document{d}, nil
	},
}
