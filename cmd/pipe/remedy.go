package main

import (
	"errors"
	"io/fs"
	"syscall"

	"pipe/stages"
)

// remedies say what to do about a world that is in the way. None of them loses
// anything: a stage that has ended is in the store, and the next run goes on
// from there.
var remedies = []struct {
	errs []error
	text string
}{
	{[]error{syscall.ENOSPC, syscall.EDQUOT},
		"there is no room left; free some, or use another disk (--store, and --out for reports), and run again to go on from here"},
	{[]error{syscall.EFBIG},
		"files may not grow so large here; raise the limit (ulimit -f), or use another disk (--store), and run again to go on from here"},
	{[]error{syscall.EROFS},
		"this needs a disk that can be written; use a store elsewhere with --store"},
	{[]error{fs.ErrPermission},
		"correct the permissions of the file or folder that is named, or use another store with --store"},
	{[]error{stages.ErrNoConnection},
		"`pipe plan FILE` lists all files that are downloaded, and where from; fetch them where there is a network, and `pipe add` puts them into the store"},
}

// remedy returns what to do about an error, or "" where the error says it all.
func remedy(err error) string {
	for _, r := range remedies {
		for _, target := range r.errs {
			if errors.Is(err, target) {
				return r.text
			}
		}
	}
	return ""
}
