package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 64 << 20

// A Client asks a server of completions. All its methods may be called at once.
type Client struct {
	URL     string // of the API, such as http://127.0.0.1:8080/v1
	Key     string // sent as a bearer token; "" sends none
	Timeout time.Duration
	Retries int           // after the first attempt
	Every   time.Duration // between the starts of two requests, at least; 0 does not wait
	Wait    func(ctx context.Context, d time.Duration) error

	mu   sync.Mutex
	next time.Time // when the next request may start
}

// A StatusError is an answer that says no.
type StatusError struct {
	Status  int
	Message string

	after time.Duration // that the server wants waited; 0 where it does not say
}

// errNotNumber says that an answer holds what some servers write in place of a
// number that their model did not compute. Asking again helps nobody.
var errNotNumber = errors.New("the answer holds NaN or an infinity where a number is wanted: the server's model computes none")

func (e *StatusError) Error() string { return fmt.Sprintf("status %d: %s", e.Status, e.Message) }

// passing reports whether the same request may be answered another time.
func passing(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		return status.Status == http.StatusTooManyRequests || status.Status == http.StatusRequestTimeout || status.Status >= 500
	}
	return !errors.Is(err, errNotNumber) // else the network, or an answer that broke off
}

// Sleep waits, or less where ctx is done.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Pauses between two attempts: the first, and the longest that follows by
// doubling. longestRest is the longest that a server may ask for.
const (
	firstPause  = 500 * time.Millisecond
	mostPause   = 30 * time.Second
	longestRest = 10 * time.Minute
)

// do asks, again while what is wrong may pass: after half a second and twice as
// long each time, up to half a minute, or as long as the server says, which then
// holds for all who ask it.
func (c *Client) do(ctx context.Context, method, url string, body, into any) error {
	var data []byte
	if body != nil {
		var err error
		if data, err = marshal(body); err != nil {
			return err
		}
	}
	wait := c.Wait
	if wait == nil {
		wait = Sleep
	}
	pause := firstPause
	for attempt := 0; ; attempt++ {
		if err := wait(ctx, c.turn()); err != nil {
			return err
		}
		err := c.once(ctx, method, url, data, into)
		if err == nil || ctx.Err() != nil || !passing(err) || attempt == c.Retries {
			if err != nil && attempt > 0 {
				err = fmt.Errorf("after %d attempts: %w", attempt+1, err)
			}
			return errors.Join(ctx.Err(), wrapURL(method, url, err))
		}
		rest := pause
		var status *StatusError
		if errors.As(err, &status) && status.after > 0 {
			if rest = status.after; rest > longestRest {
				return wrapURL(method, url, fmt.Errorf("%w; the server asks to be left alone for %v, and no more than %v is waited", err, rest, longestRest))
			}
			c.hold(rest)
			rest = 0 // the next turn is that far off
		}
		if err := wait(ctx, rest); err != nil {
			return err
		}
		pause = min(2*pause, mostPause)
	}
}

func wrapURL(method, url string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", method, url, err)
}

// turn reserves the next start of a request and returns how far off it is.
func (c *Client) turn() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	at := c.next
	if at.Before(now) {
		at = now
	}
	if c.Every > 0 {
		c.next = at.Add(c.Every)
	}
	return at.Sub(now)
}

// hold lets no request begin for a while.
func (c *Client) hold(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until := time.Now().Add(d); until.After(c.next) {
		c.next = until
	}
}

// direct follows no redirects: what a recipe says was asked at one address would
// be asked at another, and the key go there too.
var direct = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// once is one attempt.
func (c *Client) once(ctx context.Context, method, url string, body []byte, into any) error {
	if c.Timeout <= 0 {
		return c.send(ctx, method, url, body, into)
	}
	limited, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	err := c.send(limited, method, url, body, into)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return fmt.Errorf("no whole answer within the timeout of %v: %w", c.Timeout, context.DeadlineExceeded)
	}
	return err
}

func (c *Client) send(ctx context.Context, method, url string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.Key != "" {
		request.Header.Set("Authorization", "Bearer "+c.Key)
	}
	r, err := direct.Do(request)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	data, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("read the answer: %w", err)
	case len(data) > maxAnswer:
		return &StatusError{Status: r.StatusCode, Message: fmt.Sprintf("the answer has more than %d bytes", maxAnswer)}
	case r.StatusCode/100 != 2:
		return &StatusError{r.StatusCode, c.messageOf(data), retryAfter(r.Header)}
	}
	if err := json.Unmarshal(data, into); err != nil && notNumber.Match(data) {
		return errNotNumber
	} else if err != nil {
		return fmt.Errorf("the answer is no JSON of this interface: %w", err)
	}
	return nil
}

// messageOf returns what a refusal says, in OpenAI's form or as it stands, but for
// the key, which some servers repeat.
func (c *Client) messageOf(data []byte) string {
	var body struct {
		Error struct{ Message string }
	}
	text := strings.TrimSpace(string(data))
	if json.Unmarshal(data, &body) == nil && body.Error.Message != "" {
		text = body.Error.Message
	}
	if c.Key != "" {
		text = strings.ReplaceAll(text, c.Key, "(the key)")
	}
	const most = 300
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return text
}

// notNumber matches what Python writes for numbers that JSON does not have.
var notNumber = regexp.MustCompile(`[\[:,]\s*(NaN|-?Infinity)\s*[,}\]]`)

// retryAfter reads Retry-After: seconds, or a date, which is one by the server's
// clock where it tells it. What is neither, or past, counts as nothing.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1e9) * float64(time.Second))
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	now := time.Now()
	if told, err := http.ParseTime(h.Get("Date")); err == nil {
		now = told
	}
	return max(at.Sub(now), 0)
}
