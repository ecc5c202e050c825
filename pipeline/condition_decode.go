package pipeline

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// condition decodes an attribute that is evaluated once the stages that it
// names have run. What they can be asked for is checked by checkResults, when
// they have decoded too.
func (d *decoder) condition(path string, f *field, a *hclsyntax.Attribute, block *hclsyntax.Block, target reflect.Value) bool {
	in := place{context: block.Range(), each: d.node.each, reads: f.accepts}
	s, ok := d.resolve(a.Expr, in)
	ok = d.checkStages(s, f, a, in) && ok
	if !ok || s.faulty {
		return false
	}
	w := &conditionWriter{decoder: d, in: in, path: path, condition: Condition{context: &hcl.EvalContext{Functions: d.functions}}}
	w.printer = &printer{context: s.context, bound: f.accepts, results: f.accepts, result: w.result}
	w.printer.expr(a.Expr, looseConditional)
	w.cut()
	c := w.condition
	switch {
	case w.faulty:
		return false
	case len(c.results) == 0 && len(s.names["local"]) == 0:
		d.report(mistake(a.Expr.Range(), in.context, "No result",
			"The attribute %q is the same whatever the stages find. Name a number that one has found, as in %s.name.benchmark.metric, or a local that holds figures that others found.",
			f.name, f.accepts[0]))
		return false
	}
	d.node.results = append(d.node.results, c.results...) // that one is no number may be why the type is wrong
	if !d.checkType(&c, f, a, in) {
		return false
	}
	target.Set(reflect.ValueOf(c))
	return true
}

// checkStages complains about stages that a condition cannot name.
func (d *decoder) checkStages(s *namespace, f *field, a *hclsyntax.Attribute, in place) bool {
	ok := true
	for _, root := range slices.Sorted(maps.Keys(s.names)) {
		for _, name := range slices.Sorted(maps.Keys(s.names[root])) {
			if v := s.names[root][name]; v == cty.DynamicVal || !holdsNode(v) || root == moduleRoot || slices.Contains(f.accepts, root) {
				continue
			}
			ok = false
			d.report(mistake(a.Expr.Range(), in.context, "Wrong kind of stage",
				"%s.%s stands for a stage, and a condition is made of numbers that stages have found. Name one, as in %s.name.benchmark.metric.",
				root, name, f.accepts[0]))
		}
	}
	return ok
}

// checkType demands that a condition be true or false, whatever its numbers.
func (d *decoder) checkType(c *Condition, f *field, a *hclsyntax.Attribute, in place) bool {
	if err := c.compile(); err != nil { // a number has no text where it is infinite
		d.report(mistake(a.Expr.Range(), in.context, "Infinite number",
			"A part of the attribute %q has no finite value, such as a number divided by zero. Write a number that results can be compared with.", f.name))
		return false
	}
	unknown := make([]cty.Value, len(c.results))
	for i := range unknown {
		unknown[i] = cty.UnknownVal(cty.Number)
	}
	v, diags := c.value(unknown)
	switch t := v.Type(); {
	case diags.HasErrors():
		d.report(mistake(a.Expr.Range(), in.context, diags[0].Summary, "%s", diags[0].Detail))
	case t != cty.Bool && t != cty.DynamicPseudoType, v.IsKnown() && v.IsNull():
		found := "null"
		if t != cty.DynamicPseudoType {
			found = "a " + t.FriendlyName()
		}
		d.report(mistake(a.Expr.Range(), in.context, "Wrong type",
			"The attribute %q gives %s. It must give true or false; compare it with something.%s", f.name, found, sentence(f.doc)))
	default:
		return true
	}
	return false
}

// A conditionWriter prints a condition and notes the results in it.
type conditionWriter struct {
	*decoder
	printer   *printer
	in        place
	path      string
	condition Condition
	inputs    []*Node
	faulty    bool
}

// cut ends a part of the text.
func (w *conditionWriter) cut() {
	w.condition.parts = append(w.condition.parts, w.printer.b.String())
	w.printer.b.Reset()
}

// result notes a result in the place of a reference: kind, name, maybe key,
// and the names of the result.
func (w *conditionWriter) result(steps []cty.Value, at hcl.Range) {
	n, rest := w.stageOf(steps, at)
	if n == nil {
		w.faulty = true
		return
	}
	r := ConditionResult{Stage: Ref{node: n}, Input: w.input(n, at), at: at}
	for _, step := range rest {
		name, err := convert.Convert(step, cty.String) // as the language does
		if err != nil || name.IsNull() {
			w.faulty = true
			w.report(mistake(at, w.in.context, "Unknown result", "%s stands where a name should.", begin(describe(step))))
			return
		}
		r.names = append(r.names, name.AsString())
	}
	c := &w.condition
	i := slices.IndexFunc(c.results, func(o ConditionResult) bool {
		return o.Stage == r.Stage && slices.Equal(o.names, r.names)
	})
	if i < 0 {
		i = len(c.results)
		c.results = append(c.results, r)
	}
	w.cut()
	c.order = append(c.order, i)
}

// stageOf returns the stage that a reference begins with, and its other steps.
func (w *conditionWriter) stageOf(steps []cty.Value, at hcl.Range) (*Node, []cty.Value) {
	var names []string
	for _, step := range steps {
		if step.Type() != cty.String || step.IsNull() {
			break
		}
		names = append(names, step.AsString())
	}
	d, used := w.declarationOf(names)
	steps = steps[used:]
	switch {
	case !d.repeated:
		return d.nodes[0], steps
	case len(steps) == 0:
		w.report(mistake(at, w.in.context, "Several stages",
			"%s has for_each, and which instance is meant must be known before any has run. Write its key, as in %s, or %s[each.key].",
			d.called(), d.example(hcl.TraverseIndex{}), d.called()))
		return nil, nil
	}
	n := d.instance(steps[0])
	if n == nil {
		w.report(w.noInstance(d, steps[0], at, w.in))
	}
	return n, steps[1:]
}

// input returns the number of a stage among the condition's inputs.
func (w *conditionWriter) input(n *Node, at hcl.Range) int {
	i := slices.Index(w.inputs, n)
	if i < 0 {
		i = len(w.inputs)
		role := fmt.Sprintf("%s[%d]", w.path, i)
		w.inputs = append(w.inputs, n)
		w.node.ranges.set(role, at)
		w.node.Inputs = append(w.node.Inputs, Input{Role: role, Node: n})
	}
	return i
}

// checkResults complains about results that stages do not find.
func (sc *scope) checkResults(n *Node) {
	for _, r := range n.results {
		*sc.misread = false
		m, ok := r.Stage.Config().(Measured)
		if !ok {
			continue // it did not decode
		}
		if known := m.Results(); !*sc.misread {
			sc.checkResult(n, r, known)
		}
	}
}

func (sc *scope) checkResult(n *Node, r ConditionResult, known []Result) {
	called := r.Stage.node.Address()
	for i := 0; ; i++ {
		var next []string
		for _, k := range known {
			if slices.Equal(k.Names, r.names) {
				return
			}
			if len(k.Names) > i && slices.Equal(k.Names[:i], r.names[:i]) && !slices.Contains(next, k.Names[i]) {
				next = append(next, k.Names[i])
			}
		}
		switch {
		case i == len(r.names):
			sc.report(mistake(r.at, n.Block, "Incomplete reference", "%s is no number. Behind it stands one of %s.", called, enumerate(next)))
			return
		case len(next) == 0:
			sc.report(mistake(r.at, n.Block, "Unknown result", "%s is a number, and nothing stands behind it. Remove %q.", called, r.names[i]))
			return
		case !slices.Contains(next, r.names[i]):
			sc.report(mistake(r.at, n.Block, "Unknown result", "%s has no %q.%s It has %s.",
				called, r.names[i], DidYouMean(r.names[i], next), enumerate(next)))
			return
		}
		p := &printer{}
		p.key(cty.StringVal(r.names[i]))
		called += p.b.String()
	}
}
