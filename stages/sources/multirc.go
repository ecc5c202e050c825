package sources

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// multircPassage is a line of MultiRC as SuperGLUE has it (Khashabi et al.
// 2018; Wang et al. 2019).
type multircPassage struct {
	Idx     int
	Passage struct {
		Text      string
		Questions []struct {
			Question string
			Idx      int
			Answers  []struct {
				Text  string
				Label *json.Number
				Idx   int
			}
		}
	}
}

// multircFormat gives one document an answer, of which a question has several.
// Fields: paragraph, question, answer, label (0 or 1; -1 in a test file, which
// has none), and the numbers paragraph_idx, question_idx, answer_idx.
var multircFormat = format{
	lines: true,
	parse: func(f file, o *Options) ([]Document, error) {
		lines, err := jsonlFormat.parse(f, o)
		if err != nil {
			return nil, err
		}
		var docs []Document
		for i, line := range lines {
			var p multircPassage
			if err := json.Unmarshal(line.JSON(), &p); err != nil {
				return nil, f.errorf("passage %d: %w", i+1, err)
			}
			if len(p.Passage.Questions) == 0 {
				return nil, f.errorf("passage %d: there are no passage.questions", i+1)
			}
			if docs, err = p.append(docs); err != nil {
				return nil, f.errorf("passage %d: %w", i+1, err)
			}
		}
		return docs, nil
	},
}

// append adds a document for each answer of the passage.
func (p multircPassage) append(docs []Document) ([]Document, error) {
	number := func(n int) []byte { return strconv.AppendInt(nil, int64(n), 10) }
	for _, q := range p.Passage.Questions {
		for _, a := range q.Answers {
			label := "-1"
			if a.Label != nil {
				if label = a.Label.String(); label != "0" && label != "1" {
					return nil, fmt.Errorf("answer %d of question %d has label %s, want 0 or 1", a.Idx, q.Idx, excerpt(label))
				}
			}
			var d Document
			d.setText("paragraph", p.Passage.Text)
			d.setText("question", q.Question)
			d.setText("answer", a.Text)
			d.set("label", []byte(label))
			d.set("paragraph_idx", number(p.Idx))
			d.set("question_idx", number(q.Idx))
			d.set("answer_idx", number(a.Idx))
			docs = append(docs, d)
		}
	}
	return docs, nil
}
