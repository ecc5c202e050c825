package pipeline

import (
	"reflect"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// An Execution says how a stage is run: with what, for how long, how often.
// A stage of any kind may have a block of it:
//
//	execution {
//	  cores   = 2
//	  memory  = "4GB"
//	  timeout = "1h"
//	}
//
// It is a block of its own so that its names never meet those of a kind, and
// so that one rule covers it: nothing in it is part of a recipe.
type Execution struct {
	Cores      int64         `hcl:"cores,optional" recipe:"-" min:"0" doc:"How many cores the stage takes, and at most uses; 0 leaves it to the run"`
	Memory     Bytes         `hcl:"memory,optional" recipe:"-" doc:"How much memory the stage takes, of what the machine has"`
	Timeout    time.Duration `hcl:"timeout,optional" recipe:"-" doc:"How long it may run at a time"`
	Retries    int64         `hcl:"retries,optional" recipe:"-" min:"0" max:"100" doc:"How often it is tried again when it fails"`
	Backoff    time.Duration `hcl:"backoff,optional" recipe:"-" doc:"How long to wait before the first retry; each further wait is twice as long"`
	MaxBackoff time.Duration `hcl:"max_backoff,optional" recipe:"-" doc:"The longest wait"`
}

// SetDefaults sets the waits, which count only where there are retries.
func (e *Execution) SetDefaults() { e.Backoff, e.MaxBackoff = time.Second, 5*time.Minute }

// wait returns how long to wait before a retry, of which the first is 1.
func (e *Execution) wait(retry int) time.Duration {
	wait := e.Backoff
	for range retry - 1 {
		if wait > e.MaxBackoff/2 {
			return e.MaxBackoff
		}
		wait *= 2
	}
	return min(wait, e.MaxBackoff)
}

// executionBlock is the type of the block.
const executionBlock = "execution"

// executionField is the block as a field that every stage has.
var executionField = field{
	name:  executionBlock,
	role:  roleBlock,
	doc:   "says how a stage of any kind is run, which changes no bit of what it makes",
	typ:   reflect.TypeFor[*Execution](),
	block: schemaOf(reflect.TypeFor[Execution]()),
}

// execution decodes the block of a stage.
func (d *decoder) execution(block *hclsyntax.Block) {
	var e *Execution
	d.blocks(executionBlock, &executionField, block, reflect.ValueOf(&e).Elem())
	if e != nil {
		d.node.Execution = *e
	}
}
