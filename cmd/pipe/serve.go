package main

import (
	"context"
	"fmt"
	"net"
	"runtime"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"pipe/stages"
)

func (a *app) serveCommand() *cobra.Command {
	o := stages.ServeOptions{}
	cache := ""
	cmd := &cobra.Command{
		Use:   "serve MODEL",
		Short: "Serve a model, named by stage or by digest: a web page and OpenAI's API",
		Long: "Serve a model until the first interrupt: a web page to try it, and the API of OpenAI's completions. What is under way\n" +
			"then comes to its end, new requests are refused, and the exit code is 0; a second interrupt ends it at once.",
		Args: cobra.ExactArgs(1),
		RunE: a.runE(func(ctx context.Context, args []string) error {
			return a.serve(ctx, args[0], cache, o)
		}),
	}
	cmd.Flags().StringVar(&o.Address, "address", "127.0.0.1:8080", "`host:port` to listen on; port 0 chooses one")
	cmd.Flags().StringVar(&o.Name, "name", "", "of the model, for clients; MODEL by default")
	cmd.Flags().StringVar(&o.Quantize, "quantize", stages.QuantizeNone, "int8: round the weights to 8 bits, which is faster")
	cmd.Flags().StringVar(&o.Chat, "chat", "", "template of conversations, such as llama2; the model's own by default")
	cmd.Flags().IntVar(&o.Workers, "parallel", runtime.GOMAXPROCS(0), "cores to use")
	cmd.Flags().StringVar(&cache, "cache", "512MB", "`size` of the keys and values of all texts together; those that find no room wait")
	cmd.Flags().IntVar(&o.MaxRequests, "max-requests", 256, "requests under way or waiting; others are asked to come again")
	cmd.Flags().BoolVar(&o.KeepPrompts, "keep-prompts", false, "do not put the token that begins a text before prompts that lack it")
	return cmd
}

func (a *app) serve(ctx context.Context, model, cache string, o stages.ServeOptions) (err error) {
	if o.CacheBytes, err = parseSize("--cache", cache); err != nil {
		return err
	}
	if _, _, err := net.SplitHostPort(o.Address); err != nil {
		return usageError("--address is %q, want host:port, such as 127.0.0.1:8080", o.Address)
	}
	switch {
	case o.Workers < 1:
		return usageError("--parallel is %d, want at least 1", o.Workers)
	case o.MaxRequests < 1:
		return usageError("--max-requests is %d, want at least 1", o.MaxRequests)
	case o.Quantize != stages.QuantizeNone && o.Quantize != stages.QuantizeInt8:
		return usageError("--quantize is %q, want none or int8", o.Quantize)
	}
	if o.Name == "" {
		o.Name = model
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	store, err := a.openStore()
	if err != nil {
		return err
	}
	found, err := a.resolve(store, model)
	if err != nil {
		return err
	}
	if a.logFormat == "text" { // requests are what people must know here
		ctx = textLogger(a.lines, isTerminal(a.stderr)).Level(zerolog.InfoLevel).WithContext(ctx)
	}
	return stages.Serve(ctx, found.artifact, o, func(url string) {
		fmt.Fprintf(a.stdout, "%s is served at %s\n", o.Name, url)
	})
}
