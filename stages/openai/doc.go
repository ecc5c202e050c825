// Package openai speaks the HTTP interface of OpenAI's completions, as others do
// (vLLM, llama.cpp): a [Server] serves a [Model] by it.
//
//	POST /v1/completions        text or token ids; echo, logprobs, stop, n, stream
//	POST /v1/chat/completions   messages, by a ChatTemplate
//	GET  /v1/models             what is served
//	POST /tokenize, /detokenize text to token ids and back
//	GET  /tokenizer_info        names of the special tokens
//	GET  /health                whether the server takes requests
//	GET  /                      a page to try the model
//
// A log-probability is printed with all digits of the float64 that the model
// computed, wherever it appears: a client may add them up, and compare them
// exactly.
//
// The package knows no engine, no file and no store. Nothing that a request asks
// for is silently left out: what is not supported is refused.
package openai
