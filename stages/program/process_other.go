//go:build !unix

package program

import "os/exec"

// isolate does nothing: there are no process groups here. exec.Cmd kills the
// program alone.
func isolate(*exec.Cmd) {}

func killRest(int) {}
