package page

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
)

func render(t *testing.T, p *Page) []byte {
	t.Helper()
	h, err := p.HTML()
	if err != nil {
		t.Fatalf("HTML() gave the error %v", err)
	}
	return h
}

func TestSamePageGivesSameBytes(t *testing.T) {
	a, b := fixture(), fixture()
	if !bytes.Equal(render(t, a), render(t, b)) {
		t.Error("HTML() gave other bytes the second time")
	}
	if !bytes.Equal(a.Markdown(), b.Markdown()) {
		t.Error("Markdown() gave other bytes the second time")
	}
	if !bytes.Equal(a.CSV(), b.CSV()) {
		t.Error("CSV() gave other bytes the second time")
	}
}

// HTML that has no closing tag, and attributes without a value, as XML has
// them.
var (
	void    = regexp.MustCompile(`<(meta|wbr|input)([^>]*)>`)
	boolean = regexp.MustCompile(`(<details[^>]*) open>`)
)

// elements parses a page strictly and returns its elements in order.
func elements(t *testing.T, page []byte) []xml.StartElement {
	t.Helper()
	s := strings.TrimPrefix(string(page), "<!doctype html>")
	s = boolean.ReplaceAllString(void.ReplaceAllString(s, "<$1$2/>"), `$1 open="">`)
	d := xml.NewDecoder(strings.NewReader(s))
	d.Entity = xml.HTMLEntity
	var all []xml.StartElement
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			all = append(all, e.Copy())
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// checkLinks demands that the page is well formed, that identifiers are
// unique, and that every link leads to one.
func checkLinks(t *testing.T, page []byte) map[string]bool {
	t.Helper()
	ids := make(map[string]bool)
	all := elements(t, page)
	for _, e := range all {
		if id := attribute(e, "id"); id != "" {
			if ids[id] {
				t.Errorf("identifier %q is used twice", id)
			}
			ids[id] = true
		}
	}
	for _, e := range all {
		if href := attribute(e, "href"); href != "" && !ids[strings.TrimPrefix(href, "#")] {
			t.Errorf("link %q leads nowhere", href)
		}
	}
	return ids
}

func TestEveryNumberLeadsToItsProof(t *testing.T) {
	p := fixture()
	origins := fixtureOrigins(p)
	page := Fill(render(t, p), fakeDigest("page"), origins)
	ids := checkLinks(t, page)
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			for _, c := range r.Cells {
				if !c.Present {
					continue
				}
				for _, want := range []string{anchor("number", c.Reference), anchor("proof", c.Reference)} {
					if !ids[want] {
						t.Errorf("no element has the identifier %q", want)
					}
				}
				if link := `href="#` + anchor("proof", c.Reference) + `"`; !bytes.Contains(page, []byte(link)) {
					t.Errorf("no number has the link %s", link)
				}
				for _, text := range []string{c.Reference, c.Samples} {
					if !bytes.Contains(page, []byte(text)) {
						t.Errorf("the page lacks %q", text)
					}
				}
			}
		}
	}
	for _, n := range p.Graph.Nodes {
		recipe := origins[n.Address].Recipe
		link := `<a href="#` + anchor("stage", n.Address) + `">` + n.Digest + "</a>"
		for _, want := range []string{link, keyOf(recipe), html.EscapeString(strings.SplitAfter(recipe, "\n")[2])} {
			if !ids[anchor("stage", n.Address)] || !bytes.Contains(page, []byte(want)) {
				t.Errorf("the page lacks the proof of stage %s: %s", n.Address, want)
			}
		}
	}
}

// TestChoices demands that a choice names what won and leads to the proofs of
// its numbers.
func TestChoices(t *testing.T) {
	p := fixture()
	page := render(t, p)
	_, section, _ := bytes.Cut(page, []byte(`<section id="choices">`))
	section, _, _ = bytes.Cut(section, []byte("</section>"))
	c := p.Choices[0]
	for _, want := range []string{
		"The largest " + c.Metric + " wins.", c.Candidates[0].Model + `</a> <b class="mark right">✓ chosen</b>`,
		`href="#proof-` + c.Candidates[0].Cell.Reference + `"`, "finetune.lr[&#34;a&lt;b&#34;]", "no samples",
	} {
		if !bytes.Contains(section, []byte(want)) {
			t.Errorf("the choices lack %s", want)
		}
	}
	if n := bytes.Count(section, []byte("✓ chosen")); n != 1 {
		t.Errorf("%d models are marked as chosen, want 1", n)
	}
	p.Choices = nil
	if bytes.Contains(render(t, p), []byte(`#choices`)) {
		t.Error("a page without choices leads to them")
	}
}

// TestClaims demands that a claim shows its verdict and leads to the proofs of
// its numbers, or to their evaluation where the page has no proof.
func TestClaims(t *testing.T) {
	p := fixture()
	p.Graph.Nodes = append(p.Graph.Nodes, Node{Address: "evaluate.probe"}, Node{Address: "claim.kept"})
	page := render(t, p)
	ids := checkLinks(t, page)
	_, section, _ := bytes.Cut(page, []byte(`<section id="claims">`))
	section, _, _ = bytes.Cut(section, []byte("</section>"))
	for _, want := range []string{
		"Tuning costs no more knowledge than noise", "✓ holds", `href="#stage-claim.kept"`,
		`<a href="#proof-evaluate.base.capitals.acc"><code>evaluate.base.capitals.acc.stderr</code></a></th><td>0.0253</td>`,
		`<a href="#proof-evaluate.chat.capitals.acc"><code>evaluate.chat.capitals.acc</code></a></th><td>0.6</td>`,
		"✗ cannot be told</b>: a number that it stands on has no value",
		`<a href="#stage-evaluate.probe"><code>evaluate.probe.pairs.spearman</code></a></th><td>no value</td>`,
	} {
		if !bytes.Contains(section, []byte(want)) {
			t.Errorf("the claims lack %s", want)
		}
	}
	if !ids["claim-claim.kept"] {
		t.Error("nothing leads to claim.kept")
	}
	p.Claims = nil
	if bytes.Contains(render(t, p), []byte(`#claims`)) {
		t.Error("a page without claims leads to them")
	}
}

func TestPageNeedsNoOtherFile(t *testing.T) {
	page := render(t, fixture())
	for _, e := range elements(t, page) {
		switch e.Name.Local {
		case "script", "link", "img", "iframe", "object", "image":
			t.Errorf("the page has an element <%s>", e.Name.Local)
		}
		if href := attribute(e, "href"); href != "" && !strings.HasPrefix(href, "#") {
			t.Errorf("the page links to %q", href)
		}
	}
	for _, s := range []string{"url(http", "@import", "src="} {
		if bytes.Contains(page, []byte(s)) {
			t.Errorf("the page contains %q", s)
		}
	}
}

// TestTextIsLiteral puts markup wherever a page takes text.
func TestTextIsLiteral(t *testing.T) {
	const bad = `<script>alert("&amp;'")</script>]]>{{.}}`
	p := &Page{
		Title: bad, Description: bad,
		Columns:     []Column{{Name: bad, Model: bad, Digest: bad}},
		Groups:      []Group{{Name: bad, Rows: []Row{{Benchmark: bad, About: bad, Metric: bad, Cells: []Cell{{Present: true, Note: bad, Reference: bad, Samples: bad}}}}}},
		Comparisons: []Comparison{{Task: bad, Asked: bad, Row: Row{Benchmark: bad, Metric: bad, Cells: []Cell{{Present: true, Note: bad}}}}},
		Claims:      []Claim{{Name: bad, Says: bad, That: bad, Verdict: bad, Note: bad, Numbers: []ClaimNumber{{Reference: bad, Of: bad, Evaluation: bad}}}},
		Ablations: []Ablation{{Name: bad, About: bad, Baseline: bad, Variants: []string{bad, "x" + bad}, Measures: []string{bad, bad}, Outcomes: []Outcome{{
			Measure: bad, Benchmark: bad, Metric: bad, Scaling: &Scaling{Sizes: []Mark{{}, {At: 1}}, Dots: []Mark{{}}, Note: bad}, Effects: []Effect{{}, {Pairs: 1, Test: bad, Difference: 1, Verdict: bad, Settled: bad}},
		}}}},
		Curves:   []Curve{{Name: bad, Digest: bad, Points: []Point{{Step: 1, Loss: 2}}}},
		Examples: []ExampleSet{{Group: bad, Benchmark: bad, Model: bad, Request: bad, Examples: []Example{{Prompt: bad, Response: bad, Answer: bad, Verdict: bad, Expected: bad, Scores: []Score{{Name: bad}}}, {Options: []Option{{Text: bad}}}}}},
		Costs:    []Cost{{Stage: bad, Tokens: 5}},
		Graph:    Graph{Nodes: []Node{{Address: bad, Kind: bad, Digest: bad}, {Address: "b", Kind: bad}}, Edges: []Edge{{To: 1, Role: bad}}},
	}
	page := render(t, p)
	for _, e := range elements(t, page) {
		if e.Name.Local == "script" {
			t.Fatal("text became an element")
		}
	}
	for name, text := range map[string][]byte{"HTML": page, "Markdown": p.Markdown()} {
		if bytes.Contains(text, []byte("<script")) {
			t.Errorf("%s holds unescaped markup", name)
		}
	}
	filled := Fill(page, bad, map[string]Origin{
		bad: {Recipe: bad, Tuning: bad, Seconds: 2, File: bad, Source: bad, Run: bad}, "b": {Seconds: 1, Recipe: "a " + bad},
	})
	for _, e := range elements(t, filled) {
		if e.Name.Local == "script" {
			t.Fatal("text became an element when it was filled in")
		}
	}
	if bytes.Contains(filled, []byte(unmeasured)) || !bytes.Contains(filled, []byte("2.00 s")) || !bytes.Contains(filled, []byte(keyOf(bad))) {
		t.Error("Fill() did not find a stage with markup in its name")
	}
}

func TestPagesAtTheEdges(t *testing.T) {
	wide := &Page{Title: "wide"}
	row := Row{Benchmark: strings.Repeat("long_name_", 20), Metric: "acc", Percent: true}
	for i := range 30 {
		name := fmt.Sprintf("evaluate.%s%d", strings.Repeat("x", 80), i)
		wide.Columns = append(wide.Columns, Column{Name: name})
		row.Cells = append(row.Cells, Cell{Present: true, HasValue: true, Value: float64(i) / 30, Chance: 0.5, HasChance: true, Reference: name + ".acc"})
	}
	wide.Groups = []Group{{Name: "one", Rows: []Row{row}}}
	single := []Column{{Name: "evaluate.a", Model: "pretrain.a"}}
	tests := []struct {
		name string
		page *Page
		want string
	}{
		{"nothing", &Page{}, "<h1></h1>"},
		{"empty group", &Page{Columns: single, Groups: []Group{{Name: "empty"}}}, "No results."},
		{"no group", &Page{Columns: single}, "pretrain."},
		{"missing cells", &Page{Columns: single, Groups: []Group{{Rows: []Row{{Benchmark: "b"}}}}}, none},
		{"no value", &Page{Columns: single, Groups: []Group{{Rows: []Row{{Benchmark: "b", Cells: []Cell{{Present: true, Reference: "r"}}}}}}}, "no value"},
		{"single point", &Page{Curves: []Curve{{Name: "m", Points: []Point{{Step: 1, Loss: 3}}}}}, "<svg"},
		{"no points", &Page{Curves: []Curve{{Name: "m"}}}, none},
		{"thirty columns", wide, "96.7%"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page := render(t, test.page)
			checkLinks(t, page)
			if !bytes.Contains(page, []byte(test.want)) {
				t.Errorf("HTML() lacks %q", test.want)
			}
			if bytes.Contains(page, []byte("NaN")) || bytes.Contains(page, []byte("%!")) {
				t.Error("HTML() holds a number or a format that went wrong")
			}
			test.page.Markdown()
			test.page.CSV()
		})
	}
}

// TestCaveats wants all caveats of a number, or none.
func TestCaveats(t *testing.T) {
	for _, c := range []struct {
		cell Cell
		want string
	}{
		{Cell{Asked: 9}, ""},
		{Cell{Varies: "programs ran in Python"}, ""},
		{Cell{Truncated: 2, Asked: 9, Varies: "programs ran in Python"}, "2 of 9 prompts cut to the context"},
		{Cell{Truncated: 2, Unscored: 1, Asked: 9}, "1 of 9 prompts with a choice longer than the context, of which only the end is scored; 2 of 9 prompts cut to the context"},
	} {
		if got := c.cell.caveat(); got != c.want {
			t.Errorf("caveat() of %+v = %q, want %q", c.cell, got, c.want)
		}
	}
}

// TestTruncatedPromptsShow wants a note at the number in every format.
func TestTruncatedPromptsShow(t *testing.T) {
	p := fixture()
	const note = "37 of 1838 prompts cut to the context"
	const footnote = "\n† `evaluate.base.translation.bleu`: " + note
	if got := bytes.Count(p.Markdown(), []byte(footnote)); got != 2 {
		t.Errorf("Markdown has %q %d times, want it below both tables", footnote, got)
	}
	const value = `href="#proof-evaluate.base.translation.bleu"><span class="value">8.30</span><span class="spread">±0.21</span>` +
		`<small>7.89 to 8.71</small></a><small class="caveat">` + note + "</small>"
	for _, want := range []struct {
		name  string
		page  []byte
		texts []string
	}{
		{"HTML", render(t, p), []string{
			`-evaluate.base.translation.bleu"><a ` + value + "</td>", // among the results
			"<td><a " + value + "</td>",                              // beside the fine-tuned model
		}},
		{"Markdown", p.Markdown(), []string{
			"| 2.10 ± 0.05 | 8.30 ± 0.21 † |", "| – | 8.30 ± 0.21 † |",
		}},
		{"CSV", p.CSV(), []string{"," + note + "\n"}},
		{"the CSV of fine-tuning", p.ComparisonsCSV(), []string{",," + note + "\n"}},
	} {
		for _, text := range want.texts {
			if n := bytes.Count(want.page, []byte(text)); n != 1 {
				t.Errorf("%s has %q %d times, want once", want.name, text, n)
			}
		}
	}
}
