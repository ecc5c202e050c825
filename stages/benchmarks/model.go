package benchmarks

import "context"

// A Model answers requests. It is given all requests of a benchmark at once,
// may work on them in any order, and returns answers in request order.
type Model interface {
	// LogLikelihood scores continuations. No context ends in white space. The
	// continuation's tokens are those of context and continuation together,
	// without as many as the context alone has; what is too long loses its
	// beginning.
	LogLikelihood(ctx context.Context, requests []Request) ([]Likelihood, error)
	// RollingLogLikelihood returns the natural log-likelihood of each whole
	// text, every token predicted once.
	RollingLogLikelihood(ctx context.Context, texts []string) ([]float64, error)
	// GenerateUntil continues contexts. No stop string is part of a response.
	GenerateUntil(ctx context.Context, generations []Generation) ([]string, error)
}

// A Classifier is a Model that also assigns texts to classes.
type Classifier interface {
	// Classify returns a probability for each class of each text.
	Classify(ctx context.Context, texts []string) ([][]float64, error)
}

// An Embedder is a Model that also has vectors for words.
type Embedder interface {
	// Embed returns a vector for each word, nil for a word it does not know.
	Embed(ctx context.Context, words []string) ([][]float32, error)
}

// A Request asks how likely Continuation is after Context.
type Request struct {
	Context, Continuation string
}

// A Likelihood answers a Request.
type Likelihood struct {
	Sum    float64 // natural log-likelihood of the continuation
	Greedy bool    // every token of it was the likeliest
	Tokens int     // tokens in it
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
