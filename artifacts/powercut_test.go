package artifacts_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pipe/artifacts"
	"pipe/internal/powercut"
)

// The story that these tests tell again and again: every way in which a store
// is written to.
type story struct {
	added string // a local file
}

func newStory(t *testing.T) story {
	t.Helper()
	st := story{filepath.Join(t.TempDir(), "added.txt")}
	if err := os.WriteFile(st.added, []byte("added"), 0o644); err != nil {
		t.Fatal(err)
	}
	return st
}

var (
	firstKey  = artifacts.Key(artifacts.Sum([]byte("first recipe")))
	secondKey = artifacts.Key(artifacts.Sum([]byte("second recipe")))
)

// tell does it all. The error is the first that was not expected.
func (st story) tell(s *artifacts.Store) error {
	if _, _, err := s.PutObject(strings.NewReader("object")); err != nil {
		return err
	}
	first, err := st.artifact(s, "weights", "www", "curve", "ccc")
	if err != nil {
		return err
	}
	scratch := s.Scratch(firstKey)
	for _, text := range []string{"step 1", "step 2"} {
		if err := scratch.Save("checkpoint", []byte(text)); err != nil {
			return err
		}
		if err := s.PutRecord("run", []byte(strconv.Quote(text))); err != nil {
			return err
		}
	}
	if err := errors.Join(scratch.Save("other", nil), scratch.Remove("other")); err != nil {
		return err
	}
	if err := s.Bind(firstKey, "first recipe", first); err != nil {
		return err
	}
	if err := scratch.Clear(); err != nil {
		return err
	}
	if _, _, err := s.Add(st.added); err != nil {
		return err
	}
	second, err := st.artifact(s, "weights", "other")
	if err != nil {
		return err
	}
	if err := s.Bind(secondKey, "second recipe", second); err != nil {
		return err
	}
	// The same key gives other bytes.
	err = s.Bind(firstKey, "first recipe", second)
	if conflict := (*artifacts.ConflictError)(nil); !errors.As(err, &conflict) {
		return fmt.Errorf("bind other bytes: got %w, want a conflict", err)
	}
	if errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENOSPC) {
		return err
	}
	return s.Scratch(secondKey).Save("checkpoint", []byte("kept"))
}

func (story) artifact(s *artifacts.Store, files ...string) (*artifacts.Artifact, error) {
	w := s.NewArtifact("model")
	for i := 0; i < len(files); i += 2 {
		if err := w.Write(files[i], []byte(files[i+1])); err != nil {
			return nil, err
		}
	}
	return w.Commit()
}

// ending is what a store holds when the story has been told.
const ending = `first: curve="ccc" weights="www"
second: weights="other"
record: "step 2"
checkpoint of first:
checkpoint of second: kept
added: 1 files
conflicts: 1
`

// state describes all that a store gives out, and fails the test where it
// gives out what nobody put in.
func (st story) state(t *testing.T, dir string) string {
	t.Helper()
	s, err := artifacts.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, bound := range []struct {
		name, files string
		key         artifacts.Key
	}{
		{"first", `curve="ccc" weights="www"`, firstKey},
		{"second", `weights="other"`, secondKey},
	} {
		files := ""
		switch e, err := s.Lookup(bound.key); {
		case err == nil:
			if files = contents(t, s, e.Artifact); files != bound.files {
				t.Errorf("%s holds %s, want %s", bound.name, files, bound.files)
			}
			if got, err := s.Recipe(bound.key); err != nil || got != bound.name+" recipe" {
				t.Errorf("recipe of %s = %q, %v", bound.name, got, err)
			}
		case !errors.Is(err, artifacts.ErrNotFound):
			t.Errorf("Lookup of %s: %v, want it right or not found", bound.name, err)
		}
		fmt.Fprintf(&b, "%s: %s\n", bound.name, files)
	}
	record, err := s.Record("run")
	fmt.Fprintf(&b, "record: %s\n", oneOf(t, record, err, `"step 1"`, `"step 2"`))
	for name, key := range map[string]artifacts.Key{"first": firstKey} {
		data, err := s.Scratch(key).Load("checkpoint")
		fmt.Fprintf(&b, "checkpoint of %s:%s\n", name, oneOf(t, data, err, "step 1", "step 2"))
	}
	data, err := s.Scratch(secondKey).Load("checkpoint")
	fmt.Fprintf(&b, "checkpoint of second: %s\n", oneOf(t, data, err, "kept"))
	added, err := s.Added()
	if err != nil {
		t.Errorf("Added: %v", err)
	}
	conflicts, _ := filepath.Glob(filepath.Join(dir, "keys", "*", "*.conflict-*"))
	fmt.Fprintf(&b, "added: %d files\nconflicts: %d\n", len(added), len(conflicts))
	return b.String()
}

// contents reads all files of an artifact.
func contents(t *testing.T, s *artifacts.Store, d artifacts.Digest) string {
	t.Helper()
	a, err := s.Artifact(d)
	if err != nil {
		t.Error(err)
		return ""
	}
	var words []string
	for _, f := range a.Files {
		data, err := a.Read(f.Name)
		if err != nil {
			t.Error(err)
		}
		words = append(words, fmt.Sprintf("%s=%q", f.Name, data))
	}
	return strings.Join(words, " ")
}

// oneOf returns what was read, which must be one of the texts, or nothing.
func oneOf(t *testing.T, data []byte, err error, texts ...string) string {
	t.Helper()
	if errors.Is(err, artifacts.ErrNotFound) {
		return ""
	}
	if err != nil || !slices.Contains(texts, string(data)) {
		t.Errorf("read %q, %v, want one of %q or nothing", data, err, texts)
	}
	return string(data)
}

// sound demands that verify finds nothing damaged and nothing foreign.
func sound(t *testing.T, dir string) {
	t.Helper()
	s, err := artifacts.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Verify(context.Background(), nil)
	if err != nil || len(v.Damage) != 0 || len(v.Foreign) != 0 {
		t.Errorf("Verify = %+v, %v, want nothing damaged or foreign", v, err)
	}
}

// finish tells the story on a store and demands its ending.
func (st story) finish(t *testing.T, s *artifacts.Store) {
	t.Helper()
	if err := st.tell(s); err != nil {
		t.Errorf("told again: %v", err)
	}
	if got := st.state(t, s.Dir()); got != ending {
		t.Errorf("told again, the store holds\n%swant\n%s", got, ending)
	}
	sound(t, s.Dir())
}

func openWatched(t *testing.T, dir string, r *powercut.Recorder) *artifacts.Store {
	t.Helper()
	s, err := artifacts.OpenWatched(dir, r.Watch)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// changesOf counts the changes of the story.
func changesOf(t *testing.T, st story) int {
	t.Helper()
	root := t.TempDir()
	r := &powercut.Recorder{Disk: powercut.New(root)}
	st.finish(t, openWatched(t, filepath.Join(root, "store"), r))
	return len(r.Changes)
}

// TestPowerCut loses the power before each change to the disk, and after the
// last, in several ways each.
func TestPowerCut(t *testing.T) {
	st, root, states := newStory(t), t.TempDir(), t.TempDir()
	r := &powercut.Recorder{Disk: powercut.New(root)}
	cut := func(n int) {
		if n%stride(8) != 0 {
			return
		}
		for seed := range 6 {
			rng := rand.New(rand.NewPCG(uint64(seed), uint64(n)))
			if err := r.Disk.Cut(rng, filepath.Join(states, fmt.Sprintf("change %d, seed %d", n, seed))); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.Refuse = func(n int, _ artifacts.Change) (bool, error) {
		cut(n)
		return true, nil
	}
	if err := st.tell(openWatched(t, filepath.Join(root, "store"), r)); err != nil {
		t.Fatal(err)
	}
	cut(len(r.Changes))
	last := fmt.Sprintf("change %d,", len(r.Changes))
	disks, err := os.ReadDir(states)
	if err != nil || len(disks) == 0 {
		t.Fatalf("disks = %v, %v, want some", disks, err)
	}
	for _, disk := range disks {
		t.Run(disk.Name(), func(t *testing.T) {
			st.recover(t, filepath.Join(states, disk.Name(), "store"), strings.HasPrefix(disk.Name(), last))
		})
	}
}

// recover opens a store after a power cut and goes on.
func (st story) recover(t *testing.T, dir string, atEnd bool) {
	t.Helper()
	state := st.state(t, dir)
	sound(t, dir)
	if atEnd && state != ending {
		t.Errorf("after the end the store holds\n%swant\n%s", state, ending)
	}
	s, err := artifacts.OpenWatched(dir, noSync)
	if err != nil {
		t.Fatal(err)
	}
	st.finish(t, s)
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("temporary files: %v, %v, want none", left, err)
	}
}

// stride returns of how many cases one is tried: every one where PIPE_THOROUGH
// is set.
func stride(few int) int {
	if os.Getenv("PIPE_THOROUGH") != "" {
		return 1
	}
	return few
}

// noSync spares the time that syncing takes, where no power will be cut.
func noSync(c artifacts.Change, do func() error) error {
	if c.Op == artifacts.OpSync || c.Op == artifacts.OpSyncDir {
		return nil
	}
	return do()
}

// TestFailingDisk lets each change fail in turn, undone and done: the caller
// learns of it, what was stored stays right, and the same store goes on as if
// nothing had been. That the power is cut in the end shows that nothing which
// failed to be synced is taken for durable.
func TestFailingDisk(t *testing.T) {
	st := newStory(t)
	n := changesOf(t, st)
	for at := 0; at < n; at += stride(7) {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprintf("change %d of %d done %v", at, n, done), func(t *testing.T) {
				st.failAt(t, at, done, []error{syscall.EIO, syscall.ENOSPC}[at%2])
			})
		}
	}
}

// failAt tells the story with one failing change.
func (st story) failAt(t *testing.T, at int, done bool, failure error) {
	root := t.TempDir()
	r := &powercut.Recorder{Disk: powercut.New(root)}
	var failed artifacts.Change
	r.Refuse = func(i int, c artifacts.Change) (bool, error) {
		if i == at {
			failed = c
			return done, failure
		}
		return true, nil
	}
	s := openWatched(t, filepath.Join(root, "store"), r)
	// What cannot be removed is left over, and harms nobody.
	if err := st.tell(s); !errors.Is(err, failure) && failed.Op != artifacts.OpRemove {
		t.Errorf("%s of %s failed and the caller is told %v, want %v", failed.Op, failed.Path, err, failure)
	}
	st.state(t, s.Dir())
	sound(t, s.Dir())
	st.finish(t, s)
	after := filepath.Join(root, "after")
	if err := r.Disk.Cut(rand.New(rand.NewPCG(uint64(at), 0)), after); err != nil {
		t.Fatal(err)
	}
	if got := st.state(t, filepath.Join(after, "store")); got != ending {
		t.Errorf("after %s of %s failed, and power was lost in the end, the store holds\n%swant\n%s", failed.Op, failed.Path, got, ending)
	}
}
