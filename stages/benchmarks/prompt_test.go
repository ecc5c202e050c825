package benchmarks

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestPrompts compares whole prompts with files, byte for byte.
func TestPrompts(t *testing.T) {
	letters := "Which is a fruit?\nA. stone\nB. apple\nC. cloud\nD. chair\nAnswer:"
	cases := []struct {
		name   string
		prompt Prompt
		shots  []Shot
		text   string
	}{
		{"mmlu", Prompt{"The following are multiple choice questions (with answers) about plain things.\n\n", " ", "\n\n"},
			[]Shot{{letters, "", "B"}, {strings.Replace(letters, "fruit", "seat", 1), "", "D"}},
			strings.Replace(letters, "fruit", "mineral", 1)},
		{"gsm8k", Prompt{"", " ", "\n\n"},
			[]Shot{{"Question: Ann has 3 pears and buys 4. How many has she?\nAnswer:", "", "She has 3+4=<<3+4=7>>7.\n#### 7"}},
			"Question: Bob has 2 pears and eats 1. How many has he?\nAnswer:"},
		{"nq", Prompt{"Answer these questions:\n\n", " ", "\n"},
			[]Shot{{"Q: who wrote the book?\nA:", "", "the author"}, {"Q: what is left?\nA:", "", ""}}, "Q: where is it?\nA:"},
		{"mbpp", Prompt{"", "", "\n\n"}, []Shot{{"Task 1\n[BEGIN]\n", "", "def f():\n    return 1\n[DONE]"}}, "Task 2\n[BEGIN]\n"},
		{"zero_shot", Prompt{"", " ", "\n\n"}, nil, "The sky is"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, _, _ := c.prompt.Question(c.prompt.Lead(c.shots), c.text, "")
			path := filepath.Join("testdata", "prompts", c.name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("Question(…) = %q, want %q", got, want)
			}
		})
	}
}

// TestAnswerPrefix compares prompts whose answer is begun with those that
// lm-evaluation-harness 0.4.13 makes of the same turns, and the turns too.
func TestAnswerPrefix(t *testing.T) {
	p := Prompt{"", " ", "\n\n"}
	cases := []struct {
		name, description string
		shots             []Shot
		text, prefix      string
		want              string
		turns             []string
	}{
		{"none", "D\n\n", []Shot{{"Q1:", "", "A1"}, {"Q2:", "", ""}}, "Q3:", "",
			"D\n\nQ1: A1\n\nQ2:Q3:", []string{"D\n\n", "Q1:", "A1", "Q2:", "", "Q3:", ""}},
		{"with a delimiter", "D\n\n", []Shot{{"Q1:", "So:", "A1"}, {"Q2:", "So:", ""}}, "Q3:", "So:",
			"D\n\nQ1: So: A1\n\nQ2: So:Q3: So:", []string{"D\n\n", "Q1:", "So: A1", "Q2:", "So:", "Q3:", "So:"}},
		{"after a space", "", []Shot{{"Q1:", "So:", "A1"}}, "Q3: ", "So:",
			"Q1: So: A1\n\nQ3: So:", []string{"", "Q1:", "So: A1", "Q3: ", "So:"}},
		{"with a space", "", []Shot{{"Q1:", " So", " A1"}}, "Q3:", " So",
			"Q1: So A1\n\nQ3: So", []string{"", "Q1:", " So A1", "Q3:", " So"}},
		{"after nothing", "", nil, "", "So: ", "So: ", []string{"", "", "So: "}},
		{"after a newline", "Say.", []Shot{{"Q1\n", "The answer is ", "A1"}}, "Q2\n", "The answer is ",
			"Say.Q1\nThe answer is A1\n\nQ2\nThe answer is ", []string{"Say.", "Q1\n", "The answer is A1", "Q2\n", "The answer is "}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p.Description = c.description
			it := Item{Context: c.text, AnswerPrefix: c.prefix}
			it.Assemble(p, c.shots)
			if it.Context != c.want {
				t.Errorf("Assemble(…) gives %q, want %q", it.Context, c.want)
			}
			var turns []string
			for i := 0; i < len(it.Turns); i += 2 {
				turns = append(turns, it.Context[it.Turns[i]:it.Turns[i+1]])
			}
			if !slices.Equal(turns, c.turns) {
				t.Errorf("Assemble(…) gives the turns %q, want %q", turns, c.turns)
			}
		})
	}
}

// TestAssembleContexts has a prompt for each choice behind the same shots.
func TestAssembleContexts(t *testing.T) {
	it := Item{Contexts: []string{"It was A", "It was B"}}
	it.Assemble(Prompt{"D. ", " ", "\n"}, []Shot{{"It was C", "", "that won."}})
	if want := []string{"D. It was C that won.\nIt was A", "D. It was C that won.\nIt was B"}; !slices.Equal(it.Contexts, want) {
		t.Errorf("Assemble(…) gives %q, want %q", it.Contexts, want)
	}
	if want := []int64{0, 3, 3, 11, 12, 21, 22, 30, 30, 30, 22, 30, 30, 30}; !slices.Equal(it.Turns, want) {
		t.Errorf("Assemble(…) gives the turns %v, want %v", it.Turns, want)
	}
}
