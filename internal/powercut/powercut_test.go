package powercut

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"pipe/artifacts"
)

// TestCut holds the states that a disk comes back with to those that it may.
func TestCut(t *testing.T) {
	write := []artifacts.Change{{Op: artifacts.OpCreate, Path: "/d/a"}, {Op: artifacts.OpWrite, Path: "/d/a", Data: []byte("xy")}}
	sync := artifacts.Change{Op: artifacts.OpSync, Path: "/d/a"}
	syncDir := artifacts.Change{Op: artifacts.OpSyncDir, Path: "/d"}
	rename := artifacts.Change{Op: artifacts.OpRename, Path: "/d/a", To: "/d/b"}
	for name, tt := range map[string]struct {
		changes []artifacts.Change
		want    []string // contents of a and b, "-" for none
	}{
		"nothing synced":    {write, []string{"- -", "xy -", " -", "x -", "x\x00 -", "\x00\x00 -"}},
		"file synced":       {append(write, sync), []string{"- -", "xy -"}},
		"both synced":       {append(write, sync, syncDir), []string{"xy -"}},
		"renamed":           {append(write, sync, syncDir, rename), []string{"xy -", "- xy", "xy xy", "- -"}},
		"renamed, synced":   {append(write, sync, syncDir, rename, syncDir), []string{"- xy"}},
		"renamed, unsynced": {append(write, syncDir, rename, syncDir), []string{"- xy", "- ", "- x", "- x\x00", "- \x00\x00"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := New("/d")
			for _, c := range tt.changes {
				d.Note(c)
			}
			seen := map[string]bool{}
			for seed := range uint64(200) {
				dir := filepath.Join(t.TempDir(), "disk")
				if err := d.Cut(rand.New(rand.NewPCG(seed, 0)), dir); err != nil {
					t.Fatal(err)
				}
				seen[content(dir, "a")+" "+content(dir, "b")] = true
			}
			for _, want := range tt.want {
				if !seen[want] {
					t.Errorf("the disk never came back with %q", want)
				}
				delete(seen, want)
			}
			for other := range seen {
				t.Errorf("the disk came back with %q, want one of %q", other, tt.want)
			}
		})
	}
}

func content(dir, name string) string {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return "-"
	}
	return string(data)
}
