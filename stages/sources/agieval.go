package sources

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// agievalPromptsFormat reads the few-shot prompts of AGIEval (Zhong et al. 2023):
// a CSV file with a column for each exam, where the rows "sample 1" to "sample 5"
// hold a solved question as a dictionary of Python and the rows "explanation 1" to
// "explanation 5" why that is the answer. Cells are empty where an exam has fewer.
// One document a question, exam by exam. Fields: exam, number (from 1), those of
// the dictionary (passage, question, options, label, answer, …), explanation.
var agievalPromptsFormat = format{
	parse: func(f file, o *Options) ([]Document, error) {
		rows, err := csvFormat.parse(f, o)
		if err != nil {
			return nil, err
		}
		cells := make(map[string]Document, len(rows)) // by the name of the row, in the first column
		for i := range rows {
			if name, ok := rows[i].Text(rows[i].fields[0].Name); ok {
				cells[name] = rows[i]
			}
		}
		if len(rows) == 0 || len(cells["sample 1"].fields) == 0 {
			return nil, f.errorf("there is no row %q", "sample 1")
		}
		var docs []Document
		for _, exam := range rows[0].fields[1:] {
			for number := 1; ; number++ {
				sample, _ := cells[fmt.Sprintf("sample %d", number)].Text(exam.Name)
				if sample == "" {
					break
				}
				explanation, _ := cells[fmt.Sprintf("explanation %d", number)].Text(exam.Name)
				d, err := agievalPrompt(exam.Name, number, sample, explanation)
				if err != nil {
					return nil, f.errorf("sample %d of %s: %w", number, exam.Name, err)
				}
				docs = append(docs, d)
			}
		}
		return docs, nil
	},
}

func agievalPrompt(exam string, number int, sample, explanation string) (Document, error) {
	var d Document
	d.setText("exam", exam)
	d.set("number", fmt.Append(nil, number))
	value, rest, err := pythonLiteral(nil, sample, 0)
	if err != nil {
		return d, err
	}
	if strings.TrimSpace(rest) != "" || value[0] != '{' {
		return d, fmt.Errorf("got %s, want a dictionary", excerpt(sample))
	}
	members, err := parseObject(value)
	if err != nil {
		return d, err
	}
	for _, m := range members.fields {
		d.set(m.Name, m.Value)
	}
	d.setText("explanation", explanation)
	return d, nil
}

// maxLiteralDepth bounds how deep literals nest.
const maxLiteralDepth = 20

// pythonLiteral appends the literal of Python that text begins with as JSON, and
// returns what follows it. It knows dictionaries, lists, strings, None, True,
// False and whole numbers.
func pythonLiteral(out []byte, text string, depth int) ([]byte, string, error) {
	text = strings.TrimLeft(text, " \n")
	if text == "" || depth > maxLiteralDepth {
		return nil, "", errors.New("the literal is not whole, or nested too deep")
	}
	switch c := text[0]; {
	case c == '{':
		return pythonItems(append(out, '{'), text[1:], '}', depth)
	case c == '[':
		return pythonItems(append(out, '['), text[1:], ']', depth)
	case c == '\'' || c == '"':
		s, rest, err := pythonString(text[1:], c)
		return appendString(out, s), rest, err
	}
	for name, value := range map[string]string{"None": "null", "True": "true", "False": "false"} {
		if rest, ok := strings.CutPrefix(text, name); ok {
			return append(out, value...), rest, nil
		}
	}
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if digits == 0 || digits > 1 && text[0] == '0' {
		return nil, "", fmt.Errorf("%s is no literal of Python that is understood", excerpt(text))
	}
	return append(out, text[:digits]...), text[digits:], nil
}

// pythonItems reads the rest of a dictionary or list, up to what ends it.
func pythonItems(out []byte, text string, end byte, depth int) ([]byte, string, error) {
	for first := true; ; first = false {
		text = strings.TrimLeft(text, " \n")
		if strings.HasPrefix(text, string(end)) {
			return append(out, end), text[1:], nil
		}
		if !first {
			out = append(out, ',')
		}
		var err error
		if end == '}' {
			if !strings.HasPrefix(text, "'") && !strings.HasPrefix(text, `"`) {
				return nil, "", fmt.Errorf("got %s, want the name of a member", excerpt(text))
			}
			if out, text, err = pythonLiteral(out, text, depth+1); err != nil {
				return nil, "", err
			}
			var ok bool
			if text, ok = strings.CutPrefix(strings.TrimLeft(text, " \n"), ":"); !ok {
				return nil, "", fmt.Errorf("got %s, want a colon", excerpt(text))
			}
			out = append(out, ':')
		}
		if out, text, err = pythonLiteral(out, text, depth+1); err != nil {
			return nil, "", err
		}
		text = strings.TrimLeft(text, " \n")
		if rest, ok := strings.CutPrefix(text, ","); ok {
			text = rest
		} else if !strings.HasPrefix(text, string(end)) {
			return nil, "", fmt.Errorf("got %s, want a comma or %q", excerpt(text), end)
		}
	}
}

// pythonString reads the rest of a string that ends with a quote.
func pythonString(text string, quote byte) (s, rest string, err error) {
	escapes := map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', '\\': '\\', '\'': '\'', '"': '"'}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == quote:
			return b.String(), text[i+1:], nil
		case c != '\\':
			b.WriteByte(c)
		case i+1 < len(text) && escapes[text[i+1]] != 0:
			i++
			b.WriteByte(escapes[text[i]])
		case i+1 < len(text) && strings.IndexByte("xuU", text[i+1]) >= 0:
			r, _, after, err := strconv.UnquoteChar(text[i:], 0)
			if err != nil {
				return "", "", fmt.Errorf("the escape %s is not understood", excerpt(text[i:min(i+6, len(text))]))
			}
			b.WriteRune(r)
			i = len(text) - len(after) - 1
		case i+1 < len(text) && strings.IndexByte("N01234567\n", text[i+1]) >= 0:
			return "", "", fmt.Errorf("the escape %s is not understood", excerpt(text[i:min(i+6, len(text))]))
		default: // Python leaves other backslashes
			b.WriteByte(c)
		}
	}
	return "", "", errors.New("a string is never closed")
}
