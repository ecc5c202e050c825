package sources

import (
	"encoding/json"
	"strconv"
)

// squadFile is the layout of SQuAD 1.1 and 2.0 (Rajpurkar et al. 2016, 2018).
type squadFile struct {
	Data []struct {
		Title      string
		Paragraphs []struct {
			Context string
			QAs     []struct {
				ID, Question string
				Answers      []struct{ Text string }
				IsImpossible bool `json:"is_impossible"`
			}
		}
	}
}

// squadFormat gives one document a question. Fields: id, title, context,
// question, answers (list of texts; empty where there is none), is_impossible
// (always false in version 1.1).
var squadFormat = format{
	parse: func(f file, o *Options) ([]Document, error) {
		if err := validJSON(f.text); err != nil {
			return nil, f.errorf("%w", err)
		}
		var s squadFile
		if err := json.Unmarshal([]byte(f.text), &s); err != nil {
			return nil, f.errorf("%w", err)
		}
		var docs []Document
		for _, article := range s.Data {
			for _, p := range article.Paragraphs {
				for _, qa := range p.QAs {
					answers := make([]string, len(qa.Answers))
					for i, a := range qa.Answers {
						answers[i] = a.Text
					}
					var d Document
					d.setText("id", qa.ID)
					d.setText("title", article.Title)
					d.setText("context", p.Context)
					d.setText("question", qa.Question)
					d.setTexts("answers", answers)
					d.set("is_impossible", strconv.AppendBool(nil, qa.IsImpossible))
					docs = append(docs, d)
				}
			}
		}
		return docs, nil
	},
}
