package openai

import (
	_ "embed"
	"net/http"
)

//go:embed page.html
var pageHTML []byte

// page answers GET / with a page to try the model. It loads nothing else.
func (s *Server) page(w http.ResponseWriter, _ *http.Request) *apiError {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'")
	w.Write(pageHTML)
	return nil
}
