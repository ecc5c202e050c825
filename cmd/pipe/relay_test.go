package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// A relay stands before a server of the program, at an address that stays when
// the server changes, and kills when it is time to.
type relay struct {
	url string // where clients find it

	mu       sync.Mutex
	server   *exec.Cmd
	target   string         // its address; "" while there is none
	answered map[string]int // bodies of completions that were answered, and how often
	count    int            // of answers
	deadline int            // answers after which the next request is fatal; 0 is never
	victim   *exec.Cmd      // who dies of it
}

var relays sync.Map // of *relay by *testscript.TestScript

// relayCommand stands before servers of the program. The first form makes $RELAY
// its address, and the second starts a server behind it, which is killed
// with SIGKILL as it gets the first request after N answers. The third runs the
// program, which is killed so. The last demands that all requests which were
// answered were so once, N of them in all, but for REPEATS of them: the question
// by which each run that scores finds out whether it can.
//
//	relay open
//	relay serve pretrain.base [N]
//	relay kills N run far.hcl
//	relay answered N REPEATS
func relayCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: relay open | relay serve MODEL [N] | relay kills N ARGUMENT… | relay answered N REPEATS")
	}
	if args[0] == "open" {
		r := &relay{answered: make(map[string]int)}
		server := httptest.NewServer(r)
		r.url = server.URL
		relays.Store(ts, r)
		ts.Setenv("RELAY", r.url)
		ts.Defer(func() { server.Close(); r.stop(); relays.Delete(ts) })
		return
	}
	found, ok := relays.Load(ts)
	if !ok {
		ts.Fatalf("there is no relay; open one first")
	}
	r := found.(*relay)
	switch args[0] {
	case "serve":
		r.serve(ts, args[1:])
	case "kills":
		r.kills(ts, args[1:])
	case "answered":
		r.check(ts, args[1:])
	}
}

func (r *relay) serve(ts *testscript.TestScript, args []string) {
	r.stop()
	cmd := program(ts, "serve", args[0], "--address", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	ts.Check(err)
	words := strings.Fields(line)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.server, r.target, r.deadline = cmd, words[len(words)-1], 0
	if len(args) > 1 {
		n, err := strconv.Atoi(args[1])
		ts.Check(err)
		r.deadline, r.victim = r.count+n, cmd
	}
}

func (r *relay) kills(ts *testscript.TestScript, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	cmd := program(ts, args[1:]...)
	r.mu.Lock()
	r.deadline, r.victim = r.count+n, cmd
	r.mu.Unlock()
	out, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.Exited() {
		ts.Fatalf("pipe %s was not killed, and ended with %v:\n%s", strings.Join(args[1:], " "), err, out)
	}
}

func (r *relay) check(ts *testscript.TestScript, args []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	repeats := 0
	for _, n := range r.answered {
		repeats += n - 1
	}
	if got := []string{strconv.Itoa(r.count), strconv.Itoa(repeats)}; got[0] != args[0] || got[1] != args[1] {
		ts.Fatalf("answered %s requests, %s of them repeated, want %s and %s", got[0], got[1], args[0], args[1])
	}
}

func (r *relay) stop() {
	r.mu.Lock()
	server := r.server
	r.server, r.target = nil, ""
	r.mu.Unlock()
	if server != nil {
		server.Process.Kill()
		server.Wait()
	}
}

// ServeHTTP hands a request on. A client whose server is gone finds its
// connection closed.
func (r *relay) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return
	}
	counts := request.URL.Path == "/v1/completions"
	r.mu.Lock()
	target := r.target
	if counts && r.deadline > 0 && r.count >= r.deadline {
		r.deadline = 0
		r.victim.Process.Kill()
		if r.victim != r.server {
			target = "" // who asked is dead, and nobody is answered
		}
	}
	r.mu.Unlock()
	data, status, err := forward(request, target, body)
	if err != nil {
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			c.Close()
		}
		return
	}
	if counts {
		r.mu.Lock()
		r.answered[string(body)]++
		r.count++
		r.mu.Unlock()
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(data)
}

func forward(request *http.Request, target string, body []byte) (data []byte, status int, err error) {
	onward, err := http.NewRequestWithContext(request.Context(), request.Method, target+request.URL.Path, bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	r, err := http.DefaultClient.Do(onward)
	if err != nil {
		return nil, 0, err
	}
	defer r.Body.Close()
	data, err = io.ReadAll(r.Body)
	return data, r.StatusCode, err
}
