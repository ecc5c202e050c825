package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A tool runs graphs.
type tool struct {
	name    string
	program string
	args    []string
	version []string // arguments that print it
	file    string
	write   func(stages []stage) string
	// setup are the arguments of a call that prepares a folder, or nil.
	setup []string
	// made is what a cold run must not find.
	made []string
	// most is the largest graph that it is given, unless all are asked for.
	most int
	// slow tools have one cold run, which takes minutes, however many are asked for.
	slow bool
}

// toolsWith returns the tools, of which pipe is the given program. Peers are
// looked for in a folder first, then in the PATH.
func toolsWith(pipe, peers string) []tool {
	find := func(name string) string {
		if p := filepath.Join(peers, "bin", name); peers != "" {
			if _, err := os.Stat(p); err == nil {
				return p
			}
		}
		return name
	}
	return []tool{
		{
			name: "pipe", program: pipe, args: []string{"run", "dag.hcl"}, version: []string{"version"},
			file: "dag.hcl", write: hcl, made: []string{".pipe"}, most: 100_000,
		},
		{
			name: "pipe for_each", program: pipe, args: []string{"run", "each.hcl"}, version: []string{"version"},
			file: "each.hcl", write: hclForEach, made: []string{".pipe"}, most: 100_000,
		},
		{
			name: "make", program: "make", args: []string{"-s", "-j2"}, version: []string{"--version"},
			file: "Makefile", write: makefile, made: []string{"out"}, most: 100_000,
		},
		{
			name: "ninja", program: "ninja", args: []string{"-j2"}, version: []string{"--version"},
			file: "build.ninja", write: ninja, made: []string{"out", ".ninja_log", ".ninja_deps"}, most: 100_000,
		},
		{
			name: "snakemake", program: find("snakemake"), args: []string{"-c2", "-q", "all"}, version: []string{"--version"},
			file: "Snakefile", write: snakefile, made: []string{"out", ".snakemake"}, most: 1_000, slow: true,
		},
		{
			name: "dvc", program: find("dvc"), args: []string{"repro", "-q"}, version: []string{"--version"},
			file: "dvc.yaml", write: dvc, setup: []string{"init", "-q", "--no-scm"},
			made: []string{"out", "dvc.lock", ".dvc/cache", ".dvc/tmp"}, most: 1_000, slow: true,
		},
	}
}

// describe returns the first line of a tool's version, or why it cannot be
// run.
func (t tool) describe() (string, error) {
	out, err := exec.Command(t.program, t.version...).Output()
	if err != nil {
		return "", fmt.Errorf("%s is not installed: %w", t.name, err)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return line, nil
}

// prepare makes a folder with the graph as the tool declares it.
func (t tool) prepare(dir string, stages []stage) error {
	if err := writeSources(dir, stages); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, t.file), []byte(t.write(stages)), 0o644); err != nil {
		return err
	}
	if t.setup != nil {
		_, err := t.call(dir, t.setup)
		return err
	}
	return nil
}

// asidePrefix begins the names of folders that hold what earlier runs made.
const asidePrefix = "aside-"

// clean makes the next run a cold one. It moves what the last one has made
// aside: a file system from which thousands of files were removed a moment ago
// makes new ones slowly, and that is no part of a run.
func (t tool) clean(dir string) error {
	aside, err := os.MkdirTemp(filepath.Dir(dir), asidePrefix)
	if err != nil {
		return err
	}
	for _, name := range t.made {
		err := os.Rename(filepath.Join(dir, name), filepath.Join(aside, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.MkdirAll(filepath.Join(dir, "out"), 0o755)
}
