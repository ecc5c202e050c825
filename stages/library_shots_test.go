package stages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestLeaderboardShots asks the benchmarks of the Open LLM Leaderboard that take
// shots from training files too large for the repository about rows made up here:
// as many as the files have, in their form. Which documents CPython's
// random.Random(1234) draws from so many was computed by CPython.
func TestLeaderboardShots(t *testing.T) {
	for _, c := range []struct {
		benchmark string
		asked     string // dataset of the asked documents
		pool      string
		rows      int
		row       func(n int) any
		shots     [2]string // of the first two documents
		first     string    // a shot as it is to stand in the prompt, of the document drawn first
		end       string    // of the first prompt
	}{
		{
			"arc_challenge_shots[\"25\"]", "arc_challenge", "arc_challenge_train", 1119,
			func(n int) any {
				return map[string]any{"id": fmt.Sprint(n), "answerKey": "2", "question": map[string]any{
					"stem": fmt.Sprintf("What is <%d>?", n), "choices": []map[string]string{{"text": "No", "label": "1"}, {"text": "So", "label": "2"}, {"text": "Go", "label": "3"}},
				}}
			},
			[2]string{
				"902 239 15 185 71 171 201 726 484 35 63 32 708 991 949 304 186 374 234 29 1030 996 511 132 1108",
				"954 140 182 1054 94 552 129 619 985 727 545 510 409 928 1085 39 1040 144 11 683 294 968 772 342 110",
			},
			"Question: What is <902>?\nAnswer: So\n\n", "Question: What is <0>?\nAnswer:",
		},
		{
			"hellaswag_shots[\"10\"]", "hellaswag", "hellaswag_train", 39905,
			func(n int) any {
				return map[string]any{"activity_label": fmt.Sprintf("<%d>", n), "ctx_a": "[header] A man", "ctx_b": "tHEN he", "label": 1,
					"endings": []string{"sits.", "runs [step] off.", "eats.", "sleeps."}}
			},
			[2]string{"28883 7657 490 5940 38156 2288 5500 6450 23241 15519", "2019 1038 22681 31735 30379 9735 5982 11999 7498 958"},
			"<28883>: A man Then he runs off.\n\n", "<0>: A man Then he",
		},
		{
			"winogrande_shots[\"5\"]", "winogrande", "winogrande_train", 40398,
			func(n int) any {
				return map[string]any{"qID": fmt.Sprint(n), "sentence": fmt.Sprintf("<%d> Ann thanked Bea, as _ had won.", n), "option1": "Ann", "option2": "Bea", "answer": "2"}
			},
			[2]string{"28883 7657 490 5940 38156", "5500 6450 23241 15519 1142"},
			"<28883> Ann thanked Bea, as Bea had won.\n\n", "<0> Ann thanked Bea, as Ann",
		},
	} {
		t.Run(c.benchmark, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "asked.jsonl"), rows(t, 3, c.row), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "train.jsonl"), rows(t, c.rows, c.row), 0o644); err != nil {
				t.Fatal(err)
			}
			_, a := runSuite(t, newStore(t), filepath.Join(dir, "library.hcl"), fmt.Sprintf(
				"suite \"one\" {\n  benchmarks = [benchmark.%s]\n}\n\ndataset %q {\n  source = \"asked.jsonl\"\n}\n\ndataset %q {\n  source = \"train.jsonl\"\n}\n",
				c.benchmark, c.asked, c.pool))
			sets, err := questionSets(a)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.shots {
				item := sets[0].items[i]
				context := append(item.Contexts, item.Context)[0]
				shots := strings.Join(numbersIn(strings.Split(context, "\n\n")), " ")
				if shots != want+fmt.Sprintf(" %d", i) {
					t.Errorf("document %d follows the shots %s, want %s and itself", i, shots, want)
				}
				if i == 0 && (!strings.HasPrefix(context, c.first) || !strings.HasSuffix(context, "\n\n"+c.end)) {
					t.Errorf("the first prompt is %q, want it to begin with %q and to end with %q", context, c.first, c.end)
				}
			}
		})
	}
}

// rows returns rows of JSON, line by line.
func rows(t *testing.T, n int, row func(n int) any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for i := range n {
		if err := e.Encode(row(i)); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// numbersIn returns the number in angle brackets of each part.
func numbersIn(parts []string) []string {
	marked := regexp.MustCompile(`<(\d+)>`)
	numbers := make([]string, len(parts))
	for i, p := range parts {
		if m := marked.FindStringSubmatch(p); m != nil {
			numbers[i] = m[1]
		}
	}
	return numbers
}
