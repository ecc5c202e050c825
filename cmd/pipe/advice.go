package main

import (
	"errors"
	"io/fs"
	"syscall"
)

// advices say what to do about a world that is in the way. None of them loses
// anything: a stage that has ended is in the store, and the next run goes on
// from there.
var advices = []struct {
	errs []error
	text string
}{
	{[]error{syscall.ENOSPC, syscall.EDQUOT},
		"there is no room left; free some, or use a store on another disk with --store, and run again to go on from here"},
	{[]error{syscall.EFBIG},
		"files may not grow so large here; raise the limit (ulimit -f), or use a store elsewhere with --store, and run again to go on from here"},
	{[]error{syscall.EROFS},
		"this needs a disk that can be written; use a store elsewhere with --store"},
	{[]error{fs.ErrPermission},
		"mend the permissions of what is named, or use another store with --store"},
}

// advice returns what to do about an error, or "" where the error says it all.
func advice(err error) string {
	for _, a := range advices {
		for _, target := range a.errs {
			if errors.Is(err, target) {
				return a.text
			}
		}
	}
	return ""
}
