package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
)

// storeFile returns the path within a store of a file that damageCommand can
// name.
func storeFile(dir, address, name string) (string, error) {
	store, err := artifacts.Open(dir)
	if err != nil {
		return "", err
	}
	runs, err := pipeline.Runs(store)
	if err != nil || len(runs) == 0 {
		return "", fmt.Errorf("got %d runs: %w", len(runs), err)
	}
	switch name {
	case "run":
		return "records/" + runs[0].ID + ".json", nil
	case "text":
		return objectFile(runs[0].Sources[0].Digest), nil
	case "checkpoint":
		found, err := filepath.Glob(filepath.Join(dir, "scratch", "*", "*"))
		if err != nil || len(found) != 1 {
			return "", fmt.Errorf("got checkpoints %q, want one: %w", found, err)
		}
		rel, err := filepath.Rel(dir, found[0])
		return filepath.ToSlash(rel), err
	case "state":
		found, err := filepath.Glob(filepath.Join(dir, "trails", "*", "state-*"))
		if err != nil || len(found) == 0 {
			return "", fmt.Errorf("got no kept states: %w", err)
		}
		rel, err := filepath.Rel(dir, found[0])
		return filepath.ToSlash(rel), err
	}
	i := slices.IndexFunc(runs, func(r *pipeline.RunRecord) bool {
		s := r.Stage(address)
		return s != nil && !s.Artifact.IsZero()
	})
	if i < 0 {
		return "", fmt.Errorf("no run has made %q", address)
	}
	stage := runs[i].Stage(address)
	switch key := stage.Key.String(); name {
	case "manifest":
		return objectFile(stage.Artifact), nil
	case "recipe": // a key is the digest of its recipe
		return objectFile(artifacts.Digest(stage.Key)), nil
	case "key":
		return "keys/" + key[:2] + "/" + key, nil
	}
	artifact, err := store.Artifact(stage.Artifact)
	if err != nil {
		return "", err
	}
	f, ok := artifact.File(name)
	if !ok {
		return "", fmt.Errorf("%s has no file %q", address, name)
	}
	return objectFile(f.Digest), nil
}

func objectFile(d artifacts.Digest) string {
	hex := strings.TrimPrefix(d.String(), "sha256:")
	return "objects/" + hex[:2] + "/" + hex
}
