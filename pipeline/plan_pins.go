package pipeline

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"pipe/artifacts"
)

// pinAll sets the digests of all bytes that the steps read from outside the
// graph. A file named by many stages is read once. It marks the steps of which a
// file cannot be read, and returns what cannot be observed.
func pinAll(steps []*Step) hcl.Diagnostics {
	var diags hcl.Diagnostics
	files := hashPinned(steps)
	for _, s := range steps {
		pinned, ok := s.Node.Config.(Pinned)
		if !ok {
			continue
		}
		for _, pin := range pinned.Pins() {
			if pin.Observe != nil {
				text, err := pin.Observe()
				if err != nil {
					diags = append(diags, observeDiagnostic(s.Node, pin, err))
					s.unread = true
				}
				if s.observed == nil {
					s.observed = make(map[string]string)
				}
				s.observed[pin.Attribute] = text
			}
			if !pin.hasDigest() {
				continue
			}
			d, err := pinDigest(s.Node, pin, files)
			if err != nil {
				s.unread = true
				continue
			}
			if s.pins == nil {
				s.pins = make(map[string]artifacts.Digest)
			}
			s.pins[pin.Attribute] = d
		}
	}
	return diags
}

// A hashedFile is what became of hashing a file, or a folder.
type hashedFile struct {
	path   string
	digest artifacts.Digest
	err    error
}

// hashPinned hashes all files whose digests no file states, by path.
func hashPinned(steps []*Step) map[string]*hashedFile {
	files := make(map[string]*hashedFile)
	var list []*hashedFile
	for _, s := range steps {
		pinned, ok := s.Node.Config.(Pinned)
		if !ok {
			continue
		}
		for _, pin := range pinned.Pins() {
			if _, past := s.Node.pinned[pin.Attribute]; past || !pin.hasDigest() || pin.SHA256 != "" {
				continue
			}
			path := s.Node.resolvePath(pin.Source)
			if files[path] == nil {
				files[path] = &hashedFile{path: path}
				list = append(list, files[path])
			}
		}
	}
	_ = inParts(list, func(f *hashedFile) error {
		f.digest, f.err = DigestPath(f.path)
		return nil // each is told by the stage that names it
	})
	return files
}

// pinDigest returns the digest that a pin states, or that of the file it names.
func pinDigest(n *Node, pin Pin, files map[string]*hashedFile) (artifacts.Digest, error) {
	if d, ok := n.pinned[pin.Attribute]; ok {
		return d, nil
	}
	if pin.SHA256 != "" {
		return artifacts.ParseDigest(pin.SHA256)
	}
	f := files[n.resolvePath(pin.Source)]
	return f.digest, f.err
}

func observeDiagnostic(n *Node, pin Pin, err error) *hcl.Diagnostic {
	return mistake(n.Range(pin.Attribute), n.Block, "Nothing observed",
		"The recipe of %s holds what its %s gives, and it gives nothing: %s.", n.Address(), pin.Attribute, err)
}

// DigestPath returns the SHA-256 of a file. Of a folder it returns that of
// the listing `sha256sum` would print for all files below it: a line
// "<64 hex>  <slash-separated relative path>" for each, in lexical order of
// the walk. A stage that reads a pinned path compares what it read with
// Stage.PinDigest.
func DigestPath(path string) (artifacts.Digest, error) {
	d, err := artifacts.SumFile(path)
	if err == nil {
		return d, nil
	}
	if info, statErr := os.Stat(path); statErr != nil || !info.IsDir() {
		return artifacts.Digest{}, err
	}
	var listing strings.Builder
	err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		// Stat, not entry: downloaded models are often folders of links.
		if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
			return err
		}
		d, err := artifacts.SumFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(path, name)
		fmt.Fprintf(&listing, "%x  %s\n", d[:], filepath.ToSlash(rel))
		return err
	})
	return artifacts.Sum([]byte(listing.String())), err
}
