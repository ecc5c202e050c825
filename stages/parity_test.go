package stages

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/internal/published"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/sandbox"
)

// A parityCase is what lm-evaluation-harness says of one benchmark over rows that
// we made up, as bench/parity writes it to testdata/parity.json.
type parityCase struct {
	Benchmark string
	Delimiter string             // before a choice
	Whole     bool               // a request is a whole text
	Blocks    string             // HCL; files are below ROWS, published ones below DATA
	Documents [][]parityRequest  // requests of each document, in the order of our choices
	Values    map[string]float64 // of our metrics
}

// A parityRequest has the digest of a request's texts, with a zero byte between
// prompt and continuation. What is generated has no log-likelihood but the digest
// of the response, without the space that it may begin with.
type parityRequest struct {
	Texts         string
	LogLikelihood *float64 `json:"log_likelihood"`
	Response      string
}

// near reports whether a log-likelihood is the harness's: to 1e-4 nats or one
// millionth of it, whichever is more.
func near(got, want float64) bool {
	return math.Abs(got-want) <= max(1e-4, 1e-6*math.Abs(want))
}

// TestParity evaluates stories260K as the harness did, without the harness.
func TestParity(t *testing.T) {
	file, vocabulary := published.Path(t, "models", "stories260K", "stories260K.bin"), published.Path(t, "models", "stories260K", "tok512.bin")
	data, err := os.ReadFile("testdata/parity.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []parityCase
	if err := json.Unmarshal(data, &cases); err != nil || len(cases) == 0 {
		t.Fatalf("testdata/parity.json has %d cases, %v", len(cases), err)
	}
	store := newStore(t)
	model := fmt.Sprintf("model \"stories\" {\n  source = %q\n  tokenizer = %q\n}\n", file, vocabulary)
	files := strings.NewReplacer("ROWS/", absolute(t, filepath.Join("..", "bench", "parity", "rows"))+"/", "DATA/", published.Path(t, "data")+"/")
	for _, c := range cases {
		t.Run(c.Benchmark, func(t *testing.T) {
			if strings.Contains(c.Blocks, `"python3"`) {
				if _, err := sandbox.Version(); err != nil {
					t.Skipf("no programs are run: %v", err)
				}
			}
			text := fmt.Sprintf("experiment \"parity\" {}\n%s\n%s\nevaluate \"stories\" {\n  model = model.stories\n  benchmarks = [benchmark.%s]\n}\n",
				files.Replace(c.Blocks), model, c.Benchmark)
			c.hold(t, evaluateText(t, store, text))
		})
	}
}

// evaluateText runs an experiment file, and returns its evaluation's artifact.
func evaluateText(t *testing.T, store *artifacts.Store, text string) *artifacts.Artifact {
	t.Helper()
	path := filepath.Join(t.TempDir(), "parity.hcl")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&pipeline.Executor{Store: store, Jobs: 1, Cores: 1}).Run(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	a, err := store.Artifact(plan.Step("evaluate.stories").Artifact)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// hold compares an evaluation with what the harness says.
func (c parityCase) hold(t *testing.T, a *artifacts.Artifact) {
	samples, err := artifacts.ReadTable[benchmarks.Sample](a, resultTable(0, "samples"))
	if err != nil {
		t.Fatal(err)
	}
	if len(samples) != len(c.Documents) {
		t.Fatalf("%d documents, want %d", len(samples), len(c.Documents))
	}
	for i, s := range samples {
		c.holdSample(t, i, s)
	}
	values, err := artifacts.ReadTable[benchmarks.Value](a, resultTable(0, "values"))
	if err != nil {
		t.Fatal(err)
	}
	for metric, want := range c.Values {
		i := slices.IndexFunc(values, func(v benchmarks.Value) bool { return v.Metric == metric })
		if i < 0 {
			t.Errorf("no value of %s, want %g", metric, want)
		} else if got := values[i].Value; math.Abs(got-want) > 1e-5*math.Abs(want) {
			t.Errorf("%s = %g, want %g", metric, got, want)
		}
	}
}

func digest(text string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
}

func (c parityCase) holdSample(t *testing.T, number int, s benchmarks.Sample) {
	want := c.Documents[number]
	for i, w := range want {
		texts := s.Prompts[0]
		if len(s.Prompts) > 1 {
			texts = s.Prompts[i]
		}
		if w.LogLikelihood != nil && !c.Whole {
			texts += "\x00" + c.Delimiter + s.Choices[i]
		}
		if got := digest(texts); got != w.Texts {
			t.Errorf("document %d, request %d: texts %.200q have the digest %s, want %s", number, i, texts, got, w.Texts)
		}
		if w.LogLikelihood == nil {
			if got := digest(strings.TrimPrefix(s.Responses[0], " ")); got != w.Response {
				t.Errorf("document %d: response %.200q has the digest %s, want %s", number, s.Responses[0], got, w.Response)
			}
			continue
		}
		if got := s.LogLikelihoods[i]; !near(got, *w.LogLikelihood) {
			t.Errorf("document %d, request %d: log-likelihood %.6f, want %.6f", number, i, got, *w.LogLikelihood)
		}
	}
	if n := len(s.LogLikelihoods); n > 0 && n != len(want) {
		t.Errorf("document %d: %d requests, want %d", number, n, len(want))
	}
}
