package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"pipe/pipeline"
	"pipe/stages"
)

func (a *app) graphCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "graph FILE",
		Short: "Print the experiment's graph",
		Args:  cobra.ExactArgs(1),
		RunE: a.runE(func(_ context.Context, args []string) error {
			return a.graph(args[0], format)
		}),
	}
	a.variableFlags(cmd)
	cmd.Flags().StringVar(&format, "format", "dot", "dot, mermaid or svg")
	return cmd
}

func (a *app) graph(path, format string) error {
	draw, ok := map[string]func(*pipeline.Experiment) string{
		"dot": dot, "mermaid": mermaid, "svg": stages.GraphSVG,
	}[format]
	if !ok {
		return usageError("--format is %q, want dot, mermaid or svg", format)
	}
	_, exp, err := a.load(path)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(edgesOf(exp))
	}
	fmt.Fprint(a.stdout, draw(exp))
	return nil
}

// An edge leads from an input to the stage that reads it.
type edge struct {
	From string `json:"from"`
	To   string `json:"to"`
	Role string `json:"role"`
}

func edgesOf(exp *pipeline.Experiment) map[string]any {
	nodes, edges := []string{}, []edge{}
	for _, n := range exp.Nodes {
		nodes = append(nodes, n.Address())
		for _, in := range n.Inputs {
			edges = append(edges, edge{in.Node.Address(), n.Address(), in.Role})
		}
	}
	return map[string]any{"nodes": nodes, "edges": edges}
}

// dot writes the graph in Graphviz's language.
func dot(exp *pipeline.Experiment) string {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %q {\n  rankdir=LR\n  node [shape=box]\n", exp.Name)
	for _, n := range exp.Nodes {
		fmt.Fprintf(&b, "  %q\n", n.Address())
		for _, in := range n.Inputs {
			fmt.Fprintf(&b, "  %q -> %q [label=%q]\n", in.Node.Address(), n.Address(), in.Role)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// mermaidEscapes writes what would end a label, or begin an escape, as Mermaid
// does.
var mermaidEscapes = strings.NewReplacer(`"`, "#quot;", "#", "#35;")

// mermaid writes the graph in Mermaid's language, which allows no free names
// for nodes: they are numbered and labelled.
func mermaid(exp *pipeline.Experiment) string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	number := make(map[*pipeline.Node]int)
	for i, n := range exp.Nodes {
		number[n] = i
		fmt.Fprintf(&b, "  n%d[\"%s\"]\n", i, mermaidEscapes.Replace(n.Address()))
		for _, in := range n.Inputs {
			fmt.Fprintf(&b, "  n%d --> n%d\n", number[in.Node], i)
		}
	}
	return b.String()
}
