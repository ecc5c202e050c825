// Package pipeline turns an experiment file into results: HCL to Experiment,
// Experiment to Plan, Plan to artifacts in a store.
//
//	file ──Loader──► Experiment ──NewPlan──► Plan ──Executor──► RunRecord
//	                 (nodes, edges)          (steps, why)       (store)
//
// The package deliberately knows no kind of stage. It is handed a set of
// Kinds, and learns what each may say in a file from the tags of its config
// struct:
//
//	type Pretrain struct {
//		Corpus    pipeline.Ref `hcl:"corpus" accepts:"dataset" doc:"Text to learn from"`
//		Objective string       `hcl:"objective,optional" one_of:"causal,masked"`
//		Seed      int64        `hcl:"seed,optional" min:"0"`
//		Model     Model        `hcl:"model,block"`
//		LoRA      *LoRA        `hcl:"lora,block"`
//		Align     []Align      `hcl:"align,block"`
//		Title     string       `hcl:"title,optional" recipe:"label"`
//		Threads   int64        `hcl:"threads,optional" recipe:"-"`
//	}
//
// An attribute is a string, bool, int64, float64, a list of strings or
// numbers, a map of strings, a time.Duration, Bytes, a Condition, a Ref or a
// Template, a list of the latter two, or a map of Refs. A block is a struct
// (required), a pointer to one (optional) or a slice of them (repeated); a
// repeated block may take one label. Optional attributes keep what New gave
// them; a block that New does not make itself gets its defaults from a method
// SetDefaults, where its type has one.
//
//	min, max      inclusive bounds of a number, or of each number of a list
//	above, below  exclusive bounds
//	one_of        the strings that are allowed
//	accepts       the kinds that a Ref may refer to
//	recipe        "-": cannot change the output; "label": shown by the reports
//	              that descend from the stage, and part of their recipe alone
//	cost          "linear": the stage takes time in proportion to the number
//	doc           what the attribute means
//
// Values are decoded to Go types first and only then rendered into a recipe,
// so the way in which a file spells a value never reaches a key.
package pipeline
