package sources

import (
	"fmt"
	"net/url"
	"strings"
)

const builtinPrefix = "builtin:miniature/"

// A Location says where the bytes of a source are. One field is set.
type Location struct {
	Builtin string // name of a file of the miniature world
	Path    string // of a local file
	URL     string // to download
}

// Resolve reads the source of a data set:
//
//	builtin:miniature/name                          made by the program
//	hf://datasets/org/name@revision/path            Hugging Face
//	github://owner/repo@commit/path                 GitHub
//	https://…                                       anywhere else
//
// and otherwise a path. It touches neither disk nor network.
func Resolve(source string) (Location, error) {
	if name, ok := strings.CutPrefix(source, builtinPrefix); ok && name != "" {
		return Location{Builtin: name}, nil
	}
	if strings.HasPrefix(source, "builtin:") {
		return Location{}, fmt.Errorf("source %q is not built in, want %s and a name", source, builtinPrefix)
	}
	scheme, rest, remote := strings.Cut(source, "://")
	switch {
	case source == "":
		return Location{}, fmt.Errorf("the source is empty")
	case !remote:
		return Location{Path: source}, nil
	case scheme == "https":
		if u, err := url.Parse(source); err != nil || u.Host == "" {
			return Location{}, fmt.Errorf("source %q is no valid address", source)
		}
		return Location{URL: source}, nil
	case scheme == "hf":
		repo, ok := strings.CutPrefix(rest, "datasets/")
		if name, revision, file, found := pinned(repo); ok && found {
			return Location{URL: "https://huggingface.co/datasets/" + name + "/resolve/" + revision + "/" + file}, nil
		}
		return Location{}, fmt.Errorf("got source %q, want hf://datasets/org/name@revision/path", source)
	case scheme == "github":
		if name, commit, file, found := pinned(rest); found {
			return Location{URL: "https://raw.githubusercontent.com/" + name + "/" + commit + "/" + file}, nil
		}
		return Location{}, fmt.Errorf("got source %q, want github://owner/repo@commit/path", source)
	}
	return Location{}, fmt.Errorf("source %q has scheme %q, want builtin:, hf://, github://, https:// or a path", source, scheme)
}

// pinned takes "owner/name@revision/path" apart and escapes the parts for an
// address. A revision may hold "%2F" for a slash.
func pinned(s string) (repo, revision, file string, ok bool) {
	repo, rest, at := strings.Cut(s, "@")
	revision, file, slash := strings.Cut(rest, "/")
	owner, name, two := strings.Cut(repo, "/")
	if !at || !slash || !two || owner == "" || name == "" || strings.Contains(name, "/") || revision == "" || file == "" {
		return "", "", "", false
	}
	parts := strings.Split(file, "/")
	for i, p := range parts {
		if p == "" || p == "." || p == ".." {
			return "", "", "", false
		}
		parts[i] = url.PathEscape(p)
	}
	if r, err := url.PathUnescape(revision); err == nil {
		revision = url.PathEscape(r)
	}
	return url.PathEscape(owner) + "/" + url.PathEscape(name), revision, strings.Join(parts, "/"), true
}
