package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// servesCommand serves a model, posts a body to a path, demands an answer that
// matches, and ends the server, which is to exit with 0. What it printed is in
// the file serve.log.
//
//	serves pretrain.base /v1/completions '{"prompt": "x"}' '"text":'
func servesCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: serves MODEL PATH BODY REGEXP [FLAG…]")
	}
	cmd := program(ts, append([]string{"serve", args[0], "--address", "127.0.0.1:0"}, args[4:]...)...)
	log, err := os.Create(ts.MkAbs("serve.log"))
	ts.Check(err)
	defer log.Close()
	cmd.Stderr = log
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	io.WriteString(log, line)
	words := strings.Fields(line)
	if len(words) > 0 {
		answer := postText(ts, words[len(words)-1]+args[1], args[2])
		if !regexp.MustCompile(args[3]).MatchString(answer) {
			ts.Logf("POST %s: got %s, want a match of %s", args[1], answer, args[3])
			defer ts.Fatalf("another answer than wanted")
		}
		ts.Check(cmd.Process.Signal(os.Interrupt))
	}
	if err := cmd.Wait(); err != nil || len(words) == 0 {
		ts.Fatalf("pipe serve printed %q and ended with %v", line, err)
	}
}

// program returns a command that is the program itself, in the folder of a script.
func program(ts *testscript.TestScript, args ...string) *exec.Cmd {
	path, err := os.Executable()
	ts.Check(err)
	cmd := exec.Command(path, args...)
	cmd.Args[0] = "pipe" // as which the test binary is the program
	cmd.Dir, cmd.Env = ts.Getenv("WORK"), append(os.Environ(), "HOME="+ts.Getenv("HOME"))
	return cmd
}

func postText(ts *testscript.TestScript, url, body string) string {
	r, err := http.Post(url, "application/json", strings.NewReader(body))
	ts.Check(err)
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	ts.Check(err)
	return string(data)
}
