package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"pipe/stages"
)

func (a *app) exportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export MODEL FOLDER",
		Short: "Write a model, named by stage or by digest, as a Hugging Face folder that transformers loads",
		Args:  cobra.ExactArgs(2),
		RunE:  a.runE(a.export),
	}
}

func (a *app) export(_ context.Context, args []string) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	found, err := a.resolve(store, args[0])
	if err != nil {
		return err
	}
	if err := stages.ExportModel(found.artifact, args[1]); err != nil {
		return err
	}
	digest := found.artifact.Digest()
	if a.json {
		return a.printJSON(struct {
			Model  string `json:"model"`
			Folder string `json:"folder"`
		}{digest.String(), args[1]})
	}
	fmt.Fprintf(a.stdout, "%s  %s\n", digest, args[1])
	return nil
}
