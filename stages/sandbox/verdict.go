package sandbox

import (
	"fmt"
	"regexp"
	"strings"

	"pipe/stages/program"
)

// reported reads a driver's report: whether the program was started, and how it
// ended, or "" where that is not said, or not by the driver.
func reported(report, token string) (verdict string, started bool) {
	rest, started := strings.CutPrefix(report, token+" started\n")
	if !started {
		return "", false
	}
	rest, said := strings.CutPrefix(rest, token+" ")
	m := ending.FindStringSubmatch(rest)
	if !said || m == nil {
		return "", true
	}
	how, line, name := m[1], m[2], m[3]
	verdict = map[string]string{
		"passed": Passed, "memory": Memory, "exited": exited, "assertion": asserted, "syntax": syntax, "exception": "exception: " + name,
	}[how]
	if line != "" && line != "0" {
		verdict += ": line " + line
	}
	return verdict, true
}

// ending is what the driver says of a program's end. A class may have any name.
var ending = regexp.MustCompile(`^(passed|memory|exited|assertion|syntax|exception)(?: ([0-9]+))?(?: ([A-Za-z0-9_?.]+))?\n$`)

// ofSignal is the verdict on a program that did not live to see its end, of
// which nothing but its exit status is known.
func ofSignal(exit *program.ExitError) string {
	const xcpu = 24 // SIGXCPU
	switch signal := exit.Code - 128; {
	case signal == xcpu:
		return Timeout
	case signal > 0 && signal < 65:
		return fmt.Sprintf("killed by signal %d", signal)
	}
	return exited
}
