package pipeline

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
)

// A Check collects what is wrong with one stage's config.
type Check struct {
	node  *Node
	diags hcl.Diagnostics
}

// Errorf reports a mistake in the attribute of the given path, such as
// "model.kv_heads" or "align[0].source"; an empty path means the whole block.
// The summary is a short title; the rest is full sentences that say what was
// found, what is allowed and what to do.
func (c *Check) Errorf(path, summary, format string, args ...any) {
	c.diags = append(c.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(format, args...),
		Subject:  c.node.Range(path).Ptr(),
		Context:  c.node.Block.Ptr(),
	})
}
