package stages

import (
	"context"
	"io"
	"net/http"
	"testing"
)

// drained is a handler that has nothing to wait for.
type drained struct{ http.Handler }

func (drained) Drain() {}

// TestServeEnds demands that a server which is to end answers what it was asked.
func TestServeEnds(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-answer
		if r.Context().Err() == nil {
			io.WriteString(w, "done")
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	urls, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- serveHTTP(ctx, drained{handler}, "127.0.0.1:0", func(url string) { urls <- url }) }()
	url := <-urls
	got := make(chan string, 1)
	go func() {
		r, err := http.Get(url)
		if err != nil {
			got <- err.Error()
			return
		}
		defer r.Body.Close()
		data, _ := io.ReadAll(r.Body)
		got <- string(data)
	}()
	<-asked
	cancel()
	select {
	case err := <-ended:
		t.Fatalf("serveHTTP returned %v before it had answered", err)
	case answer <- struct{}{}:
	}
	if text := <-got; text != "done" {
		t.Errorf("answer %q, want %q", text, "done")
	}
	if err := <-ended; err != nil {
		t.Errorf("serveHTTP = %v, want nil", err)
	}
	if _, err := http.Get(url); err == nil {
		t.Errorf("the server answers after its end")
	}
}
