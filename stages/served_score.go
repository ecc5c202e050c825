package stages

import (
	"context"
	"slices"

	"pipe/engine/llama"
)

// A scoreJob is what one request wants scored.
type scoreJob struct {
	ctx   context.Context // of the request
	top   int
	texts []*scoreText
	left  int           // texts that are not scored yet
	done  chan struct{} // closed when all are
}

// A scoreText is a text that is scored from a token on.
type scoreText struct {
	job    *scoreJob
	tokens []int32
	from   int
	scored []llama.Prediction
}

func (j *scoreJob) add(tokens []int32, from int) {
	j.texts = append(j.texts, &scoreText{job: j, tokens: tokens, from: from})
	j.left++
}

// score scores the next texts of the jobs at hand, in the order of their tokens,
// so that what begins alike is read once. While others write they are few, so that
// nobody waits for long. What a text is told does not depend on its company.
func (d *servedDesk) score() {
	d.scoring = slices.DeleteFunc(d.scoring, func(t *scoreText) bool { return t.job.ctx.Err() != nil })
	room := scoreTokens
	if len(d.active) > 0 {
		room = d.decoder.Limit()
	}
	var sequences [][]int32
	var from []int
	top := 0
	for _, t := range d.scoring {
		if room -= len(t.tokens); room < 0 && len(sequences) > 0 {
			break
		}
		sequences, from, top = append(sequences, t.tokens), append(from, t.from), max(top, t.job.top)
	}
	if len(sequences) == 0 {
		return
	}
	d.scorer.EachToken(sequences, from, top, func(i int, tokens []llama.Prediction) bool {
		d.scoring[i].scored = tokens
		return true
	})
	for _, t := range d.scoring[:len(sequences)] {
		if t.job.left--; t.job.left == 0 {
			close(t.job.done)
		}
	}
	d.scoring = slices.Delete(d.scoring, 0, len(sequences))
}
