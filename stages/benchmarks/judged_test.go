package benchmarks

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// TestGroups holds the values of groups against evaluations of their items alone.
func TestGroups(t *testing.T) {
	e := everyMetric(t)[Generate]
	if n := len(e.By); n != 2*len(e.Values) {
		t.Fatalf("got %d values of groups, want those of a and b for each of %d metrics", n, len(e.Values))
	}
	for i, want := range e.By {
		if by := []string{"a", "b"}[i/len(e.Values)]; want.By != by || want.Metric != e.Values[i%len(e.Values)].Metric {
			t.Errorf("value %d is %s of %q, want %s of %q", i, want.Metric, want.By, e.Values[i%len(e.Values)].Metric, by)
		}
		rows := In(want.By, e.Samples)
		if n := map[string]int{"a": 8, "b": 4}[want.By]; len(rows) != n {
			t.Errorf("group %q has %d rows, want %d", want.By, len(rows), n)
		}
		got, err := Recompute(e.spec, rows, want.Metric)
		if got.By = want.By; err != nil || got != want {
			t.Errorf("%s of %q = %+v, want %+v as of its rows alone (%v)", want.Metric, want.By, want, got, err)
		}
	}
}

// TestJudge reads the answers that filters leave, behind the prompt or not.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		prompt bool
		want   []string
	}{
		{false, []string{" kind", " cruel"}},
		{true, []string{"They are kind", "We are cruel"}},
	} {
		m := &fake{unread: 3, responses: say(" kind\nmore", " cruel")}
		s := spec(Generate, "judged judged_mean")
		s.JudgeClass, s.JudgePrompt, s.Filters = "bad", c.prompt, []Filter{{Name: "first_line"}}
		r := evaluate(t, m, s, []Item{{Context: "They are"}, {Context: "We are"}})
		if !slices.Equal(m.read, c.want) {
			t.Errorf("the judge read %q, want %q", m.read, c.want)
		}
		if v := value(t, r, "judged"); v.Unread != 1 || r.Samples[0].Unread[0] != 3 || r.Samples[1].HasUnread() {
			t.Errorf("the judge read %d answers in part, want the first without 3 tokens", v.Unread)
		}
		bad := 0.0
		for i, row := range r.Samples {
			if want := hashed(c.want[i], "judge") / 10; row.JudgeScores[0] != want {
				t.Errorf("sample %d: judge's score %v, want %v", i, row.JudgeScores[0], want)
			}
			if row.JudgedAs[0] == "bad" {
				bad += 0.5
			}
			if row.Correct {
				t.Errorf("sample %d is right, but a judge tells no right from wrong", i)
			}
		}
		if got := value(t, r, "judged").Value; got != bad {
			t.Errorf("judged = %v, want %v", got, bad)
		}
	}
}

func TestJudgeIsMissing(t *testing.T) {
	s := spec(Generate, "judged")
	s.JudgeClass = "bad"
	m := plainModel{&fake{responses: say("x")}}
	if _, err := Evaluate(context.Background(), m, s, []Item{{Context: "a"}}, nil); err == nil || !strings.Contains(err.Error(), "no judge") {
		t.Errorf("Evaluate without a judge = %v, want an error that says so", err)
	}
}

func TestSentiment(t *testing.T) {
	s := spec(Generate, "sentiment")
	s.Lexicon = Lexicon{Words: []string{"good", "bad"}, Worth: []float64{1.9, -2.5}}
	m := &fake{responses: say(" good mill", " mill")}
	items := []Item{{Context: "not a"}, {Context: "a bad"}}
	for prompt, want := range map[bool][]float64{false: {0.4404, 0}, true: {-0.3412, -0.5423}} {
		s.JudgePrompt = prompt
		r := evaluate(t, m, s, items)
		for i, row := range r.Samples {
			if row.Scores[0] != want[i] {
				t.Errorf("with prompt %v, sample %d has sentiment %v, want %v", prompt, i, row.Scores[0], want[i])
			}
		}
		if v := value(t, r, "sentiment"); v.HasChance || v.Interval != "normal" {
			t.Errorf("sentiment = %+v, want no chance and a normal interval", v)
		}
	}
}
