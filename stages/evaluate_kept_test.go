package stages

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pipe/stages/benchmarks"
)

// resumed stops evaluate.causal after so many answers, spoils what it has kept,
// and runs it to its end. Texts that end in the same step are all kept.
func resumed(t *testing.T, after int, spoil func(t *testing.T, tr *trial)) *trial {
	t.Helper()
	tr := &trial{store: newStore(t), address: "evaluate.causal", stopAt: after}
	if err := tr.run(t); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted run = %v, want context.Canceled", err)
	}
	if got := slices.Max(tr.steps); got < after || got >= after+writeWidth {
		t.Fatalf("the run was stopped after %d answers, want %d or few more", got, after)
	}
	tr.stopped = slices.Max(tr.steps)
	spoil(t, tr)
	tr.stopAt = 0
	if err := tr.run(t); err != nil {
		t.Fatal(err)
	}
	return tr
}

// TestResumeEvaluation stops an evaluation in the middle of each benchmark. It
// goes on with the next answer, and ends with the bytes of one that was left in
// peace.
func TestResumeEvaluation(t *testing.T) {
	calm := &trial{store: newStore(t), address: "evaluate.causal"}
	if err := calm.run(t); err != nil {
		t.Fatal(err)
	}
	total := slices.Max(calm.steps)
	const last = 24 // answers about pairs of words, which come at once
	for after := 7; after < total-last; after += 13 {
		t.Run(fmt.Sprint(after), func(t *testing.T) {
			tr := resumed(t, after, func(*testing.T, *trial) {})
			if tr.artifact != calm.artifact {
				t.Errorf("the resumed run gives %s, want %s", tr.artifact, calm.artifact)
			}
			// What is known is reported benchmark by benchmark, and each new
			// answer once: pairs of words, which are not kept, cost next to nothing.
			if !slices.Contains(tr.steps, tr.stopped) || slices.Max(tr.steps) != total {
				t.Errorf("the resumed run reports %v of %d, want to come by %d", tr.steps, total, tr.stopped)
			}
			const parts = 7 // each may report once what is known of it
			if asked, want := len(tr.steps), len(calm.steps)-tr.stopped; asked > want+parts {
				t.Errorf("the resumed run asks %d times, want about %d", asked, want)
			}
		})
	}
}

// TestResumeSpoiltEvaluation has kept answers that are damaged or of another
// format: they are asked for again, and the log says so.
func TestResumeSpoiltEvaluation(t *testing.T) {
	calm := &trial{store: newStore(t), address: "evaluate.causal"}
	if err := calm.run(t); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		log  string
	}{
		{"no gob", []byte("garbage"), "kept answers are of no use"},
		{"another format", encodeAnswers(t, keptAnswers{Format: keptFormat + 1}), "got format 3, want 2"},
		{"beyond the requests", encodeAnswers(t, keptAnswers{Format: keptFormat, Parts: []keptPart{{Benchmark: 0, Index: []int{-1, 1 << 40}}}}), ""},
		{"other answers", encodeAnswers(t, keptAnswers{Format: keptFormat, Parts: []keptPart{{0, "benchmarks.Response", []int{0}, []byte{1, 2, 3}}}}), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := resumed(t, 10, func(t *testing.T, tr *trial) {
				lease, err := tr.store.Lease(t.Context(), tr.key)
				if err != nil {
					t.Fatal(err)
				}
				defer lease.Release()
				if err := lease.Scratch().Save("000000", c.data); err != nil {
					t.Fatal(err)
				}
			})
			if tr.artifact != calm.artifact {
				t.Errorf("the resumed run gives %s, want %s", tr.artifact, calm.artifact)
			}
			if len(tr.steps) < len(calm.steps) {
				t.Errorf("the resumed run asks %d times, want %d", len(tr.steps), len(calm.steps))
			}
			if !strings.Contains(tr.log, c.log) {
				t.Errorf("the log is %s, want …%s…", tr.log, c.log)
			}
		})
	}
}

func encodeAnswers(t *testing.T, kept keptAnswers) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(kept); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAnswers loses what was not written when it was killed, and only that.
func TestAnswers(t *testing.T) {
	k := &keeper{saved: time.Now().Add(time.Hour)}
	a := keptFor[benchmarks.Response](k, 3, 5)
	for _, i := range []int{4, 0} {
		a.add(i, benchmarks.Response{Text: fmt.Sprint("answer ", i)})
	}
	if err := a.flush(false); err != nil {
		t.Fatal(err)
	}
	a.add(2, benchmarks.Response{Text: "lost"})
	l := keptFor[benchmarks.Likelihood](k, 3, 5) // about the same benchmark
	l.add(1, benchmarks.Likelihood{Cut: 7})
	if err := l.flush(false); err != nil {
		t.Fatal(err)
	}
	found := &keeper{found: map[int][]keptPart{3: k.pending}}
	again := keptFor[benchmarks.Response](found, 3, 5)
	if got, want := again.missing(), []int{1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("missing() = %v, want %v", got, want)
	}
	if again.count != 2 || again.list[4].Text != "answer 4" || again.list[0].Text != "answer 0" {
		t.Errorf("kept are %v, want those to 0 and 4", again.list)
	}
	if other := keptFor[benchmarks.Likelihood](found, 3, 5); other.count != 1 || other.list[1].Cut != 7 {
		t.Errorf("kept likelihoods are %v, want that of 1", other.list)
	}
}
