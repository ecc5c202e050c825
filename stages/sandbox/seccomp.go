package sandbox

import (
	"encoding/binary"
	"os"
)

// Instructions and answers of seccomp filters: linux/filter.h, linux/seccomp.h.
const (
	bpfLoad      = 0x20 // load a word of the call
	bpfEqual     = 0x15 // jump where it equals
	bpfAtLeast   = 0x35 // jump where it is at least
	bpfAnyBit    = 0x45 // jump where it has a bit
	bpfReturn    = 0x06
	seccompKill  = 0x80000000 // the process
	seccompError = 0x00050000 // plus the error's number
	seccompAllow = 0x7fff0000

	eperm  = 1
	enosys = 38

	cloneThread = 0x00010000
)

// Offsets into struct seccomp_data, of the lower half of an argument.
const (
	dataNumber = 0
	dataArch   = 4
	dataArg0   = 16
)

// An instruction is a struct sock_filter.
type instruction struct {
	code         uint16
	onYes, onNot uint8 // instructions to skip
	k            uint32
}

// filter returns the filter of system calls that a program runs under: it can
// start threads and no processes, and reaches nothing of the kernel that a
// program of an exercise has no use for, such as other namespaces, sockets, and
// memory that its limit does not count. clone3 does not exist for it: a filter
// cannot look into the arguments, and the C library then calls clone.
func filter() []instruction {
	f := []instruction{
		{bpfLoad, 0, 0, dataArch},
		{bpfEqual, 1, 0, seccompArch},
		{bpfReturn, 0, 0, seccompKill},
		{bpfLoad, 0, 0, dataNumber},
	}
	if seccompForeign != 0 {
		f = append(f, instruction{bpfAtLeast, 0, 1, seccompForeign}, instruction{bpfReturn, 0, 0, seccompKill})
	}
	for _, number := range denied {
		f = append(f, instruction{bpfEqual, 0, 1, number}, instruction{bpfReturn, 0, 0, seccompError + eperm})
	}
	return append(f,
		instruction{bpfEqual, 0, 1, sysClone3},
		instruction{bpfReturn, 0, 0, seccompError + enosys},
		instruction{bpfEqual, 0, 3, sysClone},
		instruction{bpfLoad, 0, 0, dataArg0},
		instruction{bpfAnyBit, 1, 0, cloneThread},
		instruction{bpfReturn, 0, 0, seccompError + eperm},
		instruction{bpfReturn, 0, 0, seccompAllow},
	)
}

// filterFile returns a file to read the filter from, once.
func filterFile() (*os.File, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	// A pipe holds more than the filter has, so nobody waits.
	var bytes []byte
	for _, i := range filter() {
		bytes = binary.NativeEndian.AppendUint16(bytes, i.code)
		bytes = append(bytes, i.onYes, i.onNot)
		bytes = binary.NativeEndian.AppendUint32(bytes, i.k)
	}
	_, err = write.Write(bytes)
	if closeErr := write.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		read.Close()
		return nil, err
	}
	return read, nil
}
