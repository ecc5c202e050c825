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
