package openai

import (
	"encoding/json"
	"net/http"
)

// tokenize answers POST /tokenize as vLLM does.
func (s *Server) tokenize(w http.ResponseWriter, r *http.Request) *apiError {
	q := struct {
		Model            string  `json:"model"`
		Prompt           *string `json:"prompt"`
		AddSpecialTokens *bool   `json:"add_special_tokens"`
		ReturnTokenStrs  bool    `json:"return_token_strs"`
	}{}
	if e := decode(w, r, s.MaxBody, &q); e != nil {
		return e
	}
	if e := s.checkModel(q.Model); e != nil {
		return e
	}
	if q.Prompt == nil {
		return invalid("prompt", "prompt is missing")
	}
	tokens := []int32{}
	if q.AddSpecialTokens == nil || *q.AddSpecialTokens {
		tokens = append(tokens, s.model.BOS())
	}
	tokens = append(tokens, s.model.Encode(*q.Prompt)...)
	answer := struct {
		Count   int      `json:"count"`
		Context int      `json:"max_model_len"`
		Tokens  []int32  `json:"tokens"`
		Strings []string `json:"token_strs,omitempty"`
	}{len(tokens), s.model.Context(), tokens, nil}
	if q.ReturnTokenStrs {
		for _, id := range tokens {
			answer.Strings = append(answer.Strings, spell(s.model, id))
		}
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

// detokenize answers POST /detokenize.
func (s *Server) detokenize(w http.ResponseWriter, r *http.Request) *apiError {
	q := struct {
		Model  string  `json:"model"`
		Tokens []int32 `json:"tokens"`
	}{}
	if e := decode(w, r, s.MaxBody, &q); e != nil {
		return e
	}
	if e := s.checkModel(q.Model); e != nil {
		return e
	}
	if e := s.checkTokens("tokens", q.Tokens); e != nil {
		return e
	}
	writeJSON(w, http.StatusOK, struct {
		Prompt string `json:"prompt"`
	}{textOf(s.model, q.Tokens)})
	return nil
}

// checkTokens refuses ids that the model does not have.
func (s *Server) checkTokens(param string, ids []int32) *apiError {
	for i, id := range ids {
		if id < 0 || int(id) >= s.model.VocabSize() {
			return invalid(param, "token %d of the list is %d, but the model has tokens 0 to %d", i, id, s.model.VocabSize()-1)
		}
	}
	return nil
}

// tokenizerInfo answers GET /tokenizer_info with what a tokenizer_config.json
// would say.
func (s *Server) tokenizerInfo(w http.ResponseWriter, _ *http.Request) *apiError {
	var template json.RawMessage
	if t := s.Template.Jinja(); t != "" {
		template, _ = json.Marshal(t) // a string
	}
	writeJSON(w, http.StatusOK, struct {
		Class    string          `json:"tokenizer_class"`
		BOS      string          `json:"bos_token"`
		EOS      string          `json:"eos_token"`
		Pad      *string         `json:"pad_token"`
		AddBOS   bool            `json:"add_bos_token"`
		AddEOS   bool            `json:"add_eos_token"`
		Context  int             `json:"model_max_length"`
		Template json.RawMessage `json:"chat_template"`
	}{"pipe", s.model.Name(s.model.BOS()), s.model.Name(s.model.EOS()), nil, !s.KeepPrompts, false, s.model.Context(), template})
	return nil
}
