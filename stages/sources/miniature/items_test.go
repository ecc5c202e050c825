package miniature

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rows decodes a file of JSON lines.
func rows[T any](t *testing.T, name string) []T {
	t.Helper()
	var out []T
	for line := range strings.SplitSeq(strings.TrimSpace(string(file(t, name))), "\n") {
		var row T
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, row)
	}
	return out
}

// table decodes a CSV file with n columns.
func table(t *testing.T, name string, n int) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(file(t, name)))
	r.FieldsPerRecord = n
	out, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

// checkBalance fails if a label has more than its share and a twentieth.
func checkBalance(t *testing.T, name string, classes int, labels []string) {
	t.Helper()
	count := map[string]int{}
	for _, l := range labels {
		count[l]++
	}
	if len(count) != classes {
		t.Errorf("%s has labels %v, want %d of them", name, count, classes)
	}
	for l, n := range count {
		if limit := float64(len(labels)) * (1/float64(classes) + 0.05); float64(n) > limit {
			t.Errorf("%s: label %s has %d of %d items", name, l, n, len(labels))
		}
	}
}

// multiple returns the choices and labels of the multiple-choice files.
func multiple(t *testing.T, s string) map[string][]choice {
	out := map[string][]choice{}
	for _, x := range rows[senseItem](t, "wsd/"+s+".jsonl") {
		out["wsd"] = append(out["wsd"], choice{x.Sentence, x.Choices, x.Label})
	}
	for _, x := range rows[talkItem](t, "dialogue/"+s+".jsonl") {
		out["dialogue"] = append(out["dialogue"], choice{strings.Join(x.Dialogue, "\n"), x.Choices, x.Label})
	}
	for _, x := range rows[arcItem](t, "arc/"+s+".jsonl") {
		c := choice{prompt: x.Question.Stem, gold: strings.Index("ABCD", x.Key)}
		for _, option := range x.Question.Choices {
			c.choices = append(c.choices, option.Text)
		}
		out["arc"] = append(out["arc"], c)
	}
	for _, x := range table(t, "mmlu/world_"+s+".csv", 6) {
		out["mmlu"] = append(out["mmlu"], choice{x[0], x[1:5], strings.Index("ABCD", x[5])})
	}
	return out
}

func TestChoicesAreFair(t *testing.T) {
	for _, s := range []string{"validation", "test"} {
		for name, items := range multiple(t, s) {
			var labels []string
			var right, wrong, wrongs float64
			for _, c := range items {
				labels = append(labels, strconv.Itoa(c.gold))
				for i, text := range c.choices {
					if i == c.gold {
						right += float64(len(text))
						continue
					}
					wrong += float64(len(text))
					wrongs++
					if text == c.answer() {
						t.Errorf("%s %s: %q is both right and wrong", name, s, text)
					}
				}
			}
			checkBalance(t, name+" "+s, len(items[0].choices), labels)
			if ratio := right / float64(len(items)) / (wrong / wrongs); ratio < 0.9 || ratio > 1.1 {
				t.Errorf("%s %s: right answers are %.2f times as long as wrong ones", name, s, ratio)
			}
		}
	}
}

// TestOrderAloneDecides holds that a bag of words cannot tell the choices apart.
func TestOrderAloneDecides(t *testing.T) {
	for _, c := range multiple(t, "test")["arc"] {
		for _, text := range c.choices {
			if got, want := bag(text), bag(c.answer()); got != want {
				t.Errorf("choice %q has other words than %q", text, c.answer())
			}
		}
	}
	w := theWorld()
	for _, q := range w.relations {
		for _, a := range q.members {
			if len(q.objects[a]) != 3 || len(q.subjects[a]) != 3 {
				t.Errorf("%s: %s has %v and %v, want three and three", q.name, a, q.objects[a], q.subjects[a])
			}
			for _, b := range q.objects[a] {
				if slices.Contains(q.subjects[a], b) {
					t.Errorf("%s holds both ways between %s and %s", q.name, a, b)
				}
			}
		}
	}
}

// bag returns the words of a text in alphabetical order.
func bag(text string) string {
	f := strings.Fields(normal(text))
	for i, word := range f {
		if word == "an" {
			f[i] = "a"
		}
	}
	slices.Sort(f)
	return strings.Join(f, " ")
}

func TestLabelsAreBalanced(t *testing.T) {
	for _, s := range []string{"train", "validation", "test"} {
		var labels []string
		for line := range strings.SplitSeq(strings.TrimSpace(string(file(t, "sentiment/"+s+".tsv"))), "\n") {
			sentence, label, _ := strings.Cut(line, "\t")
			labels = append(labels, label)
			if len(strings.Fields(sentence)) < 4 {
				t.Errorf("sentiment %s: short sentence %q", s, sentence)
			}
		}
		checkBalance(t, "sentiment "+s, 2, labels)
		labels = nil
		for _, row := range table(t, "topic/"+s+".csv", 3) {
			labels = append(labels, row[0])
		}
		checkBalance(t, "topic "+s, 4, labels)
	}
	for _, s := range []string{"validation", "test"} {
		var labels []string
		for _, x := range rows[wicItem](t, "wic/"+s+".jsonl") {
			labels = append(labels, x.Label)
			if a, b := x.Sentence1[x.Start1:x.End1], x.Sentence2[x.Start2:x.End2]; a != x.Word || b != x.Word {
				t.Errorf("wic %s %d: marks %q and %q, want %q", s, x.Idx, a, b, x.Word)
			}
		}
		checkBalance(t, "wic "+s, 2, labels)
	}
}

func TestAnswersStandWhereTheySay(t *testing.T) {
	var f squadFile
	if err := json.Unmarshal(file(t, "squad/test.json"), &f); err != nil {
		t.Fatal(err)
	}
	if len(f.Data) != testItems {
		t.Errorf("squad has %d articles, want %d", len(f.Data), testItems)
	}
	for _, article := range f.Data {
		p := article.Paragraphs[0]
		a := p.QAs[0].Answers[0]
		if got := p.Context[a.Start : a.Start+len(a.Text)]; got != a.Text {
			t.Errorf("%s: the span is %q, want %q", p.QAs[0].ID, got, a.Text)
		}
	}
}

func TestArithmeticIsRight(t *testing.T) {
	step := regexp.MustCompile(`^(\d+) ([-+*]) (\d+) = <<(\d+[-+*]\d+)=(\d+)>>(\d+)$`)
	for _, x := range rows[mathItem](t, "gsm8k/test.jsonl") {
		lines := strings.Split(x.Answer, "\n")
		last := ""
		for _, line := range lines[:len(lines)-1] {
			m := step.FindStringSubmatch(line)
			if m == nil {
				t.Fatalf("%q is not a step", line)
			}
			a, _ := strconv.Atoi(m[1])
			b, _ := strconv.Atoi(m[3])
			last = m[6]
			if want := strconv.Itoa(apply(m[2][0], a, b)); last != want || m[5] != want || m[4] != m[1]+m[2]+m[3] {
				t.Errorf("step %q, want the result %s", line, want)
			}
		}
		if got := lines[len(lines)-1]; got != "#### "+last {
			t.Errorf("the answer ends in %q, want %q", got, "#### "+last)
		}
	}
}

func TestCodeStaysInTheSubset(t *testing.T) {
	allowed := words("def return if else for while in range len append True False out n i count total xs items values numbers x a m s")
	names := regexp.MustCompile(`[A-Za-z_]+`)
	for _, x := range rows[codeItem](t, "humaneval/test.jsonl") {
		body := strings.ReplaceAll(x.Solution, `""`, "")
		for _, name := range names.FindAllString(body, -1) {
			if !slices.Contains(allowed, name) {
				t.Errorf("%s uses %q", x.ID, name)
			}
		}
		if !strings.HasPrefix(x.Prompt, "def "+x.Entry+"(") || !strings.HasPrefix(x.Test, "def check(candidate):\n    assert ") {
			t.Errorf("%s: prompt %q and test %q", x.ID, x.Prompt, x.Test)
		}
		if strings.Contains(x.Solution, "pass") {
			t.Errorf("%s has no solution", x.ID)
		}
	}
}

func TestTranslationIsAligned(t *testing.T) {
	for _, s := range []string{"validation", "test"} {
		en, xx := strings.Split(string(file(t, "translation/"+s+".en")), "\n"), strings.Split(string(file(t, "translation/"+s+".xx")), "\n")
		if len(en) != len(xx) || len(en) < 100 {
			t.Errorf("%s: %d English and %d Tarrin lines", s, len(en), len(xx))
		}
		for i := range len(en) - 1 {
			if a, b := len(strings.Fields(en[i])), len(strings.Fields(xx[i])); a != b+2 {
				t.Errorf("%q is %q: %d words, want %d without the articles", en[i], xx[i], b, a-2)
			}
		}
	}
}

// TestShuffledCorpusKeepsItsWords holds the control to the corpus: line by
// line the same words, rarely in the same order.
func TestShuffledCorpusKeepsItsWords(t *testing.T) {
	plain := strings.Split(string(file(t, "corpus")), "\n")
	mixed := strings.Split(string(file(t, "corpus-shuffled")), "\n")
	if len(plain) != len(mixed) {
		t.Fatalf("the shuffled corpus has %d lines, want %d", len(mixed), len(plain))
	}
	long, same := 0, 0
	for i := range plain {
		a, b := strings.Fields(plain[i]), strings.Fields(mixed[i])
		if len(a) > 6 {
			long++
			if slices.Equal(a, b) {
				same++
			}
		}
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Fatalf("line %d: %q has other words than %q", i+1, mixed[i], plain[i])
		}
	}
	if long < 1000 || same > long/1000 {
		t.Errorf("%d of %d long lines kept their order", same, long)
	}
}
