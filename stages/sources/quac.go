package sources

import "encoding/json"

// quacFile is the layout of QuAC (Choi et al. 2018): a paragraph is a dialog
// about a section of an article.
type quacFile struct {
	Data []struct {
		Title, Background string
		SectionTitle      string `json:"section_title"`
		Paragraphs        []struct {
			Context, ID string
			QAs         []struct {
				ID, Question, Followup, YesNo string
				Answers                       []struct{ Text string }
				OrigAnswer                    struct{ Text string } `json:"orig_answer"`
			}
		}
	}
}

// quacFormat gives one document a question. Fields: id, dialog, title, section,
// background, context, history (list of objects with the question and the
// answer of each earlier turn, as it was given in the dialog), question,
// answers (list of texts), followup, yesno.
var quacFormat = format{
	parse: func(f file, o *Options) ([]Document, error) {
		if err := validJSON(f.text); err != nil {
			return nil, f.errorf("%w", err)
		}
		var q quacFile
		if err := json.Unmarshal([]byte(f.text), &q); err != nil {
			return nil, f.errorf("%w", err)
		}
		var docs []Document
		for _, article := range q.Data {
			for _, p := range article.Paragraphs {
				history := []byte{'['}
				for i, qa := range p.QAs {
					answers := make([]string, len(qa.Answers))
					for i, a := range qa.Answers {
						answers[i] = a.Text
					}
					var d Document
					d.setText("id", qa.ID)
					d.setText("dialog", p.ID)
					d.setText("title", article.Title)
					d.setText("section", article.SectionTitle)
					d.setText("background", article.Background)
					d.setText("context", p.Context)
					d.set("history", append(history[:len(history):len(history)], ']'))
					d.setText("question", qa.Question)
					d.setTexts("answers", answers)
					d.setText("followup", qa.Followup)
					d.setText("yesno", qa.YesNo)
					docs = append(docs, d)

					var turn Document
					turn.setText("question", qa.Question)
					turn.setText("answer", qa.OrigAnswer.Text)
					if i > 0 {
						history = append(history, ',')
					}
					history = append(history, turn.JSON()...)
				}
			}
		}
		return docs, nil
	},
}
