package sources

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Download returns the body at an address, of at most limit bytes. Where the
// connection fails or falls silent, or the server says that it is busy or broken,
// it asks again, a few times in all, for what is missing if the server can tell
// that the file is still the same, and else for all. Any other answer is final.
// report, if not nil, is told of each failure after which it asks again.
func Download(ctx context.Context, url string, limit int64, report func(error)) ([]byte, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = time.Minute
	defer transport.CloseIdleConnections()
	d := downloader{
		client: &http.Client{Transport: transport}, wait: time.Second, longest: 2 * time.Minute, silence: time.Minute, report: report,
	}
	return d.download(ctx, url, limit)
}

const downloadAttempts = 5

type downloader struct {
	client  *http.Client
	wait    time.Duration // before the second attempt; it doubles
	longest time.Duration // that a server may have it wait
	silence time.Duration // after which a body that sends nothing is given up
	report  func(error)
}

// A transient error may be gone another time.
type transient struct {
	error
	wait time.Duration // what the server asks for, or 0
}

func (t *transient) Unwrap() error { return t.error }

var errSilent = errors.New("the server has fallen silent")

func (d downloader) download(ctx context.Context, url string, limit int64) ([]byte, error) {
	body := partial{limit: limit}
	for attempt := 1; ; attempt++ {
		err := d.try(ctx, url, &body)
		if err == nil {
			return body.data, nil
		}
		var again *transient
		if !errors.As(err, &again) || attempt == downloadAttempts || ctx.Err() != nil {
			return nil, explain(url, attempt, err)
		}
		wait := max(d.wait<<(attempt-1), again.wait)
		if again.wait > d.longest {
			return nil, explain(url, attempt, fmt.Errorf("%w, and asks to wait for %s; try again then", err, again.wait))
		}
		if d.report != nil {
			d.report(fmt.Errorf("download %s: attempt %d of %d: %w; trying again in %s", url, attempt, downloadAttempts, err, wait))
		}
		select {
		case <-ctx.Done():
			return nil, explain(url, attempt, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// A partial body is what there is of a file, and what tells that the rest is of
// the same one.
type partial struct {
	limit   int64
	data    []byte
	version string // the file's strong ETag, or ""
}

// try asks once, and adds what comes to the body.
func (d downloader) try(ctx context.Context, url string, body *partial) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if len(body.data) > 0 && body.version != "" {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", len(body.data)))
		request.Header.Set("If-Range", body.version)
		request.Header.Set("Accept-Encoding", "identity")
	}
	response, err := d.client.Do(request)
	if err != nil {
		if hopeless(err) {
			return err
		}
		return &transient{error: err}
	}
	defer response.Body.Close()
	if err := body.accept(response); err != nil {
		return err
	}
	timer := time.AfterFunc(d.silence, func() { cancel(errSilent) })
	defer timer.Stop()
	err = body.read(response.Body, func() { timer.Reset(d.silence) })
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = &transient{error: cause}
	}
	return err
}

// hopeless reports whether a request that got no answer would get none another
// time: there is no such host, or it is not who it should be.
func hopeless(err error) bool {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &dns) && dns.IsNotFound || errors.As(err, &certificate)
}

// accept settles whether an answer brings the rest of the file or all of it.
func (p *partial) accept(response *http.Response) error {
	code := response.StatusCode
	rest := code == http.StatusPartialContent && len(p.data) > 0 &&
		strings.HasPrefix(response.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", len(p.data)))
	switch {
	case rest:
	case code == http.StatusOK:
		p.data, p.version = p.data[:0], ""
		if tag := response.Header.Get("ETag"); strings.HasPrefix(tag, `"`) && !response.Uncompressed {
			p.version = tag
		}
	case code == http.StatusPartialContent || code == http.StatusRequestedRangeNotSatisfiable:
		p.data, p.version = p.data[:0], "" // not what was asked for: ask for all
		return &transient{error: fmt.Errorf("the server answers %s with another part of the file", response.Status)}
	case code >= 500 || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout:
		return &transient{fmt.Errorf("the server answers %s", response.Status), retryAfter(response)}
	default:
		return fmt.Errorf("the server answers %s", response.Status)
	}
	if all := response.ContentLength + int64(len(p.data)); response.ContentLength >= 0 && all > p.limit {
		return fmt.Errorf("the file has %d bytes, want at most %d", all, p.limit)
	}
	return nil
}

// retryAfter returns how long the server wants to be left alone: RFC 9110,
// section 10.2.3. It is 0 where it does not say.
func retryAfter(response *http.Response) time.Duration {
	text := response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<31)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at)).Round(time.Second)
	}
	return 0
}

// read adds the bytes of r. Those that came before an error stay.
func (p *partial) read(r io.Reader, alive func()) error {
	const piece = 1 << 16
	for {
		if cap(p.data)-len(p.data) < piece {
			p.data = append(make([]byte, 0, 2*cap(p.data)+piece), p.data...)
		}
		n, err := r.Read(p.data[len(p.data) : len(p.data)+piece])
		p.data = p.data[:len(p.data)+n]
		alive()
		switch {
		case int64(len(p.data)) > p.limit:
			return fmt.Errorf("the file has more than %d bytes", p.limit)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return &transient{error: err}
		}
	}
}

// ErrNoConnection is in the error of a download to which no server answered.
var ErrNoConnection = errors.New("no connection")

// explain says in the first place when there is no network, which is the usual
// reason and hard to see in a chain of errors.
func explain(url string, attempts int, err error) error {
	times := "1 attempt"
	if attempts > 1 {
		times = fmt.Sprintf("%d attempts", attempts)
	}
	var dns *net.DNSError
	var op *net.OpError
	if errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial" {
		return fmt.Errorf("download %s: %w after %s: %w", url, ErrNoConnection, times, err)
	}
	return fmt.Errorf("download %s: given up after %s: %w", url, times, err)
}
