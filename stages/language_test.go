package stages

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/sources"
	"pipe/stages/sources/miniature"
)

const languagePage = "../docs/language.md"

// TestLanguagePage demands that the reference of the language is what
// testdata/language.md.tmpl and the code give.
func TestLanguagePage(t *testing.T) {
	got := writeLanguage(t)
	if *update {
		if err := os.WriteFile(languagePage, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(languagePage)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the code gives another %s; rewrite it with -update:\n%s", languagePage, firstDifference(got, string(want)))
	}
}

// fence matches an example of the reference.
var fence = regexp.MustCompile("(?ms)^```hcl\n(.*?)^```$")

// otherFile matches the first line of an example that is a file of its own.
var otherFile = regexp.MustCompile(`^# ([a-z]+\.hcl)\n`)

// TestLanguageExamples loads all examples of the reference, which are one
// experiment and the modules in it, and demands one of every kind, laid out as
// pipe fmt does.
func TestLanguageExamples(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "language.hcl")
	if err := os.WriteFile(path, []byte(languageExamples(t, dir)), 0o644); err != nil {
		t.Fatal(err)
	}
	loader := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{})
	exp, diags := loader.Load(path)
	if len(diags) > 0 {
		var b bytes.Buffer
		_ = hcl.NewDiagnosticTextWriter(&b, loader.Files(), 0, false).WriteDiagnostics(diags)
		t.Fatal(b.String())
	}
	for _, kind := range Kinds().Names() {
		if !slices.ContainsFunc(exp.Nodes, func(n *pipeline.Node) bool { return n.Kind.Name == kind }) {
			t.Errorf("the reference has no example of kind %s", kind)
		}
	}
	for _, request := range benchmarks.RequestTypes() {
		if !slices.ContainsFunc(exp.Nodes, func(n *pipeline.Node) bool {
			b, ok := n.Config.(*Benchmark)
			return ok && b.Request == request
		}) {
			t.Errorf("the reference has no example of request %s", request)
		}
	}
}

// languageExamples returns the experiment that the examples of the reference are,
// and writes the modules in it into a folder.
func languageExamples(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	for _, m := range fence.FindAllStringSubmatch(writeLanguage(t), -1) {
		if formatted := hclwrite.Format([]byte(m[1])); string(formatted) != m[1] {
			t.Errorf("pipe fmt lays this example out otherwise:\n%s", m[1])
		}
		if name := otherFile.FindStringSubmatch(m[1]); name != nil {
			if err := os.WriteFile(filepath.Join(dir, name[1]), []byte(m[1]), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		all.WriteString(m[1] + "\n")
	}
	return all.String()
}

// TestDescriptions demands a doc of everything that a file may say, and
// defaults that a file could hold.
func TestDescriptions(t *testing.T) {
	for _, b := range allBlocks() {
		checkDescription(t, b.Type, b)
	}
}

func checkDescription(t *testing.T, path string, b pipeline.Block) {
	checkDoc(t, path, b.Doc)
	for _, a := range b.Attributes {
		checkDoc(t, path+"."+a.Name, a.Doc)
		if a.Wants == "" || a.Required && a.Default != "" {
			t.Errorf("%s.%s: %+v, want what it must be, and no default where it is required", path, a.Name, a)
		}
		if a.Default == "" || a.Wants == "a type" {
			continue
		}
		expr, diags := hclsyntax.ParseExpression([]byte(a.Default), path, hcl.InitialPos)
		if !diags.HasErrors() {
			_, diags = expr.Value(nil)
		}
		if diags.HasErrors() {
			t.Errorf("%s.%s: the default %s is no value: %v", path, a.Name, a.Default, diags)
		}
		if strings.HasPrefix(a.Wants, `"`) && !strings.Contains(a.Wants, a.Default) {
			t.Errorf("%s.%s: the default %s is not among %s", path, a.Name, a.Default, a.Wants)
		}
	}
	for _, inner := range b.Blocks {
		checkDescription(t, path+"."+inner.Type, inner)
	}
}

func checkDoc(t *testing.T, path, doc string) {
	if doc == "" || strings.HasSuffix(doc, ".") {
		t.Errorf("%s: doc %q, want a phrase without full stop", path, doc)
	}
}

func allBlocks() []pipeline.Block {
	blocks := pipeline.LanguageBlocks()
	for _, name := range Kinds().Names() {
		blocks = append(blocks, Kinds().Lookup(name).Describe())
	}
	return blocks
}

// writeLanguage returns the reference, which must have every block.
func writeLanguage(t *testing.T) string {
	written := make(map[string]bool)
	functions := template.FuncMap{
		"describe": func(name string) (string, error) {
			for _, b := range allBlocks() {
				if b.Type == name {
					written[name] = true
					return "### `" + name + "`\n\n" + strings.TrimSpace(sentence(b)+"\n\n"+blockText(b, "#### ")), nil
				}
			}
			return "", fmt.Errorf("there is no block %q", name)
		},
		"functions": functionsText,
		"metrics":   metricsText,
		"filters":   filtersText,
		"requests":  benchmarks.RequestTypes,
		"formats":   func() string { return codes(sources.Formats()) },
		"builtins":  func() string { return codes(miniature.Names()) },
	}
	page, err := template.New("language.md.tmpl").Funcs(functions).ParseFiles("testdata/language.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := page.Execute(&b, nil); err != nil {
		t.Fatal(err)
	}
	for _, block := range allBlocks() {
		if !written[block.Type] {
			t.Errorf("the reference leaves out the block %q", block.Type)
		}
	}
	return b.String()
}

// sentence says what a block does and, of those that are no stages, how often
// it may stand where it does and what its label is.
func sentence(b pipeline.Block) string {
	doc := strings.ToUpper(b.Doc[:1]) + b.Doc[1:]
	if Kinds().Lookup(b.Type) != nil {
		return doc + "."
	}
	often := "at most one"
	switch {
	case b.Repeated:
		often = "any number"
	case b.Required:
		often = "required"
	}
	text := fmt.Sprintf("%s (%s).", doc, often)
	if b.Label != "" {
		text += fmt.Sprintf(" Its label: %s%s.", strings.ToLower(b.Label[:1]), b.Label[1:])
	}
	return text
}

// blockText returns a block's attributes as a table, and so those of the
// blocks in it, under headings that begin with the given marks.
func blockText(b pipeline.Block, heading string) string {
	var out strings.Builder
	if len(b.Attributes) > 0 {
		out.WriteString(attributeTable(b.Attributes))
	}
	for _, inner := range b.Blocks {
		label := ""
		if inner.Label != "" {
			label = ` "…"`
		}
		fmt.Fprintf(&out, "\n%s`%s%s { … }` in %s\n\n%s\n\n%s",
			heading, inner.Type, label, b.Type, sentence(inner), blockText(inner, "#"+heading))
	}
	return out.String()
}

func attributeTable(attributes []pipeline.Attribute) string {
	var b strings.Builder
	b.WriteString("| attribute | what it must be | default | meaning |\n|---|---|---|---|\n")
	for _, a := range attributes {
		wants, standard, doc := a.Wants, "–", a.Doc
		if a.Limits != "" {
			wants += ", " + a.Limits
		}
		switch {
		case a.Required:
			standard = "**required**"
		case a.Default != "":
			standard = codes([]string{a.Default})
		}
		switch a.Recipe {
		case "-":
			doc += " †"
		case "label":
			doc += " ‡"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", a.Name, tableCell(wants), standard, tableCell(doc))
	}
	return b.String()
}

func functionsText() string {
	var b strings.Builder
	for _, group := range pipeline.Functions() {
		fmt.Fprintf(&b, "\n### %s\n\n| function | gives |\n|---|---|\n", group.Title)
		for _, f := range group.Functions {
			fmt.Fprintf(&b, "| `%s` | %s |\n", f.Usage, tableCell(f.Doc))
		}
	}
	return strings.Trim(b.String(), "\n")
}

// metricsText returns the metrics of a request type as a table.
func metricsText(request string) string {
	var b strings.Builder
	b.WriteString("| metric | better | range | value |\n|---|---|---|---|\n")
	for _, m := range benchmarks.Metrics() {
		if !slices.Contains(m.Requests, request) {
			continue
		}
		better := "lower"
		if m.HigherIsBetter {
			better = "higher"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", m.Name, better, rangeText(m.Low, m.High), tableCell(m.Doc))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func rangeText(low, high float64) string {
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	if math.IsInf(high, 1) {
		return number(low) + " and more"
	}
	return number(low) + " to " + number(high)
}

func filtersText() string {
	var b strings.Builder
	b.WriteString("| filter | `pattern` | gives |\n|---|---|---|\n")
	for _, k := range benchmarks.FilterKinds() {
		pattern := "none"
		if k.Pattern {
			pattern = "needed"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.Name, pattern, tableCell(k.Doc))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func codes(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = "`" + strings.ReplaceAll(n, "|", `\|`) + "`"
	}
	return strings.Join(quoted, ", ")
}

// tableCell returns text as a cell of a table holds it.
func tableCell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", `\<`, "*", `\*`, "_", `\_`, "[", `\[`).Replace(text)
}
