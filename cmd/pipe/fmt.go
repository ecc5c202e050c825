package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"pipe/pipeline"
)

func (a *app) fmtCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt FILE…",
		Short: "Lay out experiment files in the canonical way",
		Args:  cobra.MinimumNArgs(1),
	}
	cmd.RunE = a.runE(func(_ context.Context, args []string) error { return a.format(args, check) })
	cmd.Flags().BoolVar(&check, "check", false, "change nothing; exit with 2 where a file would change")
	return cmd
}

// format lays out each file, and those of each folder, and prints the names of
// those that changed.
func (a *app) format(paths []string, check bool) error {
	var files []string
	for _, path := range paths {
		found, err := pipeline.Files(path)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		for _, file := range found {
			if file == path || !pipeline.IsJSON(file) { // there is one way to lay out native syntax alone
				files = append(files, file)
			}
		}
	}
	changed := 0
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		formatted, err := pipeline.Format(path, src)
		var diags hcl.Diagnostics
		switch {
		case errors.As(err, &diags):
			a.printDiagnostics(map[string]*hcl.File{path: {Bytes: src}}, diags)
			return &exitError{code: exitUsage}
		case err != nil:
			return err
		}
		if bytes.Equal(src, formatted) {
			continue
		}
		changed++
		fmt.Fprintln(a.stdout, path)
		if check {
			continue
		}
		target, err := filepath.EvalSymlinks(path) // a link stays one
		if err == nil {
			err = replaceFile(target, formatted)
		}
		if err != nil {
			return fmt.Errorf("format %s: %w", path, err)
		}
	}
	if check && changed > 0 {
		return &exitError{code: exitUsage}
	}
	return nil
}

// replaceFile writes data beside path and renames it over, so that no reader
// ever sees half a file.
func replaceFile(path string, data []byte) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".pipe-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync() // else a power cut may leave the new name without the bytes
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
