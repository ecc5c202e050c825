package artifacts

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A Verification is what Verify found. Its lists are sorted.
type Verification struct {
	Objects int      `json:"objects"` // checked, damaged ones included
	Bytes   int64    `json:"bytes"`   // hashed
	Entries int      `json:"entries"` // index entries
	Records int      `json:"records"`
	Damage  []Damage `json:"damage"`
	// Conflicts are the keys that gave other bytes at another time. Both
	// artifacts are as they were written, so that this is no damage.
	Conflicts []ConflictError `json:"conflicts"`
	// Foreign are the paths, relative to the store, that no store writes.
	Foreign []string `json:"foreign"`
}

// A Damage is one file of the store that is not as it was written.
type Damage struct {
	// Path is relative to the store. A damaged file is in the quarantine now.
	Path string `json:"path"`
	// Problem says what is wrong: "missing", or what was got and wanted, and
	// why the file is still in its place where it is.
	Problem string `json:"problem"`
	// Uses says what the file belongs to; none where nothing refers to it.
	Uses []Use `json:"uses,omitempty"`
}

// String is one line on the damage and on everything that it reaches.
func (d Damage) String() string {
	var uses []string
	for _, u := range d.Uses {
		uses = append(uses, u.String())
	}
	if len(uses) == 0 {
		return d.Path + ": " + d.Problem
	}
	return d.Path + ": " + d.Problem + "; it is " + strings.Join(uses, ", and ")
}

// A Use is one way to an object: as File of Artifact, to which Key is bound,
// or as File of Run. What does not apply is zero; all of it is for a file that
// was added by hand.
type Use struct {
	Key      Key    `json:"key,omitzero"`
	Artifact Digest `json:"artifact,omitzero"`
	Kind     string `json:"kind,omitempty"` // of the artifact; empty where its manifest is lost
	Run      string `json:"run,omitempty"`  // id of its record
	File     string `json:"file"`           // its name; "manifest" and "recipe" for those
}

// String says what the object is.
func (u Use) String() string {
	text := fmt.Sprintf("%q", u.File)
	if !u.Artifact.IsZero() {
		text += " of "
		if u.Kind != "" {
			text += u.Kind + " "
		}
		text += "artifact " + u.Artifact.Short()
	}
	if u.Key != (Key{}) {
		text += fmt.Sprintf(" of key %s", u.Key.Short())
	}
	switch {
	case u.Run != "":
		text += " of run " + u.Run
	case u.Key == (Key{}) && u.Artifact.IsZero():
		text += ", which was added by hand and has to be added again"
	}
	return text
}

// Verify reads every file of the store and checks it against its digest, and
// checks that whatever is referred to is there: by what the store knows, or by
// records, which only the caller can read. It moves damaged files to the
// quarantine, so that the next run misses and makes them again; in a store
// that cannot be written they stay. Damage is in the result; the error is for
// what kept Verify from finishing.
func (s *Store) Verify(ctx context.Context, records map[Digest]Use) (*Verification, error) {
	v := &verifier{store: s, sizes: map[Digest]int64{}, manifests: map[Digest]manifest{}, records: records}
	v.result.Damage, v.result.Foreign, v.result.Conflicts = []Damage{}, []string{}, []ConflictError{}
	if err := v.walk(ctx); err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	v.checkReferences()
	for i := range v.damaged {
		d := &v.damaged[i]
		if !d.movable {
			continue
		}
		if err := s.quarantine(d.path); err != nil {
			d.Problem += fmt.Sprintf(", and cannot be moved away: %v", err)
		}
	}
	for _, d := range v.damaged {
		v.result.Damage = append(v.result.Damage, d.Damage)
	}
	r := &v.result
	slices.SortFunc(r.Damage, func(a, b Damage) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(r.Foreign)
	r.Conflicts = v.conflicts()
	return r, nil
}

// conflicts returns the entries that lost, each with the one that it lost to.
func (v *verifier) conflicts() []ConflictError {
	have := map[Key]Digest{}
	for _, e := range v.entries {
		if !e.lost {
			have[e.Key] = e.Artifact
		}
	}
	conflicts := []ConflictError{}
	for _, e := range v.entries {
		if e.lost {
			conflicts = append(conflicts, ConflictError{Key: e.Key, Have: have[e.Key], Got: e.Artifact})
		}
	}
	slices.SortFunc(conflicts, func(a, b ConflictError) int {
		return strings.Compare(a.Key.String()+a.Got.hex(), b.Key.String()+b.Got.hex())
	})
	return conflicts
}

// checkReferences finds what is referred to and missing, and tells each
// damaged object what it belongs to.
func (v *verifier) checkReferences() {
	uses := v.uses()
	known := map[Digest]bool{}
	for _, d := range v.damaged {
		known[d.object] = true
	}
	for d := range uses {
		if _, sound := v.sizes[d]; !sound && !known[d] && !v.store.hasObject(d, -1) {
			v.damage(damaged{Damage: Damage{Path: relObject(d), Problem: "missing"}, object: d})
		}
	}
	for i, d := range v.damaged {
		v.damaged[i].Uses = uses[d.object]
	}
}

// uses returns every way to every object that is referred to, in an order
// that depends on the store alone.
func (v *verifier) uses() map[Digest][]Use {
	uses := map[Digest][]Use{}
	bound := map[Digest]bool{}
	for _, e := range v.entries {
		bound[e.Artifact] = true
		uses[e.Recipe] = append(uses[e.Recipe], Use{Key: e.Key, File: "recipe"})
		v.useArtifact(uses, e.Key, e.Artifact)
	}
	for _, e := range v.gone {
		uses[e.Recipe] = append(uses[e.Recipe], Use{Key: e.Key, File: "recipe"})
	}
	for d := range v.manifests {
		if !bound[d] {
			v.useArtifact(uses, Key{}, d)
		}
	}
	for _, f := range v.added {
		uses[f.Digest] = append(uses[f.Digest], Use{File: f.Name})
	}
	for d, u := range v.records {
		uses[d] = append(uses[d], u)
	}
	for _, u := range uses {
		slices.SortFunc(u, func(a, b Use) int { return strings.Compare(a.order(), b.order()) })
	}
	return uses
}

func (u Use) order() string { return u.Key.String() + u.Artifact.hex() + u.Run + u.File }

func (v *verifier) useArtifact(uses map[Digest][]Use, k Key, d Digest) {
	m := v.manifests[d]
	use := Use{Key: k, Artifact: d, Kind: m.Kind, File: "manifest"}
	uses[d] = append(uses[d], use)
	for _, f := range m.Files {
		use.File = f.Name
		uses[f.Digest] = append(uses[f.Digest], use)
	}
}

func relObject(d Digest) string { return objectsDir + "/" + d.hex()[:2] + "/" + d.hex() }
