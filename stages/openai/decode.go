package openai

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
)

// A textList is a text or a list of texts.
type textList []string

func (l *textList) UnmarshalJSON(data []byte) error {
	var one string
	if err := json.Unmarshal(data, &one); err == nil && string(data) != "null" {
		*l = textList{one}
		return nil
	}
	var list []*string
	if err := json.Unmarshal(data, &list); err != nil {
		return errors.New("want a text or a list of texts")
	}
	*l = nil
	for _, s := range list {
		if s == nil {
			return errors.New("want a text or a list of texts, not null in a list")
		}
		*l = append(*l, *s)
	}
	return nil
}

// A prompt is a text, or the tokens of one.
type prompt struct {
	text   string
	tokens []int32
	isText bool
}

// A promptList is what a request continues: a text, a list of texts, a list of
// token ids or a list of such lists.
type promptList []prompt

func (l *promptList) UnmarshalJSON(data []byte) error {
	*l = nil
	var texts textList
	var ids []int32
	var lists [][]int32
	switch {
	case string(data) == "null":
		return nil
	case string(bytes.TrimSpace(data)) == "[]":
		return errors.New("an empty list asks for nothing")
	case json.Unmarshal(data, &texts) == nil:
		for _, s := range texts {
			*l = append(*l, prompt{text: s, isText: true})
		}
	case json.Unmarshal(data, &ids) == nil:
		*l = promptList{{tokens: ids}}
	case json.Unmarshal(data, &lists) == nil:
		for _, ids := range lists {
			*l = append(*l, prompt{tokens: ids})
		}
	default:
		return errors.New("want a text, a list of texts, a list of token ids, or a list of lists of token ids")
	}
	return nil
}

// UnmarshalJSON reads a message whose content is a text, or a list of parts that
// are.
func (m *Message) UnmarshalJSON(data []byte) error {
	var raw struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	m.Role = raw.Role
	if json.Unmarshal(raw.Content, &m.Content) == nil && string(raw.Content) != "null" {
		return nil
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(raw.Content, &parts); err != nil || parts == nil {
		return fmt.Errorf("the content of a message of role %q is neither a text nor a list of parts", raw.Role)
	}
	for _, p := range parts {
		if p.Type != "text" {
			return fmt.Errorf("a message of role %q has a part of type %q; only \"text\" is understood", raw.Role, p.Type)
		}
		m.Content += p.Text
	}
	return nil
}

// jsonName says what of JSON a type is read from, as clients call it.
func jsonName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "an array"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Pointer:
		return jsonName(t.Elem())
	}
	return "a whole number"
}

// decode reads the body of a request, at most limit bytes of it. A field that
// into does not have is refused.
func decode(w http.ResponseWriter, r *http.Request, limit int64, into any) *apiError {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		e := invalid("", "the body has more than %d bytes, which is the limit of this server", limit)
		e.status = http.StatusRequestEntityTooLarge
		return e
	}
	if err != nil {
		return invalid("", "the body cannot be read: %v", err)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err = d.Decode(into)
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mismatch):
		field := strings.TrimPrefix(mismatch.Field, "common.") // which no client knows
		what := cmp.Or(field, "the body")
		return invalid(field, "%s is a JSON %s, want %s", what, mismatch.Value, jsonName(mismatch.Type))
	case err != nil:
		text := strings.TrimPrefix(err.Error(), "json: ")
		if field, ok := strings.CutPrefix(text, "unknown field "); ok {
			return invalid(strings.Trim(field, `"`), "%s is no field that this server heeds; leave it out", field)
		}
		return invalid("", "the body is not what this path takes: %s", text)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return invalid("", "the body goes on after its JSON object")
	}
	return nil
}
