package openai

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
)

// Limits of a request, beside those that Options set.
const (
	maxChoices  = 128  // texts for each prompt
	maxPrompts  = 2048 // in one request
	maxTexts    = 4096 // that one request asks for
	maxTop      = 20   // candidates told of each token
	parallelism = 64   // texts of one request that are under way at once
)

// Options say how a server serves.
type Options struct {
	Name        string // of the model
	Fingerprint string // of what the answers depend on
	Created     time.Time
	Template    ChatTemplate // nil is PlainTemplate
	// KeepPrompts leaves prompts as they are sent. Otherwise one that does not
	// begin with the token of a beginning gets it, where there is room for it.
	KeepPrompts bool
	MaxBody     int64 // bytes of a request; 0 is 16 MiB
	MaxRequests int   // at once, before clients are asked to wait; 0 is 256
}

// owner is who owns what a server of this program serves.
const owner = "pipe"

// A Server serves a model. It is an http.Handler.
type Server struct {
	Options
	model Model
	mux   *http.ServeMux
	slots chan struct{} // one for each request under way

	draining atomic.Bool
	pace     atomic.Int64 // nanoseconds that a request takes, about
}

// NewServer returns a server of m.
func NewServer(m Model, o Options) *Server {
	if o.Template == nil {
		o.Template = PlainTemplate{}
	}
	if o.MaxBody == 0 {
		o.MaxBody = 16 << 20
	}
	if o.MaxRequests == 0 {
		o.MaxRequests = 256
	}
	s := &Server{Options: o, model: m, mux: http.NewServeMux(), slots: make(chan struct{}, o.MaxRequests)}
	s.handle(http.MethodPost, "/v1/completions", s.completions)
	s.handle(http.MethodPost, "/v1/chat/completions", s.chat)
	s.handle(http.MethodPost, "/tokenize", s.tokenize)
	s.handle(http.MethodPost, "/detokenize", s.detokenize)
	s.handle(http.MethodGet, "/tokenizer_info", s.tokenizerInfo)
	s.handle(http.MethodGet, "/v1/models", s.models)
	s.handle(http.MethodGet, "/v1/models/{model...}", s.models)
	s.handle(http.MethodGet, "/health", s.health)
	s.handle(http.MethodGet, "/{$}", s.page)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		(&apiError{status: http.StatusNotFound, kind: "invalid_request_error", message: fmt.Sprintf("there is nothing at %s %s", r.Method, r.URL.Path)}).write(w)
	})
	return s
}

// handle answers one method of a path, and refuses the others. What it answers
// with an error is told to the client where nothing was sent yet.
func (s *Server) handle(method, path string, f func(w http.ResponseWriter, r *http.Request) *apiError) {
	s.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method && !(method == http.MethodGet && r.Method == http.MethodHead) {
			w.Header().Set("Allow", method)
			(&apiError{status: http.StatusMethodNotAllowed, kind: "invalid_request_error",
				message: fmt.Sprintf("%s takes %s, not %s", r.URL.Path, method, r.Method)}).write(w)
			return
		}
		if method == http.MethodPost {
			if e := s.begins(); e != nil {
				e.write(w)
				return
			}
			defer s.ends(time.Now())
		}
		if e := f(w, r); e != nil {
			e.write(w)
		}
	})
}

// begins takes one of the places for requests, or says why there is none.
func (s *Server) begins() *apiError {
	select {
	case s.slots <- struct{}{}:
	default:
		if s.draining.Load() {
			return errDraining()
		}
		return &apiError{status: http.StatusTooManyRequests, kind: "rate_limit_error", code: "rate_limit_exceeded", after: s.after(),
			message: fmt.Sprintf("%d requests are under way or waiting, which is the limit of this server; try again", s.MaxRequests)}
	}
	if s.draining.Load() {
		<-s.slots
		return errDraining()
	}
	return nil
}

// ends gives the place of a request back.
func (s *Server) ends(began time.Time) {
	<-s.slots
	pace := s.pace.Load()
	s.pace.Store(pace + (int64(time.Since(began))-pace)/8) // of several at once one may be lost
}

// after is how long one who was turned away should wait: about as long as a
// request takes.
func (s *Server) after() time.Duration {
	return min(max(time.Duration(s.pace.Load()), time.Second), time.Minute)
}

func errDraining() *apiError {
	return &apiError{status: http.StatusServiceUnavailable, kind: "server_error", after: time.Second, message: "this server is about to end and takes no more requests"}
}

// Drain has all further requests refused, and returns when those that are under
// way have been answered. It is called once.
func (s *Server) Drain() {
	s.draining.Store(true)
	for range cap(s.slots) {
		s.slots <- struct{}{}
	}
	for range cap(s.slots) { // who comes now is told why nobody answers
		<-s.slots
	}
}

// ServeHTTP answers a request and logs it, by the logger of its context: what
// was asked of which path and how long it took, never the text.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	told := &record{ResponseWriter: w, status: http.StatusOK}
	defer func() {
		event := zerolog.Ctx(r.Context()).Info()
		if r.Context().Err() != nil {
			told.status = statusGone
		}
		event.Str("method", r.Method).Str("path", r.URL.Path).Int("status", told.status).
			Int64("bytes", told.bytes).Dur("took_ms", time.Since(start))
		if told.usage != nil {
			event.Int("prompt_tokens", told.usage.PromptTokens).Int("completion_tokens", told.usage.CompletionTokens)
		}
		event.Msg("request")
	}()
	s.mux.ServeHTTP(told, r)
}

// A record is a ResponseWriter that remembers what was written.
type record struct {
	http.ResponseWriter
	status int
	bytes  int64
	usage  *usage
}

func (r *record) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *record) Write(p []byte) (int, error) {
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets a stream be flushed.
func (r *record) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// remember tells the log what a request took.
func remember(w http.ResponseWriter, u *usage) {
	if r, ok := w.(*record); ok {
		r.usage = u
	}
}

// checkModel refuses a request for another model.
func (s *Server) checkModel(name string) *apiError {
	if name == "" || name == s.Name {
		return nil
	}
	return &apiError{status: http.StatusNotFound, kind: "invalid_request_error", code: "model_not_found", param: "model",
		message: fmt.Sprintf("the model %q is not served here; this server has %q", name, s.Name)}
}

func (s *Server) models(w http.ResponseWriter, r *http.Request) *apiError {
	type model struct {
		ID      string `json:"id"`
		Object  string `json:"object"`
		Created int64  `json:"created"`
		OwnedBy string `json:"owned_by"`
		Context int    `json:"max_model_len"`
	}
	m := model{s.Name, "model", s.Created.Unix(), owner, s.model.Context()}
	if name := r.PathValue("model"); name != "" {
		if e := s.checkModel(name); e != nil {
			return e
		}
		writeJSON(w, http.StatusOK, m)
		return nil
	}
	writeJSON(w, http.StatusOK, struct {
		Object string  `json:"object"`
		Data   []model `json:"data"`
	}{"list", []model{m}})
	return nil
}

func (s *Server) health(w http.ResponseWriter, _ *http.Request) *apiError {
	if s.draining.Load() {
		return errDraining()
	}
	answer := struct {
		Status   string `json:"status"`
		Requests int    `json:"requests"` // under way
		*Load
	}{Status: "ok", Requests: len(s.slots)}
	if m, ok := s.model.(Loaded); ok {
		load := m.Load()
		answer.Load = &load
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

// spell names a token for a list: the text it adds, its bytes where they are not
// text by themselves, or the name of a special token.
func spell(v Vocabulary, id int32) string {
	b := v.Bytes(id)
	if len(b) == 0 {
		return v.Name(id)
	}
	if text := string(b); strings.ToValidUTF8(text, "") == text {
		return text
	}
	var out strings.Builder
	out.WriteString("bytes:")
	for _, c := range b {
		fmt.Fprintf(&out, `\x%02x`, c)
	}
	return out.String()
}
