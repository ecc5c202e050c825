//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pipe/artifacts"
)

// A process starts the program on the tiny experiment in a folder of its own.
type process struct {
	dir string
}

// newProcess copies the tiny experiment, with a training of the given steps.
func newProcess(t *testing.T, steps string) process {
	t.Helper()
	p := process{t.TempDir()}
	if err := os.CopyFS(p.dir, os.DirFS(filepath.Join("testdata", "tiny"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(p.dir, "tiny.hcl")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), "steps         = 3\n", "steps         = "+steps+"\n", 1)
	if err := os.WriteFile(file, []byte(edited), 0o644); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p process) command(args ...string) *exec.Cmd {
	cmd := exec.Command("pipe", args...)
	cmd.Dir = p.dir
	return cmd
}

// run runs the experiment to its end and returns the digest of each stage.
func (p process) run(t *testing.T, store, jobs string) map[string]artifacts.Digest {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := p.command("run", "--json", "--store", store, "--jobs", jobs, "tiny.hcl")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("run: %v\n%s", err, stderr.String())
	}
	return digestsOf(summaryOf(t, stdout.Bytes()))
}

// verify demands a sound store without temporary files.
func (p process) verify(t *testing.T, store string) {
	t.Helper()
	if out, err := p.command("verify", "--store", store).CombinedOutput(); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
	left, err := os.ReadDir(filepath.Join(p.dir, store, "tmp"))
	if err != nil || len(left) != 0 {
		t.Errorf("temporary files: %v, %v, want none", left, err)
	}
}

// TestKilledRuns interrupts and kills runs at random moments, one after the
// other, and holds what they come to in the end to an undisturbed run.
func TestKilledRuns(t *testing.T) {
	rng := newRandom(t)
	p := newProcess(t, "1000")
	began := time.Now()
	want := p.run(t, "calm", "1")
	whole := time.Since(began)
	n, stopped := rounds(t, 5), 0
	for round := range n {
		store, jobs := fmt.Sprint("store", round), []string{"1", "2"}[round%2]
		for range 2 {
			// Every other round stops early, so that some runs are stopped even
			// where the machine has less to do than when it was timed.
			moment := rng.Float64() * float64(whole) / float64(1+3*(round%2))
			if p.stop(t, rng, store, jobs, time.Duration(moment)) {
				stopped++
			}
		}
		if got := p.run(t, store, jobs); !maps.Equal(got, want) {
			t.Errorf("round %d with --jobs %s: got %v, want %v", round, jobs, got, want)
		}
		p.verify(t, store)
		if err := os.RemoveAll(filepath.Join(p.dir, store)); err != nil {
			t.Fatal(err)
		}
	}
	if stopped == 0 {
		t.Error("no run was stopped before its end")
	}
	t.Logf("%d of %d runs of %s were stopped before their end", stopped, 2*n, whole)
}

// stop starts a run and stops it after a while, more often hard than gently. It
// reports whether the run had not ended by then.
func (p process) stop(t *testing.T, rng *rand.Rand, store, jobs string, after time.Duration) bool {
	t.Helper()
	cmd := p.command("run", "--store", store, "--jobs", jobs, "tiny.hcl")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	how := []os.Signal{syscall.SIGKILL, syscall.SIGKILL, syscall.SIGINT}[rng.IntN(3)]
	if err := cmd.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	return cmd.Wait() != nil
}

// TestKilledEvaluation kills a run in the middle of an evaluation, as soon as
// some of its answers are written down. It goes on with them, and ends with the
// bytes of a run that was left in peace.
func TestKilledEvaluation(t *testing.T) {
	p := newProcess(t, "3")
	file := filepath.Join(p.dir, "tiny.hcl")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.NewReplacer("sequence = 24", "sequence = 400", "dim     = 16", "dim     = 128", "layers  = 1", "layers  = 3", "batch_tokens  = 48", "batch_tokens  = 400",
		"[suite.all]", "[benchmark.food, benchmark.long]").Replace(string(text)) + `
dataset "many" {
  source = "many.jsonl"
}

benchmark "long" {
  dataset    = dataset.many
  request    = "generate"
  prompt     = doc.n
  answer     = doc.n
  max_tokens = 300
  stop       = ["no such text"]
  metrics    = ["exact_match"]
}
`
	var many strings.Builder
	for i := range 150 {
		fmt.Fprintf(&many, "{\"n\": \"number %d\"}\n", i)
	}
	for name, text := range map[string]string{file: long, filepath.Join(p.dir, "many.jsonl"): many.String()} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	killed := p.command("run", "--store", "killed", "tiny.hcl")
	killed.Stderr = t.Output()
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- killed.Wait() }()
	for kept := 0; kept == 0; {
		select {
		case err := <-ended:
			t.Fatalf("the run ended before an answer was kept: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
		files, err := filepath.Glob(filepath.Join(p.dir, "killed", "scratch", "*", "0*"))
		if err != nil {
			t.Fatal(err)
		}
		kept = len(files)
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if <-ended == nil {
		t.Fatal("the run ended before it was killed")
	}
	var log bytes.Buffer
	again := p.command("run", "--store", "killed", "--log-format", "json", "tiny.hcl")
	again.Stderr = &log
	if err := again.Run(); err != nil {
		t.Fatalf("run: %v\n%s", err, log.String())
	}
	if want := `"goes on with the answers that were kept"`; !strings.Contains(log.String(), want) {
		t.Errorf("the log has no %s:\n%s", want, log.String())
	}
	if got, want := p.run(t, "killed", "1"), p.run(t, "calm", "2"); !maps.Equal(got, want) {
		t.Errorf("after a kill: got %v, want %v", got, want)
	}
	p.verify(t, "killed")
}

// TestRacingRuns lets two processes race on one store, and kills one of two
// at a random moment: the other does not notice.
func TestRacingRuns(t *testing.T) {
	rng := newRandom(t)
	p := newProcess(t, "1000")
	began := time.Now()
	want := p.run(t, "calm", "1")
	whole := time.Since(began)
	for round, store := range []string{"a", "b", "c"} {
		rival := p.command("run", "--store", store, "--jobs", "1", "tiny.hcl")
		var out bytes.Buffer
		rival.Stdout, rival.Stderr = &out, &out
		if err := rival.Start(); err != nil {
			t.Fatal(err)
		}
		kill := round > 0
		if kill {
			timer := time.AfterFunc(time.Duration(rng.Float64()*float64(whole)), func() { rival.Process.Kill() })
			defer timer.Stop()
		}
		verified := make(chan string)
		go func() { // finds nothing amiss in a store that is being written
			out, err := p.command("verify", "--store", store).CombinedOutput()
			verified <- fmt.Sprint(string(out), err)
		}()
		if got := p.run(t, store, "2"); !maps.Equal(got, want) {
			t.Errorf("round %d: got %v, want %v", round, got, want)
		}
		if out := <-verified; !strings.HasSuffix(out, " 0 damaged\n<nil>") {
			t.Errorf("round %d: verify meanwhile: %s", round, out)
		}
		if err := rival.Wait(); err != nil && !kill {
			t.Errorf("the other process: %v\n%s", err, out.String())
		}
		// The next writer clears away what the killed one left.
		if out, err := p.command("add", "--store", store, "tiny.hcl").CombinedOutput(); err != nil {
			t.Errorf("add: %v\n%s", err, out)
		}
		p.verify(t, store)
	}
}
