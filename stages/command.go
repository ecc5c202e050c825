package stages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"pipe/pipeline"
	"pipe/stages/program"
)

var _ = register(pipeline.Kind{
	Name:    "command",
	Version: 1,
	Doc:     "runs a program in a clean folder and keeps the files that it makes",
	New:     func() pipeline.Config { return &Command{} },
})

// A Command runs a program of the machine. Its recipe holds all that the program
// is given; what the program finds on the machine besides, the machine's own
// tools and the network, is the author's to answer for. VersionCommand is for
// the tool itself.
type Command struct {
	Argv           []string                `hcl:"run" doc:"The program and its arguments, as they stand: no shell reads them"`
	Inputs         map[string]pipeline.Ref `hcl:"inputs,optional" doc:"Stages whose files the program finds in inputs/NAME"`
	Files          []string                `hcl:"files,optional" recipe:"-" doc:"Files and folders that lie beside the program, under their last name; they count by that name and the digest of their bytes"`
	Outputs        []string                `hcl:"outputs" doc:"Files that the program makes and, ending in a slash, folders"`
	Environment    map[string]string       `hcl:"environment,optional" doc:"Variables that the program sees"`
	VersionCommand []string                `hcl:"version_command,optional" recipe:"-" doc:"A program and its arguments that say which version of a tool is there; what it prints counts"`
}

// inputsFolder is where the program finds its inputs.
const inputsFolder = "inputs"

// plainInput matches the names that inputs may have: they become folders.
var plainInput = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$`)

// Check holds the names of what goes in and comes out against each other.
func (c *Command) Check(check *pipeline.Check) {
	checkProgram(check, "run", c.Argv)
	if len(c.VersionCommand) > 0 {
		checkProgram(check, "version_command", c.VersionCommand)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Inputs)) {
		if !plainInput.MatchString(name) {
			check.Errorf("inputs", "Invalid name", "The name %.100q of an input becomes that of a folder. "+
				"It must have at most 80 letters, digits, underscores, dots and hyphens, and not begin with a dot or hyphen.", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
		if name == "" || strings.ContainsAny(name, "=\x00") || strings.Contains(c.Environment[name], "\x00") {
			check.Errorf("environment", "Invalid variable", "The variable %.100q cannot be set. A name is not empty and has no equals sign in it, and nothing has a zero byte.", name)
		}
	}
	c.checkFiles(check)
	c.checkOutputs(check)
}

func checkProgram(check *pipeline.Check, attribute string, args []string) {
	switch {
	case len(args) == 0 || args[0] == "":
		check.Errorf(attribute, "Missing program", "The list %q names no program. Its first element is the program, and the others are the arguments: [\"python3\", \"score.py\"].", attribute)
	case slices.ContainsFunc(args, func(arg string) bool { return strings.Contains(arg, "\x00") }):
		check.Errorf(attribute, "Invalid argument", "An argument of %q has a zero byte in it, and no program can be given that.", attribute)
	case len(args) == 1 && strings.ContainsAny(args[0], " \t\n|;&<>"):
		check.Errorf(attribute, "Shell written as program", "There is no program %.100q: no shell reads it. Write the arguments one by one, "+
			"[\"python3\", \"score.py\"], or the shell itself: [\"sh\", \"-c\", \"…\"].", args[0])
	}
}

// checkFiles demands that each file has a place of its own in the folder.
func (c *Command) checkFiles(check *pipeline.Check) {
	seen := make(map[string]string)
	for i, file := range c.Files {
		at, name := fmt.Sprintf("files[%d]", i), fileName(file)
		switch other, taken := seen[name]; {
		case !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\"\\\n"):
			check.Errorf(at, "Invalid name", "%.100q has no last name that a file can have. Name a file, or a folder.", file)
		case name == inputsFolder:
			check.Errorf(at, "Name is taken", "%.100q would lie where the inputs do, in %s. Give it another name.", file, inputsFolder)
		case taken:
			check.Errorf(at, "Name is taken", "%.100q and %.100q would both lie at %q. Rename one, or give the folder that holds both.", other, file, name)
		}
		seen[name] = file
	}
}

// checkOutputs demands that each output has a place of its own, and puts them
// in order: it counts which they are, not in which order they are named.
func (c *Command) checkOutputs(check *pipeline.Check) {
	if len(c.Outputs) == 0 {
		check.Errorf("outputs", "Missing outputs", "The list outputs is empty. Name the files that the program makes; they are all that is kept of it.")
	}
	for i, output := range c.Outputs {
		at, name := fmt.Sprintf("outputs[%d]", i), strings.TrimSuffix(output, "/")
		if !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\\:\x00\n") {
			check.Errorf(at, "Invalid path", "%.100q is no path in the folder of the program. Write one such as \"scores.csv\" or, for all files of a folder, \"model/\".", output)
			continue
		}
		for _, other := range c.Outputs[:i] {
			if other = strings.TrimSuffix(other, "/"); inFolder(name, other) || inFolder(other, name) {
				check.Errorf(at, "Output twice", "%.100q and %.100q are or hold the same file. Name it once.", other, name)
			}
		}
		for _, file := range append(c.fileNames(), inputsFolder) {
			if inFolder(name, file) || inFolder(file, name) {
				check.Given("files").Errorf(at, "Name is taken", "%.100q lies where the program finds %q. Let it write elsewhere.", output, file)
			}
		}
	}
	slices.Sort(c.Outputs)
}

// inFolder reports whether a path is a folder's, or lies in it.
func inFolder(name, folder string) bool {
	rest, ok := strings.CutPrefix(name, folder)
	return ok && (rest == "" || rest[0] == '/')
}

// fileName is what a declared file is called in the folder.
func fileName(file string) string { return path.Base(filepath.ToSlash(filepath.Clean(file))) }

// fileNames returns the names of all declared files, sorted.
func (c *Command) fileNames() []string {
	var names []string
	for _, file := range c.Files {
		names = append(names, fileName(file))
	}
	slices.Sort(names)
	return names
}

// filePin is what the recipe calls a declared file.
func filePin(file string) string { return `files["` + fileName(file) + `"]` }

// Pins names the declared files, and the version of the tool.
func (c *Command) Pins() []pipeline.Pin {
	var pins []pipeline.Pin
	for _, file := range c.Files {
		pins = append(pins, pipeline.Pin{Attribute: filePin(file), Source: file})
	}
	slices.SortFunc(pins, func(a, b pipeline.Pin) int { return strings.Compare(a.Attribute, b.Attribute) })
	if len(c.VersionCommand) > 0 {
		pins = append(pins, pipeline.Pin{Attribute: "version_command", Observe: c.version})
	}
	return pins
}

// Run runs the program and keeps what it has made.
func (c *Command) Run(ctx context.Context, s *pipeline.Stage) (err error) {
	f, err := newFolder(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.remove()) }()
	if err := f.fill(c, s); err != nil {
		return err
	}
	s.Report(pipeline.Progress{Note: "running " + c.Argv[0]})
	err = f.run(ctx, program.Program{Args: c.Argv, Dir: f.work, Env: f.environment(c.Environment)})
	printed, logErr := f.keepLogs(s)
	if err != nil {
		return f.explainExit(err, s.Name(), printed)
	}
	if logErr != nil {
		return logErr
	}
	return f.collect(ctx, c, s)
}
