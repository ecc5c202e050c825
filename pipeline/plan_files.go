package pipeline

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/hashicorp/hcl/v2"

	"pipe/artifacts"
)

// A NeededFile is a file from outside that stages read which are not cached, and
// that the store does not have.
type NeededFile struct {
	Source string           `json:"source"`
	SHA256 artifacts.Digest `json:"sha256,omitzero"` // zero where nothing states it
	URL    string           `json:"url,omitempty"`   // what it is downloaded from; "" for a path
	Bytes  int64            `json:"bytes,omitempty"` // 0 where nobody knows
	// Problem says why the file cannot be had. It is "" for one to download, and for
	// one that is where Source says.
	Problem string    `json:"problem,omitempty"`
	Uses    []FileUse `json:"uses"`

	path string           // of a file that is no download
	got  artifacts.Digest // of what is there instead
	err  error            // why nothing is there
}

// A FileUse is where an experiment names a file.
type FileUse struct {
	Stage     string `json:"stage"`
	Attribute string `json:"attribute"`
	File      string `json:"file"`
	Line      int    `json:"line"`

	node *Node
}

// NeededFiles returns what a run of the plan reads from outside the store: each
// file once, in the order in which stages name it. It reads the disk for what is
// not cached, and never the network.
func (p *Plan) NeededFiles() []NeededFile {
	type name struct {
		digest artifacts.Digest
		where  string
	}
	var files []*NeededFile
	known := make(map[name]*NeededFile)
	for _, s := range p.Steps {
		pinned, ok := s.Node.Config.(Pinned)
		if !ok || s.Status == StatusCached {
			continue
		}
		for _, pin := range pinned.Pins() {
			digest := s.pins[pin.Attribute]
			if !pin.hasDigest() || !digest.IsZero() && (pin.SHA256 == "" || p.store.HasObject(digest)) {
				continue // what has no stated digest was there when the plan was made
			}
			f := &NeededFile{Source: pin.Source, SHA256: digest, URL: pin.URL, Bytes: pin.Bytes}
			if pin.URL == "" {
				f.path = s.Node.resolvePath(pin.Source)
			}
			id := name{digest, f.URL + f.path}
			if known[id] == nil {
				known[id] = f
				files = append(files, f)
			}
			at := s.Node.Range(pin.Attribute)
			known[id].Uses = append(known[id].Uses, FileUse{s.Node.Address(), pin.Attribute, at.Filename, at.Start.Line, s.Node})
		}
	}
	_ = inParts(files, func(f *NeededFile) error {
		f.look()
		return nil // each has its own problem
	})
	needed := make([]NeededFile, len(files))
	for i, f := range files {
		needed[i] = *f
	}
	return needed
}

// look finds out whether a file that is no download is there.
func (f *NeededFile) look() {
	if f.URL != "" {
		return
	}
	f.got, f.err = DigestPath(f.path)
	switch {
	case errors.Is(f.err, fs.ErrNotExist):
		f.Problem = "there is no such file"
	case f.err != nil:
		f.Problem = f.err.Error()
	case f.got != f.SHA256:
		f.Problem = "the file has SHA-256 " + hex.EncodeToString(f.got[:])
	}
}

// Diagnostic says of a file that cannot be had what it is and what to do. It
// points at the first use.
func (f *NeededFile) Diagnostic() *hcl.Diagnostic {
	use := f.Uses[0]
	subject := use.node.Range(use.Attribute)
	d := &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  "File not found",
		Detail:   fmt.Sprintf("%s is %q", f.named(), f.Source),
		Subject:  &subject,
		Context:  use.node.Block.Ptr(),
	}
	switch {
	case f.URL != "":
		d.Summary = "File not at hand"
		d.Detail = fmt.Sprintf("%s is a file that the store does not have, and nothing may be downloaded. Its publisher has it at %s%s. %s%s.",
			f.named(), f.URL, f.known(), addFile, f.declare())
	case errors.Is(f.err, fs.ErrNotExist):
		d.Detail += fmt.Sprintf(", but there is no file %q. Paths are relative to the folder of the experiment file.", f.path)
		if !f.SHA256.IsZero() {
			d.Detail += fmt.Sprintf(" Nor does the store have it%s. %s, or correct the path.", f.known(), addFile)
		}
	case f.err != nil:
		d.Summary = "Unreadable file"
		d.Detail += fmt.Sprintf(", which cannot be read: %s.", f.err)
	default:
		d.Summary = "Another file"
		d.Detail += fmt.Sprintf(", which has SHA-256 %x, but what is wanted has %x. %s, or correct the digest.", f.got[:], f.SHA256[:], addFile)
	}
	return d
}

const addFile = "Put it into the store with `pipe add FILE`, whatever it is called there"

// named says what names the file.
func (f *NeededFile) named() string {
	text := fmt.Sprintf("The %s of %s", f.Uses[0].Attribute, f.Uses[0].Stage)
	if more := len(f.Uses) - 1; more > 0 {
		text += fmt.Sprintf(", and of %d more,", more)
	}
	return text
}

// known says in brackets by what the file is known.
func (f *NeededFile) known() string {
	text := fmt.Sprintf(" (SHA-256 %x", f.SHA256[:])
	if f.Bytes > 0 {
		text += fmt.Sprintf(", %d bytes", f.Bytes)
	}
	return text + ")"
}

// declare says what else to do about a file that the library names.
func (f *NeededFile) declare() string {
	use := f.Uses[0]
	switch {
	case !inLibrary(use.File):
		return ", or set " + use.Attribute + " to the path of a copy"
	case use.node.Instance != "": // whoever declares it declares all of its family
		return ""
	}
	return fmt.Sprintf(", or declare %s %q in the experiment, with the path of a copy as its %s", use.node.Kind.Name, use.node.Name, use.Attribute)
}

// Missing says of each needed file that it cannot be had; one to download can,
// unless the run is offline.
func Missing(files []NeededFile, offline bool) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i := range files {
		if f := &files[i]; f.Problem != "" || offline && f.URL != "" {
			diags = append(diags, f.Diagnostic())
		}
	}
	return diags
}

// missingToo returns what is missing in a plan of which some keys cannot be
// known, as files are missing that they depend on.
func (p *Plan) missingToo() hcl.Diagnostics {
	if err := p.placeAll(); err != nil {
		return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Unreadable store", Detail: err.Error() + "."}}
	}
	return Missing(p.NeededFiles(), false)
}
