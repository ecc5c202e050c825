package stages

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pipe/pipeline"
	"pipe/stages/program"
)

// A folder is where a program runs:
//
//	work/            its working folder: declared files, and inputs/NAME/…
//	home/, tmp/      its HOME and TMPDIR, empty
//	stdout, stderr   what it prints
type folder struct {
	work, home, tmp string
	stdout, stderr  *os.File
	remove          func() error
}

func newFolder(s *pipeline.Stage) (*folder, error) {
	dir, remove, err := s.Store().TempDir()
	if err != nil {
		return nil, err
	}
	f := &folder{work: filepath.Join(dir, "work"), home: filepath.Join(dir, "home"), tmp: filepath.Join(dir, "tmp")}
	for _, d := range []string{f.work, f.home, f.tmp} {
		err = errors.Join(err, os.Mkdir(d, 0o755))
	}
	var errOut, errErr error
	f.stdout, errOut = os.Create(filepath.Join(dir, "stdout"))
	f.stderr, errErr = os.Create(filepath.Join(dir, "stderr"))
	f.remove = func() error { return errors.Join(f.stdout.Close(), f.stderr.Close(), remove()) }
	if err = errors.Join(err, errOut, errErr); err != nil {
		return nil, errors.Join(err, remove())
	}
	return f, nil
}

// fill puts in what is declared: copies of the inputs' files, and of the
// declared ones, each checked against its digest.
func (f *folder) fill(c *Command, s *pipeline.Stage) error {
	for _, name := range slices.Sorted(maps.Keys(c.Inputs)) {
		a := s.Input(c.Inputs[name])
		for _, file := range a.Files {
			to := filepath.Join(f.work, inputsFolder, name, filepath.FromSlash(file.Name))
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return err
			}
			if err := a.CopyTo(file.Name, to); err != nil {
				return fmt.Errorf("input %s: %w", name, err)
			}
		}
	}
	for _, file := range c.Files {
		to := filepath.Join(f.work, fileName(file))
		if err := copyTree(s.Path(file), to); err != nil {
			return fmt.Errorf("copy %s: %w", file, err)
		}
		got, err := pipeline.DigestPath(to)
		if err != nil {
			return err
		}
		if want, _ := s.PinDigest(filePin(file)); got != want {
			return fmt.Errorf("%s changed during the run: got %s, want %s", file, got, want)
		}
	}
	return nil
}

// copyTree copies a file, or a folder with all regular files in it. Links are
// followed, as they are by the digest; what a copy may do does not depend on
// what its original may.
func copyTree(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return copyFile(from, to)
	}
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return err
		}
		return copyFile(path, filepath.Join(to, rel))
	})
}

func copyFile(from, to string) (err error) {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	_, err = io.Copy(dst, src)
	return err
}

// environment returns all variables that the program sees. Those that are not
// declared are the same everywhere, but for PATH and for folders that are made
// for it.
func (f *folder) environment(declared map[string]string) []string {
	all := map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": f.home, "TMPDIR": f.tmp, "LC_ALL": "C.UTF-8", "TZ": "UTC",
	}
	maps.Copy(all, declared)
	var env []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		env = append(env, name+"="+all[name])
	}
	return env
}

func (f *folder) run(ctx context.Context, p program.Program) error {
	p.Stdout, p.Stderr = f.stdout, f.stderr
	return p.Run(ctx)
}

// maxLog is how much is kept of what a program prints: of more, the beginning
// and the end.
const maxLog = 16 << 20

// keepLogs keeps what the program has printed, and reports whether that is
// anything.
func (f *folder) keepLogs(s *pipeline.Stage) (printed bool, err error) {
	for _, log := range []struct {
		name string
		file *os.File
	}{{"stdout", f.stdout}, {"stderr", f.stderr}} {
		info, statErr := log.file.Stat()
		if statErr != nil || info.Size() == 0 {
			err = errors.Join(err, statErr)
			continue
		}
		printed = true
		size := info.Size()
		var text io.Reader = io.NewSectionReader(log.file, 0, size)
		if left := size - maxLog; left > 0 {
			text = io.MultiReader(io.NewSectionReader(log.file, 0, maxLog/2),
				strings.NewReader(fmt.Sprintf("\n… %d bytes left out …\n", left)),
				io.NewSectionReader(log.file, size-maxLog/2, maxLog/2))
		}
		err = errors.Join(err, s.KeepLog(log.name, text))
	}
	return printed, err
}

// lastLines returns the end of a file as text, indented: at most so many lines
// and bytes as one looks at.
func lastLines(file *os.File) string {
	const mostLines, mostBytes = 8, 2000
	info, err := file.Stat()
	if err != nil {
		return ""
	}
	start := max(0, info.Size()-mostBytes)
	data := make([]byte, info.Size()-start)
	n, _ := file.ReadAt(data, start)
	text := strings.TrimSpace(strings.ToValidUTF8(string(data[:n]), "?"))
	if text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-mostLines):]
	return "    " + strings.Join(lines, "\n    ")
}

// explainExit adds to the error of a program that failed what it said last, and
// where all that it said is.
func (f *folder) explainExit(err error, stage string, printed bool) error {
	var exit *program.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	switch {
	case !printed:
		return fmt.Errorf("%w; it has printed nothing", err)
	case lastLines(f.stderr) == "":
		return fmt.Errorf("%w; it has printed nothing to stderr, and `pipe show --logs '%s'` prints its stdout", err, stage)
	}
	return f.withStderr(err, stage)
}

// withStderr adds the end of what a program has printed to stderr, if it has
// printed anything.
func (f *folder) withStderr(err error, stage string) error {
	tail := lastLines(f.stderr)
	if tail == "" {
		return err
	}
	return fmt.Errorf("%w; its stderr ends with\n%s\n  `pipe show --logs '%s'` prints all of it", err, tail, stage)
}
