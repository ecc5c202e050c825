package page

import "strconv"

// A proofView is a number with all its digits and what it rests on.
type proofView struct {
	cellView
	Exact, Error, Interval string
}

// addProofs lists the numbers of each column with what they rest on.
func (p *Page) addProofs(v *view) {
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			for i := range p.Columns {
				c := r.cellView(i, false)
				if !c.Present {
					continue
				}
				v.Columns[i].Proofs = append(v.Columns[i].Proofs, newProof(c))
				v.Numbers++
			}
		}
	}
}

func newProof(c cellView) proofView {
	proof := proofView{cellView: c, Exact: c.exact(), Error: none, Interval: none}
	if c.HasError {
		proof.Error = digits(c.StdErr)
	}
	if c.HasRange {
		proof.Interval = digits(c.Low) + " to " + digits(c.High)
	}
	return proof
}

// proven returns the references of the numbers in the results: their proofs
// stand with their columns.
func (p *Page) proven() map[string]bool {
	proven := make(map[string]bool)
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			for _, c := range r.Cells {
				if c.Present {
					proven[c.Reference] = true
				}
			}
		}
	}
	return proven
}

// digits writes four significant digits.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// A stageView is a stage of the lineage.
type stageView struct {
	Address, Kind, Digest                 string
	ID                                    string
	Key, Recipe, Time, Run, Lines, Source blank
}

func (p *Page) stageViews() []stageView {
	var views []stageView
	for _, n := range p.Graph.Nodes {
		fill := func(what, text string) blank { return blank{Fill: what, Stage: n.Address, Text: text} }
		recipe := fill(fillRecipe, "recipe "+unknown)
		recipe.Given = n.Digest
		views = append(views, stageView{
			Address: n.Address, Kind: n.Kind, Digest: n.Digest, ID: anchor("stage", n.Address),
			Key: fill(fillKey, unknown), Recipe: recipe, Time: fill(fillSeconds, unmeasured), Run: fill(fillRun, unknown),
			Lines: fill(fillLines, unknown), Source: fill(fillSource, "lines "+unknown),
		})
	}
	return views
}

// What blanks read until they are filled.
const (
	unmeasured = "not measured"
	unknown    = "not known"
)
