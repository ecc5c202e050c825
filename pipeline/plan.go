package pipeline

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pipe/artifacts"
)

// A Status says what will become, or has become, of a step.
type Status string

// What a plan finds. A pending step has a stale input: whether it must run
// is known only when that input has run, since it may come out the same.
const (
	StatusCached  Status = "cached"  // the store has the artifact
	StatusStale   Status = "stale"   // the stage must run
	StatusPending Status = "pending" // an input is stale or pending
)

// What a run adds.
const (
	StatusRan         Status = "ran"
	StatusFailed      Status = "failed"
	StatusSkipped     Status = "skipped"     // an input failed, or the run stopped
	StatusInterrupted Status = "interrupted" // was running when the run stopped
)

// PlanOptions narrow or widen a plan.
type PlanOptions struct {
	// Targets limits the plan to these addresses and what they stand on; an
	// address without instance key, seed or variant means all of its instances.
	Targets []string
	// Force names addresses that run even where the store has their artifact.
	Force []string
	// Hold keeps what the plan finds safe from gc until Release is called, and
	// for as long as the process lives if the plan is run and has work to do.
	Hold bool
}

// A Plan says for each stage of an experiment whether the store has its
// artifact, and why not. Making one starts nothing and writes nothing.
type Plan struct {
	Experiment *Experiment
	Steps      []*Step // in topological order

	store   *artifacts.Store
	steps   map[*Node]*Step
	history *History
	leave   func() // nil where the plan does not hold what it finds
}

// A Step is what a plan says of one node.
type Step struct {
	Node   *Node
	Status Status
	// Why is the reason where Status is not StatusCached.
	Why Why
	// Key is zero while the digest of an input is unknown.
	Key artifacts.Key
	// Artifact is zero until the step is cached or has run.
	Artifact artifacts.Digest

	position int // among the plan's steps
	forced   bool
	unread   bool // a file cannot be read that its key depends on
	pins     map[string]artifacts.Digest
	observed map[string]string // by pins that observe
	causes   []*Step           // of a step that is not cached: where the need to run began
	own      string            // why a pending step would run whatever its inputs come out as
	origin   origin            // of what changed about it, once somebody has asked
}

// NewPlan plans an experiment against a store. Its errors are hcl.Diagnostics
// where a file that a stage names cannot be read, and plain errors where an
// address of opt is unknown or the store cannot be read.
func NewPlan(exp *Experiment, store *artifacts.Store, opt PlanOptions) (*Plan, error) {
	targets, err := matchNodes(exp, "target", opt.Targets)
	if err != nil {
		return nil, err
	}
	forced, err := matchNodes(exp, "force", opt.Force)
	if err != nil {
		return nil, err
	}
	nodes := exp.Nodes
	if len(opt.Targets) > 0 {
		nodes = withAncestors(exp, targets)
	}
	p := &Plan{
		Experiment: exp,
		Steps:      make([]*Step, len(nodes)),
		store:      store,
		steps:      make(map[*Node]*Step, len(nodes)),
		history:    NewHistory(store),
	}
	steps := make([]Step, len(nodes))
	for i, n := range nodes {
		steps[i] = Step{Node: n, forced: forced[n], position: i}
		p.Steps[i], p.steps[n] = &steps[i], &steps[i]
	}
	diags := pinAll(p.Steps)
	if slices.ContainsFunc(p.Steps, func(s *Step) bool { return s.unread }) {
		return nil, append(diags, p.missingToo()...)
	}
	if opt.Hold {
		_ = store.Use() // from a store that cannot be written gc takes nothing away
		p.leave = store.Visit()
	}
	if err := p.placeAll(); err != nil {
		p.Release()
		return nil, err
	}
	for _, s := range p.Steps {
		if s.Status != StatusCached {
			s.Why = p.explain(s)
		}
	}
	return p, nil
}

// Release ends what PlanOptions.Hold began. It may be called again.
func (p *Plan) Release() {
	if p.leave != nil {
		p.leave()
	}
}

// hold makes all that the plan has found safe for as long as the process lives.
func (p *Plan) hold() {
	if p.leave == nil {
		return
	}
	for _, s := range p.Steps {
		if s.Status == StatusCached {
			p.store.Hold(s.Key)
		}
	}
	p.leave()
}

// Step returns the step of an address, or nil.
func (p *Plan) Step(address string) *Step {
	return p.steps[p.Experiment.Node(address)]
}

// NothingToDo reports whether every step is cached.
func (p *Plan) NothingToDo() bool {
	for _, s := range p.Steps {
		if s.Status != StatusCached {
			return false
		}
	}
	return true
}

// place decides between cached, stale and pending from the digests of the
// inputs, which must have been placed before.
func (p *Plan) place(s *Step) error {
	s.Key, s.Artifact = artifacts.Key{}, artifacts.Digest{}
	if len(p.waitsOn(s)) > 0 {
		s.Status = StatusPending
		return nil
	}
	if s.unread {
		s.Status = StatusStale
		return nil
	}
	s.Key = p.recipe(s).Key()
	if s.forced {
		s.Status = StatusStale
		return nil
	}
	return p.lookup(s)
}

// lookup asks the store for the artifact of a step whose key is known.
func (p *Plan) lookup(s *Step) error {
	entry, err := p.store.Lookup(s.Key)
	switch {
	case err == nil:
		s.Status, s.Artifact = StatusCached, entry.Artifact
	case unusable(err):
		s.Status, s.Artifact = StatusStale, artifacts.Digest{}
	default:
		return fmt.Errorf("plan %s: %w", s.Node.Address(), err)
	}
	return nil
}

// unusable reports whether err says that the store does not hold the bytes
// asked for, so that running the stage again is the remedy.
func unusable(err error) bool {
	return errors.Is(err, artifacts.ErrNotFound) || errors.Is(err, artifacts.ErrCorrupt)
}

// waitsOn returns the inputs whose artifacts are not known yet.
func (p *Plan) waitsOn(s *Step) []*Step {
	var waits []*Step
	for _, in := range s.Node.Inputs {
		if t := p.steps[in.Node]; t.Artifact.IsZero() {
			waits = append(waits, t)
		}
	}
	return waits
}

// matchNodes resolves addresses given on the command line. An address without
// its instance key, such as finetune.lr for finetune.lr["low"], means every
// instance, and one of a variant without its seed every seed; one of a module, a
// variant or a variant with a seed, such as module.data, means all its stages.
// Those that a variant shares with others are targets, as they belong to it, and
// are not forced, as they are not its own.
func matchNodes(exp *Experiment, what string, addresses []string) (map[*Node]bool, error) {
	found := map[*Node]bool{}
	for _, address := range addresses {
		if n := exp.Node(address); n != nil {
			found[n] = true
			continue
		}
		all := nodesIn(exp, address, what == "target")
		for _, instance := range instancesOf(exp, address) {
			all = append(all, exp.Node(instance))
		}
		if len(all) == 0 {
			return nil, unknownAddress(exp, what, address)
		}
		for _, n := range all {
			found[n] = true
		}
	}
	return found, nil
}

// instancesOf returns the addresses that one without its instance key, its seed
// or both stands for, sorted.
func instancesOf(exp *Experiment, address string) []string {
	var all []string
	add := func(full string) {
		a := ParseAddress(full)
		if s := a.WithoutSeed(); full != address && (a.Block() == address || s.String() == address || s.Block() == address) {
			all = append(all, full)
		}
	}
	for _, n := range exp.Nodes {
		add(n.Address())
	}
	for alias := range exp.aliases {
		add(alias)
	}
	slices.Sort(all)
	return all
}

// nodesIn returns the nodes of a module or variant, with or without those that
// it shares with others.
func nodesIn(exp *Experiment, address string, shared bool) []*Node {
	var all []*Node
	isIn := func(prefix string) bool {
		rest, ok := strings.CutPrefix(prefix, address)
		return ok && rest != "" && (rest[0] == '.' || rest[0] == '[')
	}
	for _, n := range exp.Nodes {
		if isIn(n.Prefix) {
			all = append(all, n)
		}
	}
	for alias, n := range exp.aliases {
		if shared && isIn(ParseAddress(alias).Prefix) {
			all = append(all, n)
		}
	}
	return all
}

// withAncestors returns the targets and all that they stand on, in the
// experiment's order.
func withAncestors(exp *Experiment, targets map[*Node]bool) []*Node {
	// Backwards through a topological order, every node is met before its
	// inputs: one pass is enough.
	for i := len(exp.Nodes) - 1; i >= 0; i-- {
		if n := exp.Nodes[i]; targets[n] {
			for _, in := range n.Inputs {
				targets[in.Node] = true
			}
		}
	}
	var nodes []*Node
	for _, n := range exp.Nodes {
		if targets[n] {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// An AddressError is an address that no stage of the experiment has.
type AddressError struct {
	What      string // what the address was given as: "target", "force", "stage"
	Address   string
	Nearest   string   // the closest address that exists, or ""
	Instances []string // addresses of the stages that it means, where it lacks their key or seed
	Empty     bool     // it is that of a block with an empty for_each
}

func (e *AddressError) Error() string {
	if len(e.Instances) > 0 {
		return fmt.Sprintf("%s %s has several instances; name one of %s", e.What, quoteAddress(e.Address), enumerate(e.Instances))
	}
	if e.Empty {
		return fmt.Sprintf("%s %s has no instances: its for_each is empty", e.What, quoteAddress(e.Address))
	}
	msg := "unknown " + e.What + " " + quoteAddress(e.Address)
	if e.Nearest != "" {
		msg += "; did you mean " + quoteAddress(e.Nearest) + "?"
	}
	return msg
}

// quoteAddress quotes an address, unless it has quotes of its own.
func quoteAddress(address string) string {
	if strings.Contains(address, `"`) {
		return address
	}
	return strconv.Quote(address)
}

func unknownAddress(exp *Experiment, what, address string) *AddressError {
	addresses := make([]string, len(exp.Nodes))
	for i, n := range exp.Nodes {
		addresses[i] = n.Address()
	}
	return &AddressError{
		What: what, Address: address, Nearest: nearest(address, addresses), Instances: instancesOf(exp, address),
		Empty: slices.Contains(exp.Empty, address),
	}
}
