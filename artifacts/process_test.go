package artifacts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// workerVariable makes the test binary a worker on the store that it names.
const workerVariable = "ARTIFACTS_TEST_STORE"

// workRounds is how often each worker adds one to the shared counter.
const workRounds = 20

func TestMain(m *testing.M) {
	if dir := os.Getenv(workerVariable); dir != "" {
		if err := work(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if dir := os.Getenv(collectVariable); dir != "" {
		if err := collectAlone(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// work puts and binds the same things as its rivals, and counts under a lock:
// a counter that is read and written apart loses counts where locks leak.
func work(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	counter := filepath.Join(dir, locksDir, "counter")
	for i := range workRounds {
		text := strings.Repeat(strconv.Itoa(i), 10_000)
		if _, _, err := s.PutObject(strings.NewReader(text)); err != nil {
			return err
		}
		w := s.NewArtifact("race")
		if err := w.Write("file", []byte(text)); err != nil {
			return err
		}
		a, err := w.Commit()
		if err != nil {
			return err
		}
		if err := s.Bind(keyOf(text), text, a); err != nil {
			return err
		}
		lease, err := s.Lease(context.Background(), keyOf("counter"))
		if err != nil {
			return err
		}
		data, _ := os.ReadFile(counter)
		n, _ := strconv.Atoi(string(data))
		err = os.WriteFile(counter, []byte(strconv.Itoa(n+1)), 0o644)
		if err := errors.Join(err, lease.Release()); err != nil {
			return err
		}
	}
	return nil
}

func TestTwoProcesses(t *testing.T) {
	s := newStore(t)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { // a process
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), workerVariable+"="+s.Dir())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("worker: %v\n%s", err, out)
			}
		})
		wg.Go(func() { // and a goroutine of this one
			if err := work(s.Dir()); err != nil {
				t.Errorf("worker: %v", err)
			}
		})
	}
	wg.Wait()
	data, err := os.ReadFile(s.path(locksDir, "counter"))
	if got, want := string(data), strconv.Itoa(4*workRounds); err != nil || got != want {
		t.Errorf("counter = %q, %v, want %q", got, err, want)
	}
	v, err := s.Verify(context.Background(), nil)
	if err != nil || len(v.Damage) != 0 || len(v.Foreign) != 0 || v.Entries != workRounds {
		t.Errorf("Verify after the race = %+v, %v, want %d sound entries", v, err, workRounds)
	}
	noTemporaryFiles(t, s)
}

func TestStaleTemporaryFiles(t *testing.T) {
	live := newStore(t)
	w, err := live.stage() // a write under way
	if err != nil {
		t.Fatal(err)
	}
	other, err := Open(live.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := other.PutObject(strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.commitObject(); err != nil {
		t.Errorf("another writer took a live temporary file away: %v", err)
	}
	// A crash leaves its file and gives its lock back.
	if _, err := live.stage(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(live.alive.Unlock(), other.alive.Unlock()); err != nil {
		t.Fatal(err)
	}
	next, err := Open(live.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := next.PutObject(strings.NewReader("y")); err != nil {
		t.Fatal(err)
	}
	noTemporaryFiles(t, next)
}

// TestFoldersRemovedWhileWriting removes folders below a writer's feet: it
// makes them again, and other processes still see that it is alive.
func TestFoldersRemovedWhileWriting(t *testing.T) {
	for _, name := range []string{locksDir, tmpDir, objectsDir, ""} {
		s := newStore(t)
		if _, _, err := s.PutObject(strings.NewReader("before")); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(s.path(name)); err != nil {
			t.Fatal(err)
		}
		d, _, err := s.PutObject(strings.NewReader("after"))
		if err != nil {
			t.Errorf("PutObject without %q: %v", name, err)
		}
		if _, err := s.ReadObject(d); err != nil {
			t.Errorf("ReadObject without %q: %v", name, err)
		}
		lease, err := s.Lease(context.Background(), keyOf("k"))
		if err != nil {
			t.Fatalf("Lease without %q: %v", name, err)
		}
		if err := lease.Release(); err != nil {
			t.Error(err)
		}
		w, err := s.stage()
		if err != nil {
			t.Fatal(err)
		}
		other, err := Open(s.Dir())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := other.PutObject(strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.commitObject(); err != nil {
			t.Errorf("without %q another writer took a live temporary file away: %v", name, err)
		}
	}
}
