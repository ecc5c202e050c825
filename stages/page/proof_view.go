package page

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

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
				proof := proofView{cellView: c, Exact: c.exact(), Error: none, Interval: none}
				if c.HasError {
					proof.Error = digits(c.StdErr)
				}
				if c.HasRange {
					proof.Interval = digits(c.Low) + " to " + digits(c.High)
				}
				v.Columns[i].Proofs = append(v.Columns[i].Proofs, proof)
				v.Numbers++
			}
		}
	}
}

// digits writes four significant digits.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// A stageView is a stage of the lineage.
type stageView struct {
	Node
	ID  string
	Key string
}

// key returns the key of a stage: the SHA-256 of its recipe.
func (n Node) key() string {
	if n.Recipe == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(n.Recipe))
	return hex.EncodeToString(sum[:])
}
