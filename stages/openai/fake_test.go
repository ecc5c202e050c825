package openai

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A fake model has the bytes as tokens, and predicts that each is followed by
// the next of the alphabet, after z by the end of the text. A token is told to be
// as likely as its place is early.
type fake struct {
	size int
	hold chan struct{} // when not nil, Generate waits for it or for its context
	gone chan struct{} // gets a value when Generate was given up
}

const fakeBOS, fakeEOS = 256, 257

func (f *fake) Context() int          { return f.size }
func (f *fake) VocabSize() int        { return 258 }
func (f *fake) BOS() int32            { return fakeBOS }
func (f *fake) EOS() int32            { return fakeEOS }
func (f *fake) BeginsWithSpace() bool { return false }

func (f *fake) Name(id int32) string { return map[int32]string{fakeBOS: "<s>", fakeEOS: "</s>"}[id] }

func (f *fake) Encode(text string) []int32 {
	ids := []int32{}
	for _, b := range []byte(text) {
		ids = append(ids, int32(b))
	}
	return ids
}

func (f *fake) Bytes(id int32) []byte {
	if id > 255 {
		return nil
	}
	return []byte{byte(id)}
}

func (f *fake) after(id int32) int32 {
	if id == 'z' || id > 255 {
		return fakeEOS
	}
	return id + 1
}

func (f *fake) token(text []int32, i int) Token {
	t := Token{ID: text[i], LogProb: -float64(i) / 3}
	if likeliest := f.after(text[i-1]); likeliest != t.ID {
		t.Top = append(t.Top, Candidate{likeliest, t.LogProb + 0.1})
	}
	t.Top = append(t.Top, Candidate{t.ID, t.LogProb})
	return t
}

func (f *fake) Score(_ context.Context, text []int32, top int, next bool) ([]Token, error) {
	if len(text) > f.size+1 {
		return nil, fmt.Errorf("%d tokens for a context of %d", len(text), f.size)
	}
	if next {
		text = append(text[:len(text):len(text)], f.after(text[len(text)-1]))
	}
	tokens := []Token{}
	for i := 1; i < len(text); i++ {
		t := f.token(text, i)
		t.Top = t.Top[:min(top, len(t.Top))]
		tokens = append(tokens, t)
	}
	return tokens, nil
}

func (f *fake) Generate(ctx context.Context, prompt []int32, s Sampling, emit func(Token) bool) error {
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			f.gone <- struct{}{}
			return ctx.Err()
		}
	}
	text := append(prompt[:len(prompt):len(prompt)], 0)
	for range s.MaxTokens {
		n := len(text) - 1
		text[n] = f.after(text[n-1])
		if !emit(f.token(text, n)) {
			return nil
		}
		text = append(text, 0)
	}
	return nil
}

// serveFake returns the address of a server of a model with a context of 32.
func serveFake(t *testing.T, f *fake, edit func(o *Options)) string {
	t.Helper()
	if f.size == 0 {
		f.size = 32
	}
	o := Options{Name: "fake", MaxBody: 4096, KeepPrompts: true}
	if edit != nil {
		edit(&o)
	}
	return serveHandler(t, NewServer(f, o))
}

func serveHandler(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func post(t *testing.T, url, body string) (status int, answer string) {
	t.Helper()
	r, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, read(t, r)
}
