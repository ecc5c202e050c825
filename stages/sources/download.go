package sources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Download returns the body at an address, of at most limit bytes. It tries
// again, three times in all, when the connection fails or the server says that
// it is busy or broken.
func Download(ctx context.Context, url string, limit int64) ([]byte, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = time.Minute
	defer transport.CloseIdleConnections()
	d := downloader{&http.Client{Transport: transport}, 2 * time.Second}
	return d.download(ctx, url, limit)
}

const downloadAttempts = 3

type downloader struct {
	client *http.Client
	wait   time.Duration // before the second attempt; it doubles
}

func (d downloader) download(ctx context.Context, url string, limit int64) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		data, again, err := d.try(ctx, url, limit)
		if err == nil {
			return data, nil
		}
		if !again || attempt == downloadAttempts || ctx.Err() != nil {
			return nil, explain(url, attempt, err)
		}
		select {
		case <-ctx.Done():
			return nil, explain(url, attempt, ctx.Err())
		case <-time.After(d.wait << (attempt - 1)):
		}
	}
}

// try asks once. again says whether it may go better another time.
func (d downloader) try(ctx context.Context, url string, limit int64) (data []byte, again bool, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, false, err
	}
	response, err := d.client.Do(request)
	if err != nil {
		return nil, true, err
	}
	defer response.Body.Close()
	if code := response.StatusCode; code != http.StatusOK {
		busy := code >= 500 || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout
		return nil, busy, fmt.Errorf("the server answers %s", response.Status)
	}
	if response.ContentLength > limit {
		return nil, false, fmt.Errorf("the file has %d bytes, want at most %d", response.ContentLength, limit)
	}
	data, err = io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return nil, true, err
	}
	if int64(len(data)) > limit {
		return nil, false, fmt.Errorf("the file has more than %d bytes", limit)
	}
	return data, false, nil
}

// explain says in the first place when there is no network, which is the usual
// reason and hard to see in a chain of errors.
func explain(url string, attempts int, err error) error {
	var dns *net.DNSError
	var op *net.OpError
	if errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial" {
		return fmt.Errorf("download %s: no connection after %d attempts: %w", url, attempts, err)
	}
	return fmt.Errorf("download %s: %w", url, err)
}
