package main

// fmaLoop runs rounds of 24 fused multiply-adds x = a*x + b of 16 lanes, each with an x of its own, or else of 8, each
// x twice. values hold 16 of a, b and x: a processor is slower with numbers that change than with zeros.
//
//go:noescape
func fmaLoop(rounds, lanes int, values *[48]float32)
