package page

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
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

type (
	// A stageView is a stage of the lineage.
	stageView struct {
		Address, Kind, Digest    string
		ID, Key                  string
		Time, Run, Lines, Source blank
		Recipe                   []recipeLine
	}
	// A recipeLine ends in a link where it names what another stage made.
	recipeLine struct {
		Text string
		Link *stageLink
	}
	stageLink struct{ ID, Digest string }
)

func (p *Page) stageViews() []stageView {
	makers := make(map[string]string)
	for _, n := range p.Graph.Nodes {
		if makers[n.Digest] == "" && n.Digest != "" {
			makers[n.Digest] = anchor("stage", n.Address)
		}
	}
	var views []stageView
	for _, n := range p.Graph.Nodes {
		fill := func(what, text string) blank { return blank{Fill: what, Stage: n.Address, Text: text} }
		views = append(views, stageView{
			Address: n.Address, Kind: n.Kind, Digest: n.Digest, ID: anchor("stage", n.Address), Key: n.key(),
			Time: fill(fillSeconds, unmeasured), Run: fill(fillRun, unknown), Lines: fill(fillLines, unknown),
			Source: fill(fillSource, "lines "+unknown), Recipe: recipeLines(n.Recipe, makers),
		})
	}
	return views
}

// What blanks read until they are filled.
const (
	unmeasured = "not measured"
	unknown    = "not known"
)

// recipeLines cuts a recipe where it names what a stage made.
func recipeLines(recipe string, makers map[string]string) []recipeLine {
	var lines []recipeLine
	for line := range strings.Lines(recipe) {
		line = strings.TrimSuffix(line, "\n")
		at := strings.LastIndexByte(line, ' ') + 1
		if id := makers[line[at:]]; id != "" {
			lines = append(lines, recipeLine{line[:at], &stageLink{id, line[at:]}})
		} else {
			lines = append(lines, recipeLine{Text: line})
		}
	}
	return lines
}

// key returns the key of a stage: the SHA-256 of its recipe.
func (n Node) key() string {
	if n.Recipe == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(n.Recipe))
	return hex.EncodeToString(sum[:])
}
