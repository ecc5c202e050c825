package sources

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// tryQuickly is a downloader for tests, which waits for next to nothing.
func tryQuickly(client *http.Client) downloader {
	return downloader{client: client, wait: time.Millisecond, longest: time.Minute, silence: time.Minute}
}

// An answer of a server under test. The body is "abcdef"; what is cut off ends
// with the connection.
type answer struct {
	status int // 0 cuts the connection without an answer
	header map[string]string
	body   string
	cut    bool
}

func (a answer) write(w http.ResponseWriter) {
	if a.status == 0 {
		panic(http.ErrAbortHandler)
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	fmt.Fprint(w, a.body)
	if a.cut {
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

func TestDownload(t *testing.T) {
	whole := answer{status: 200, body: "abcdef"}
	tag := func(version string) map[string]string { return map[string]string{"ETag": version} }
	rest := func(content, body string) answer {
		return answer{status: 206, header: map[string]string{"Content-Range": content}, body: body}
	}
	for _, c := range []struct {
		name    string
		answers []answer // of each attempt; the last one repeats
		limit   int64
		want    string   // in the error; "" where it succeeds
		ranges  []string // that were asked for
	}{
		{"at once", []answer{whole}, 6, "", []string{""}},
		{"busy, then broken", []answer{{status: 503}, {status: 429}, {status: 408}, whole}, 6, "", []string{"", "", "", ""}},
		{"reset", []answer{{}, whole}, 6, "", []string{"", ""}},
		{"never", []answer{{status: 500}}, 6, "given up after 5 attempts: the server answers 500", []string{"", "", "", "", ""}},
		{"not there", []answer{{status: 404}, whole}, 6, "given up after 1 attempt: the server answers 404", []string{""}},
		{"forbidden", []answer{{status: 403}, whole}, 6, "given up after 1 attempt: the server answers 403", []string{""}},
		{"too large", []answer{whole}, 5, "has 6 bytes, want at most 5", []string{""}},
		{"too large, length unknown", []answer{{status: 200, body: "abcdef", cut: true}}, 5, "more than 5 bytes", []string{""}},
		{"cut off", []answer{{status: 200, body: "abc", cut: true}, whole}, 6, "", []string{"", ""}},
		{
			"cut off, goes on",
			[]answer{{status: 200, header: tag(`"v1"`), body: "abc", cut: true}, rest("bytes 3-5/6", "def")},
			6, "", []string{"", "bytes=3- \"v1\""},
		},
		{
			"cut off twice",
			[]answer{
				{status: 200, header: tag(`"v1"`), body: "ab", cut: true},
				{status: 206, header: map[string]string{"Content-Range": "bytes 2-5/6"}, body: "cd", cut: true}, rest("bytes 4-5/6", "ef"),
			},
			6, "", []string{"", "bytes=2- \"v1\"", "bytes=4- \"v1\""},
		},
		{
			"another file meanwhile",
			[]answer{{status: 200, header: tag(`"v1"`), body: "xyz", cut: true}, {status: 200, header: tag(`"v2"`), body: "abcdef"}},
			6, "", []string{"", "bytes=3- \"v1\""},
		},
		{
			"a weak version tells nothing",
			[]answer{{status: 200, header: tag(`W/"v1"`), body: "abc", cut: true}, whole},
			6, "", []string{"", ""},
		},
		{
			"another part than asked for",
			[]answer{{status: 200, header: tag(`"v1"`), body: "abc", cut: true}, rest("bytes 2-5/6", "cdef"), whole},
			6, "", []string{"", "bytes=3- \"v1\"", ""},
		},
		{
			"the rest is too large",
			[]answer{{status: 200, header: tag(`"v1"`), body: "abc", cut: true}, rest("bytes 3-5/6", "def")},
			5, "has 6 bytes, want at most 5", []string{"", "bytes=3- \"v1\""},
		},
		{
			"asks for hours",
			[]answer{{status: 429, header: map[string]string{"Retry-After": "7200"}}, whole},
			6, "asks to wait for 2h0m0s", []string{""},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ranges []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				a := c.answers[min(len(ranges), len(c.answers)-1)]
				ranges = append(ranges, strings.TrimSpace(r.Header.Get("Range")+" "+r.Header.Get("If-Range")))
				a.write(w)
			}))
			defer server.Close()
			data, err := tryQuickly(server.Client()).download(t.Context(), server.URL, c.limit)
			if !slices.Equal(ranges, c.ranges) {
				t.Errorf("asked for %q, want %q", ranges, c.ranges)
			}
			if c.want == "" && (err != nil || string(data) != "abcdef") {
				t.Errorf("download = %q, %v, want abcdef", data, err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("download = %q, %v, want error %q", data, err, c.want)
			}
		})
	}
}

func TestDownloadWaitsAsLongAsItIsAsked(t *testing.T) {
	var asked []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked = append(asked, time.Now()); len(asked) == 1 {
			answer{status: 429, header: map[string]string{"Retry-After": "1"}}.write(w)
		}
	}))
	defer server.Close()
	var told []string
	d := tryQuickly(server.Client())
	d.report = func(err error) { told = append(told, err.Error()) }
	if _, err := d.download(t.Context(), server.URL, 1); err != nil {
		t.Fatal(err)
	}
	if got := asked[1].Sub(asked[0]); got < time.Second {
		t.Errorf("asked again after %s, want 1s", got)
	}
	want := "download " + server.URL + ": attempt 1 of 5: the server answers 429 Too Many Requests; trying again in 1s"
	if !slices.Equal(told, []string{want}) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, "-3": 0, "soon": 0, "Thu, 01 Jan 1970 00:00:00 GMT": 0,
		time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat): 90 * time.Second,
	} {
		got := retryAfter(&http.Response{Header: http.Header{"Retry-After": {text}}})
		if got > want || got < want-2*time.Second {
			t.Errorf("retryAfter(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestDownloadGivesUpOnSilence(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked == 1 {
			fmt.Fprint(w, "abc")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		fmt.Fprint(w, "abcdef")
	}))
	defer server.Close()
	d := tryQuickly(server.Client())
	d.silence = 50 * time.Millisecond
	var told error
	d.report = func(err error) { told = err }
	if data, err := d.download(t.Context(), server.URL, 6); string(data) != "abcdef" || err != nil {
		t.Errorf("download = %q, %v, want abcdef", data, err)
	}
	if !errors.Is(told, errSilent) {
		t.Errorf("told %v, want %v", told, errSilent)
	}
}

func TestDownloadWithoutNetwork(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	url := server.URL
	server.Close()
	_, err := tryQuickly(&http.Client{}).download(t.Context(), url, 1)
	if want := "download " + url + ": no connection after 5 attempts"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("download = %v, want error %q", err, want)
	}
}

func TestDownloadStopsAtAnUnknownCertificate(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	_, err := tryQuickly(&http.Client{}).download(t.Context(), server.URL, 1)
	if want := "given up after 1 attempt"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("download = %v, want error %q", err, want)
	}
}

func TestDownloadStopsWhenCancelled(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	d := tryQuickly(server.Client())
	d.wait = time.Hour
	if _, err := d.download(ctx, server.URL, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("download = %v, want %v", err, context.DeadlineExceeded)
	}
}
