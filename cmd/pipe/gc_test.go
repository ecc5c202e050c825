//go:build unix

package main

import (
	"bytes"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestCollectingBesideRuns lets gc remove whatever it may, again and again,
// while runs work on the same store: they end well, with the digests of an
// undisturbed run. A gc that is killed does not matter.
func TestCollectingBesideRuns(t *testing.T) {
	rng := newRandom(t)
	p := newProcess(t, "300")
	want := p.run(t, "calm", "1")
	other := newProcess(t, "40") // shares datasets and tokenizer, and makes what gc may take
	other.run(t, filepath.Join(p.dir, "a"), "1")

	stop, collected := make(chan struct{}), make(chan string)
	go func() {
		problems, removed, killed := "", 0, 0
		for {
			select {
			case <-stop:
				collected <- fmt.Sprintf("%sremoved in %d rounds, killed in %d", problems, removed, killed)
				return
			default:
			}
			var out bytes.Buffer
			cmd := p.command("gc", "--store", "a", "--keep-runs", "0", "--grace", "0")
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				problems += err.Error() + "\n"
				continue
			}
			kill := rng.IntN(4) == 0
			if kill {
				time.Sleep(time.Duration(rng.IntN(int(40 * time.Millisecond))))
				_ = cmd.Process.Kill() // it may have ended
			}
			switch err := cmd.Wait(); {
			case err != nil && kill:
				killed++
			case err != nil:
				problems += fmt.Sprintf("gc: %v\n%s", err, out.String())
			case !bytes.Contains(out.Bytes(), []byte("removed 0 artifacts")):
				removed++
			}
		}
	}()
	for round := range 6 {
		jobs := []string{"1", "2"}[round%2]
		// A planned hit must last until its reader comes to it.
		cmd := other.command("run", "--store", filepath.Join(p.dir, "a"), "tiny.hcl")
		var rival bytes.Buffer
		cmd.Stdout, cmd.Stderr = &rival, &rival
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if got := p.run(t, "a", jobs); !maps.Equal(got, want) {
			t.Errorf("round %d: got %v, want %v", round, got, want)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("round %d: the rival: %v\n%s", round, err, rival.String())
		}
	}
	close(stop)
	result := <-collected
	t.Log(result)
	var removed, killed int
	if n, err := fmt.Sscanf(result, "removed in %d rounds, killed in %d", &removed, &killed); n != 2 || removed == 0 {
		t.Errorf("gc: %s, %v, want that it has removed something and nothing went wrong", result, err)
	}
	// Whatever vanishes under a run would be made again: no run had to.
	if out, err := p.command("ls", "--json", "--store", "a").Output(); err != nil || bytes.Contains(out, []byte("missing from the store")) {
		t.Errorf("ls: %v; a run has found missing what it had found before:\n%s", err, out)
	}
	if out, err := exec.Command("pipe", "gc", "--store", filepath.Join(p.dir, "a"), "--keep-runs", "0", "--grace", "0").CombinedOutput(); err != nil {
		t.Errorf("gc: %v\n%s", err, out)
	}
	p.verify(t, "a")
}
