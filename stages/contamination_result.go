package stages

import (
	"fmt"
	"math"
	"slices"

	"pipe/artifacts"
	"pipe/metrics"
	"pipe/stages/benchmarks"
)

// searchRow is the only row of a contamination's table "search": what was looked
// for, and where.
type searchRow struct {
	Lengths   []int64 `arrow:"lengths"`
	SkipGrams int64   `arrow:"skip_grams"`
	Documents int64   `arrow:"documents"`
	Tokens    int64   `arrow:"tokens"`
}

// An overlapRow is a row of a table "NNNN/overlap": what of a sample is in the
// corpora.
type overlapRow struct {
	Item   string `arrow:"item" json:"item"`
	Tokens int64  `arrow:"tokens" json:"tokens"` // of the sample
	// Shares has, for each length, how much of the tokens lies in a match of so
	// many tokens or more.
	Shares []float64 `arrow:"shares" json:"shares"`
	// Longest is how many tokens the longest match has, Text what it reads in the
	// sample; Document of Corpus has it. These are 0, "", -1 and -1 without one.
	Longest  int64  `arrow:"longest" json:"longest"`
	Text     string `arrow:"text" json:"text"`
	Corpus   int64  `arrow:"corpus" json:"corpus"`
	Document int64  `arrow:"document" json:"document"`
}

// A SubsetScore is a row of a table "NNNN/subsets": how a subset of samples, by
// what was found of them, scored.
type SubsetScore struct {
	Metric string  `arrow:"metric" json:"metric"`
	Length int64   `arrow:"length" json:"length"`
	Subset string  `arrow:"subset" json:"subset"`
	N      int64   `arrow:"n" json:"n"`
	Share  float64 `arrow:"share" json:"share"` // mean contamination, 0 where N is
	Mean   float64 `arrow:"mean" json:"mean"`   // of the metric, 0 where N is
	// Mu and Sigma are mean and standard deviation of the metric over all samples.
	Mu    float64 `arrow:"mu" json:"mu"`
	Sigma float64 `arrow:"sigma" json:"sigma"`
	Z     float64 `arrow:"z" json:"z"`
	HasZ  bool    `arrow:"has_z" json:"has_z"`
	// Affected says, on each of four rows, whether the four Zs together say that
	// contamination moved the metric.
	Affected bool `arrow:"affected" json:"affected"`
}

// subsetRows holds the scores of samples against what was found of them, for
// each metric that scores single samples, length and subset.
func subsetRows(lengths []int64, found []overlapRow, samples []benchmarks.Sample, values []benchmarks.Value) []SubsetScore {
	var rows []SubsetScore
	for _, v := range values {
		scores := make([]float64, 0, len(samples))
		for _, s := range samples {
			if x, ok := s.Score(v.Metric); ok {
				scores = append(scores, x)
			}
		}
		if len(scores) != len(samples) || len(scores) == 0 {
			continue // a metric over all samples at once
		}
		for i, least := range lengths {
			rows = append(rows, subsetsAt(v, least, scores, func(sample int) float64 { return found[sample].Shares[i] })...)
		}
	}
	return rows
}

func subsetsAt(v benchmarks.Value, least int64, scores []float64, share func(sample int) float64) []SubsetScore {
	mu, _ := metrics.Mean(scores)
	sigma := metrics.PopulationDeviation(scores)
	var rows []SubsetScore
	var zs [4]float64
	for i, subset := range metrics.ContaminationSubsets() {
		row := SubsetScore{Metric: v.Metric, Length: least, Subset: subset, Mu: mu, Sigma: sigma}
		for sample, x := range scores {
			if s := share(sample); metrics.Contaminated(s, subset) {
				row.N, row.Share, row.Mean = row.N+1, row.Share+s, row.Mean+x
			}
		}
		if row.N > 0 {
			row.Share, row.Mean = row.Share/float64(row.N), row.Mean/float64(row.N)
		}
		zs[i] = metrics.SubsetZ(row.Mean, mu, sigma, int(row.N))
		if !math.IsNaN(zs[i]) {
			row.Z, row.HasZ = zs[i], true
		}
		rows = append(rows, row)
	}
	affected := metrics.Affected(zs, v.HigherIsBetter)
	for i := range rows {
		rows[i].Affected = affected
	}
	return rows
}

// A ContaminationResult is what the artifact of a contamination says, with the
// names of the file.
type ContaminationResult struct {
	Contamination string                 `json:"contamination"` // its address
	Evaluation    string                 `json:"evaluation"`
	Model         string                 `json:"model"`
	Corpora       []string               `json:"corpora"`
	Documents     int64                  `json:"documents"`
	Tokens        int64                  `json:"tokens"`
	Lengths       []int64                `json:"lengths"`
	SkipGrams     int64                  `json:"skip_grams"`
	Benchmarks    []ContaminationOutcome `json:"benchmarks"`
}

// A ContaminationOutcome is what was found of one benchmark.
type ContaminationOutcome struct {
	Benchmark string         `json:"benchmark"` // "benchmark.capitals"
	Samples   int            `json:"samples"`
	Share     []float64      `json:"share"` // mean over samples, for each length
	Affected  []AffectedUpTo `json:"affected"`
	Subsets   []SubsetScore  `json:"subsets"`
	Worst     []overlapRow   `json:"worst"` // samples of which most was found, most first
}

// An AffectedUpTo is a metric that contamination moved, and the longest matches
// that tell.
type AffectedUpTo struct {
	Metric string `json:"metric"`
	Length int64  `json:"length"`
}

// worstSamples is how many samples are shown of which most was found.
const worstSamples = 3

// ReadContamination returns what the artifact of a contamination says. Artifacts
// hold no names of stages; inputs supplies them.
func ReadContamination(address string, a *artifacts.Artifact, inputs Inputs) (*ContaminationResult, error) {
	searches, err := artifacts.ReadTable[searchRow](a, "search")
	if err != nil {
		return nil, err
	}
	if len(searches) != 1 {
		return nil, fmt.Errorf("search.arrow has %d rows, want 1", len(searches))
	}
	row := searches[0]
	r := &ContaminationResult{
		Contamination: address, Documents: row.Documents, Tokens: row.Tokens, Lengths: row.Lengths, SkipGrams: row.SkipGrams,
	}
	for _, in := range inputs(address) {
		switch in.Role {
		case "evaluation":
			r.Evaluation = in.Address
		case "model":
			r.Model = in.Address
		default:
			r.Corpora = append(r.Corpora, in.Address)
		}
	}
	for i, benchmark := range members(r.Evaluation, "benchmarks", inputs) {
		o, err := readOutcome(a, i, row.Lengths)
		if err != nil {
			return nil, err
		}
		o.Benchmark = benchmark
		r.Benchmarks = append(r.Benchmarks, o)
	}
	return r, nil
}

func readOutcome(a *artifacts.Artifact, set int, lengths []int64) (o ContaminationOutcome, err error) {
	rows, err := artifacts.ReadTable[overlapRow](a, resultTable(set, "overlap"))
	if err != nil {
		return o, err
	}
	if o.Subsets, err = artifacts.ReadTable[SubsetScore](a, resultTable(set, "subsets")); err != nil {
		return o, err
	}
	o.Samples, o.Share = len(rows), make([]float64, len(lengths))
	for _, r := range rows {
		for i, share := range r.Shares {
			o.Share[i] += share / float64(len(rows))
		}
	}
	for _, s := range o.Subsets { // of which the last of a metric has the greatest length
		if !s.Affected {
			continue
		}
		if n := len(o.Affected); n > 0 && o.Affected[n-1].Metric == s.Metric {
			o.Affected[n-1].Length = s.Length
		} else {
			o.Affected = append(o.Affected, AffectedUpTo{s.Metric, s.Length})
		}
	}
	slices.SortStableFunc(rows, func(a, b overlapRow) int {
		if c := slices.Compare(b.Shares, a.Shares); c != 0 {
			return c
		}
		return int(b.Longest - a.Longest)
	})
	for _, r := range rows[:min(worstSamples, len(rows))] {
		if r.Longest > 0 {
			o.Worst = append(o.Worst, r)
		}
	}
	return o, nil
}
