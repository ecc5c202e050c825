package main

import (
	"fmt"
	"slices"
)

func header() {
	fmt.Println("| what | threads | ours | peer | its | ours is | to be | holds |")
	fmt.Println("|---|---:|---:|---|---:|---:|---|---|")
}

// report prints a line for each peer, and for its memory if that has a gate.
func report(r row, all []*contestant) {
	ours := all[0]
	mine := median(ours.figures)
	if len(all) == 1 {
		line(r, r.what, amount(mine, r.unit), "–", "–", "–", "", 0)
	}
	for _, c := range all[1:] {
		figure := c.figure
		if c.cmd != nil {
			figure = median(c.figures)
		}
		line(r, r.what, amount(mine, r.unit), c.label(), amount(figure, r.unit), times(mine/figure), c.gate, mine/figure)
		if c.memoryGate != "" {
			ratio := float64(ours.bytes) / float64(c.bytes)
			line(r, r.what+": memory", megabytes(ours.bytes), c.label(), megabytes(c.bytes), times(ratio), c.memoryGate, ratio)
		}
	}
}

func line(r row, what, mine, peer, its, ratio, gate string, value float64) {
	fmt.Printf("| %s | %d | %s | %s | %s | %s | %s | %s |\n", what, r.threads, mine, peer, its, ratio, gate, holds(gate, value))
}

// label says who it is and, of one that was not run, where its figure is from.
func (c *contestant) label() string {
	switch {
	case c.origin != "":
		return c.name + " (figure: " + c.origin + ")"
	case c.version != "":
		return c.name + " " + c.version
	}
	return c.name
}

// holds reads a gate such as "T3 ≥ 1.0x".
func holds(gate string, value float64) string {
	var target, relation string
	var bound float64
	if _, err := fmt.Sscanf(gate, "%s %s %fx", &target, &relation, &bound); err != nil {
		return ""
	}
	if (relation == "≥") == (value >= bound) {
		return "yes"
	}
	return "no"
}

func amount(x float64, unit string) string {
	if x < 100 {
		return fmt.Sprintf("%.1f %s", x, unit)
	}
	return fmt.Sprintf("%.0f %s", x, unit)
}

func times(x float64) string { return fmt.Sprintf("%.2fx", x) }

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }

func median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(x))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
