package stages

import (
	"fmt"

	"pipe/artifacts"
	"pipe/engine/llama"
)

// ropeScalingRow is the only row of the table "rope_scaling", which only a
// model that scales its rotations has.
type ropeScalingRow struct {
	Factor         float64 `arrow:"factor"`
	LowFreqFactor  float64 `arrow:"low_freq_factor"`
	HighFreqFactor float64 `arrow:"high_freq_factor"`
	OriginalSeqLen int64   `arrow:"original_seq_len"`
}

func writeRopeScaling(w *artifacts.Writer, c llama.Config) error {
	r := c.RopeScaling
	if r == (llama.RopeScaling{}) {
		return nil
	}
	return artifacts.WriteTable(w, "rope_scaling", []ropeScalingRow{{r.Factor, r.LowFreqFactor, r.HighFreqFactor, int64(r.OriginalSeqLen)}})
}

func readRopeScaling(a *artifacts.Artifact) (llama.RopeScaling, error) {
	if _, ok := a.File("rope_scaling.arrow"); !ok {
		return llama.RopeScaling{}, nil
	}
	rows, err := artifacts.ReadTable[ropeScalingRow](a, "rope_scaling")
	if err == nil && len(rows) != 1 {
		err = fmt.Errorf("table rope_scaling: got %d rows, want 1", len(rows))
	}
	if err != nil {
		return llama.RopeScaling{}, err
	}
	r := rows[0]
	return llama.RopeScaling{
		Factor: r.Factor, LowFreqFactor: r.LowFreqFactor, HighFreqFactor: r.HighFreqFactor, OriginalSeqLen: int(r.OriginalSeqLen),
	}, nil
}
