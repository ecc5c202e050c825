package stages

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// renderedItems renders the benchmark of an experiment and returns its items.
func renderedItems(t *testing.T, body string, files map[string]string) ([]benchmarks.Item, error) {
	t.Helper()
	dir := t.TempDir()
	file := "experiment \"shots\" {}\n\ndataset \"animals\" {\n  source = \"animals.jsonl\"\n}\n\n" +
		"dataset \"more\" {\n  source = \"more.jsonl\"\n}\n\nbenchmark \"b\" {\n  dataset = dataset.animals\n" + body + "\n}\n"
	path := filepath.Join(dir, "shots.hcl")
	files["shots.hcl"] = file
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		return nil, diags
	}
	store := newStore(t)
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&pipeline.Executor{Store: store, Jobs: 1, Cores: 1}).Run(t.Context(), plan); err != nil {
		return nil, err
	}
	for _, step := range plan.Steps {
		if step.Node.Kind.Name != "benchmark" {
			continue
		}
		a, err := store.Artifact(step.Artifact)
		if err != nil {
			t.Fatal(err)
		}
		items, err := artifacts.ReadTable[benchmarks.Item](a, "items")
		if err != nil {
			t.Fatal(err)
		}
		return items, nil
	}
	t.Fatal("no benchmark ran")
	return nil, nil
}

// TestShots renders prompts with shots from everywhere that they may come from.
func TestShots(t *testing.T) {
	animals := `{"name": "cow", "eats": "grass"}
{"name": "wolf", "eats": "meat"}
{"name": "cow", "eats": "grass"}
`
	more := `{"name": "wolf", "eats": "meat", "id": 1}
{"name": "hen", "eats": "corn", "id": 2}
{"name": "owl", "eats": "mice", "id": 3}
`
	ask := "  request = \"generate\"\n  metrics = [\"exact_match\"]\n  prompt = \"${doc.name}:\"\n  answer = doc.eats\n  shot_delimiter = \"; \"\n"
	for _, c := range []struct {
		name, body string
		want       []string // prompts
		leaked     string   // a letter for each document
		err        string
	}{
		{"first of its own", ask + "shots = 1\n shot_method = \"first\"",
			[]string{"wolf: meat; cow:", "cow: grass; wolf:", "wolf: meat; cow:"}, "nnn", ""},
		{"too few of its own", ask + "shots = 2\n shot_method = \"first\"",
			nil, "", "document 0: shots: too few documents of the pool differ from it for 2 shots"},
		{"its own by name", ask + "shots = 1\n shot_method = \"first\"\n shots_from = dataset.animals",
			[]string{"wolf: meat; cow:", "cow: grass; wolf:", "wolf: meat; cow:"}, "nnn", ""},
		{"from elsewhere", ask + "shots = 2\n shot_method = \"first\"\n shots_from = dataset.more",
			[]string{"wolf: meat; hen: corn; cow:", "wolf: meat; hen: corn; wolf:", "wolf: meat; hen: corn; cow:"}, "nyn", ""},
		{"fixed", ask + "shots = 2\n shot_method = \"fixed\"\n shot_numbers = [2, 1]\n shots_from = dataset.more",
			[]string{"owl: mice; hen: corn; cow:", "owl: mice; hen: corn; wolf:", "owl: mice; hen: corn; cow:"}, "nnn", ""},
		{"not in the pool", ask + "shots = 1\n shot_method = \"fixed\"\n shot_numbers = [3]\n shots_from = dataset.more",
			nil, "", "fixed document 3 is not in a pool of 3"},
		{"listed", ask + "shots = 1\n shot_method = \"first\"\n shot_documents = [{ name = \"wolf\", eats = \"meat\" }]",
			[]string{"wolf: meat; cow:", "wolf: meat; wolf:", "wolf: meat; cow:"}, "nyn", ""},
		{"other texts", ask + "limit = 1\n shots = 1\n shot_method = \"first\"\n shot_prompt = \"A ${doc.name} eats\"\n" +
			" shot_answer = \"${doc.eats}, ${doc.id}\"\n shots_from = dataset.more",
			[]string{"A wolf eats meat, 1; cow:"}, "n", ""},
		{"unknown field", ask + "shots = 1\n shot_method = \"first\"\n shot_answer = doc.food",
			nil, "", "document 0: shot from document 1: shot_answer ("},
		{"list of no documents", ask + "shots = 1\n shot_documents = [\"cow\"]", nil, "", "element 0: got a string, want an object"},
		{"two places", ask + "shots = 1\n shots_from = dataset.more\n shot_documents = []", nil, "", "Two places for shots"},
		{"over doc", ask + "shots = 1\n shot_documents = [doc]", nil, "", "Shots over a document"},
		{"wrong count", ask + "shots = 1\n shot_method = \"fixed\"", nil, "", "shot_numbers lists 0 documents, but shots is 1"},
		{"numbers for nothing", ask + "shots = 1\n shot_numbers = [0]", nil, "", "Unused numbers"},
		{"cannot balance", ask + "shots = 2\n shot_method = \"balanced\"", nil, "", `1 documents have the answer "meat", want 2`},
	} {
		t.Run(c.name, func(t *testing.T) {
			items, err := renderedItems(t, c.body, map[string]string{"animals.jsonl": animals, "more.jsonl": more})
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("the run's error is %v, want …%s…", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(items) != len(c.want) {
				t.Fatalf("got %d items, want %d", len(items), len(c.want))
			}
			leaked := ""
			for i, it := range items {
				if it.Context != c.want[i] {
					t.Errorf("the prompt of document %d is %q, want %q", i, it.Context, c.want[i])
				}
				leaked += map[bool]string{true: "y", false: "n"}[it.Leaked]
			}
			if leaked != c.leaked {
				t.Errorf("documents are leaked: %s, want %s", leaked, c.leaked)
			}
		})
	}
}
