//go:build !amd64

package main

// fmaLoop is not reached: peakLanes has no kernels of this architecture.
func fmaLoop(rounds, lanes int, values *[48]float32) { panic("fmaLoop is written for amd64") }
