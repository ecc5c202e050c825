package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts and tests call the program under its own name: the
// test binary is the program when it is started as pipe.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pipe": main})
}
