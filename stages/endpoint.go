package stages

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// An Endpoint names a model that a server has. What the server answers is
// pinned by nothing: see Evaluate.Irreproducible. How it is asked cannot change
// what it answers, and is no part of the recipe; neither is the key, of which
// the file knows the name of a variable alone.
type Endpoint struct {
	URL      string `hcl:"url" doc:"Address of the interface, such as http://127.0.0.1:8080/v1"`
	Model    string `hcl:"model" doc:"What the server calls the model"`
	Snapshot string `hcl:"snapshot,optional" doc:"A word for the state that the server is in; another one asks everything again"`
	Context  int64  `hcl:"context,optional" min:"0" doc:"Tokens that the model reads at once; 0 asks the server"`

	Tokenizer pipeline.Ref `hcl:"tokenizer,optional" accepts:"tokenizer,pretrain,finetune,model" doc:"A stage that has the model's vocabulary, in place of a file that the model's own tokenizer names"`

	APIKeyEnv         string        `hcl:"api_key_env,optional" recipe:"-" doc:"Name of the environment variable that holds the key"`
	Timeout           time.Duration `hcl:"timeout,optional" recipe:"-" doc:"How long an answer may take"`
	Retries           int64         `hcl:"retries,optional" min:"0" max:"100" recipe:"-" doc:"Attempts after the first, where the server is busy, fails or does not answer"`
	RequestsPerSecond float64       `hcl:"requests_per_second,optional" min:"0" recipe:"-" doc:"Requests that are begun in a second, at most; 0 does not limit them"`
	Concurrency       int64         `hcl:"concurrency,optional" min:"1" max:"1024" recipe:"-" doc:"Requests that are under way at once"`
}

// SetDefaults is called for a block that the file has.
func (e *Endpoint) SetDefaults() {
	e.Timeout, e.Retries, e.Concurrency = 2*time.Minute, 5, 4
}

// endpointRow is the only row of the table "endpoint": the model of a server.
type endpointRow struct {
	URL      string `arrow:"url"`
	Model    string `arrow:"model"`
	Snapshot string `arrow:"snapshot"`
	Context  int64  `arrow:"context"` // 0 where the server is to tell
}

const endpointFile = "endpoint.arrow"

// Unpinned says why what an artifact holds may come out otherwise another time,
// to the bit: it is an evaluation of a server's model. Else it is "".
func Unpinned(a *artifacts.Artifact) (string, error) {
	if _, ok := a.File(endpointFile); !ok || a.Kind != EvaluateKind {
		return "", nil
	}
	rows, err := artifacts.ReadTable[endpointRow](a, "endpoint")
	if err == nil && len(rows) != 1 {
		err = fmt.Errorf("table endpoint: got %d rows, want 1", len(rows))
	}
	if err != nil {
		return "", err
	}
	return unpinnedBy(rows[0].URL), nil
}

func unpinnedBy(url string) string {
	return fmt.Sprintf("the answers come from %s, which nothing pins", url)
}

// runEndpoint writes where a model is, and its vocabulary where the file names
// one. It asks the server nothing.
func (m *Import) runEndpoint(ctx context.Context, s *pipeline.Stage) error {
	e := m.Endpoint
	err := artifacts.WriteTable(s.Out, "endpoint", []endpointRow{{e.URL, e.Model, e.Snapshot, e.Context}})
	if err != nil || m.Tokenizer == "" && !e.Tokenizer.IsSet() {
		return err
	}
	var tokenizer vocabulary
	var c conventions
	if m.Tokenizer != "" {
		tokenizer, err = m.vocabulary(ctx, s, modelFolder{})
	} else {
		tokenizer, c, err = spokenBy(s.Input(e.Tokenizer))
	}
	if err != nil {
		return err
	}
	if m.Chat != chatOfModel {
		c.Chat, c.ChatTemplate = m.Chat, ""
	}
	return errors.Join(writeConventions(s.Out, c), writeVocabulary(s.Out, tokenizer))
}

// spokenBy returns the vocabulary of a tokenizer or a model, and how the model
// wants its texts.
func spokenBy(a *artifacts.Artifact) (vocabulary, conventions, error) {
	if !hasVocabulary(a) {
		return nil, conventions{}, fmt.Errorf("%s artifact %s has no vocabulary", a.Kind, a.Digest().Short())
	}
	tokenizer, err := readVocabulary(a)
	if err != nil {
		return nil, conventions{}, err
	}
	c, err := readConventions(a)
	return tokenizer, c, err
}

// hasVocabulary reports whether an artifact has one of the tables that
// readVocabulary reads.
func hasVocabulary(a *artifacts.Artifact) bool {
	for _, table := range []string{"tokenizer", "pieces", "published"} {
		if _, ok := a.File(table + ".arrow"); ok {
			return true
		}
	}
	return false
}

// checkEndpoint finds a model that is named twice or not at all.
func (m *Import) checkEndpoint(c *pipeline.Check) {
	if m.Endpoint == nil {
		c.Given("source", "endpoint").Errorf("source", "Missing source", "A model has a source, or a block endpoint that names a server which has it.")
		return
	}
	for name, given := range map[string]bool{"source": m.Source != "", "sha256": m.SHA256 != ""} {
		if given {
			c.Errorf(name, "File of a model elsewhere", "The block endpoint names a server, which has the model; %s does not go with it.", name)
		}
	}
	m.checkVocabulary(c)
	u, err := url.Parse(m.Endpoint.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		c.Errorf("endpoint.url", "No address of a server", "The url is %q; want an address such as http://127.0.0.1:8080/v1.", m.Endpoint.URL)
	} else if u.User != nil {
		c.Errorf("endpoint.url", "Secret in the file", "The url holds a user or password. Leave it out, and name the variable that holds a key with api_key_env.")
	}
	if name := m.Endpoint.APIKeyEnv; strings.ContainsAny(name, "- =$") || len(name) > 64 {
		c.Errorf("endpoint.api_key_env", "No name of a variable", "api_key_env names the environment variable that holds the key, such as OPENAI_API_KEY; the key itself has no place in the file.")
	}
}

// checkVocabulary finds a vocabulary that is named twice, and what needs one.
func (m *Import) checkVocabulary(c *pipeline.Check) {
	switch ref := m.Endpoint.Tokenizer; {
	case m.Tokenizer != "" && ref.IsSet():
		c.Given("endpoint.tokenizer").Errorf("tokenizer", "Vocabulary in two places",
			"The file has the vocabulary, and %s has one too. Remove one of the two.", ref.Node().Address())
	case m.Tokenizer != "":
		checkSource(c, "tokenizer", "tokenizer_sha256", m.Tokenizer, m.TokenizerSHA256)
	case m.TokenizerSHA256 != "":
		c.Given("tokenizer").Errorf("tokenizer_sha256", "Digest of no file", "There is no attribute tokenizer, whose file the digest would be of.")
	case m.Chat != chatOfModel && !ref.IsSet():
		c.Given("tokenizer", "endpoint.tokenizer").Errorf("chat", "Conversation without a vocabulary",
			"Which tokens stand between turns is said by the model's vocabulary. Name its file with tokenizer, or a stage that has it with tokenizer in the block endpoint.")
	}
	if other, ok := m.Endpoint.Tokenizer.Config().(*Import); ok && other.Endpoint != nil && other.Tokenizer == "" && !other.Endpoint.Tokenizer.IsSet() {
		c.Errorf("endpoint.tokenizer", "Stage without a vocabulary", "%s is the model of a server, and names no vocabulary itself.", m.Endpoint.Tokenizer.Node().Address())
	}
}

// endpointOf returns the server that has a model, or nil where it has weights.
func endpointOf(model pipeline.Ref) *Endpoint {
	for _, ref := range model.Candidates() {
		if m, ok := ref.Config().(*Import); ok && m.Endpoint != nil {
			return m.Endpoint
		}
	}
	return nil
}

// Irreproducible says why the evaluation of a server's model may give other bits
// another time.
func (e *Evaluate) Irreproducible() string {
	if remote := endpointOf(e.Model); remote != nil {
		return unpinnedBy(remote.URL)
	}
	return ""
}

// checkEndpoint finds what the model of a server cannot be asked.
func (e *Evaluate) checkEndpoint(c *pipeline.Check) {
	if endpointOf(e.Model) == nil {
		return
	}
	if e.Quantize != QuantizeNone {
		c.Errorf("quantize", "Weights elsewhere", "The model is a server's, whose weights cannot be rounded here.")
	}
	if len(e.Model.Candidates()) > 1 {
		c.Errorf("model", "Server among candidates", "A model that a select chooses cannot be a server's.")
	}
	for i, ref := range e.Benchmarks {
		for _, member := range memberRefs(ref) {
			if b, ok := member.Config().(*Benchmark); ok && b.Request == benchmarks.Similarity {
				c.Errorf(fmt.Sprintf("benchmarks[%d]", i), "Server without vectors",
					"%s has request \"similarity\", which needs the states of a model. A server does not tell them.", member.Node().Address())
			}
		}
	}
}
