package openai

import "context"

// A Model is what a Server serves. All methods may be called at once.
type Model interface {
	Vocabulary
	// Context is how many tokens the model reads at once.
	Context() int
	// Score says of each token of a text but the first how likely it is after
	// those before it, with the top likeliest in its place. The text may be one
	// token longer than the context. Where next is set, the likeliest token that
	// may follow the text is appended; after a text that is longer than the
	// context it follows the text without its first token.
	Score(ctx context.Context, text []int32, top int, next bool) ([]Token, error)
	// Generate continues a prompt, of which the context holds at least the tokens
	// and one less of those to come, and hands each token to emit until emit
	// returns false. The token that ends a text is the last.
	Generate(ctx context.Context, prompt []int32, s Sampling, emit func(Token) bool) error
}

// A Loaded model says how much it has to do.
type Loaded interface{ Load() Load }

// Load is what a model has to do.
type Load struct {
	Writing  int `json:"writing"`   // texts that are under way
	Waiting  int `json:"waiting"`   // texts that wait for room
	Pages    int `json:"pages"`     // of keys and values that are in use or kept
	MaxPages int `json:"max_pages"` // that there may be
}

// A Vocabulary turns text into tokens and back.
type Vocabulary interface {
	// Encode returns the tokens of a text, without one that begins it. A text that
	// is the name of a special token is that token.
	Encode(text string) []int32
	// Bytes returns what a token adds to a text; a special token adds nothing.
	Bytes(id int32) []byte
	// Name spells a special token.
	Name(id int32) string
	// BeginsWithSpace reports whether the first token of a text begins with a
	// space that is not part of it.
	BeginsWithSpace() bool
	VocabSize() int
	BOS() int32
	EOS() int32
}

// A Token is one that a model was asked about, or has chosen.
type Token struct {
	ID      int32
	LogProb float64     // natural logarithm of its probability
	Top     []Candidate // the likeliest in its place, in order
}

// A Candidate is a token that might have stood somewhere.
type Candidate struct {
	ID      int32
	LogProb float64
}

// Sampling says how a text goes on.
type Sampling struct {
	MaxTokens   int
	Temperature float64 // 0 takes the likeliest token
	TopP        float64 // probability mass that is kept
	Seed        uint64
	Choice      uint64 // which of several texts of one seed
	Top         int    // candidates to tell of each token; below 0 not even its own log-probability
}
