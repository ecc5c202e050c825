package stages

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
)

// TestDatasetDownloads has a server fail twice and checks that the stage comes
// through, that nothing is left of bytes that are not the pinned ones, and that
// other cuts of the same file ask nobody.
func TestDatasetDownloads(t *testing.T) {
	text := "one\ntwo\nthree\n"
	asked := 0
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch asked++; {
		case r.URL.Path == "/other.txt":
			io.WriteString(w, "another\n")
		case asked == 2:
			w.WriteHeader(http.StatusBadGateway)
		default:
			io.WriteString(w, text)
		}
	}))
	defer server.Close()
	usual := http.DefaultTransport
	http.DefaultTransport = server.Client().Transport
	defer func() { http.DefaultTransport = usual }()
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, take int) error {
		t.Helper()
		exp, diags := loadText(t, fmt.Sprintf("dataset \"d\" {\n source = %q\n sha256 = %q\n format = \"lines\"\n field = \"text\"\n take = %d\n}\n",
			server.URL+name, artifacts.Sum([]byte(text)), take))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = (&pipeline.Executor{Store: store, Jobs: 1, Cores: 1}).Run(t.Context(), plan)
		return err
	}

	if err := run("/other.txt", 0); err == nil || !strings.Contains(err.Error(), "the server sends sha256:") {
		t.Errorf("Run = %v, want an error about other bytes", err)
	}
	if added, err := store.Added(); len(added) != 0 || err != nil {
		t.Errorf("Added() = %v, %v after other bytes, want none", added, err)
	}
	for i, take := range []int{0, 1, 2} {
		if err := run("/file.txt", take); err != nil {
			t.Fatal(err)
		}
		if want := 3; asked != want {
			t.Errorf("asked %d times after %d cuts, want %d", asked, i+1, want)
		}
	}
	added, err := store.Added()
	if err != nil || len(added) != 1 || added[0].Name != server.URL+"/file.txt" {
		t.Errorf("Added() = %v, %v, want the file by its address", added, err)
	}
}
