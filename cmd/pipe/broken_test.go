package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// printedMistake matches the heading of a printed mistake, and where it is.
var printedMistake = regexp.MustCompile(`(?m)^Error: .*\n\n  on (\S+) line (\d+)\b`)

// checkMistakes demands that the announced mistakes are printed, each with its
// line, and no others.
func checkMistakes(t *testing.T, file, source, printed string) {
	heads := printedMistake.FindAllStringSubmatchIndex(printed, -1)
	texts := make(map[int][]string) // by line
	for i, h := range heads {
		end := len(printed)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		if at := printed[h[2]:h[3]]; at != file {
			t.Errorf("a mistake is on %s, want %s", at, file)
		}
		line, _ := strconv.Atoi(printed[h[4]:h[5]])
		texts[line] = append(texts[line], printed[h[0]:end])
	}
	announced := 0
	for i, line := range strings.Split(source, "\n") {
		m := want.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		announced++
		if !slices.ContainsFunc(texts[i+1], func(text string) bool { return strings.Contains(text, m[1]) }) {
			t.Errorf("line %d: want %q; got:\n%s", i+1, m[1], printed)
		}
	}
	if announced > 0 && len(heads) != announced || len(heads) == 0 {
		t.Errorf("got %d mistakes, want %d:\n%s", len(heads), announced, printed)
	}
}
