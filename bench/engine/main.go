package main

import (
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"time"

	"pipe/engine/kernel"
)

//go:embed peers
var scripts embed.FS

// pause lets the threads of the one before, which spin when they are done, go to sleep.
const pause = 300 * time.Millisecond

func main() {
	only := flag.String("only", "", "regular expression of the rows' names")
	peers := flag.String("peers", "", "virtual environment that has the peers")
	runs := flag.Int("runs", 5, "measurements of each, of which the median counts")
	list := flag.Bool("list", false, "print the names of the rows")
	name := flag.String("contestant", "", "be the contestant of this row (used by this program itself)")
	inside := flag.Int("inside", -1, "with -contestant, be that of its peers")
	flag.Parse()
	var err error
	switch {
	case *name != "":
		err = contest(*name, *inside)
	case *list:
		for _, r := range rows {
			fmt.Printf("%-24s %s\n", r.name, r.what)
		}
	default:
		err = bench(*only, *peers, *runs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "engine:", err)
		os.Exit(1)
	}
}

// contest is the life of a contestant inside this program.
func contest(name string, inside int) error {
	r, ok := find(name)
	if !ok {
		return fmt.Errorf("-contestant %q: no such row", name)
	}
	prepare := r.prepare
	if inside >= 0 {
		prepare = r.peers[inside].inside
	}
	return serve(os.Stdin, os.Stdout, "", prepare(r.threads))
}

func bench(only, peers string, runs int) error {
	chosen, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	dir, err := os.MkdirTemp("", "bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	files, err := fs.Sub(scripts, "peers")
	if err == nil {
		err = os.CopyFS(dir, files)
	}
	if err != nil {
		return err
	}
	fmt.Printf("%s/%s, %d cores, kernels %s; medians of %d measurements in turns\n\n",
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), kernel.Implementation(), runs)
	header()
	var errs []error
	for _, r := range rows {
		if chosen.MatchString(r.name) {
			errs = append(errs, r.run(dir, filepath.Join(peers, "bin", "python3"), runs))
		}
	}
	return errors.Join(errs...)
}

// run measures one row and prints it.
func (r row) run(scripts, python string, runs int) error {
	all, err := r.start(scripts, python)
	for round := 0; err == nil && round < runs; round++ {
		for _, c := range all {
			time.Sleep(pause)
			if e := c.measure(); e != nil {
				err = fmt.Errorf("row %s: %s: %w", r.name, c.name, e)
				break
			}
		}
	}
	for _, c := range all {
		err = errors.Join(err, c.stop())
	}
	if err == nil {
		report(r, all)
	}
	return err
}

// start starts ours and the peers that are installed.
func (r row) start(scripts, python string) ([]*contestant, error) {
	ours, err := startInside(r, peer{name: "ours"}, -1)
	if err != nil {
		return nil, fmt.Errorf("row %s: ours: %w", r.name, err)
	}
	all := []*contestant{ours}
	for i, p := range r.peers {
		var c *contestant
		switch {
		case p.script != "":
			c, err = startScript(r, p, scripts, python)
		case p.inside != nil:
			c, err = startInside(r, p, i)
		default:
			c, err = &contestant{peer: p}, nil
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %s skipped: %v\n", r.name, p.name, err)
			continue
		}
		all = append(all, c)
	}
	return all, nil
}
