package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pipe/stages/program"
)

// An interpreter is the machine's Python.
type interpreter struct {
	Path    string   // the executable itself, no link or script that finds it
	Version string   // "CPython 3.11.7"
	Folders []string // of its modules and libraries
}

// describe prints an interpreter as JSON.
const describe = `import json, os, platform, sys, sysconfig
folders = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
if sysconfig.get_config_var("Py_ENABLE_SHARED"):
    folders.append(sysconfig.get_config_var("LIBDIR"))
print(json.dumps({
    "Path": os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable),
    "Version": platform.python_implementation() + " " + platform.python_version(),
    "Folders": folders,
}))`

// askTimeout bounds the questions to the machine that are not about a program.
const askTimeout = time.Minute

// findPython returns the Python that is first in PATH.
func findPython() (*interpreter, error) {
	path, err := exec.LookPath("python3")
	if err != nil {
		return nil, errors.New("there is no program \"python3\" in PATH")
	}
	out, err := ask(path, "-s", "-S", "-c", describe)
	if err != nil {
		return nil, fmt.Errorf("%s does not say what it is: %w", path, err)
	}
	var p interpreter
	if err := json.Unmarshal([]byte(out), &p); err != nil {
		return nil, fmt.Errorf("%s does not say what it is: %w", path, err)
	}
	p.Folders = slices.DeleteFunc(p.Folders, func(dir string) bool { return !filepath.IsAbs(dir) })
	if !filepath.IsAbs(p.Path) || len(p.Folders) == 0 {
		return nil, fmt.Errorf("%s says that it is %q, with modules in %q", path, p.Path, p.Folders)
	}
	return &p, nil
}

// ask runs a trusted program and returns what it prints.
func ask(args ...string) (text string, err error) {
	dir, err := os.MkdirTemp("", "pipe-ask-*")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		return "", err
	}
	defer out.Close()
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	p := program.Program{Args: args, Dir: dir, Env: os.Environ(), Stdout: out, Stderr: out}
	runErr := p.Run(ctx)
	said, err := io.ReadAll(io.NewSectionReader(out, 0, maxComplaint))
	if runErr != nil {
		return "", complain(runErr, string(said))
	}
	return strings.TrimSpace(string(said)), err
}

// complain adds to an error what a program said.
func complain(err error, said string) error {
	if said = strings.TrimSpace(strings.ToValidUTF8(said, "?")); said != "" {
		return fmt.Errorf("%w: %s", err, said)
	}
	return err
}
