package sources

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestResolve(t *testing.T) {
	for source, want := range map[string]Location{
		"builtin:miniature/mmlu/test.csv": {Builtin: "mmlu/test.csv"},
		"data/a b.txt":                    {Path: "data/a b.txt"},
		"/tmp/x@y/z":                      {Path: "/tmp/x@y/z"},
		"https://example.org/a.csv?x=1":   {URL: "https://example.org/a.csv?x=1"},
		"hf://datasets/allenai/ai2_arc@210d026/ARC-Easy/test 1.parquet": {
			URL: "https://huggingface.co/datasets/allenai/ai2_arc/resolve/210d026/ARC-Easy/test%201.parquet"},
		"hf://datasets/a/b@refs%2Fpr%2F1/c.json": {URL: "https://huggingface.co/datasets/a/b/resolve/refs%2Fpr%2F1/c.json"},
		"github://openai/human-eval@463c980/data/HumanEval.jsonl.gz": {
			URL: "https://raw.githubusercontent.com/openai/human-eval/463c980/data/HumanEval.jsonl.gz"},
	} {
		got, err := Resolve(source)
		if err != nil || got != want {
			t.Errorf("Resolve(%q) = %+v, %v, want %+v", source, got, err, want)
		}
	}
}

func TestResolveErrors(t *testing.T) {
	for source, want := range map[string]string{
		"":                                 "the source is empty",
		"builtin:corpus":                   "want builtin:miniature/ and a name",
		"builtin:miniature/":               "want builtin:miniature/ and a name",
		"http://example.org/a":             `has scheme "http", want builtin:, hf://, github://, https:// or a path`,
		"https:///a":                       "no valid address",
		"hf://datasets/org/name/path":      "want hf://datasets/org/name@revision/path",
		"hf://models/org/name@1/path":      "want hf://datasets/org/name@revision/path",
		"hf://datasets/name@1/path":        "want hf://datasets/org/name@revision/path",
		"github://owner/repo@abc":          "want github://owner/repo@commit/path",
		"github://owner/repo@abc/../x":     "want github://owner/repo@commit/path",
		"github://owner/repo/deeper@abc/x": "want github://owner/repo@commit/path",
	} {
		if got, err := Resolve(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Resolve(%q) = %+v, %v, want error %q", source, got, err, want)
		}
	}
}

func TestDownload(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []int // status of each attempt; the last one repeats
		limit   int64
		want    string // in the error; "" where it succeeds
		asked   int
	}{
		{"at once", []int{200}, 4, "", 1},
		{"third time", []int{503, 429, 200}, 4, "", 3},
		{"never", []int{500}, 4, "the server answers 500", 3},
		{"not there", []int{404}, 4, "the server answers 404", 1},
		{"too large", []int{200}, 3, "has 4 bytes, want at most 3", 1},
		{"too large, length unknown", []int{-200}, 3, "more than 3 bytes", 1},
		{"cut off", []int{0, 200}, 4, "", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				status := c.answers[min(asked, len(c.answers)-1)]
				asked++
				switch status {
				case 0:
					w.Header().Set("Content-Length", "4")
					w.Write([]byte("ab")) // and the connection closes
					return
				case -200:
					w.(http.Flusher).Flush()
				default:
					w.WriteHeader(status)
				}
				w.Write([]byte("abcd"))
			}))
			defer server.Close()
			d := downloader{server.Client(), time.Millisecond}
			data, err := d.download(t.Context(), server.URL, c.limit)
			if asked != c.asked {
				t.Errorf("asked %d times, want %d", asked, c.asked)
			}
			if c.want == "" && (err != nil || string(data) != "abcd") {
				t.Errorf("download = %q, %v, want abcd", data, err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("download = %q, %v, want error %q", data, err, c.want)
			}
		})
	}
}

func TestDownloadWithoutNetwork(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	url := server.URL
	server.Close()
	d := downloader{&http.Client{}, time.Millisecond}
	_, err := d.download(t.Context(), url, 1)
	if want := "download " + url + ": no connection after 3 attempts"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("download = %v, want error %q", err, want)
	}
}

func TestDownloadStopsWhenCancelled(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	d := downloader{server.Client(), time.Hour}
	if _, err := d.download(ctx, server.URL, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("download = %v, want %v", err, context.DeadlineExceeded)
	}
}
