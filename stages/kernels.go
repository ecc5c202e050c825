package stages

import "pipe/engine/kernel"

// KernelName returns which implementation of the numeric kernels is in use.
// All give the same bits.
func KernelName() string { return kernel.Implementation() }

// UseKernel chooses an implementation by name; the error lists those that
// this machine has.
func UseKernel(name string) error { return kernel.Use(name) }
