package pipeline_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"pipe/pipeline"
)

// A Greeting is about the smallest config there is.
type Greeting struct {
	Text  string       `hcl:"text" doc:"What to say"`
	Times int64        `hcl:"times,optional" min:"1"`
	After pipeline.Ref `hcl:"after,optional" accepts:"greeting"`
}

func (g *Greeting) Run(context.Context, *pipeline.Stage) error { return nil }

func Example_load() {
	kinds := pipeline.NewKinds(pipeline.Kind{
		Name: "greeting", Version: 1, New: func() pipeline.Config { return &Greeting{Times: 1} },
	})
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "hello.hcl")
	src := `
experiment "hello" {}

greeting "second" {
  text  = "bye"
  after = greeting.first
}
greeting "first" {
  text  = upper("hello")
  times = 1 + 1
}
`
	if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	exp, diags := pipeline.NewLoader(kinds, pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	for _, n := range exp.Nodes {
		fmt.Println(n.Address(), n.Config.(*Greeting).Text)
	}
	fmt.Print(exp.Nodes[0].Recipe(pipeline.RecipeInputs{}))
	// Output:
	// greeting.first HELLO
	// greeting.second bye
	// pipe recipe 1
	// kind greeting 1
	// attribute text "HELLO"
	// attribute times 2
}
