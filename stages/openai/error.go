package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// An apiError is what a client is told is wrong, in OpenAI's form.
type apiError struct {
	status  int
	kind    string
	code    string // "" is null
	param   string // the field it is about; "" is null
	message string
	after   time.Duration // when to try again; 0 says nothing
}

func (e *apiError) Error() string { return e.message }

// invalid is an error in a field of a request.
func invalid(param, format string, args ...any) *apiError {
	return &apiError{status: http.StatusBadRequest, kind: "invalid_request_error", param: param, message: fmt.Sprintf(format, args...)}
}

// statusGone is what the log says of a request whose client went away.
const statusGone = 499

// asAPIError turns an error of the model into what a client is told.
func asAPIError(err error) *apiError {
	var e *apiError
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &apiError{status: statusGone, kind: "canceled", message: "the request was given up"}
	}
	return &apiError{status: http.StatusInternalServerError, kind: "server_error", message: err.Error()}
}

// MarshalJSON writes {"error": {"message", "type", "param", "code"}}.
func (e *apiError) MarshalJSON() ([]byte, error) {
	orNull := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	type body struct {
		Message string  `json:"message"`
		Type    string  `json:"type"`
		Param   *string `json:"param"`
		Code    *string `json:"code"`
	}
	return json.Marshal(struct {
		Error body `json:"error"`
	}{body{e.message, e.kind, orNull(e.param), orNull(e.code)}})
}

func (e *apiError) write(w http.ResponseWriter) {
	if e.after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((e.after+time.Second-1)/time.Second)))
	}
	if e.status == http.StatusServiceUnavailable {
		w.Header().Set("Connection", "close")
	}
	writeJSON(w, e.status, e)
}

// writeJSON writes an answer. Who does not take it has gone.
func writeJSON(w http.ResponseWriter, status int, v any) {
	data, err := marshal(v)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"error":{"message":"the answer holds a number that JSON cannot write","type":"server_error","param":null,"code":null}}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(data, '\n'))
}

// marshal is json.Marshal that leaves < and & as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
