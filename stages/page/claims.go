package page

import (
	"slices"
	"strings"
)

// A Claim is a sentence that was held against numbers.
type Claim struct {
	Name    string // "claim.better"
	Says    string // the sentence
	That    string // what would make it true: "evaluate.base.capitals.acc > 0.5"
	Holds   bool
	Verdict string // "holds", "does not hold"
	Note    string // why it is neither, or ""
	Numbers []ClaimNumber
}

// A ClaimNumber is a number that a claim stands on.
type ClaimNumber struct {
	Reference  string // "evaluate.base.capitals.acc.stderr"
	Of         string // reference of the number that it belongs to, "evaluate.base.capitals.acc"
	Evaluation string // "evaluate.base"
	Value      float64
	HasValue   bool
}

// text writes the value with all its digits, as the claim was judged by it, and
// with a mark where the number that it belongs to has one.
func (n ClaimNumber) text(varying map[string]bool) string {
	switch {
	case !n.HasValue:
		return "no value"
	case varying[n.Of]:
		return exact(n.Value) + " " + variesMark
	}
	return exact(n.Value)
}

type (
	claimView struct {
		Claim
		ID, Stage string // of the claim here, and of its stage under the proofs
		Numbers   []claimNumberView
	}
	claimNumberView struct {
		Reference, Text string
		Proof           string // place of its proof, or of its evaluation; or ""
	}
)

func (p *Page) claimViews() []claimView {
	proven, varying := p.proven(), p.varying()
	var views []claimView
	for _, c := range p.Claims {
		v := claimView{Claim: c, ID: anchor("claim", c.Name), Stage: p.stageAnchor(c.Name)}
		for _, n := range c.Numbers {
			v.Numbers = append(v.Numbers, claimNumberView{n.Reference, n.text(varying), p.proofAnchor(proven, n.Of, n.Evaluation)})
		}
		views = append(views, v)
	}
	return views
}

// proofAnchor returns where the proof of a number stands or, where the page does
// not show the number, that of its evaluation; or "".
func (p *Page) proofAnchor(proven map[string]bool, reference, evaluation string) string {
	if proven[reference] {
		return anchor("proof", reference)
	}
	return p.stageAnchor(evaluation)
}

// stageAnchor returns where a stage stands under the proofs, or "".
func (p *Page) stageAnchor(address string) string {
	if slices.ContainsFunc(p.Graph.Nodes, func(n Node) bool { return n.Address == address }) {
		return anchor("stage", address)
	}
	return ""
}

func (p *Page) markdownClaims(b *strings.Builder) {
	if len(p.Claims) == 0 {
		return
	}
	b.WriteString("\n## Claims\n")
	varying := p.varying()
	t := table{b}
	t.head(4, "Claim", "Verdict", "That", "Reference", "Value")
	for _, c := range p.Claims {
		verdict := c.Verdict
		if c.Note != "" {
			verdict += ": " + c.Note
		}
		first := []string{escapeMarkdown(c.Says), "**" + escapeMarkdown(verdict) + "**", code(c.That)}
		for _, n := range c.Numbers {
			t.row(append(first, code(n.Reference), n.text(varying))...)
			first = []string{"", "", ""}
		}
		if len(c.Numbers) == 0 { // it stands on figures of others, which are in the condition
			t.row(append(first, "", "")...)
		}
	}
}
