package stages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pipe/artifacts"
	"pipe/stages/benchmarks"
	"pipe/stages/openai"
)

const remoteBenchmarks = `
dataset "animals" { source = "TESTDATA/animals.jsonl" }
dataset "corpus" {
  source    = "TESTDATA/corpus.txt"
  separator = "\n"
}
benchmark "choice" {
  dataset = dataset.animals
  request = "multiple_choice"
  prompt  = "The ${doc.name} eats"
  choices = ["grass", "meat"]
  answer  = doc.eats
  shots   = 1
  metrics = ["acc", "acc_norm"]
}
benchmark "answer" {
  dataset    = dataset.animals
  request    = "generate"
  prompt     = "What does the ${doc.name} eat?"
  answer     = doc.eats
  max_tokens = 4
  stop       = ["a", "b", "c", "d", "e"]
  metrics    = ["exact_match", "bleu"]
}
benchmark "ways" {
  dataset     = dataset.animals
  request     = "generate"
  prompt      = "What does the ${doc.name} eat?"
  answer      = doc.eats
  max_tokens  = 4
  temperature = 0.8
  samples     = 3
  metrics     = ["exact_match"]
}
benchmark "text" {
  dataset = dataset.corpus
  request = "perplexity"
  prompt  = doc.text
  metrics = ["bits_per_byte"]
}
locals { asked = [benchmark.choice, benchmark.answer, benchmark.ways, benchmark.text] }
model "here" {
  source    = "TESTDATA/tiny.bin"
  tokenizer = "TESTDATA/tiny_pieces.bin"
}
evaluate "here" {
  model      = model.here
  benchmarks = local.asked
}
`

const remoteEvaluations = `
model "file" {
  tokenizer = "TESTDATA/tiny_pieces.bin"
  endpoint {
    url   = "URL/v1"
    model = "m"
  }
}
evaluate "file" {
  model      = model.file
  benchmarks = local.asked
}
model "stage" {
  endpoint {
    url       = "URL/v1"
    model     = "m"
    tokenizer = model.here
  }
}
evaluate "stage" {
  model      = model.stage
  benchmarks = local.asked
}
`

// inTestdata returns an experiment with the paths of testdata in it, and the
// address of a server.
func inTestdata(t *testing.T, src, url string) string {
	t.Helper()
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("TESTDATA", testdata, "URL", url).Replace(src)
}

// withoutTokenizer returns the address of a server of a model that makes no
// tokens of text.
func withoutTokenizer(t *testing.T, m languageModel) string {
	t.Helper()
	inner := openai.NewServer(runServed(t, m, 1, 64<<20), openai.Options{Name: "m"})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "token") {
			http.NotFound(w, r)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestRemoteTokens evaluates a model in process and at a server that is sent
// tokens, by a vocabulary in a file and by a stage's: every table is the same.
func TestRemoteTokens(t *testing.T) {
	made, err := runImport(t, inTestdata(t, remoteBenchmarks, ""))
	if err != nil {
		t.Fatal(err)
	}
	m, err := readModel(made["model.here"])
	if err != nil {
		t.Fatal(err)
	}
	made, err = runImport(t, inTestdata(t, remoteBenchmarks+remoteEvaluations, withoutTokenizer(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	here := made["evaluate.here"]
	for _, address := range []string{"evaluate.file", "evaluate.stage"} {
		for i, name := range []string{"choice", "answer", "ways", "text"} {
			for _, table := range []string{"values", "samples", "protocol"} {
				file := resultTable(i, table) + ".arrow"
				a, inProcess := here.File(file)
				b, remote := made[address].File(file)
				if !inProcess || !remote || a.Digest != b.Digest {
					t.Errorf("%s of %s: %v in process, %v in %s, want equal", table, name, a.Digest, b.Digest, address)
				}
			}
		}
	}
}

// TestRemoteOtherVocabulary demands an error where the server's model reads other
// text in the tokens than the file's vocabulary.
func TestRemoteOtherVocabulary(t *testing.T) {
	url := withoutTokenizer(t, untrained(t))
	_, err := runImport(t, inTestdata(t, remoteBenchmarks+remoteEvaluations, url))
	if err == nil || !strings.Contains(err.Error(), "its model has another vocabulary") && !strings.Contains(err.Error(), "but the model has tokens 0 to") {
		t.Errorf("evaluation with another vocabulary: %v, want an error about it", err)
	}
}

// tokenModel returns the artifact of a server's model with the vocabulary of
// testdata.
func tokenModel(t *testing.T) *artifacts.Artifact {
	t.Helper()
	made, err := runImport(t, inTestdata(t, `model "m" {
  tokenizer = "TESTDATA/tiny_pieces.bin"
  endpoint {
    url   = "http://127.0.0.1:1/v1"
    model = "m"
  }
}
`, ""))
	if err != nil {
		t.Fatal(err)
	}
	return made["model.m"]
}

// TestRemoteGoesOn breaks a server in the middle of an evaluation that is killed
// right then. What was answered is kept, and not asked for again.
func TestRemoteGoesOn(t *testing.T) {
	var broken atomic.Bool
	var asked atomic.Int64
	broken.Store(true)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/models" {
			fmt.Fprint(w, `{"data": [{"id": "m", "max_model_len": 26}]}`)
			return
		}
		if asked.Add(1) > 70 && broken.Load() {
			http.Error(w, "away", http.StatusForbidden)
			return
		}
		fmt.Fprint(w, `{"choices": [{"text": "yes"}]}`)
	}))
	t.Cleanup(server.Close)
	a, err := remoteAnswererWith(t, Endpoint{URL: server.URL + "/v1", Model: "m"}, tokenModel(t))
	if err != nil {
		t.Fatal(err)
	}
	a.remote.parallel = 1
	lease, err := newStore(t).TryLease(artifacts.Key{1})
	if err != nil {
		t.Fatal(err)
	}
	defer lease.Release()
	generations := make([]benchmarks.Generation, 100)
	for i := range generations {
		generations[i] = benchmarks.Generation{Context: "the cat", MaxTokens: 3}
	}
	now := time.Now()
	a.keeper = &keeper{scratch: lease.Scratch(), each: true, began: now, saved: now}
	kept := keptFor[benchmarks.Response](a.keeper, 0, len(generations))
	// What finish would write is left out, as by a kill.
	err = a.remote.generate(t.Context(), a, generations, kept.missing(), func(i int, r benchmarks.Response) { kept.add(i, r) })
	if err == nil || !strings.Contains(err.Error(), "away") {
		t.Fatalf("generate: %v, want an error of the server", err)
	}
	a.keeper = &keeper{scratch: lease.Scratch(), each: true, began: now, saved: now, found: make(map[int][]keptPart)}
	names, err := lease.Scratch().Names()
	if err != nil || len(names) != 2 {
		t.Fatalf("the answers lie in the files %q, %v, want two", names, err)
	}
	for _, name := range names {
		data, err := lease.Scratch().Load(name)
		if err != nil {
			t.Fatal(err)
		}
		found, err := decodeAnswers(data)
		if err != nil {
			t.Fatal(err)
		}
		a.keeper.found[0] = append(a.keeper.found[0], found.Parts...)
		a.keeper.next++
	}
	broken.Store(false)
	asked.Store(0)
	responses, err := a.GenerateUntil(t.Context(), generations)
	if err != nil || asked.Load() != 30 {
		t.Fatalf("GenerateUntil: %v, asked %d times, want 30", err, asked.Load())
	}
	for i, r := range responses {
		if r.Text != "yes" {
			t.Errorf("response %d is %q, want %q", i, r.Text, "yes")
		}
	}
}

func TestRemoteVocabularyMistakes(t *testing.T) {
	const endpoint = "endpoint {\n url = \"http://127.0.0.1:1/v1\"\n model = \"m\"\n MORE\n}\n"
	plain := strings.Replace(endpoint, "MORE", "", 1)
	for _, c := range []struct{ name, block, err string }{
		{"two vocabularies", "tokenizer = \"TESTDATA/tiny_pieces.bin\"\n" + strings.Replace(endpoint, "MORE", "tokenizer = model.other", 1), "Vocabulary in two places"},
		{"digest of nothing", "tokenizer_sha256 = \"00\"\n" + plain, "Digest of no file"},
		{"conversation", "chat = \"chatml\"\n" + plain, "Conversation without a vocabulary"},
		{"from elsewhere", "tokenizer = \"https://example.org/tokenizer.json\"\n" + plain, "needs the attribute tokenizer_sha256"},
		{"no such file", "tokenizer = \"nothing.json\"\n" + plain, "nothing.json"},
		{"none there", strings.Replace(endpoint, "MORE", "tokenizer = model.bare", 1), "names no vocabulary itself"},
	} {
		_, err := runImport(t, inTestdata(t, "model \"m\" {\n"+c.block+"\n}\nmodel \"other\" {\n source = \"TESTDATA/tiny.bin\"\n tokenizer = \"TESTDATA/tiny_pieces.bin\"\n}\nmodel \"bare\" {\n"+plain+"}\n", ""))
		if err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, want %q in it", c.name, err, c.err)
		}
	}
}
