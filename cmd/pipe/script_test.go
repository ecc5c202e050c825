package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/sandbox"
)

// TestScripts runs testdata/script, a file for each behaviour. Every script
// finds the files of testdata/tiny in its folder. The condition [sandbox] holds
// where programs of the machine's Python can be run in a sandbox.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			return os.CopyFS(env.WorkDir, os.DirFS(filepath.Join("testdata", "tiny")))
		},
		Condition: func(condition string) (bool, error) {
			if condition != "sandbox" {
				return false, fmt.Errorf("unknown condition %q", condition)
			}
			_, err := sandbox.Find(true, sandbox.NewLimits(1), 1)
			return err == nil, nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":    exitsCommand,
			"edit":     editCommand,
			"rows":     rowsCommand,
			"stages":   stagesCommand,
			"json":     jsonCommand,
			"logs":     logsCommand,
			"damage":   damageCommand,
			"forge":    forgeCommand,
			"rebind":   rebindCommand,
			"digest":   digestCommand,
			"artifact": artifactCommand,
			"newest":   newestCommand,
			"await":    awaitCommand,
			"bind":     bindCommand,
			"serves":   servesCommand,
			"relay":    relayCommand,
		},
	})
}

// exitsCommand runs the program and demands an exit code:
//
//	exits 0 run tiny.hcl
func exitsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits EXIT-CODE ARGUMENT…")
	}
	code := 0
	if err := ts.Exec("pipe", args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("pipe: %v", err)
		}
		code = exit.ExitCode()
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("pipe %s: exit code %d, want %s", strings.Join(args[1:], " "), code, args[0])
	}
}

// editCommand replaces a text that occurs once in a file:
//
//	edit tiny.hcl 'heads   = 2' 'heads   = 4'
func editCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	old, with := unquote(args[1]), unquote(args[2])
	text := ts.ReadFile(args[0])
	if n := strings.Count(text, old); n != 1 {
		ts.Fatalf("%s has %q %d times, want once", args[0], old, n)
	}
	text = strings.Replace(text, old, with, 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// rowsCommand appends lines to a file, each with its number in place of N:
//
//	rows questions.csv 5000 'Is N even?,yes'
func rowsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: rows FILE COUNT LINE")
	}
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := ts.ReadFile(args[0])
	for i := range count {
		text += strings.ReplaceAll(args[2], "N", strconv.Itoa(i)) + "\n"
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// unquote lets an argument of a script hold line breaks, as \n.
func unquote(s string) string { return strings.ReplaceAll(s, `\n`, "\n") }

// stagesCommand compares the stages of a status in what `pipe run --json` or
// `pipe plan --json` has just printed:
//
//	stages ran pretrain.base evaluate.base
func stagesCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: stages STATUS ADDRESS…")
	}
	var summary pipeline.Summary
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &summary))
	var got []string
	for _, s := range summary.Stages {
		if string(s.Status) == args[0] {
			got = append(got, s.Name)
		}
	}
	slices.Sort(got)
	want := slices.Sorted(slices.Values(args[1:]))
	if !slices.Equal(got, want) {
		ts.Fatalf("stages that are %s: got %q, want %q", args[0], got, want)
	}
}

// jsonCommand looks into the JSON that was just printed. A path is a list of
// keys and indices; at its end stands a value, or the keys of an object:
//
//	json stages.0.name 'dataset.corpus'
//	json stages.0 {artifact,key,name,seconds,status}
func jsonCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: json PATH VALUE-OR-KEYS")
	}
	var value any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &value))
	for _, part := range strings.FieldsFunc(args[0], func(r rune) bool { return r == '.' }) {
		switch v := value.(type) {
		case map[string]any:
			value = v[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(v) {
				ts.Fatalf("%s: no element %q in a list of %d", args[0], part, len(v))
			}
			value = v[i]
		}
	}
	got := fmt.Sprint(value)
	switch v := value.(type) {
	case map[string]any:
		got = "{" + strings.Join(slices.Sorted(maps.Keys(v)), ",") + "}"
	case []any:
		got = fmt.Sprintf("%d elements", len(v))
	}
	if got != args[1] {
		ts.Fatalf("%s: got %s, want %s", args[0], got, args[1])
	}
}

// logsCommand demands that what was just printed to stderr is log entries, a
// JSON object to a line, and that so many have the given message:
//
//	logs finished 11
func logsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: logs MESSAGE COUNT")
	}
	count := 0
	for line := range strings.Lines(ts.ReadFile("stderr")) {
		var entry struct{ Level, Time, Message string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Level == "" || entry.Time == "" {
			ts.Fatalf("line %q is no log entry: %v", line, err)
		}
		if entry.Message == args[0] {
			count++
		}
	}
	if fmt.Sprint(count) != args[1] {
		ts.Fatalf("%d entries say %q, want %s", count, args[0], args[1])
	}
}

func artifactOf(ts *testscript.TestScript, dir, address string) *artifacts.Artifact {
	store, err := artifacts.Open(ts.MkAbs(dir))
	ts.Check(err)
	runs, err := pipeline.Runs(store)
	ts.Check(err)
	for _, run := range runs {
		if s := run.Stage(address); s != nil && !s.Artifact.IsZero() {
			artifact, err := store.Artifact(s.Artifact)
			ts.Check(err)
			return artifact
		}
	}
	ts.Fatalf("no run has made %s", address)
	return nil
}

// damageCommand harms a file of the store and sets DAMAGED to its path within
// it. The file is one of a stage's artifact, or its manifest, its recipe or its
// key; or, without an address, the newest run, the text of the experiment, or
// the only checkpoint, or the first kept state:
//
//	damage flip pretrain.base weights.arrow
//	damage empty run
func damageCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: damage flip|truncate|empty|remove|folder [ADDRESS] FILE")
	}
	rel, err := storeFile(ts.MkAbs(".pipe"), strings.Join(args[1:len(args)-1], ""), args[len(args)-1])
	ts.Check(err)
	ts.Setenv("DAMAGED", rel)
	path := filepath.Join(ts.MkAbs(".pipe"), rel)
	data, err := os.ReadFile(path)
	ts.Check(err)
	ts.Check(os.Remove(path)) // objects are read-only
	switch args[0] {
	case "flip":
		data[len(data)/2] ^= 1
	case "truncate":
		data = data[:len(data)-1]
	case "empty":
		data = nil
	case "remove":
		return
	case "folder":
		ts.Check(os.Mkdir(path, 0o755))
		return
	default:
		ts.Fatalf("unknown damage %q", args[0])
	}
	ts.Check(os.WriteFile(path, data, 0o644))
}

// forgeCommand puts another artifact in place of a stage's, sound in every
// digest, in which the first value, the first sample's first score, the first
// loss or the verdict is not what it was, and has the newest run tell of it:
//
//	forge values evaluate.base
//
// Of verdicts, it has the first program of a benchmark with pass@1 fail, and all
// that is computed from that agree. Of a state it changes a bit of the first that the stage kept.
func forgeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: forge values|samples|verdicts|curve|claim|state ADDRESS")
	}
	store, err := artifacts.Open(ts.MkAbs(".pipe"))
	ts.Check(err)
	if args[0] == "state" {
		ts.Check(forgeState(store, args[1]))
		return
	}
	old := artifactOf(ts, ".pipe", args[1])
	w := store.NewArtifact(old.Kind)
	for _, f := range old.Files {
		if args[0] == "verdicts" && (f.Name == "0000/samples.arrow" || f.Name == "0000/values.arrow") {
			ts.Check(forgeVerdict(w, old, f.Name == "0000/samples.arrow"))
			continue
		}
		if path.Base(f.Name) != args[0]+".arrow" || strings.HasPrefix(f.Name, "0001/") {
			ts.Check(w.Link(f.Name, old, f.Name))
			continue
		}
		switch args[0] {
		case "values":
			rows, err := artifacts.ReadTable[benchmarks.Value](old, "0000/values")
			ts.Check(err)
			rows[0].Value += 1e-15
			ts.Check(artifacts.WriteTable(w, "0000/values", rows))
		case "samples":
			rows, err := artifacts.ReadTable[benchmarks.Sample](old, "0000/samples")
			ts.Check(err)
			rows[0].Scores[0] = 1 - rows[0].Scores[0]
			ts.Check(artifacts.WriteTable(w, "0000/samples", rows))
		default:
			ts.Check(forgeTable(w, old, args[0]))
		}
	}
	forged, err := w.Commit()
	ts.Check(err)
	runs, err := pipeline.Runs(store)
	ts.Check(err)
	runs[0].Stage(args[1]).Artifact = forged.Digest()
	record, err := json.Marshal(runs[0])
	ts.Check(err)
	ts.Check(store.PutRecord(runs[0].ID, record))
}

// forgeVerdict copies the samples of a benchmark with a lie in them, or the value
// that follows from it.
func forgeVerdict(w *artifacts.Writer, old *artifacts.Artifact, samples bool) error {
	rows, err := artifacts.ReadTable[benchmarks.Sample](old, "0000/samples")
	if err != nil {
		return err
	}
	rows[0].Verdicts[0], rows[0].Scores[0], rows[0].Correct = "failed", 0, false
	if samples {
		return artifacts.WriteTable(w, "0000/samples", rows)
	}
	spec := benchmarks.NewSpec(benchmarks.Generate)
	spec.Metrics = []string{"pass@1"}
	value, err := benchmarks.Recompute(spec, rows, "pass@1")
	return errors.Join(err, artifacts.WriteTable(w, "0000/values", []benchmarks.Value{value}))
}

// forgeTable copies a training's curve or a claim's verdict with a lie in it.
func forgeTable(w *artifacts.Writer, old *artifacts.Artifact, name string) error {
	if name == "curve" {
		rows, err := artifacts.ReadTable[struct {
			Step          int64   `arrow:"step"`
			Tokens        int64   `arrow:"tokens"`
			Loss          float64 `arrow:"loss"`
			LearningRate  float64 `arrow:"learning_rate"`
			GradNorm      float64 `arrow:"grad_norm"`
			Validation    float64 `arrow:"validation"`
			HasValidation bool    `arrow:"has_validation"`
		}](old, name)
		rows[1].Loss = 99
		return errors.Join(err, artifacts.WriteTable(w, name, rows))
	}
	rows, err := artifacts.ReadTable[struct {
		Says  string `arrow:"says"`
		That  string `arrow:"that"`
		Holds bool   `arrow:"holds"`
		Note  string `arrow:"note"`
	}](old, name)
	rows[0].Holds = !rows[0].Holds
	return errors.Join(err, artifacts.WriteTable(w, name, rows))
}

// forgeState changes a bit in the middle of a kept state, which is in a tensor,
// and its checksum with it.
func forgeState(store *artifacts.Store, address string) error {
	makers, err := filepath.Glob(filepath.Join(store.Dir(), "trails", "*", "maker-*"))
	if err != nil {
		return err
	}
	for _, path := range makers {
		key, err := artifacts.ParseKey(filepath.Base(filepath.Dir(path)))
		if err != nil {
			return err
		}
		name := filepath.Base(path)
		maker, err := store.Trail(key).Load(name)
		if err != nil {
			return err
		}
		var m pipeline.Maker
		if err := json.Unmarshal(maker, &m); err != nil || m.Stage != address {
			continue
		}
		name = strings.Replace(name, "maker", "state", 1)
		state, err := store.Trail(key).Load(name)
		if err != nil {
			return err
		}
		state[len(state)/2] ^= 1
		return store.Trail(key).Save(name, state)
	}
	return fmt.Errorf("no state of %s among %q", address, makers)
}

// rebindCommand binds the key of a stage to what the newest run says that it
// made, as whoever covers up a forgery would:
//
//	rebind pretrain.base
func rebindCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: rebind ADDRESS")
	}
	store, err := artifacts.Open(ts.MkAbs(".pipe"))
	ts.Check(err)
	runs, err := pipeline.Runs(store)
	ts.Check(err)
	s := runs[0].Stage(args[0])
	recipe, err := store.Recipe(s.Key)
	ts.Check(err)
	key := s.Key.String()
	ts.Check(os.Remove(filepath.Join(store.Dir(), "keys", key[:2], key)))
	ts.Check(store.Bind(s.Key, recipe, artifactOf(ts, ".pipe", args[0])))
}

// bindCommand binds the key of a stage to another artifact, as if the stage had
// given that at first:
//
//	bind report.table $OTHER
func bindCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bind ADDRESS ARTIFACT")
	}
	store, err := artifacts.Open(ts.MkAbs(".pipe"))
	ts.Check(err)
	run, err := pipeline.LatestRun(store, "")
	ts.Check(err)
	digest, err := artifacts.ParseDigest(args[1])
	ts.Check(err)
	other, err := store.Artifact(digest)
	ts.Check(err)
	key := run.Stage(args[0]).Key
	recipe, err := store.Recipe(key)
	ts.Check(err)
	ts.Check(os.Remove(filepath.Join(store.Dir(), "keys", key.String()[:2], key.String())))
	ts.Check(store.Bind(key, recipe, other))
}

// awaitCommand waits until the record of a run in another process says that a
// stage has its artifact, and so what reads it alone is under way:
//
//	await .pipe tokenizer.bpe
func awaitCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await STORE ADDRESS")
	}
	store, err := artifacts.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		runs, err := pipeline.Runs(store)
		ts.Check(err)
		if len(runs) == 0 {
			continue
		}
		if s := runs[0].Stage(args[1]); s != nil && !s.Artifact.IsZero() {
			return
		}
	}
	ts.Fatalf("%s has no artifact after a minute", args[1])
}

// artifactCommand writes the digest of a stage's newest artifact to a file,
// for cmp:
//
//	artifact .pipe pretrain.base before
func artifactCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: artifact STORE ADDRESS FILE")
	}
	digest := artifactOf(ts, args[0], args[1]).Digest().String()
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(digest+"\n"), 0o644))
}

// digestCommand sets a variable to the SHA-256 of a file:
//
//	digest SUM corpus.txt
func digestCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: digest VARIABLE FILE")
	}
	sum := artifacts.Sum([]byte(ts.ReadFile(args[1])))
	ts.Setenv(args[0], strings.TrimPrefix(sum.String(), "sha256:"))
}

// newestCommand sets a variable to the id of the newest run, or to the digest
// of what a stage has made in it:
//
//	newest FIRST
//	newest WEIGHTS pretrain.base
func newestCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: newest VARIABLE [ADDRESS]")
	}
	if len(args) == 2 {
		ts.Setenv(args[0], artifactOf(ts, ".pipe", args[1]).Digest().String())
		return
	}
	store, err := artifacts.Open(ts.MkAbs(".pipe"))
	ts.Check(err)
	run, err := pipeline.LatestRun(store, "")
	ts.Check(err)
	ts.Setenv(args[0], run.ID)
}
