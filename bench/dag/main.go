package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	b := &bench{}
	sizes := flag.String("sizes", "1000,10000", "stages of each graph")
	only := flag.String("only", "", "measure these tools alone, such as pipe,make")
	pipe := flag.String("pipe", "bin/pipe", "the program to measure")
	peers := flag.String("peers", os.Getenv("PIPE_DAG_PEERS"), "virtual environment that has snakemake and dvc")
	flag.IntVar(&b.runs, "runs", 5, "runs of each, of which the median counts")
	flag.IntVar(&b.coldRuns, "cold-runs", 5, "the same of cold runs")
	flag.StringVar(&b.dir, "dir", "", "where to work; a folder for temporary files by default")
	write := flag.String("write", "", "write the graphs of the first size there, and measure nothing")
	flag.Parse()
	if err := b.main(*sizes, *only, *pipe, *peers, *write); err != nil {
		fmt.Fprintln(os.Stderr, "dag:", err)
		os.Exit(1)
	}
}

// A bench measures tools.
type bench struct {
	runs, coldRuns int
	dir            string
	tools          []tool
}

func (b *bench) main(sizes, only, pipe, peers, write string) error {
	pipe, err := filepath.Abs(pipe)
	if err != nil {
		return err
	}
	var counts []int
	for _, text := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < len(layers) {
			return fmt.Errorf("-sizes has %q, want numbers of at least %d", text, len(layers))
		}
		counts = append(counts, n)
	}
	b.tools = toolsWith(pipe, peers)
	if write != "" {
		for _, t := range b.tools {
			if err := t.prepare(write, graphOf(counts[0])); err != nil && t.setup == nil {
				return err
			}
		}
		return nil
	}
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "dag-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	}
	b.findTools(only)
	for _, n := range counts {
		if err := b.size(n); err != nil {
			return err
		}
	}
	return nil
}

// findTools keeps the tools that are asked for and installed.
func (b *bench) findTools(only string) {
	fmt.Printf("%s/%s, %d cores, %d stages at once for each tool\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), 2)
	b.tools = slices.DeleteFunc(b.tools, func(t tool) bool {
		if only != "" && !slices.Contains(strings.Split(only, ","), t.name) {
			return true
		}
		version, err := t.describe()
		if err != nil {
			fmt.Printf("%-14s skipped: %v\n", t.name, err)
			return true
		}
		fmt.Printf("%-14s %s\n", t.name, version)
		return false
	})
}

// size measures all tools on a graph of n stages, in turns.
func (b *bench) size(n int) error {
	stages := graphOf(n)
	cold, noop := map[string][]measurement{}, map[string][]measurement{}
	var tools []tool
	for _, t := range b.tools {
		if len(stages) > t.most {
			fmt.Printf("%s is not given %d stages: it would take too long\n", t.name, len(stages))
			continue
		}
		if err := t.prepare(b.folder(t, n), stages); err != nil {
			return err
		}
		tools = append(tools, t)
	}
	err := b.rounds(tools, n, b.coldRuns, true, cold)
	if err == nil {
		err = b.rounds(tools, n, b.runs, false, noop)
	}
	report(len(stages), tools, cold, noop)
	return errors.Join(err, b.removeAll(tools, n))
}

func (b *bench) folder(t tool, n int) string {
	return filepath.Join(b.dir, strings.ReplaceAll(t.name, " ", "-")+"-"+strconv.Itoa(n))
}

// rounds lets each tool run in each round.
func (b *bench) rounds(tools []tool, n, rounds int, cold bool, into map[string][]measurement) error {
	for round := range rounds {
		for _, t := range tools {
			if cold && t.slow && round > 0 {
				continue
			}
			dir := b.folder(t, n)
			if cold {
				if err := t.clean(dir); err != nil {
					return err
				}
				syscall.Sync() // what others have written is not for a tool that syncs to wait for
			}
			m, err := t.call(dir, t.args)
			if err != nil {
				return err
			}
			into[t.name] = append(into[t.name], m)
		}
	}
	return nil
}

func (b *bench) removeAll(tools []tool, n int) error {
	var errs []error
	for _, t := range tools {
		errs = append(errs, os.RemoveAll(b.folder(t, n)))
	}
	aside, err := filepath.Glob(filepath.Join(b.dir, asidePrefix+"*"))
	errs = append(errs, err)
	for _, dir := range aside {
		errs = append(errs, os.RemoveAll(dir))
	}
	return errors.Join(errs...)
}

// report prints a table. The ratios are the time of pipe to that of each
// tool: below 1, pipe is faster.
func report(n int, tools []tool, cold, noop map[string][]measurement) {
	fmt.Printf("\n%d stages; medians of %d cold and %d no-op runs\n\n", n, len(cold["pipe"]), len(noop["pipe"]))
	fmt.Printf("| %-13s | %10s | %7s | %10s | %7s | %9s |\n", "tool", "cold", "pipe is", "no-op", "pipe is", "no-op MB")
	fmt.Println("|---|---:|---:|---:|---:|---:|")
	for _, t := range tools {
		c, o := cold[t.name], noop[t.name]
		if len(c) == 0 || len(o) == 0 {
			continue
		}
		fmt.Printf("| %-13s | %7.0f ms | %7s | %7.0f ms | %7s | %9d |\n", t.name,
			1000*median(c).wall.Seconds(), ratio(cold["pipe"], c),
			1000*median(o).wall.Seconds(), ratio(noop["pipe"], o), median(o).bytes>>20)
	}
	fmt.Println()
}

// ratio says how many times as long as others pipe takes.
func ratio(pipe, other []measurement) string {
	if len(pipe) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2fx", median(pipe).wall.Seconds()/median(other).wall.Seconds())
}
