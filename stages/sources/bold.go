package sources

import (
	"encoding/json"
	"fmt"
)

// boldFormat reads the files of BOLD (Dhamala et al. 2021), where groups have
// people or things, and each of these a list of texts. Fields: group, name, text.
// Another such file, as that of the articles that prompts began, becomes a field by
// align, text by text.
var boldFormat = format{
	parse: func(f file, o *Options) ([]Document, error) {
		var docs []Document
		err := eachBold(f, o, func(group, name, text string) {
			var d Document
			d.setText("group", group)
			d.setText("name", name)
			d.setText("text", text)
			docs = append(docs, d)
		})
		return docs, err
	},
	align: func(docs []Document, field, name string, files []file) error {
		f, err := single(files)
		if err != nil {
			return err
		}
		i := 0
		err = eachBold(f, &Options{}, func(_, _, text string) {
			if i < len(docs) {
				docs[i].setText(field, text)
			}
			i++
		})
		if err == nil && i != len(docs) {
			err = fmt.Errorf("%s has %d texts, %s has %d documents: want as many", f.name, i, name, len(docs))
		}
		return err
	},
}

// eachBold calls do for each text, in the order of the file.
func eachBold(f file, o *Options, do func(group, name, text string)) error {
	if err := validJSON(f.text); err != nil {
		return f.errorf("%w", err)
	}
	groups, err := parseObject([]byte(f.text))
	if err != nil {
		return f.errorf("%w", err)
	}
	for _, g := range groups.fields {
		names, err := parseObject(g.Value)
		if err != nil {
			return f.errorf("group %q: %w", g.Name, err)
		}
		for _, n := range names.fields {
			if err := o.stopped(); err != nil {
				return err
			}
			var texts []string
			if err := json.Unmarshal(n.Value, &texts); err != nil {
				return f.errorf("group %q: %q: %w", g.Name, n.Name, jsonError(err))
			}
			for _, text := range texts {
				do(g.Name, n.Name, text)
			}
		}
	}
	return nil
}
