package stages

import "pipe/pipeline"

// What is known of a model before it is made, from the configs of the stages
// that it comes from: a fine-tuned model has bases, several where what it
// starts from has yet to be chosen.

// hasHead reports whether a model classifies.
func hasHead(model pipeline.Ref) bool {
	f, ok := model.Config().(*Finetune)
	return ok && f.Task == taskClassification
}

// isMasked reports whether a model was, or may have been, trained with the
// masked objective.
func isMasked(model pipeline.Ref) bool {
	for _, p := range pretrained(model) {
		if p.Objective == objectiveMasked {
			return true
		}
	}
	return false
}

// contextOf returns how many tokens a model reads at once, the fewest that it
// may be, or 0 where that is not known before it is made.
func contextOf(model pipeline.Ref) int64 {
	var least int64
	for _, p := range pretrained(model) {
		if least == 0 || p.Model.SeqLen < least {
			least = p.Model.SeqLen
		}
	}
	return least
}

// pretrained returns the stages whose weights a model may come from.
func pretrained(model pipeline.Ref) []*Pretrain {
	var found []*Pretrain
	seen := make(map[*pipeline.Node]bool)
	for queue := []pipeline.Ref{model}; len(queue) > 0; queue = queue[1:] {
		for _, ref := range queue[0].Candidates() {
			if seen[ref.Node()] {
				continue
			}
			seen[ref.Node()] = true
			switch c := ref.Config().(type) {
			case *Pretrain:
				found = append(found, c)
			case *Finetune:
				queue = append(queue, c.Base)
			}
		}
	}
	return found
}
