package benchmarks

import (
	"context"
	"fmt"
)

// A Model answers requests. It is given all requests of a benchmark at once,
// may work on them in any order, and returns answers in request order. What is
// wrong with one request it reports as a *RequestError.
type Model interface {
	// LogLikelihood scores continuations. No context ends in white space. The
	// continuation's tokens are those of context and continuation together,
	// without as many as the context alone has. Where both are too long, they
	// lose their beginning, which may be all of the context and some of the
	// continuation.
	LogLikelihood(ctx context.Context, requests []Request) ([]Likelihood, error)
	// RollingLogLikelihood returns the natural log-likelihood of each whole
	// text, every token predicted once.
	RollingLogLikelihood(ctx context.Context, texts []string) ([]float64, error)
	// GenerateUntil continues contexts, of which those lose their beginning
	// that leave no room for MaxTokens.
	GenerateUntil(ctx context.Context, generations []Generation) ([]Response, error)
}

// A Classifier is a Model that also assigns texts to classes.
type Classifier interface {
	// Classify tells the class of each text, whose end is cut where it is too
	// long.
	Classify(ctx context.Context, texts []string) ([]Classification, error)
}

// An Embedder is a Model that also has vectors for words.
type Embedder interface {
	// Embed returns a vector for each word, nil for a word it does not know.
	Embed(ctx context.Context, words []string) ([][]float32, error)
}

// A RequestError is about one of the requests of a call.
type RequestError struct {
	Request int // its index
	Err     error
}

func (e *RequestError) Error() string { return fmt.Sprintf("request %d: %v", e.Request, e.Err) }
func (e *RequestError) Unwrap() error { return e.Err }

// A Request asks how likely Continuation is after Context.
type Request struct {
	Context, Continuation string
}

// A Likelihood answers a Request.
type Likelihood struct {
	Sum    float64 // natural log-likelihood of the continuation
	Greedy bool    // every token of it was the likeliest
	Tokens int     // scored
	Cut    int     // tokens that were left out
	// Unscored is how many of those were the continuation's, of which Sum leaves
	// them out.
	Unscored int
}

// A Generation asks for a continuation of Context.
type Generation struct {
	Context     string
	Stop        []string
	MaxTokens   int
	Temperature float64 // 0 takes the likeliest token
	TopP        float64 // 1 keeps every token
	Seed        uint64  // differs for every sample of every item
}

// A Response answers a Generation.
type Response struct {
	Text string // no stop string is part of it
	Cut  int    // tokens that the context lost
}

// A Classification says how likely each class is for a text.
type Classification struct {
	Probabilities []float64
	Cut           int // tokens that the text lost
}
