package main

// fmaLoop runs rounds of 24 independent fused multiply-adds of 8 lanes or, with more, of 16; with 8 they are 12, twice.
//
//go:noescape
func fmaLoop(rounds, lanes int)
