package sandbox

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
)

// scratch is the folder, in memory, that a program works in.
const scratch = "/tmp"

// findBubblewrap returns the path of bwrap.
func findBubblewrap() (string, error) {
	if runtime.GOOS != "linux" || seccompArch == 0 {
		return "", fmt.Errorf("there is a sandbox on Linux on amd64 and arm64 only, and this is %s on %s", runtime.GOOS, runtime.GOARCH)
	}
	path, err := exec.LookPath("bwrap")
	if err != nil {
		return "", errors.New("there is no program \"bwrap\" in PATH")
	}
	return path, nil
}

// systemFolders hold the libraries that Python is linked with.
var systemFolders = []string{"/usr/lib", "/usr/lib64", "/lib", "/lib64", "/nix/store"}

// bubblewrapArgs returns the call of bwrap before the program's own arguments:
// new namespaces of everything, and a file system that has nothing in it but what
// Python needs to start. filter is the descriptor of the system calls that are
// denied.
func bubblewrapArgs(bwrap string, py *interpreter, limits Limits, filter int) []string {
	args := []string{
		bwrap, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session",
		"--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--hostname", "sandbox",
	}
	for _, dir := range systemFolders {
		if info, err := os.Lstat(dir); err != nil {
			continue
		} else if info.Mode()&os.ModeSymlink != 0 {
			if target, err := os.Readlink(dir); err == nil {
				args = append(args, "--symlink", target, dir)
			}
			continue
		}
		args = append(args, "--ro-bind", dir, dir)
	}
	args = append(args, "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")
	for _, path := range append([]string{py.Path}, py.Folders...) {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			args = append(args, "--ro-bind", real, path)
		}
	}
	args = append(args, "--dev-bind", "/dev/null", "/dev/null", "--dev-bind", "/dev/urandom", "/dev/urandom",
		"--size", strconv.FormatInt(limits.Folder, 10), "--tmpfs", scratch, "--remount-ro", "/", "--chdir", scratch,
		"--seccomp", strconv.Itoa(filter), "--clearenv")
	for _, v := range environment(scratch) {
		args = append(args, "--setenv", v[0], v[1])
	}
	return append(args, "--")
}

// environment is all that a program sees of variables, given its folder. Hashes
// of texts are the same in every run, and so the order of sets.
func environment(dir string) [][2]string {
	return [][2]string{
		{"HOME", dir}, {"TMPDIR", dir}, {"LC_ALL", "C.UTF-8"}, {"TZ", "UTC"}, {"PYTHONHASHSEED", "0"},
	}
}
