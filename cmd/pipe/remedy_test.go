package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"pipe/stages"
)

func TestRemedy(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string // at the beginning
	}{
		{&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, "there is no room left"},
		{&fs.PathError{Op: "write", Path: "x", Err: syscall.EFBIG}, "files may not grow"},
		{fmt.Errorf("put object: %w", &fs.PathError{Op: "open", Path: "x", Err: syscall.EROFS}), "this needs a disk"},
		{errors.Join(errors.New("a stage failed"), &fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}), "correct the permissions"},
		{fmt.Errorf("stage dataset.x: %w after 5 attempts", stages.ErrNoConnection), "`pipe plan FILE` lists"},
	} {
		if got := remedy(c.err); !strings.HasPrefix(got, c.want) {
			t.Errorf("remedy(%v) = %q, want %q…", c.err, got, c.want)
		}
	}
	if got := remedy(errors.New("a stage failed")); got != "" {
		t.Errorf("remedy of an error that says it all = %q, want none", got)
	}
}
