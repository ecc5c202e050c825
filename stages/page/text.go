package page

import (
	"strconv"
	"strings"
)

// text writes a cell in words: "43.2% ± 1.4", with a mark where another run may
// find otherwise, or why there is no number.
func (c Cell) text(percent bool) string {
	switch {
	case !c.Present:
		return none
	case !c.HasValue && c.Note != "":
		return c.Note
	case !c.HasValue:
		return "no value"
	}
	s := number(c.Value, percent)
	if c.HasError {
		s += " ± " + spread(c.StdErr, c.Value, percent)
	}
	return strings.TrimRight(s+" "+c.variesMark(), " ")
}

// caveat says what a reader must know of a number before believing it, or "".
func (c Cell) caveat() string {
	var caveats []string
	for _, of := range []struct {
		prompts int64
		what    string
	}{
		{c.Unscored, "with a choice longer than the context, of which only the end is scored"},
		{c.Unread, "with an answer longer than the judge's context, of which it read only the beginning"},
		{c.Truncated, "cut to the context"},
		{c.Leaked, "with their own answer among the shots"},
	} {
		if of.prompts > 0 {
			caveats = append(caveats, count(of.prompts)+" of "+count(c.Asked)+" prompts "+of.what)
		}
	}
	return strings.Join(caveats, "; ")
}

// notes says all that there is to say of a number.
func (c Cell) notes() string {
	var notes []string
	for _, n := range []string{c.Note, c.caveat(), c.varies()} {
		if n != "" {
			notes = append(notes, n)
		}
	}
	return strings.Join(notes, "; ")
}

// exact writes the value with all its digits.
func (c Cell) exact() string {
	if !c.HasValue {
		return c.text(false)
	}
	return exact(c.Value)
}

// rangeText writes the 95 % interval.
func (c Cell) rangeText(percent bool) string {
	if !c.HasRange {
		return none
	}
	d := decimals(c.Value)
	if percent {
		return fixed(100*c.Low, 1) + " to " + fixed(100*c.High, 1) + "%"
	}
	return fixed(c.Low, d) + " to " + fixed(c.High, d)
}

// chance writes the level that guessing reaches, from lowest to highest where
// models differ in it.
func (r Row) chance() string {
	levels := r.chances()
	if len(levels) == 0 {
		return none
	}
	low, high := number(levels[0], r.Percent), number(levels[len(levels)-1], r.Percent)
	if low == high {
		return low
	}
	return strings.TrimSuffix(low, "%") + "–" + high
}

// String writes the count, "3 of 5".
func (s Share) String() string {
	if s.Of == 0 {
		return none
	}
	return strconv.Itoa(s.Beaten) + " of " + strconv.Itoa(s.Of)
}

// kept returns the step whose parameters are the model.
func (c Curve) kept() int64 {
	if c.Kept == 0 && len(c.Points) > 0 {
		return c.Points[len(c.Points)-1].Step
	}
	return c.Kept
}

// A CurveEnd is where training ended.
type CurveEnd struct {
	Steps, Kept      string
	Loss, Validation string
}

// end returns the last loss of a curve, averaged over its last twentieth since
// single batches are noisy, and the validation loss of the model that was
// kept, or else the last before it.
func (c Curve) end() CurveEnd {
	e := CurveEnd{Steps: none, Kept: none, Loss: none, Validation: none}
	if len(c.Points) == 0 {
		return e
	}
	e.Steps, e.Kept = count(c.Points[len(c.Points)-1].Step), count(c.kept())
	tail := c.Points[len(c.Points)-(len(c.Points)+19)/20:]
	sum := 0.0
	for _, p := range tail {
		sum += p.Loss
	}
	e.Loss = fixed(sum/float64(len(tail)), 3)
	for _, p := range c.Points {
		if p.HasValidation && p.Step <= c.kept() {
			e.Validation = fixed(p.Validation, 3)
		}
	}
	return e
}
