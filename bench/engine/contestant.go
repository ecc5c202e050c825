package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// A contestant is a process that measures on demand, or one that does not run and has a figure.
type contestant struct {
	peer
	ours    bool
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	version string
	figures []float64
	bytes   int64 // most memory, once it has ended
}

// startInside starts this program again as a contestant, of workload index of the peers or, with -1, of the row.
func startInside(r row, p peer, index int) (*contestant, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &contestant{peer: p, ours: index < 0}
	c.cmd = exec.Command(self, "-contestant", r.name, "-inside", strconv.Itoa(index))
	return c, c.start()
}

// startScript starts a peer's script.
func startScript(r row, p peer, scripts, python string) (*contestant, error) {
	c := &contestant{peer: p}
	c.cmd = exec.Command(python, append([]string{filepath.Join(scripts, p.script)}, p.args...)...)
	threads := strconv.Itoa(r.threads)
	c.cmd.Env = append(os.Environ(), "OMP_NUM_THREADS="+threads, "OPENBLAS_NUM_THREADS="+threads, "MKL_NUM_THREADS="+threads)
	c.cmd.Env = append(c.cmd.Env, p.env...)
	return c, c.start()
}

// start begins the process and waits until it is ready.
func (c *contestant) start() error {
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	var log strings.Builder
	c.cmd.Stderr = &log
	if err := c.cmd.Start(); err != nil {
		return err
	}
	c.out = bufio.NewScanner(out)
	line, err := c.read()
	version, ready := strings.CutPrefix(line, "ready")
	if err == nil && !ready {
		err = fmt.Errorf("it said %q before it was ready", line)
	}
	if err != nil {
		c.in.Close()
		c.cmd.Wait()
		return errors.New(lastLine(log.String(), err.Error()))
	}
	c.version = strings.TrimSpace(version)
	return nil
}

// lastLine returns the last line of a log, which is where Python says what is wrong, or other if there is none.
func lastLine(log, other string) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return last
	}
	return other
}

func (c *contestant) read() (string, error) {
	if !c.out.Scan() {
		return "", errors.Join(errors.New("it ended"), c.out.Err())
	}
	return c.out.Text(), nil
}

// measure lets it work once.
func (c *contestant) measure() error {
	if c.cmd == nil {
		return nil
	}
	if _, err := io.WriteString(c.in, "\n"); err != nil {
		return err
	}
	line, err := c.read()
	if err != nil {
		return err
	}
	figure, err := strconv.ParseFloat(line, 64)
	c.figures = append(c.figures, figure)
	return err
}

// stop ends the process.
func (c *contestant) stop() error {
	if c.cmd == nil {
		return nil
	}
	c.in.Close()
	err := c.cmd.Wait()
	if usage, ok := c.cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.bytes = usage.Maxrss << 10
	}
	return err
}

// serve is the other side, in this program: it measures for each line of in.
func serve(in io.Reader, out io.Writer, version string, measure func() float64) error {
	if _, err := fmt.Fprintln(out, "ready", version); err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if _, err := fmt.Fprintln(out, measure()); err != nil {
			return err
		}
	}
	return nil
}
