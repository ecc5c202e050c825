package stages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rs/zerolog"

	"pipe/pipeline"
)

// Limits of what one command may leave behind: more of either is a mistake in
// it sooner than a result.
const (
	maxOutputFiles = 20_000
	maxOutputBytes = 256 << 30
)

// collect keeps the declared outputs. It says what else the program has made,
// which is not kept.
func (f *folder) collect(ctx context.Context, c *Command, s *pipeline.Stage) error {
	found := make(map[string]bool) // by declared output
	var undeclared []string
	files, bytes := 0, int64(0)
	err := filepath.WalkDir(f.work, func(path string, e fs.DirEntry, err error) error {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		rel, err := filepath.Rel(f.work, path)
		if err != nil || rel == "." {
			return err
		}
		name := filepath.ToSlash(rel)
		if e.IsDir() {
			if name == inputsFolder || slices.Contains(c.fileNames(), name) {
				return filepath.SkipDir
			}
			return nil
		}
		output := c.outputOf(name)
		if output == "" {
			if !slices.Contains(c.fileNames(), name) {
				undeclared = append(undeclared, name)
			}
			return nil
		}
		if !e.Type().IsRegular() {
			return fmt.Errorf("the output %q is no plain file: its mode is %s; write files themselves, and no links", name, e.Type())
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if files, bytes = files+1, bytes+info.Size(); files > maxOutputFiles || bytes > maxOutputBytes {
			return fmt.Errorf("the outputs are more than %d files or %d bytes; name only what later stages need, or pack it into one file", maxOutputFiles, maxOutputBytes)
		}
		found[output] = true
		return keepOutput(s, name, path)
	})
	if err != nil {
		return err
	}
	for _, output := range c.Outputs {
		if !found[output] {
			return f.withStderr(f.missing(output, undeclared), s.Name())
		}
	}
	if len(undeclared) > 0 {
		zerolog.Ctx(ctx).Warn().Str("stage", s.Name()).Msgf("not kept, since outputs does not name it: %s", someNames(undeclared))
	}
	return nil
}

func keepOutput(s *pipeline.Stage, name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return s.Out.WriteFrom(name, file)
}

// outputOf returns the declared output that a file is or lies in, or "".
func (c *Command) outputOf(name string) string {
	for _, output := range c.Outputs {
		if name == output || strings.HasSuffix(output, "/") && strings.HasPrefix(name, output) {
			return output
		}
	}
	return ""
}

// missing is the error of an output that the program has not made.
func (f *folder) missing(output string, undeclared []string) error {
	what := "file"
	if strings.HasSuffix(output, "/") {
		what = "folder with a file in it"
	}
	err := fmt.Errorf("the program ended well, but has made no %s %q", what, output)
	info, statErr := os.Stat(filepath.Join(f.work, filepath.FromSlash(output)))
	switch {
	case statErr == nil && info.IsDir() && what == "file":
		return fmt.Errorf("%w; that is a folder, and outputs names a folder as %q", err, output+"/")
	case len(undeclared) > 0:
		return fmt.Errorf("%w; it has made %s", err, someNames(undeclared))
	}
	return err
}

// someNames lists the first few names.
func someNames(names []string) string {
	const most = 10
	var quoted []string
	for _, name := range names[:min(len(names), most)] {
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	list := strings.Join(quoted, ", ")
	if more := len(names) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}
