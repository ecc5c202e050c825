package sources

import (
	"fmt"
	"strconv"
)

// mcTaskFormat reads TruthfulQA's mc_task.json (Lin et al. 2022), where the
// choices are the members of an object and their values say which are true.
// Fields: question, choices (list), labels (list of 0 and 1), of mc1, which has
// one true choice; mc2_choices and mc2_labels, where several are true.
var mcTaskFormat = format{
	parse: func(f file, o *Options) ([]Document, error) {
		raw, err := jsonFormat.parse(f, o)
		if err != nil {
			return nil, err
		}
		docs := make([]Document, len(raw))
		for i := range raw {
			if docs[i], err = mcTask(raw[i]); err != nil {
				return nil, f.errorf("element %d: %w", i+1, err)
			}
		}
		return docs, nil
	},
}

func mcTask(raw Document) (Document, error) {
	var d Document
	question, ok := raw.Text("question")
	if !ok {
		return d, fmt.Errorf("there is no text %q", "question")
	}
	d.setText("question", question)
	for _, t := range []struct{ member, prefix string }{{"mc1_targets", ""}, {"mc2_targets", "mc2_"}} {
		i := raw.index(t.member)
		if i < 0 {
			return d, fmt.Errorf("there is no member %q", t.member)
		}
		targets, err := parseObject(raw.fields[i].Value)
		if err != nil {
			return d, fmt.Errorf("%s: %w", t.member, err)
		}
		choices, labels := make([]string, len(targets.fields)), []byte{'['}
		for j, target := range targets.fields {
			label, err := strconv.Atoi(string(target.Value))
			if err != nil || label != 0 && label != 1 {
				return d, fmt.Errorf("%s: choice %d has label %s, want 0 or 1", t.member, j+1, excerpt(string(target.Value)))
			}
			if j > 0 {
				labels = append(labels, ',')
			}
			choices[j], labels = target.Name, strconv.AppendInt(labels, int64(label), 10)
		}
		d.setTexts(t.prefix+"choices", choices)
		d.set(t.prefix+"labels", append(labels, ']'))
	}
	return d, nil
}
