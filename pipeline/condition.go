package pipeline

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A Condition is true or false of what other stages have found:
// `evaluate.base.capitals.acc > 0.5`. The stages that it names are inputs.
type Condition struct {
	// The canonical text: a part, a result, a part, and so on to a last part.
	parts   []string
	order   []int // the results between the parts
	results []ConditionResult
	expr    hclsyntax.Expression // the text, in which root[i] is result i
	context *hcl.EvalContext     // of functions
}

// A Measured config is one whose artifact holds numbers that conditions name.
type Measured interface {
	// Results lists the numbers. It may leave out those that follow from a
	// config that did not decode, where Ref.Config has told it so.
	Results() []Result
}

// A Result is a number in an artifact.
type Result struct {
	// Names are what the file calls it behind the stage: "capitals", "acc".
	Names []string
	// Path is what the artifact calls it, and so do recipes: it has no name of
	// the file in it.
	Path []string
}

// A ConditionResult is a number that a condition stands on.
type ConditionResult struct {
	Stage Ref
	Input int // which of the condition's inputs the stage is

	names []string
	at    hcl.Range // where the condition first names it
}

// IsSet reports whether the attribute was given.
func (c Condition) IsSet() bool { return c.expr != nil }

// Results returns the numbers that the condition stands on, each once, in the
// order in which it names them.
func (c Condition) Results() []ConditionResult { return c.results }

// Canonical returns the condition in a form that depends neither on its
// spelling nor on names: evaluate[0]["0002"].acc is a number of the first of
// its inputs. It is empty where the condition is not set.
func (c Condition) Canonical() string {
	return c.text(func(i int) string { return c.results[i].Canonical() })
}

// text returns the condition with result i called as call(i) does.
func (c Condition) text(call func(i int) string) string {
	var b strings.Builder
	for i, part := range c.parts {
		b.WriteString(part)
		if i < len(c.order) {
			b.WriteString(call(c.order[i]))
		}
	}
	return b.String()
}

// Canonical returns what the condition's canonical form calls the result.
func (r ConditionResult) Canonical() string {
	p := &printer{}
	fmt.Fprintf(&p.b, "%s[%d]", r.Stage.node.Kind.Name, r.Input)
	for _, step := range r.Path() {
		p.key(cty.StringVal(step))
	}
	return p.b.String()
}

// Path returns what the artifact of the stage calls the result.
func (r ConditionResult) Path() []string {
	for _, known := range r.Stage.node.Config.(Measured).Results() {
		if slices.Equal(known.Names, r.names) {
			return known.Path
		}
	}
	panic(fmt.Sprintf("pipeline: %s has no result %v", r.Stage.node.Address(), r.names))
}

// Holds evaluates the condition for the values of its results, NaN for one that
// there is not, which it sees as null. An error says why it is neither true nor
// false.
//
// A value counts as the shortest decimal that stands for it: three right of ten
// are at least 0.3, though the nearest binary fraction is below.
func (c Condition) Holds(values []float64) (holds bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("evaluation broke: %v", r)
		}
	}()
	numbers := make([]cty.Value, len(values))
	for i, x := range values {
		numbers[i] = cty.NullVal(cty.Number)
		if !math.IsNaN(x) {
			numbers[i] = cty.MustParseNumberVal(strconv.FormatFloat(x, 'g', -1, 64))
		}
	}
	v, diags := c.value(numbers)
	switch {
	case diags.HasErrors():
		return false, errors.New(diags[0].Summary + ": " + diags[0].Detail)
	case v.IsNull() || v.Type() != cty.Bool:
		return false, fmt.Errorf("got %s, want true or false", describe(v))
	}
	return v.True(), nil
}

func (c Condition) value(numbers []cty.Value) (cty.Value, hcl.Diagnostics) {
	ctx := c.context.NewChild()
	if len(c.results) > 0 {
		ctx.Variables = map[string]cty.Value{c.root(): cty.TupleVal(numbers)}
	}
	return c.expr.Value(ctx)
}

// root is what the text begins a result with. It is a kind that conditions may
// name, so that no name bound inside can hide it where a result stands.
func (c Condition) root() string { return c.results[0].Stage.node.Kind.Name }

// compile parses the canonical text: what a recipe says is what is evaluated.
func (c *Condition) compile() error {
	text := c.text(func(i int) string { return fmt.Sprintf("%s[%d]", c.root(), i) })
	expr, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		return diags
	}
	c.expr = expr
	return nil
}
