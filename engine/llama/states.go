package llama

import "pipe/engine/kernel"

// overAll runs the blocks over the sequences, complete, and calls f after each micro-batch with the index of its first.
func (s *Scorer) overAll(sequences [][]int32, f func(first int)) {
	for next := 0; next < len(sequences); {
		first := next
		next = s.load(sequences, first, nil)
		s.plan.forward()
		f(first)
	}
}

// Classify returns the logits of the classes of each sequence, [S, classes].
func (s *Scorer) Classify(sequences [][]int32) []float32 {
	classes := s.weights.Config.Classes
	logits := make([]float32, 0, len(sequences)*classes)
	s.overAll(sequences, func(int) {
		s.pooled.forward(s.head, s.weights.Classifier)
		logits = append(logits, s.pooled.logits[:s.plan.sequences()*classes]...)
	})
	return logits
}

// Predict returns the likeliest token at each position of each sequence: of a masked model, at the position
// itself; of a causal one, after it.
func (s *Scorer) Predict(sequences [][]int32) [][]int32 {
	out := make([][]int32, len(sequences))
	s.overAll(sequences, func(int) {
		s.head.chooseAll()
		s.head.normalize()
		for at := 0; at < s.plan.rows; at += headChunk {
			n := min(headChunk, s.plan.rows-at)
			s.head.project(at, n)
			for j := range n {
				i := s.owner[at+j]
				out[i] = append(out[i], int32(kernel.ArgMax(s.head.logitRow(j))))
			}
		}
	})
	return out
}

// Hidden returns the state of each sequence at a layer, [T, C] each: 0 is the embedding, l what block l leaves, and
// that of the last block is normed, as the output layer sees it.
func (s *Scorer) Hidden(sequences [][]int32, layer int) [][]float32 {
	c := s.weights.Config
	all := s.plan.blocks
	defer func() { s.plan.blocks = all }()
	s.plan.blocks = all[:layer]
	out := make([][]float32, len(sequences))
	s.overAll(sequences, func(first int) {
		x := s.plan.x
		if layer == c.Layers {
			s.head.chooseAll()
			s.head.normalize()
			x = s.head.normed
		}
		for i, start := range s.plan.starts[:s.plan.sequences()] {
			out[first+i] = append(out[first+i], x[start*c.Dim:s.plan.starts[i+1]*c.Dim]...)
		}
	})
	return out
}

// MeanHidden returns the mean over positions of Hidden, [C] for each sequence; with layer 0, of the rows of the
// embedding.
func (s *Scorer) MeanHidden(sequences [][]int32, layer int) [][]float32 {
	means := s.Hidden(sequences, layer)
	c := s.weights.Config.Dim
	for i, x := range means {
		mean := make([]float32, c)
		meanRows(mean, x, 0, len(x)/c)
		means[i] = mean
	}
	return means
}
