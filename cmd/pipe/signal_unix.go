//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreFileSizeSignal lets a write beyond the limit on file sizes return an
// error, which names the file. Otherwise the signal ends the program.
func ignoreFileSizeSignal() { signal.Ignore(syscall.SIGXFSZ) }
