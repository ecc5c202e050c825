package stages

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/stages/models"
)

// folderOf writes a model as a folder of Hugging Face and returns its path.
func folderOf(t *testing.T) string {
	t.Helper()
	made, err := runImport(t, fmt.Sprintf("model \"m\" {\n source = %q\n tokenizer = %q\n}\n",
		absolute(t, "testdata/tiny.bin"), absolute(t, "testdata/tiny_pieces.bin")))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "models--x", "snapshots", "y")
	if err := ExportModel(made["model.m"], dir); err != nil {
		t.Fatal(err)
	}
	dir, err = filepath.EvalSymlinks(dir) // folders of tests may be behind one
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFolderStays holds that nothing is read but files of the folder, whatever
// an index names and wherever links lead.
func TestFolderStays(t *testing.T) {
	for _, name := range []string{"../x.safetensors", "/etc/passwd", "sub/x.safetensors", ".."} {
		dir := folderOf(t)
		index := fmt.Appendf(nil, `{"weight_map":{"a":%q}}`, name)
		if err := os.WriteFile(filepath.Join(dir, huggingFaceIndex), index, 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := (modelFolder{"x", dir}).weights(context.Background()); err == nil || !strings.Contains(err.Error(), "of the folder itself") {
			t.Errorf("weights with an index of %q = %v, want an error about it", name, err)
		}
	}
	cases := []struct {
		to   string // where the weights are, from the folder
		want string // of the error; "" is none
	}{
		{"other.safetensors", ""},
		{"../../blobs/0123", ""},
		{"../../x.safetensors", "outside of the folder"},
		{"../../../x.safetensors", "outside of the folder"},
		{"../../blobs/../x.safetensors", "outside of the folder"},
	}
	for _, c := range cases {
		t.Run(c.to, func(t *testing.T) {
			dir := folderOf(t)
			to := filepath.Join(dir, filepath.FromSlash(c.to))
			if err := os.MkdirAll(filepath.Join(dir, "..", "..", "blobs"), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(filepath.Join(dir, huggingFaceWeights), to); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(c.to, filepath.Join(dir, huggingFaceWeights)); err != nil {
				t.Skipf("no symbolic link can be made here: %v", err)
			}
			_, err := runImport(t, fmt.Sprintf("model \"m\" {\n source = %q\n}\n", dir))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("importing with weights at %s = %v, want %q", c.to, err, c.want)
			}
		})
	}
}

// TestShards holds that a model in several files is the model, and that no
// tensor is in two.
func TestShards(t *testing.T) {
	dir := folderOf(t)
	want, err := (modelFolder{"x", dir}).weights(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, huggingFaceWeights))
	if err != nil {
		t.Fatal(err)
	}
	tensors, err := models.ReadSafetensors(whole)
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for name := range tensors {
		files[name] = "one.safetensors"
	}
	files["model.norm.weight"] = "two.safetensors"
	index, err := json.Marshal(map[string]any{"weight_map": files})
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	put(huggingFaceIndex, index)
	put("one.safetensors", whole)
	put("two.safetensors", whole)
	if _, err := (modelFolder{"x", dir}).weights(context.Background()); err == nil || !strings.Contains(err.Error(), "is in another file too") {
		t.Errorf("weights of two whole files = %v, want an error that a tensor is in both", err)
	}
	// The header of no tensor: eight bytes of length, and {}.
	put("two.safetensors", append([]byte{2, 0, 0, 0, 0, 0, 0, 0}, "{}"...))
	got, err := (modelFolder{"x", dir}).weights(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range want.Flat {
		if got.Flat[i] != x {
			t.Fatalf("weight %d is %g, want %g", i, got.Flat[i], x)
		}
	}
}

// TestPickle says of a folder of older weights what is to be done.
func TestPickle(t *testing.T) {
	dir := folderOf(t)
	if err := os.Rename(filepath.Join(dir, huggingFaceWeights), filepath.Join(dir, huggingFacePickle)); err != nil {
		t.Fatal(err)
	}
	if _, err := (modelFolder{"x", dir}).weights(context.Background()); err == nil || !strings.Contains(err.Error(), "pickle") {
		t.Errorf("weights of a pickle = %v, want an error that says so", err)
	}
}
