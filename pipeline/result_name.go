package pipeline

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// ResultName writes the names of a result as a condition does behind the stage:
// capitals.acc, program["pass@1"].
func ResultName(names []string) string {
	p := &printer{}
	for _, name := range names {
		p.key(cty.StringVal(name))
	}
	return strings.TrimPrefix(p.b.String(), ".")
}

// ParseResultName returns the names in what ResultName writes. Text that is
// written otherwise is cut at its dots, so that program.pass@1 will do.
func ParseResultName(text string) []string {
	t, diags := hclsyntax.ParseTraversalAbs([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		return strings.Split(text, ".")
	}
	names := []string{t.RootName()}
	for _, step := range appendSteps(nil, t[1:]) {
		name, err := convert.Convert(step, cty.String)
		if err != nil || name.IsNull() {
			return nil
		}
		names = append(names, name.AsString())
	}
	return names
}
