package figures

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// A Row is what the LLaMA 2 paper reports of a benchmark or a group, and which
// benchmark or suite of the library comes closest to it.
type Row struct {
	Ours   string // "benchmark.piqa" or "suite.mmlu"
	Metric string // of a benchmark; "" of a suite, which has one mean
	Group  string // "Commonsense Reasoning"
	Name   string // as in the paper, "ARC-c"
	Shots  string // "5-shot"; may be more words
	Table  string // of the paper, "Table 20"
	Note   string // on what differs, may be empty

	Figures []Figure // in the order of the file
}

// A Figure is what a model reaches.
type Figure struct {
	Model, Size string  // "Llama 2", "7B"
	Percent     float64 // as printed
}

//go:embed llama2.csv
var llama2 string

//go:embed ours.csv
var ours string

// LLaMA2 returns the rows of ours.csv with the figures of llama2.csv. A file
// that cannot be read is a mistake of ours.
func LLaMA2() []Row {
	type place struct{ benchmark, shots, metric, table string }
	known := make(map[place][]Figure)
	for _, l := range lines("llama2.csv", llama2) {
		percent, err := strconv.ParseFloat(l[5], 64)
		if err != nil {
			panic(fmt.Sprintf("figures: llama2.csv: %v", err))
		}
		at := place{l[2], l[3], l[4], l[6]}
		known[at] = append(known[at], Figure{l[0], l[1], percent})
	}
	var rows []Row
	for _, l := range lines("ours.csv", ours) {
		rows = append(rows, Row{
			Ours: l[0], Metric: l[1], Group: l[2], Name: l[3], Shots: l[4], Table: l[6], Note: l[7],
			Figures: known[place{l[3], l[4], l[5], l[6]}],
		})
	}
	return rows
}

// lines returns the lines of a table below its head.
func lines(name, table string) [][]string {
	all, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("figures: %s: %v", name, err))
	}
	return all[1:]
}
