package pipe

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// layers says what each package may import of this module and of the large
// libraries. Arrows point down only. The reasons:
//
//   - the engine computes and never opens a file, so that its bits depend on
//     its arguments alone;
//   - pipeline is handed its kinds and knows none of them, so that adding one
//     is one file;
//   - artifacts knows bytes, not what they mean;
//   - benchmarks sees a model as three verbs, so that any model can be judged.
var layers = map[string]struct{ allowed, denied []string }{
	"pipe":                               {},
	"pipe/artifacts":                     {allowed: []string{}},
	"pipe/bench/dag":                     {allowed: []string{}},
	"pipe/bench/engine":                  {allowed: []string{"pipe/engine/..."}},
	"pipe/cmd/pipe":                      {allowed: []string{"pipe/artifacts", "pipe/pipeline", "pipe/stages"}},
	"pipe/engine/kernel":                 {allowed: []string{}, denied: engineDenied},
	"pipe/engine/llama":                  {allowed: []string{"pipe/engine/kernel", "pipe/engine/optim"}, denied: engineDenied},
	"pipe/engine/optim":                  {allowed: []string{"pipe/engine/kernel"}, denied: engineDenied},
	"pipe/engine/token":                  {allowed: []string{}, denied: engineDenied},
	"pipe/experiments":                   {allowed: []string{"pipe/pipeline", "pipe/stages"}},
	"pipe/internal/powercut":             {allowed: []string{"pipe/artifacts"}},
	"pipe/internal/published":            {allowed: []string{}},
	"pipe/metrics":                       {allowed: []string{}, denied: engineDenied},
	"pipe/pipeline":                      {allowed: []string{"pipe/artifacts"}},
	"pipe/stages":                        {allowed: []string{"pipe/artifacts", "pipe/engine/...", "pipe/metrics", "pipe/pipeline", "pipe/stages/..."}},
	"pipe/stages/benchmarks":             {allowed: []string{"pipe/metrics", "pipe/stages/benchmarks/interpreter", "pipe/stages/sources"}},
	"pipe/stages/benchmarks/interpreter": {allowed: []string{}, denied: []string{"os", "os/exec", "net"}},
	"pipe/stages/chat":                   {allowed: []string{"pipe/metrics"}, denied: []string{"os", "net"}},
	"pipe/stages/figures":                {allowed: []string{}, denied: []string{"os", "net"}},
	"pipe/stages/library":                {allowed: []string{}, denied: []string{"os", "net"}},
	"pipe/stages/models":                 {allowed: []string{"pipe/engine/llama", "pipe/engine/token"}, denied: []string{"os", "net"}},
	"pipe/stages/openai":                 {allowed: []string{}, denied: []string{"os"}},
	"pipe/stages/overlap":                {allowed: []string{}, denied: engineDenied},
	"pipe/stages/page":                   {allowed: []string{}, denied: []string{"os", "net"}},
	"pipe/stages/program":                {allowed: []string{}},
	"pipe/stages/sandbox":                {allowed: []string{"pipe/stages/program"}},
	"pipe/stages/sources":                {allowed: []string{}},
	"pipe/stages/sources/miniature":      {allowed: []string{}, denied: []string{"os", "net", "time"}},
}

// engineDenied keeps input, output and formats out of the numeric engine.
var engineDenied = []string{
	"os", "net", "time", "github.com/hashicorp/hcl", "github.com/apache/arrow", "github.com/rs/zerolog",
}

func TestLayers(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := make(map[string]bool)
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		seen[p.ImportPath] = true
		layer, ok := layers[p.ImportPath]
		if !ok {
			t.Errorf("package %s has no place in the layers; give it one in layers_test.go", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "pipe/") && !matches(layer.allowed, imported) {
				t.Errorf("%s imports %s, which is not below it", p.ImportPath, imported)
			}
			for _, denied := range layer.denied {
				if imported == denied || strings.HasPrefix(imported, denied+"/") {
					t.Errorf("%s imports %s, which it must do without", p.ImportPath, imported)
				}
			}
		}
	}
	for path := range layers {
		if !seen[path] {
			t.Errorf("the layers name %s, which does not exist", path)
		}
	}
}

// matches reports whether a package is in the list; "x/..." stands for all
// packages below x.
func matches(allowed []string, path string) bool {
	for _, a := range allowed {
		prefix, tree := strings.CutSuffix(a, "...")
		if a == path || tree && strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}
