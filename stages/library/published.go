package library

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// A Published is a figure of the LLaMA 2 paper (Touvron et al., 2023,
// arXiv:2307.09288v2), and the benchmark or suite here that comes closest to it.
type Published struct {
	Ours   string  // "benchmark.piqa" or "suite.mmlu"
	Metric string  // of a benchmark; "" of a suite, which has one mean
	Group  string  // "Commonsense Reasoning"
	Name   string  // as in the paper, "ARC-c"
	Shots  string  // "5"; may be a sentence
	Table  string  // of the paper, "20"
	Model  string  // "Llama 2"
	Size   string  // "7B"
	Value  float64 // in percent
	Note   string  // on what differs, may be empty
}

//go:embed llama2.csv
var llama2 string

// LLaMA2 returns the paper's figures, those of one benchmark after another, the
// models in the order of the file. A file that cannot be read is a mistake of
// ours.
func LLaMA2() []Published {
	lines, err := csv.NewReader(strings.NewReader(llama2)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("library: llama2.csv: %v", err))
	}
	var all []Published
	for _, l := range lines[1:] {
		v, err := strconv.ParseFloat(l[8], 64)
		if err != nil {
			panic(fmt.Sprintf("library: llama2.csv: %v", err))
		}
		all = append(all, Published{l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7], v, l[9]})
	}
	return all
}
