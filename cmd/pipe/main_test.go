package main

import (
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"pipe/artifacts"
)

// TestMain lets scripts and tests call the program under its own name: the
// test binary is the program when it is started as pipe, and when it is started
// as hasty, which waits for nobody as long.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pipe": main, "hasty": func() {
		leaseTiming = artifacts.LeaseTiming{Beat: 100 * time.Millisecond, Patience: time.Second}
		main()
	}})
}
