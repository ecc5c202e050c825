package stages

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"pipe/artifacts"
	"pipe/stages/benchmarks"
	"pipe/stages/openai"
)

func remoteAnswerer(t *testing.T, e Endpoint) (*answerer, error) {
	t.Helper()
	made, err := runImport(t, "model \"m\" {\n endpoint {\n url = \"http://127.0.0.1:1/v1\"\n model = \"m\"\n }\n}\n")
	if err != nil {
		t.Fatal(err)
	}
	return remoteAnswererWith(t, e, made["model.m"])
}

// remoteAnswererWith returns the answerer of a server's model, whose artifact may
// have a vocabulary.
func remoteAnswererWith(t *testing.T, e Endpoint, model *artifacts.Artifact) (*answerer, error) {
	t.Helper()
	e.Timeout, e.Concurrency = time.Minute, max(e.Concurrency, 3)
	a, err := newRemoteAnswerer(t.Context(), &e, model)
	if err == nil {
		t.Cleanup(a.Close)
	}
	return a, err
}

// TestRemoteAnswers demands of a server the answers of its model in process, to
// the bit: scored, in windows, written and cut.
func TestRemoteAnswers(t *testing.T) {
	m := untrained(t)
	near := answererOf(t, m, 1)
	far, err := remoteAnswerer(t, Endpoint{URL: serveModel(t, m, 2) + "/v1/", Model: "m"})
	if err != nil {
		t.Fatal(err)
	}
	requests := someRequests()
	want, err := near.LogLikelihood(t.Context(), requests)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := far.LogLikelihood(t.Context(), requests); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("LogLikelihood = %v, %v, want %v", got, err, want)
	}
	texts := []string{"the cat", someText, strings.Repeat("xy", 40)}
	sums, err := near.RollingLogLikelihood(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := far.RollingLogLikelihood(t.Context(), texts); err != nil || !reflect.DeepEqual(got, sums) {
		t.Errorf("RollingLogLikelihood = %v, %v, want %v", got, err, sums)
	}
	var generations []benchmarks.Generation
	for i, context := range []string{"the cat", "the", strings.Repeat("x", 18), strings.Repeat("xy", 30)} {
		generations = append(generations, benchmarks.Generation{
			Context: context, Stop: []string{"ck"}, MaxTokens: 6, Temperature: float64(i % 2), TopP: 0.9, Seed: 1<<63 + uint64(i),
		})
	}
	written, err := near.GenerateUntil(t.Context(), generations)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := far.GenerateUntil(t.Context(), generations); err != nil || !reflect.DeepEqual(got, written) {
		t.Errorf("GenerateUntil = %v, %v, want %v", got, err, written)
	}
}

// deaf returns the address of a server before another, which does not hear echo.
func deaf(t *testing.T, address string) string {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		data, err := io.ReadAll(r.Body)
		if err == nil && json.Unmarshal(data, &body) == nil {
			delete(body, "echo")
			data, _ = json.Marshal(body)
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestRemoteWithoutEcho demands an error where a server would give all choices
// the same score; what it can do is done.
func TestRemoteWithoutEcho(t *testing.T) {
	far, err := remoteAnswerer(t, Endpoint{URL: deaf(t, serveModel(t, untrained(t), 1)) + "/v1", Model: "m"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = far.LogLikelihood(t.Context(), someRequests())
	if !errors.Is(err, openai.ErrIgnoresEcho) || !strings.Contains(err.Error(), "need a server that heeds echo and logprobs") {
		t.Errorf("LogLikelihood: %v, want an error about echo", err)
	}
	got, err := far.GenerateUntil(t.Context(), []benchmarks.Generation{{Context: "the", MaxTokens: 3, TopP: 1}})
	if err != nil || len(got) != 1 {
		t.Errorf("GenerateUntil = %v, %v", got, err)
	}
}

func TestRemoteRefused(t *testing.T) {
	address := serveModel(t, untrained(t), 1)
	t.Setenv("NO_SUCH_KEY", "")
	for _, c := range []struct {
		name string
		e    Endpoint
		err  string
	}{
		{"no key", Endpoint{URL: address + "/v1", Model: "m", APIKeyEnv: "NO_SUCH_KEY"}, "the environment variable NO_SUCH_KEY, which is to hold the key, is not set"},
		{"other model", Endpoint{URL: address + "/v1", Model: "gpt"}, `serves no model "gpt"; it has ["m"]`},
		{"no interface", Endpoint{URL: address + "/v2", Model: "m"}, "status 404: there is nothing at GET /v2/models"},
	} {
		if _, err := remoteAnswerer(t, c.e); err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, want %q in it", c.name, err, c.err)
		}
	}
}

func TestEndpointMistakes(t *testing.T) {
	for _, c := range []struct{ name, block, err string }{
		{"neither", "", "A model has a source, or a block endpoint"},
		{"both", `source = "x.bin"
			endpoint {
				url = "http://127.0.0.1:1/v1"
				model = "m"
			}`, "source does not go with it"},
		{"no address", `endpoint {
				url = "127.0.0.1:1"
				model = "m"
			}`, "want an address such as"},
		{"secret in the address", `endpoint {
				url = "http://me:secret@127.0.0.1/v1"
				model = "m"
			}`, "The url holds a user or password"},
		{"key in place of a name", `endpoint {
				url = "http://127.0.0.1:1/v1"
				model = "m"
				api_key_env = "sk-0123"
			}`, "the key itself has no place in the file"},
	} {
		_, err := runImport(t, "model \"m\" {\n"+c.block+"\n}\n")
		if err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, want %q in it", c.name, err, c.err)
		}
	}
	made, err := runImport(t, "model \"m\" {\n endpoint {\n url = \"http://127.0.0.1:1/v1\"\n model = \"m\"\n }\n}\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := made["model.m"].File(endpointFile); !ok {
		t.Errorf("the model of a server has no %s", endpointFile)
	}
}
