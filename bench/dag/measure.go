package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// A measurement is what one call of a tool took.
type measurement struct {
	wall  time.Duration
	bytes int64 // most memory that the process had, without its children
}

// call runs a tool in a folder. Its output goes to a file: a pipe would be
// read by this process, on the same cores.
func (t tool) call(dir string, args []string) (measurement, error) {
	log, err := os.CreateTemp("", "dag-*.log")
	if err != nil {
		return measurement{}, err
	}
	defer os.Remove(log.Name())
	defer log.Close()
	cmd := exec.Command(t.program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, log, log
	began := time.Now()
	err = cmd.Run()
	m := measurement{wall: time.Since(began)}
	if err != nil {
		text, _ := os.ReadFile(log.Name()) // the first error is the one that counts
		return m, fmt.Errorf("%s %q: %w\n%.2000s", t.name, args, err, text)
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		m.bytes = usage.Maxrss << 10
	}
	return m, nil
}

// median returns the medians of both figures.
func median(all []measurement) measurement {
	var walls []time.Duration
	var sizes []int64
	for _, m := range all {
		walls, sizes = append(walls, m.wall), append(sizes, m.bytes)
	}
	slices.Sort(walls)
	slices.Sort(sizes)
	return measurement{walls[len(walls)/2], sizes[len(sizes)/2]}
}
