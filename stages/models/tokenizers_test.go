package models

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"pipe/engine/token"
	"pipe/internal/published"
)

// tokenizerFixtures is what testdata/make_tokenizers.py writes.
type tokenizerFixtures struct {
	MadeWith   string `json:"made_with"`
	Strings    int
	Fragments  []string
	Tokenizers []struct {
		Name   string
		File   json.RawMessage
		Hashes string
	}
	Published map[string]string
	// SentencePiece is a small tokenizer.model, and what sentencepiece gives.
	SentencePiece struct {
		MadeWith string `json:"made_with"`
		Model    []byte
		Hashes   string
	}
}

func readFixtures(t testing.TB) tokenizerFixtures {
	t.Helper()
	packed, err := os.ReadFile("testdata/tokenizers.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var f tokenizerFixtures
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// texts draws the strings that the script has drawn.
func (f tokenizerFixtures) texts() []string {
	x := uint64(17)
	draw := func(n int) int {
		x = x*6364136223846793005 + 1442695040888963407
		return int((x >> 33) % uint64(n))
	}
	texts := make([]string, f.Strings)
	for i := range texts {
		var b strings.Builder
		for range draw(24) {
			b.WriteString(f.Fragments[draw(len(f.Fragments))])
		}
		texts[i] = b.String()
	}
	return texts
}

// hashOfIDs is the first 2 bytes of the SHA-256 of the ids, in decimal with
// commas.
func hashOfIDs(ids []int32) string {
	var text []byte
	for i, id := range ids {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, int64(id), 10)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:2])
}

func compareTokenizer(t *testing.T, f tokenizerFixtures, file []byte, hashes string) {
	t.Helper()
	rules, err := ReadTokenizerJSON(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := token.NewPublished(rules)
	if err != nil {
		t.Fatal(err)
	}
	compareIDs(t, f, p.Encode, hashes, f.MadeWith)
}

func compareSentencePiece(t *testing.T, f tokenizerFixtures, model []byte, hashes string) {
	t.Helper()
	list, err := ReadSentencePiece(model)
	if err != nil {
		t.Fatal(err)
	}
	p, err := token.NewPieces(list)
	if err != nil {
		t.Fatal(err)
	}
	compareIDs(t, f, p.Encode, hashes, f.SentencePiece.MadeWith)
}

func compareIDs(t *testing.T, f tokenizerFixtures, encode func(dst []int32, text string) []int32, hashes, madeWith string) {
	t.Helper()
	texts := f.texts()
	if len(hashes) != 4*len(texts) || len(texts) < 1000 {
		t.Fatalf("%d strings have hashes of %d digits", len(texts), len(hashes))
	}
	bad := 0
	for i, text := range texts {
		ids := encode(nil, text)
		if want := hashes[4*i : 4*i+4]; hashOfIDs(ids) != want {
			if bad++; bad <= 3 {
				t.Errorf("Encode(%q) = %v, want ids of hash %s", text, ids, want)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d strings differ from %s", bad, len(texts), madeWith)
	}
}

func TestTokenizerJSONRefuses(t *testing.T) {
	const model = `"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"</s>":3},"merges":["a b"]}`
	cases := []struct{ name, file, want string }{
		{"not JSON", `{`, "tokenizer.json"},
		{"model", `{"model":{"type":"Unigram","vocab":[]}}`, "tokenizer.json"},
		{"no pieces", `{"model":{"type":"BPE","vocab":{},"merges":[]}}`, "largest id is -1"},
		{"huge id", `{"model":{"type":"BPE","vocab":{"a":2000000000},"merges":[]}}`, "largest id is 2000000000"},
		{"negative id", `{"model":{"type":"BPE","vocab":{"a":-1,"b":0},"merges":[]}}`, "token -1"},
		{"twice", `{"model":{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}}`, "token 0"},
		{"merge of three", `{"model":{"type":"BPE","vocab":{"</s>":0},"merges":[["a","b","c"]]}}`, "merge of 3 pieces"},
		{"no end", `{"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}`, "eos_token_id"},
		{"pattern", `{` + model + `,"pre_tokenizer":{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Isolated"}}`, `pattern "\\w+"`},
		{"behaviour", `{` + model + `,"pre_tokenizer":{"type":"Split","pattern":{"String":"x"},"behavior":"Contiguous"}}`, "Contiguous"},
		{"normalizer", `{` + model + `,"normalizer":{"type":"Precompiled"}}`, "Precompiled"},
		{"decoder", `{` + model + `,"decoder":{"type":"WordPiece"}}`, "WordPiece"},
		{"token behind", `{` + model + `,"post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}},{"SpecialToken":{"id":"</s>"}}]}}`, `"</s>" at place 2`},
		{"template", `{` + model + `,"post_processor":{"type":"BertProcessing"}}`, "BertProcessing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadTokenizerJSON([]byte(c.file), nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("ReadTokenizerJSON = %v, want an error with %q", err, c.want)
			}
		})
	}
	rules, err := ReadTokenizerJSON([]byte(`{`+model+`}`), []byte(`{"bos_token_id":0,"eos_token_id":[1,2]}`))
	if err != nil || rules.BOS != 0 || rules.EOS != 1 {
		t.Errorf("ReadTokenizerJSON beside a config = %d, %d, %v, want 0, 1, nil", rules.BOS, rules.EOS, err)
	}
}

func FuzzPatterns(f *testing.F) {
	f.Add("I'LL  go,\r\n\u00a0 12345 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		for _, expression := range []string{token.OwnWords, token.OwnCuts} {
			p, known := token.PatternOf(expression)
			if !known {
				t.Fatalf("PatternOf(%q) is unknown", expression)
			}
			if got := strings.Join(p.Split(nil, text), ""); got != text {
				t.Errorf("Split(%q) with %q joins to %q", text, expression, got)
			}
		}
		if got := strings.Join(token.GPT2Pattern.Split(nil, text), ""); got != text {
			t.Errorf("Split(%q) with GPT-2's pattern joins to %q", text, got)
		}
	})
}

func FuzzReadTokenizerJSON(f *testing.F) {
	const model = `"model":{"type":"BPE","byte_fallback":true,"unk_token":"a","vocab":{"a":0,"b":1,"ab":2,"</s>":3,"<0x0A>":4},"merges":["a b"]}`
	for _, parts := range []string{
		`"added_tokens":[{"id":5,"content":"b a","lstrip":true,"rstrip":true,"normalized":true}],"normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"\u2581"},{"type":"NFKC"}]}`,
		`"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel"}]},"decoder":{"type":"ByteLevel"}`,
		`"pre_tokenizer":{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first"},"decoder":{"type":"Metaspace"}`,
		`"pre_tokenizer":{"type":"Split","pattern":{"String":"b"},"behavior":"MergedWithPrevious"},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"a"}},{"Sequence":{"id":"A"}}]}`,
	} {
		f.Add([]byte("{"+parts+","+model+"}"), "Hello's  \n123 ab b a")
	}
	f.Fuzz(func(t *testing.T, file []byte, text string) {
		rules, err := ReadTokenizerJSON(file, nil)
		if err != nil {
			return
		}
		if len(rules.Pieces) > len(file)+unusedIDs {
			t.Errorf("ReadTokenizerJSON made %d pieces of %d bytes", len(rules.Pieces), len(file))
		}
		if p, err := token.NewPublished(rules); err == nil && len(text) < 1<<10 {
			p.Decode(p.Encode(nil, text))
		}
	})
}

func TestTokenizerJSON(t *testing.T) {
	f := readFixtures(t)
	for _, c := range f.Tokenizers {
		t.Run(c.Name, func(t *testing.T) { compareTokenizer(t, f, c.File, c.Hashes) })
	}
	t.Run("published", func(t *testing.T) {
		compareTokenizer(t, f, published.Read(t, "models", "olmo-tokenizer", "tokenizer.json"), f.Published["olmo-tokenizer"])
	})
}

func TestSentencePiece(t *testing.T) {
	f := readFixtures(t)
	t.Run("small", func(t *testing.T) { compareSentencePiece(t, f, f.SentencePiece.Model, f.SentencePiece.Hashes) })
	t.Run("published", func(t *testing.T) {
		compareSentencePiece(t, f, published.Read(t, "models", "llama2-tokenizer", "tokenizer.model"), f.Published["llama2-tokenizer"])
	})
}

// TestSentencePieceRefuses holds that a model which changes a text otherwise
// than LLaMA's is not read as if it did not.
func TestSentencePieceRefuses(t *testing.T) {
	field := func(number protowire.Number, value any) []byte {
		switch v := value.(type) {
		case int:
			return protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), uint64(v))
		case []byte:
			return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), v)
		}
		panic("no such field")
	}
	piece := func(kind int) []byte { return field(1, append(field(1, []byte("a")), field(3, kind)...)) }
	bpe := field(2, field(3, modelTypeBPE))
	plain := field(3, field(4, 0)) // remove_extra_whitespaces is false
	with := func(more []byte) []byte {
		return slices.Concat(piece(pieceNormal), bpe, field(3, slices.Concat(field(4, 0), more)))
	}
	cases := []struct {
		name  string
		model []byte
		want  string
	}{
		{"fine", with(nil), ""},
		{"no pieces", slices.Concat(bpe, plain), "no pieces"},
		{"unigram", slices.Concat(piece(pieceNormal), plain), "model type 1"},
		{"user-defined", slices.Concat(piece(pieceUserDefined), bpe, plain), "user-defined"},
		{"unused", slices.Concat(piece(pieceUnused), bpe, plain), "unused"},
		{"another type", slices.Concat(piece(9), bpe, plain), "type 9"},
		{"characters rewritten", with(field(2, []byte("xyz"))), "map of 3 bytes"},
		{"no space before", with(field(3, 0)), "add_dummy_prefix is false"},
		{"spaces removed", slices.Concat(piece(pieceNormal), bpe), "remove_extra_whitespaces true"},
		{"spaces as they are", with(field(5, 0)), "escape_whitespaces false"},
		{"space behind", slices.Concat(piece(pieceNormal), field(2, slices.Concat(field(3, modelTypeBPE), field(24, 1))), plain), "treat_whitespace_as_suffix true"},
		{"cut off", with(nil)[:5], "SentencePiece model"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadSentencePiece(c.model)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("ReadSentencePiece = %v, want %q", err, c.want)
			}
		})
	}
}
