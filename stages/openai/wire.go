package openai

import "encoding/json"

// A completionRequest is the body of POST /v1/completions.
type completionRequest struct {
	common
	Prompt   promptList `json:"prompt"`
	Echo     bool       `json:"echo"`
	LogProbs *int       `json:"logprobs"`

	BestOf *int    `json:"best_of"`
	Suffix *string `json:"suffix"`
}

// common is what both sorts of completion may ask for. Fields that no server
// could heed here are refused unless they ask for nothing; those that change no
// text are ignored.
type common struct {
	Model         string         `json:"model"`
	MaxTokens     *int           `json:"max_tokens"`
	Temperature   *float64       `json:"temperature"`
	TopP          *float64       `json:"top_p"`
	N             *int           `json:"n"`
	Seed          *int64         `json:"seed"`
	Stop          textList       `json:"stop"`
	StopTokens    []int32        `json:"stop_token_ids"` // vLLM's
	Stream        bool           `json:"stream"`
	StreamOptions *streamOptions `json:"stream_options"`

	PresencePenalty  *float64                   `json:"presence_penalty"`
	FrequencyPenalty *float64                   `json:"frequency_penalty"`
	LogitBias        map[string]json.RawMessage `json:"logit_bias"`

	User             json.RawMessage `json:"user"`
	Metadata         json.RawMessage `json:"metadata"`
	Store            json.RawMessage `json:"store"`
	ServiceTier      json.RawMessage `json:"service_tier"`
	SafetyIdentifier json.RawMessage `json:"safety_identifier"`
	PromptCacheKey   json.RawMessage `json:"prompt_cache_key"`

	PromptCacheOptions   json.RawMessage `json:"prompt_cache_options"`
	PromptCacheRetention json.RawMessage `json:"prompt_cache_retention"`
}

type streamOptions struct {
	IncludeUsage       bool `json:"include_usage"`
	IncludeObfuscation bool `json:"include_obfuscation"`
}

// A completion answers a completionRequest; streamed, each chunk is one.
type completion struct {
	ID                string   `json:"id"`
	Object            string   `json:"object"`
	Created           int64    `json:"created"`
	Model             string   `json:"model"`
	SystemFingerprint string   `json:"system_fingerprint"`
	Choices           []choice `json:"choices"`
	Usage             shown    `json:"usage,omitzero"`
}

type choice struct {
	Index        int       `json:"index"`
	Text         string    `json:"text"`
	LogProbs     *logProbs `json:"logprobs"`
	FinishReason *string   `json:"finish_reason"` // null in all but the last chunk
}

// logProbs has an element of each list for each token. The first token of a text
// that is echoed has no number.
type logProbs struct {
	Tokens        []string     `json:"tokens"`
	TokenLogProbs []*float64   `json:"token_logprobs"`
	TopLogProbs   []candidates `json:"top_logprobs"`
	TextOffset    []int        `json:"text_offset"` // in characters
}

type usage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
	TotalTokens      int `json:"total_tokens"`
}

// shown is the usage that an answer has: none, or null in the chunks of a stream
// at whose end it is told.
type shown struct {
	*usage
	null bool
}

func (s shown) MarshalJSON() ([]byte, error) { return json.Marshal(s.usage) }

func (s *shown) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &s.usage) }

// A chatRequest is the body of POST /v1/chat/completions.
type chatRequest struct {
	common
	Messages            []Message `json:"messages"`
	MaxCompletionTokens *int      `json:"max_completion_tokens"`
	LogProbs            bool      `json:"logprobs"`
	TopLogProbs         *int      `json:"top_logprobs"`

	ResponseFormat    responseFormat    `json:"response_format"`
	Tools             []json.RawMessage `json:"tools"`
	ToolChoice        json.RawMessage   `json:"tool_choice"`
	ParallelToolCalls json.RawMessage   `json:"parallel_tool_calls"`
	Modalities        []string          `json:"modalities"`
	Prediction        json.RawMessage   `json:"prediction"` // which changes how soon a text is there

	Audio            json.RawMessage `json:"audio"`
	Functions        json.RawMessage `json:"functions"`
	FunctionCall     json.RawMessage `json:"function_call"`
	Moderation       json.RawMessage `json:"moderation"`
	ReasoningEffort  json.RawMessage `json:"reasoning_effort"`
	Verbosity        json.RawMessage `json:"verbosity"`
	WebSearchOptions json.RawMessage `json:"web_search_options"`
}

// A responseFormat is the type of one; what else it says is not heeded, since all
// but "text" are refused.
type responseFormat string

func (f *responseFormat) UnmarshalJSON(data []byte) error {
	var format struct{ Type string }
	err := json.Unmarshal(data, &format)
	if *f = responseFormat(format.Type); err == nil && format.Type == "" && string(data) != "null" {
		*f = "(none)"
	}
	return err
}

// unsupported returns the first field that asks for what this server does not
// have, or "".
func (r *chatRequest) unsupported() string {
	for _, f := range []struct {
		name  string
		value json.RawMessage
	}{
		{"audio", r.Audio}, {"functions", r.Functions}, {"function_call", r.FunctionCall}, {"moderation", r.Moderation},
		{"reasoning_effort", r.ReasoningEffort}, {"verbosity", r.Verbosity}, {"web_search_options", r.WebSearchOptions},
	} {
		if len(f.value) > 0 && string(f.value) != "null" {
			return f.name
		}
	}
	return ""
}

// A Message is one turn of a conversation.
type Message struct {
	Role    string
	Content string
}

// A chatCompletion answers a chatRequest; streamed, each chunk is one.
type chatCompletion struct {
	ID                string       `json:"id"`
	Object            string       `json:"object"`
	Created           int64        `json:"created"`
	Model             string       `json:"model"`
	SystemFingerprint string       `json:"system_fingerprint"`
	Choices           []chatChoice `json:"choices"`
	Usage             shown        `json:"usage,omitzero"`
}

type chatChoice struct {
	Index        int           `json:"index"`
	Message      *chatMessage  `json:"message,omitempty"`
	Delta        *chatMessage  `json:"delta,omitempty"` // of a chunk
	LogProbs     *chatLogProbs `json:"logprobs"`
	FinishReason *string       `json:"finish_reason"`
}

type chatMessage struct {
	Role    string  `json:"role,omitempty"`
	Content *string `json:"content,omitempty"`
}

type chatLogProbs struct {
	Content []chatToken `json:"content"`
	Refusal []chatToken `json:"refusal"` // always null
}

type chatToken struct {
	chatCandidate
	TopLogProbs []chatCandidate `json:"top_logprobs"`
}

type chatCandidate struct {
	Token   string  `json:"token"`
	LogProb float64 `json:"logprob"`
	Bytes   []int   `json:"bytes"`
}
