package page

import (
	"bytes"
	"strings"
	"testing"
)

// TestFillFiles wants the digests of files from the recipes of their readers, on
// the page and in the CSV, and nothing where no recipe tells.
func TestFillFiles(t *testing.T) {
	digest := strings.TrimPrefix(fakeDigest("capitals"), "sha256:")
	p := fixture()
	origins := map[string]Origin{"dataset.capitals": {Recipe: "pipe recipe 1\nkind dataset 1\nfile sources sha256:00\nfile source sha256:" + digest + "\n"}}
	got, err := FillFiles(p.FilesCSV(), origins)
	if err != nil {
		t.Fatal(err)
	}
	const want = "source,stage,attribute,read_by,sha256\n"
	if !bytes.HasPrefix(got, []byte(want)) || !strings.Contains(string(got), `,dataset.capitals,source,"dataset.capitals, dataset.shots",`+digest+"\n") ||
		!strings.Contains(string(got), ",dataset.exams,align[0].source,dataset.exams (57),\n") {
		t.Errorf("FillFiles() = %s, want the digest of the first file alone", got)
	}
	page := string(Fill(render(t, p), "sha256:00", origins))
	if !strings.Contains(page, "<code>"+digest+"</code>") {
		t.Errorf("the page lacks the digest %s", digest)
	}
	if strings.Contains(string(render(t, p)), digest) {
		t.Error("the page that is hashed has the digest of a file, which its documents do not tell")
	}
}
