package artifacts

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// age makes a file of the store older.
func age(t testing.TB, path string, by time.Duration) {
	t.Helper()
	then := time.Now().Add(-by)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

// ageAll makes everything in a store older.
func ageAll(t testing.TB, s *Store, by time.Duration) {
	t.Helper()
	for _, path := range storedFiles(t, s) {
		age(t, path, by)
	}
}

// agedStore returns a store with a week-old artifact for each name, whose key
// is keyOf(name). All have the file "shared" in common.
func agedStore(t testing.TB, names ...string) *Store {
	t.Helper()
	writer, err := Open(filepath.Join(t.TempDir(), "sto[r]e")) // its name is no pattern
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		a := newArtifact(t, writer, "model", "own", "bytes of "+name, "shared", "the same in all")
		if err := writer.Bind(keyOf(name), name, a); err != nil {
			t.Fatal(err)
		}
	}
	ageAll(t, writer, 7*24*time.Hour)
	if err := errors.Join(writer.alive.Unlock(), writer.presence.Unlock()); err != nil { // as if its process had ended
		t.Fatal(err)
	}
	s, err := Open(writer.Dir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func keepKeys(names ...string) Keep {
	keep := Keep{Keys: map[Key]bool{}}
	for _, name := range names {
		keep.Keys[keyOf(name)] = true
	}
	return keep
}

func collect(t testing.TB, s *Store, keep Keep, grace time.Duration, opt CollectOptions) *Collection {
	t.Helper()
	survey, err := s.Survey(context.Background(), grace)
	if err != nil {
		t.Fatal(err)
	}
	c, err := survey.Collect(context.Background(), keep, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// left returns which of the names have their artifact, every byte of it.
func left(t testing.TB, s *Store, names ...string) []string {
	t.Helper()
	fresh, err := Open(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, name := range names {
		e, err := fresh.Lookup(keyOf(name))
		if errors.Is(err, ErrNotFound) {
			if recipe, err := fresh.Recipe(keyOf(name)); err != nil || recipe != name || !fresh.Removed(keyOf(name)) {
				t.Errorf("Recipe of %s, which is gone = %q, %v, want it kept, and Removed", name, recipe, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		a, err := fresh.Artifact(e.Artifact)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if _, err := a.Read(f.Name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		have = append(have, name)
	}
	return have
}

func sound(t testing.TB, s *Store) {
	t.Helper()
	v, err := s.Verify(context.Background(), nil)
	if err != nil || len(v.Damage) != 0 || len(v.Foreign) != 0 {
		t.Errorf("Verify found %d damages, beginning with %+v, and foreign %v, %v, want a sound store",
			len(v.Damage), v.Damage[:min(1, len(v.Damage))], v.Foreign, err)
	}
}

// visit has another process look an entry up while it plans, and hold it if it
// goes on with it. Nothing is collected before it is done.
func visit(t *testing.T, s *Store, name string, hold bool) {
	t.Helper()
	other, err := Open(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Use(); err != nil {
		t.Fatal(err)
	}
	leave := other.Visit()
	if _, err := other.Lookup(keyOf(name)); err != nil {
		t.Fatal(err)
	}
	gate := flock.New(s.path(locksDir, gateName))
	if alone, err := gate.TryLock(); alone || err != nil {
		t.Errorf("the gate can be shut during a visit: %v, %v", alone, err)
	}
	if hold {
		other.Hold(keyOf(name))
	}
	leave()
	leave() // does no harm
	if alone, err := gate.TryLock(); !alone || err != nil {
		t.Errorf("the gate can be shut after a visit: %v, %v", alone, err)
	}
	if err := gate.Unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestCollect(t *testing.T) {
	names := []string{"a", "b", "c"}
	tests := map[string]struct {
		prepare func(t *testing.T, s *Store)
		keep    Keep
		grace   time.Duration
		max     int64
		want    string
	}{
		"nothing kept":     {keep: Keep{}, want: ""},
		"a key":            {keep: keepKeys("b"), want: "b"},
		"all":              {keep: keepKeys("a", "b", "c"), want: "a b c"},
		"grace":            {grace: 8 * 24 * time.Hour, want: "a b c"},
		"too little grace": {grace: 6 * 24 * time.Hour, want: ""},
		"by digest":        {keep: Keep{Artifacts: map[Digest]bool{artifactOf("c"): true}}, want: "c"},
		"two keys of one artifact": {prepare: func(t *testing.T, s *Store) {
			a := newArtifact(t, s, "model", "own", "bytes of a", "shared", "the same in all")
			if err := s.Bind(keyOf("other"), "other", a); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(s.presence.Unlock(), s.alive.Unlock()); err != nil {
				t.Fatal(err)
			}
			s.presence = nil
			ageAll(t, s, 24*time.Hour)
		}, keep: keepKeys("other"), want: "a"},
		"room for two": {prepare: func(t *testing.T, s *Store) { age(t, s.keyPath(keyOf("a")), time.Hour) }, max: 800, want: "a b"},
		"used in another process": {prepare: func(t *testing.T, s *Store) {
			other, err := Open(s.Dir())
			if err != nil {
				t.Fatal(err)
			}
			if err := other.Use(); err != nil {
				t.Fatal(err)
			}
			if _, err := other.Lookup(keyOf("b")); err != nil {
				t.Fatal(err)
			}
		}, want: "b"},
		"found in a visit": {prepare: func(t *testing.T, s *Store) {
			age(t, s.keyPath(keyOf("b")), usedEvery/2)
			visit(t, s, "b", false)
		}, want: ""},
		"held in a visit": {prepare: func(t *testing.T, s *Store) {
			age(t, s.keyPath(keyOf("b")), usedEvery/2)
			visit(t, s, "b", true)
		}, want: "b"},
		"found in a visit, for the first time in long": {prepare: func(t *testing.T, s *Store) {
			visit(t, s, "b", false)
		}, want: "b"},
		"found without presence": {prepare: func(t *testing.T, s *Store) {
			if _, err := s.Lookup(keyOf("b")); err != nil {
				t.Fatal(err)
			}
		}, want: ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := agedStore(t, names...)
			if test.prepare != nil {
				test.prepare(t, s)
			}
			opt := CollectOptions{MaxBytes: test.max, DryRun: true}
			dry := collect(t, s, test.keep, test.grace, opt)
			if got := left(t, s, names...); len(got) != len(names) {
				t.Fatalf("a dry run left %v, want all", got)
			}
			opt.DryRun = false
			wet := collect(t, s, test.keep, test.grace, opt)
			if got := strings.Join(left(t, s, names...), " "); got != test.want {
				t.Errorf("Collect left %q, want %q", got, test.want)
			}
			if !slices.EqualFunc(dry.Entries, wet.Entries, func(a, b Holding) bool { return a.Entry == b.Entry }) ||
				dry.Objects != wet.Objects || dry.Left != wet.Left {
				t.Errorf("Collect removed %+v, want what the dry run said: %+v", wet, dry)
			}
			sound(t, s)
			// Whatever went can be made again, and only with the same bytes.
			for _, name := range names {
				a := newArtifact(t, s, "model", "own", "bytes of "+name, "shared", "the same in all")
				if err := s.Bind(keyOf(name), name, a); err != nil {
					t.Errorf("Bind %s again: %v", name, err)
				}
			}
			if got := left(t, s, names...); len(got) != len(names) {
				t.Errorf("after Bind there are %v, want all", got)
			}
			sound(t, s)
		})
	}
}

// artifactOf returns the digest of what agedStore binds to a name.
func artifactOf(name string) Digest {
	m := manifest{Format: manifestFormat, Kind: "model"}
	for _, f := range [][2]string{{"own", "bytes of " + name}, {"shared", "the same in all"}} {
		m.Files = append(m.Files, File{f[0], Sum([]byte(f[1])), int64(len(f[1]))})
	}
	data, err := m.encode()
	if err != nil {
		panic(err)
	}
	return Sum(data)
}

func TestCollectKeepsTheBitContract(t *testing.T) {
	s := agedStore(t, "a")
	collect(t, s, Keep{}, 0, CollectOptions{})
	err := s.Bind(keyOf("a"), "a", newArtifact(t, s, "model", "own", "other bytes"))
	if conflict := (*ConflictError)(nil); !errors.As(err, &conflict) || conflict.Have != artifactOf("a") {
		t.Errorf("Bind of other bytes than those that were removed = %v, want a conflict with %s", err, artifactOf("a").Short())
	}
}

// TestCollectSparesWhatIsReused lets a writer find the bytes that it would
// write between the survey and the removal.
func TestCollectSparesWhatIsReused(t *testing.T) {
	s := agedStore(t, "a", "b")
	survey, err := s.Survey(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	other, err := Open(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	a := newArtifact(t, other, "model", "own", "bytes of a", "more", "x") // not bound yet
	if err := other.Use(); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Lookup(keyOf("b")); err != nil {
		t.Fatal(err)
	}
	if _, err := survey.Collect(context.Background(), Keep{}, CollectOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		if _, err := a.Read(f.Name); err != nil {
			t.Errorf("Read of what was written meanwhile: %v", err)
		}
	}
	if got := left(t, s, "a", "b"); !slices.Equal(got, []string{"b"}) {
		t.Errorf("Collect left %v, want what was found meanwhile: b", got)
	}
	sound(t, s)
}

func TestCollectClearsAway(t *testing.T) {
	s := agedStore(t, "a")
	for name, k := range map[string]Key{"bound": keyOf("a"), "unfinished": keyOf("u"), "idle": keyOf("i")} {
		if err := s.Scratch(k).Save("checkpoint", []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(
		os.WriteFile(s.path(tmpDir, "write-1"), []byte("part"), 0o600),
		os.MkdirAll(s.path(quarantineDir, "x"), 0o755),
		os.WriteFile(s.path(quarantineDir, "x", "x"), []byte("bad"), 0o600),
		s.presence.Unlock(), s.alive.Unlock(),
	); err != nil {
		t.Fatal(err)
	}
	s.presence = nil
	for path, by := range map[string]time.Duration{
		s.Scratch(keyOf("a")).path("checkpoint"): time.Hour, s.Scratch(keyOf("u")).path("checkpoint"): time.Hour,
		s.Scratch(keyOf("i")).path("checkpoint"): 48 * time.Hour, s.path(tmpDir, "write-1"): time.Hour,
		s.path(quarantineDir, "x", "x"): 48 * time.Hour, s.path(quarantineDir, "x"): 48 * time.Hour,
	} {
		age(t, path, by)
	}
	c := collect(t, s, keepKeys("a"), 0, CollectOptions{Idle: 24 * time.Hour})
	if c.Checkpoints.Files != 2 || c.Temporary != (Swept{1, 4}) || c.Quarantine != (Swept{1, 3}) {
		t.Errorf("Collect = %+v, want two checkpoints, one temporary file and one of the quarantine", c)
	}
	if _, err := s.Scratch(keyOf("u")).Load("checkpoint"); err != nil {
		t.Errorf("Load of a checkpoint to go on from: %v", err)
	}
	sound(t, s)
}

// TestKilledCollect kills processes that collect at random moments: the store
// is sound after each, and the next one ends the work.
func TestKilledCollect(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	var names []string
	for i := range 80 {
		names = append(names, fmt.Sprint(i))
	}
	whole := agedStore(t, names...)
	calm := linkedStore(t, whole)
	began := time.Now()
	collect(t, calm, keepKeys("0"), 0, CollectOptions{})
	took := time.Since(began)
	killed := 0
	for round := 0; round < 5 || killed == 0 && round < 30; round++ {
		s := linkedStore(t, whole)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), collectVariable+"="+s.Dir())
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// It has begun when the first entry is gone.
		for deadline := time.Now().Add(20 * time.Second); ; {
			if time.Now().After(deadline) {
				t.Fatal("nothing is gone after 20 seconds")
			}
			gone, err := filepath.Glob(s.path(keysDir, "*", "*"+goneSuffix))
			if err != nil {
				t.Fatal(err)
			}
			if len(gone) > 0 {
				break
			}
		}
		time.Sleep(time.Duration(rng.Int64N(int64(took))))
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		if cmd.Wait() != nil {
			killed++
		} else {
			took = max(took/2, 1) // the machine has become faster, or the process has shared it less
		}
		sound(t, s)
		if !slices.Contains(left(t, s, names...), "0") {
			t.Error("what was to be kept is gone")
		}
		collect(t, s, keepKeys("0"), 0, CollectOptions{})
		if got := left(t, s, names...); !slices.Equal(got, []string{"0"}) {
			t.Errorf("after the next Collect there are %v, want what is kept", got)
		}
		survey, err := s.Survey(context.Background(), 0)
		if err != nil || survey.Objects != len(names)+3 { // recipes; a manifest and two files
			t.Errorf("%d objects are left, %v, want the recipes and one artifact: %d", survey.Objects, err, len(names)+3)
		}
		sound(t, s)
	}
	if killed == 0 {
		t.Error("no process was killed before its end")
	}
}

// linkedStore returns a store that has the files of another, times and all.
func linkedStore(t testing.TB, s *Store) *Store {
	t.Helper()
	linked := newStore(t)
	for _, path := range storedFiles(t, s) {
		to := linked.path(strings.TrimPrefix(path, s.Dir()))
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.Link(path, to)); err != nil {
			t.Fatal(err)
		}
	}
	return linked
}

// collectVariable makes the test binary a process that collects.
const collectVariable = "ARTIFACTS_TEST_COLLECT"

func collectAlone(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	survey, err := s.Survey(context.Background(), 0)
	if err != nil {
		return err
	}
	_, err = survey.Collect(context.Background(), keepKeys("0"), CollectOptions{})
	return err
}

func TestRoots(t *testing.T) {
	s := newStore(t)
	want := map[string]Root{
		"b": {Name: "b", What: "run", Run: "r", Since: time.Unix(1, 0).UTC()},
		"a": {Name: "a", What: "x", Artifact: Sum(nil), Reason: "why", Since: time.Unix(2, 0).UTC()},
	}
	for _, r := range want {
		if err := s.PutRoot(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PutRoot(want["a"]); !errors.Is(err, os.ErrExist) {
		t.Errorf("PutRoot twice = %v, want fs.ErrExist", err)
	}
	if err := s.PutRoot(Root{Name: "../a"}); err == nil {
		t.Error("PutRoot of a name that leads elsewhere = nil, want an error")
	}
	roots, err := s.Roots()
	got := map[string]Root{}
	for _, r := range roots {
		got[r.Name] = r
	}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("Roots = %v, %v, want %v", roots, err, want)
	}
	if err := errors.Join(s.RemoveRoot("a"), s.RemoveRoot("b")); err != nil {
		t.Error(err)
	}
	if err := s.RemoveRoot("a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("RemoveRoot of none = %v, want ErrNotFound", err)
	}
	sound(t, s)
}
