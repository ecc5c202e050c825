package stages

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pipe/stages/program"
)

// Bounds of a command that says a version: it runs whenever an experiment is
// planned.
const (
	versionTimeout  = time.Minute
	maxVersionBytes = 16 << 10
)

// versions holds what version commands have said, by arguments and environment:
// each runs once in a process.
var versions sync.Map // of string to func() (string, error)

// version returns what the version command prints, to stdout and stderr. It
// runs as the command itself does, in a folder with nothing in it.
func (c *Command) version() (string, error) {
	f := folder{}
	call := fmt.Sprintf("%q %q", c.VersionCommand, f.environment(c.Environment))
	once, _ := versions.LoadOrStore(call, sync.OnceValues(func() (string, error) {
		return askVersion(c.VersionCommand, c.Environment)
	}))
	return once.(func() (string, error))()
}

func askVersion(args []string, environment map[string]string) (_ string, err error) {
	dir, err := os.MkdirTemp("", "pipe-version-*")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	f := folder{work: filepath.Join(dir, "work"), home: dir, tmp: dir}
	if err := os.Mkdir(f.work, 0o755); err != nil {
		return "", err
	}
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		return "", err
	}
	defer out.Close()
	ctx, cancel := context.WithTimeout(context.Background(), versionTimeout)
	defer cancel()
	p := program.Program{Args: args, Dir: f.work, Env: f.environment(environment), Stdout: out, Stderr: out}
	if err := p.Run(ctx); err != nil {
		if ctx.Err() != nil {
			return "", fmt.Errorf("%s did not end within %s", args[0], versionTimeout)
		}
		return "", err
	}
	text, err := io.ReadAll(io.NewSectionReader(out, 0, maxVersionBytes+1))
	if err != nil {
		return "", err
	}
	text = bytes.TrimSpace(text)
	switch {
	case len(text) == 0:
		return "", fmt.Errorf("%s printed nothing", args[0])
	case len(text) > maxVersionBytes:
		return "", fmt.Errorf("%s printed more than %d bytes", args[0], maxVersionBytes)
	}
	return string(text), nil
}
