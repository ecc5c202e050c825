package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
)

// damageRounds is how often TestRandomDamage harms a store.
const damageRounds = 12

// TestRandomDamage harms random files of a store: verify names each of them,
// the next run makes again what they belong to and nothing else, and in the
// end every digest is what it was.
func TestRandomDamage(t *testing.T) {
	rng := newRandom(t)
	c := commandLine{t, filepath.Join(t.TempDir(), "store"), t.TempDir()}
	want := digestsOf(c.runTiny())
	for range damageRounds {
		owners := c.prepare()
		harmed := c.harmSome(rng)
		printed := c.exits(exitDamaged, "verify")
		for rel := range harmed {
			if !strings.Contains(string(printed), rel+": ") {
				t.Errorf("%v: verify does not name %s:\n%s", harmed, rel, printed)
			}
		}
		summary := c.runTiny()
		if got := digestsOf(summary); !maps.Equal(got, want) {
			t.Errorf("%v: got %v, want %v", harmed, got, want)
		}
		mine := make(map[string]bool)
		for rel := range harmed {
			for _, address := range owners[rel] {
				mine[address] = true
			}
		}
		for _, s := range summary.Stages {
			if s.Status == pipeline.StatusRan && !mine[s.Name] {
				t.Errorf("%v: %s ran, want only %v", harmed, s.Name, mine)
			}
		}
		c.exits(exitDone, "verify")
	}
}

// newRandom returns a generator with the seed that PIPE_SEED names, or 1.
func newRandom(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(1)
	if s := os.Getenv("PIPE_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	return rand.New(rand.NewPCG(seed, 0))
}

// rounds returns how often a random test tries: as often as PIPE_ROUNDS says,
// or a few times.
func rounds(t *testing.T, few int) int {
	t.Helper()
	s := os.Getenv("PIPE_ROUNDS")
	if s == "" {
		return few
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("PIPE_ROUNDS is %q, want a number of rounds", s)
	}
	return n
}

func summaryOf(t *testing.T, printed []byte) pipeline.Summary {
	t.Helper()
	var sum pipeline.Summary
	if err := json.Unmarshal(printed, &sum); err != nil {
		t.Fatal(err)
	}
	return sum
}

func digestsOf(sum pipeline.Summary) map[string]artifacts.Digest {
	digests := make(map[string]artifacts.Digest)
	for _, s := range sum.Stages {
		digests[s.Name] = s.Artifact
	}
	return digests
}

// A commandLine runs the program on a store.
type commandLine struct {
	t          *testing.T
	store, out string
}

// exits demands an exit code and returns what was printed.
func (c commandLine) exits(code int, args ...string) []byte {
	c.t.Helper()
	var stdout, stderr bytes.Buffer
	if got := Main(append([]string{"--store", c.store}, args...), &stdout, &stderr); got != code {
		c.t.Fatalf("pipe %v: exit code %d, want %d\n%s%s", args, got, code, stdout.String(), stderr.String())
	}
	return stdout.Bytes()
}

func (c commandLine) runTiny() pipeline.Summary {
	c.t.Helper()
	return summaryOf(c.t, c.exits(exitDone, "run", "--json", "--out", c.out, filepath.Join("testdata", "tiny", "tiny.hcl")))
}

// prepare leaves a checkpoint, as a killed run would, and returns the stages
// that each file of the store belongs to.
func (c commandLine) prepare() map[string][]string {
	store, err := artifacts.Open(c.store)
	if err != nil {
		c.t.Fatal(err)
	}
	latest, err := pipeline.LatestRun(store, "tiny")
	if err != nil {
		c.t.Fatal(err)
	}
	if err := store.Scratch(latest.Stage("pretrain.base").Key).Save("checkpoint", []byte("state")); err != nil {
		c.t.Fatal(err)
	}
	owners := make(map[string][]string)
	for _, s := range latest.Stages {
		key := s.Key.String()
		files := []string{"keys/" + key[:2] + "/" + key, objectFile(artifacts.Digest(s.Key)), objectFile(s.Artifact)}
		artifact, err := store.Artifact(s.Artifact)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, f := range artifact.Files {
			files = append(files, objectFile(f.Digest))
		}
		for _, rel := range files {
			owners[rel] = append(owners[rel], s.Address)
		}
	}
	return owners
}

// files returns every file of the store that verify answers for.
func (c commandLine) files() []string {
	var files []string
	err := filepath.WalkDir(c.store, func(path string, e fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(c.store, path)
		if err != nil || relErr != nil {
			return fmt.Errorf("%w, %w", err, relErr)
		}
		if e.IsDir() && slices.Contains([]string{"tmp", "locks", "quarantine"}, rel) {
			return filepath.SkipDir
		}
		if !e.IsDir() {
			files = append(files, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return files
}

// harmSome removes an object, or damages up to three files of any sort, and
// says of each what it did. It never does both: nothing is missed that only a
// damaged file asks for.
func (c commandLine) harmSome(rng *rand.Rand) map[string]string {
	files := c.files()
	order := rng.Perm(len(files))
	if first := files[order[0]]; rng.IntN(4) == 0 && strings.HasPrefix(first, "objects/") {
		if err := os.Remove(filepath.Join(c.store, first)); err != nil {
			c.t.Fatal(err)
		}
		return map[string]string{first: "removed"}
	}
	harmed := make(map[string]string)
	for _, i := range order[:1+rng.IntN(3)] {
		harmed[files[i]] = c.harm(rng, files[i])
	}
	return harmed
}

// harm damages a file and says how.
func (c commandLine) harm(rng *rand.Rand, rel string) (what string) {
	path := filepath.Join(c.store, rel)
	data, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	at := rng.IntN(len(data))
	switch rng.IntN(6) {
	case 0:
		data, what = nil, "emptied"
	case 1:
		data, what = data[:at], fmt.Sprintf("cut to %d bytes", at)
	default:
		data[at] ^= byte(1 + rng.IntN(255))
		what = fmt.Sprintf("byte %d of %d changed", at, len(data))
	}
	if err := errors.Join(os.Remove(path), os.WriteFile(path, data, 0o644)); err != nil { // objects are read-only
		c.t.Fatal(err)
	}
	return what
}
