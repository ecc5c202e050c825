package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// want matches the comment that announces a mistake on its line:
//
//	heads = 3 # ERROR Heads do not divide the width
var want = regexp.MustCompile(`# ERROR (.*)`)

// TestBrokenExperiments validates and runs each file of testdata/broken: the
// mistake is found on its line, the exit code is 2, and no store comes to be.
func TestBrokenExperiments(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "broken", "*.hcl"))
	if err != nil || len(files) < 20 {
		t.Fatalf("got %d broken experiments, %v; want at least 20", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			store := filepath.Join(t.TempDir(), "store")
			var stdout, stderr bytes.Buffer
			if code := Main([]string{"run", "--store", store, file}, &stdout, &stderr); code != exitUsage {
				t.Errorf("run: exit code %d, want %d", code, exitUsage)
			}
			if _, err := os.Stat(store); !os.IsNotExist(err) {
				t.Errorf("the store was touched: %v", err)
			}
			checkMistakes(t, file, string(source), stderr.String())
		})
	}
}

// checkMistakes demands that what is printed has the announced summary and
// names its line.
func checkMistakes(t *testing.T, file, source, printed string) {
	announced := 0
	for i, line := range strings.Split(source, "\n") {
		m := want.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		announced++
		if !strings.Contains(printed, m[1]) {
			t.Errorf("want %q; got:\n%s", m[1], printed)
		}
		if at := regexp.MustCompile(regexp.QuoteMeta(file) + ` line ` + strconv.Itoa(i+1) + `\b`); !at.MatchString(printed) {
			t.Errorf("want line %d; got:\n%s", i+1, printed)
		}
	}
	if announced == 0 && printed == "" {
		t.Error("nothing was printed")
	}
}
