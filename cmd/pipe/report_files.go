package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"pipe/artifacts"
	"pipe/stages"
)

// reportFiles is the name of the file in a report's folder that says what the
// program has written there, by name, with its digest. So a report that has
// fewer tables than before takes the old ones away, and nothing else.
const reportFiles = ".report-files.json"

// writeReport writes the files of a report into a folder, and removes those that
// an earlier report has left there and nobody has changed.
func writeReport(dir string, files []stages.ReportFile) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	written := make(map[string]artifacts.Digest, len(files))
	for _, f := range files {
		if err := replaceFile(filepath.Join(dir, f.Name), f.Data); err != nil {
			return err
		}
		written[f.Name] = artifacts.Sum(f.Data)
	}
	list := filepath.Join(dir, reportFiles)
	before := make(map[string]artifacts.Digest)
	data, err := os.ReadFile(list)
	if err == nil && json.Unmarshal(data, &before) != nil {
		clear(before) // it is somebody else's by now: nothing is known to be ours
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for name, digest := range before {
		if _, still := written[name]; still || filepath.Base(name) != name {
			continue
		}
		if err := removeUnchanged(filepath.Join(dir, name), digest); err != nil {
			return err
		}
	}
	if data, err = json.MarshalIndent(written, "", "  "); err != nil {
		return fmt.Errorf("list the files of a report: %w", err)
	}
	return replaceFile(list, append(data, '\n'))
}

// removeUnchanged removes a file that has the digest.
func removeUnchanged(path string, digest artifacts.Digest) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && artifacts.Sum(data) != digest {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Remove(path)
}
