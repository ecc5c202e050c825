package pipeline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// A randomFile is an experiment file that is written anew after each edit.
type randomFile struct {
	stages  []*randomStage // as they depend on each other: inputs first
	order   []int          // as they stand in the file
	rename  int            // part of the names of locals
	comment string
	named   int // stages ever named
}

// A randomStage is one block.
type randomStage struct {
	name   string
	text   string
	parity bool
	ignore int64 // which input the output does not depend on, from 1
	title  string
	local  bool     // whether the text stands in a local
	keys   []string // of for_each; none for a single stage
	inputs []randomInput
}

// A randomInput is a reference to a stage, to all its instances, or to one.
type randomInput struct {
	stage *randomStage
	key   string
}

// text returns the file.
func (f *randomFile) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "experiment \"random\" {}\n\nlocals {\n")
	for i, s := range f.stages {
		if s.local {
			fmt.Fprintf(&b, "  l%d_%d = %q\n", f.rename, i, s.text)
		}
	}
	fmt.Fprintf(&b, "}\n")
	for _, i := range f.order {
		b.WriteString(f.comment)
		f.block(&b, i)
	}
	return b.String()
}

func (f *randomFile) block(b *strings.Builder, i int) {
	s := f.stages[i]
	text := fmt.Sprintf("%q", s.text)
	if s.local {
		text = fmt.Sprintf("local.l%d_%d", f.rename, i)
	}
	fmt.Fprintf(b, "\nexec %q {\n", s.name)
	if len(s.keys) > 0 {
		fmt.Fprintf(b, "  for_each = toset([\"%s\"])\n", strings.Join(s.keys, `", "`))
		text = fmt.Sprintf(`"${%s}${each.key}"`, text)
	}
	fmt.Fprintf(b, "  text = %s\n  parity = %v\n  ignore = %d\n  title = %q\n  inputs = concat([]", text, s.parity, s.ignore, s.title)
	for _, in := range s.inputs {
		switch {
		case in.key != "":
			fmt.Fprintf(b, ", [exec.%s[%q]]", in.stage.name, in.key)
		case len(in.stage.keys) > 0:
			fmt.Fprintf(b, ", values(exec.%s)", in.stage.name)
		default:
			fmt.Fprintf(b, ", [exec.%s]", in.stage.name)
		}
	}
	fmt.Fprintf(b, ")\n}\n")
}

func newRandomFile(rng *rand.Rand) *randomFile {
	f := &randomFile{}
	for range 4 + rng.IntN(8) {
		f.add(rng)
	}
	return f
}

// add adds a stage that may read all others.
func (f *randomFile) add(rng *rand.Rand) {
	s := &randomStage{name: fmt.Sprint("s", f.named), text: randomText(rng), parity: rng.IntN(3) == 0, local: rng.IntN(3) == 0}
	f.named++
	if rng.IntN(4) == 0 {
		s.keys = []string{"a", "b"}
	}
	for range min(rng.IntN(4), len(f.stages)) {
		s.inputs = append(s.inputs, f.input(rng, len(f.stages)))
	}
	s.ignore = rng.Int64N(3)
	f.order = append(f.order, len(f.stages))
	f.stages = append(f.stages, s)
}

// input returns a reference to one of the first n stages.
func (f *randomFile) input(rng *rand.Rand, n int) randomInput {
	in := randomInput{stage: f.stages[rng.IntN(n)]}
	if len(in.stage.keys) > 0 && rng.IntN(2) == 0 {
		in.key = in.stage.keys[rng.IntN(len(in.stage.keys))]
	}
	return in
}

// randomText is of few, so that edits come back to what was before.
func randomText(rng *rand.Rand) string { return strings.Repeat("x", rng.IntN(4)) }

// edit changes the file in one way, and says how.
func (f *randomFile) edit(rng *rand.Rand) string {
	i := rng.IntN(len(f.stages))
	s := f.stages[i]
	switch rng.IntN(13) {
	case 0, 1, 2:
		s.text = randomText(rng)
		return "text of " + s.name
	case 3:
		s.parity = !s.parity
		return "parity of " + s.name
	case 4:
		s.ignore = rng.Int64N(3)
		return "ignored input of " + s.name
	case 5:
		if i > 0 {
			s.inputs = append(s.inputs, f.input(rng, i))
		}
		return "one more input of " + s.name
	case 6:
		if len(s.inputs) > 0 {
			at := rng.IntN(len(s.inputs))
			s.inputs = slices.Delete(s.inputs, at, at+1)
		}
		return "one input less of " + s.name
	case 7:
		f.add(rng)
		return "a new stage"
	case 8:
		f.remove(i)
		return s.name + " removed"
	case 9:
		s.name = fmt.Sprint("s", f.named)
		f.named++
		return "a new name, " + s.name
	case 10:
		rng.Shuffle(len(f.order), func(i, j int) { f.order[i], f.order[j] = f.order[j], f.order[i] })
		return "another order"
	case 11:
		f.rename++
		f.comment = strings.Repeat("# a comment\n", rng.IntN(3))
		s.title = fmt.Sprint("title ", f.rename)
		return "names of locals, comments, a title"
	}
	if len(s.keys) > 0 {
		s.keys = append(s.keys, fmt.Sprint("k", f.named))
		f.named++
	}
	return "one more instance of " + s.name
}

// remove removes a stage, unless it is the last, and all references to it.
func (f *randomFile) remove(i int) {
	if len(f.stages) == 1 {
		return
	}
	gone := f.stages[i]
	f.stages = slices.Delete(f.stages, i, i+1)
	f.order = slices.DeleteFunc(f.order, func(j int) bool { return j == i })
	for k, j := range f.order {
		if j > i {
			f.order[k]--
		}
	}
	for _, s := range f.stages {
		s.inputs = slices.DeleteFunc(s.inputs, func(in randomInput) bool { return in.stage == gone })
	}
}
