package stages

import (
	"errors"
	"fmt"
	"slices"

	"pipe/artifacts"
	"pipe/engine/llama"
	"pipe/engine/token"
)

// A model's artifact holds the tables "config" (one row), "weights", and
// one of "tokenizer", "pieces" and "published"; a trained one also "curve", a
// classifier "classes", and one that differs from LLaMA in what "config" does not
// tell "choices". One that was published with its own ways of putting texts has
// "conventions".

// configRow is the only row of a model's table "config".
type configRow struct {
	VocabSize  int64   `arrow:"vocab_size"`
	Dim        int64   `arrow:"dim"`
	HiddenDim  int64   `arrow:"hidden_dim"`
	Layers     int64   `arrow:"layers"`
	Heads      int64   `arrow:"heads"`
	KVHeads    int64   `arrow:"kv_heads"`
	SeqLen     int64   `arrow:"seq_len"`
	RopeTheta  float64 `arrow:"rope_theta"`
	NormEps    float64 `arrow:"norm_eps"`
	Tied       bool    `arrow:"tied"`
	Causal     bool    `arrow:"causal"`
	Classes    int64   `arrow:"classes"`
	Positions  string  `arrow:"positions"`
	Norm       string  `arrow:"norm"`
	Activation string  `arrow:"activation"`
	Parameters int64   `arrow:"parameters"`
	// Tokens and FLOPs are what training this model took, the base model's
	// share not counted.
	Tokens int64   `arrow:"tokens"`
	FLOPs  float64 `arrow:"flops"`
}

// weightRow is a row of the table "weights": a tensor, row-major.
type weightRow struct {
	Name  string    `arrow:"name"`
	Shape []int64   `arrow:"shape"`
	Data  []float32 `arrow:"data"`
}

// classRow is a row of the table "classes": the name of a class, by index.
type classRow struct {
	Name string `arrow:"name"`
}

// A curveRow is a row of the table "curve": a training step.
type curveRow struct {
	Step         int64   `arrow:"step"`
	Tokens       int64   `arrow:"tokens"` // seen so far
	Loss         float64 `arrow:"loss"`   // of the step's batch, in nats a token
	LearningRate float64 `arrow:"learning_rate"`
	GradNorm     float64 `arrow:"grad_norm"` // before clipping
	// Validation is the loss on held-out text where HasValidation.
	Validation    float64 `arrow:"validation"`
	HasValidation bool    `arrow:"has_validation"`
}

// A vocabulary turns text into tokens and back.
type vocabulary interface {
	VocabSize() int
	BOS() int32
	EOS() int32
	Encode(dst []int32, text string) []int32
	Decode(ids []int32) []byte
	Piece(id int32) []byte
}

// A languageModel is a model as an artifact holds it.
type languageModel struct {
	weights   *llama.Weights
	tokenizer vocabulary
	classes   []string // names of the classes of its head, or nil

	conventions conventions
}

// trained is what training a model gave beside the model.
type trained struct {
	curve  []curveRow
	tokens int64
	flops  float64
}

func writeModel(w *artifacts.Writer, m languageModel, t trained) error {
	if err := checkWeights(m.weights); err != nil {
		return err
	}
	c := m.weights.Config
	if err := writeChoices(w, c); err != nil {
		return err
	}
	config := configRow{
		VocabSize: int64(c.VocabSize), Dim: int64(c.Dim), HiddenDim: int64(c.HiddenDim), Layers: int64(c.Layers),
		Heads: int64(c.Heads), KVHeads: int64(c.KVHeads), SeqLen: int64(c.SeqLen),
		RopeTheta: c.RopeTheta, NormEps: c.NormEps, Tied: c.Tied, Causal: c.Causal, Classes: int64(c.Classes),
		Positions: c.Positions, Norm: c.Norm, Activation: c.Activation,
		Parameters: int64(c.ParameterCount()), Tokens: t.tokens, FLOPs: t.flops,
	}
	if err := artifacts.WriteTable(w, "config", []configRow{config}); err != nil {
		return err
	}
	if err := writeRopeScaling(w, c); err != nil {
		return err
	}
	var rows []weightRow
	for _, tensor := range m.weights.Tensors() {
		shape := make([]int64, len(tensor.Shape))
		for i, n := range tensor.Shape {
			shape[i] = int64(n)
		}
		rows = append(rows, weightRow{tensor.Name, shape, tensor.Data})
	}
	if err := artifacts.WriteTable(w, "weights", rows); err != nil {
		return err
	}
	if len(t.curve) > 0 {
		if err := artifacts.WriteTable(w, "curve", t.curve); err != nil {
			return err
		}
	}
	if len(m.classes) > 0 {
		classes := make([]classRow, len(m.classes))
		for i, name := range m.classes {
			classes[i].Name = name
		}
		if err := artifacts.WriteTable(w, "classes", classes); err != nil {
			return err
		}
	}
	if err := writeConventions(w, m.conventions); err != nil {
		return err
	}
	return writeVocabulary(w, m.tokenizer)
}

func writeVocabulary(w *artifacts.Writer, v vocabulary) error {
	switch v := v.(type) {
	case *token.Pieces:
		return writePieces(w, v)
	case *jsonVocabulary:
		return artifacts.WriteTable(w, "published", []publishedRow{v.row})
	}
	return writeTokenizer(w, v.(*token.BPE))
}

func readVocabulary(a *artifacts.Artifact) (vocabulary, error) {
	if _, ok := a.File("pieces.arrow"); ok {
		return readPieces(a)
	}
	if _, ok := a.File("published.arrow"); ok {
		return readPublished(a)
	}
	return readTokenizer(a)
}

// readModel returns a model with weights of its own, which can be trained.
func readModel(a *artifacts.Artifact) (languageModel, error) { return readModelWith(a, readWeights) }

// withModel calls f with a model whose weights lie where the store has them: f
// may not change them, nor keep anything of the model.
func withModel(a *artifacts.Artifact, f func(m languageModel) error) error {
	var mapping *artifacts.Mapping
	m, err := readModelWith(a, func(a *artifacts.Artifact, c llama.Config) (w *llama.Weights, err error) {
		w, mapping, err = mapWeights(a, c)
		return w, err
	})
	if err == nil {
		err = mapping.Guard(func() error { return f(m) })
	}
	if mapping != nil {
		err = errors.Join(err, mapping.Close())
	}
	return err
}

func readModelWith(a *artifacts.Artifact, read func(a *artifacts.Artifact, c llama.Config) (*llama.Weights, error)) (languageModel, error) {
	config, err := readConfig(a)
	if err != nil {
		return languageModel{}, err
	}
	shape, err := readShape(a, config)
	if err != nil {
		return languageModel{}, err
	}
	weights, err := read(a, shape)
	if err != nil {
		return languageModel{}, err
	}
	tokenizer, err := readVocabulary(a)
	if err != nil {
		return languageModel{}, err
	}
	m := languageModel{weights: weights, tokenizer: tokenizer}
	if m.conventions, err = readConventions(a); err != nil {
		return m, err
	}
	if config.Classes > 0 {
		rows, err := artifacts.ReadTable[classRow](a, "classes")
		if err != nil {
			return m, err
		}
		for _, r := range rows {
			m.classes = append(m.classes, r.Name)
		}
	}
	return m, nil
}

// readConfig reads the one row of a model's table "config".
func readConfig(a *artifacts.Artifact) (configRow, error) {
	rows, err := artifacts.ReadTable[configRow](a, "config")
	if err != nil {
		return configRow{}, err
	}
	if len(rows) != 1 {
		return configRow{}, fmt.Errorf("table config: got %d rows, want 1", len(rows))
	}
	return rows[0], nil
}

// readShape returns the shape of a model: what its config says, and what it has
// tables of its own for.
func readShape(a *artifacts.Artifact, config configRow) (llama.Config, error) {
	c := config.model()
	if err := readChoices(a, &c); err != nil {
		return c, err
	}
	var err error
	if c.RopeScaling, err = readRopeScaling(a); err != nil {
		return c, err
	}
	if err := c.Validate(); err != nil {
		return c, fmt.Errorf("the model's shape: %w", err)
	}
	return c, nil
}

func (r configRow) model() llama.Config {
	return llama.Config{
		VocabSize: int(r.VocabSize), Dim: int(r.Dim), HiddenDim: int(r.HiddenDim), Layers: int(r.Layers),
		Heads: int(r.Heads), KVHeads: int(r.KVHeads), SeqLen: int(r.SeqLen),
		RopeTheta: r.RopeTheta, NormEps: r.NormEps, Tied: r.Tied, Causal: r.Causal, Classes: int(r.Classes),
		Positions: r.Positions, Norm: r.Norm, Activation: r.Activation,
	}
}

func readWeights(a *artifacts.Artifact, c llama.Config) (*llama.Weights, error) {
	rows, err := artifacts.ReadTable[weightRow](a, "weights")
	if err != nil {
		return nil, err
	}
	weights := llama.NewWeights(c)
	tensors := weights.Tensors()
	if len(rows) != len(tensors) {
		return nil, fmt.Errorf("table weights: got %d tensors, want %d", len(rows), len(tensors))
	}
	for i, t := range tensors {
		same := slices.EqualFunc(rows[i].Shape, t.Shape, func(a int64, b int) bool { return a == int64(b) })
		if rows[i].Name != t.Name || !same || len(rows[i].Data) != len(t.Data) {
			return nil, fmt.Errorf("table weights: row %d is %s %v, want %s %v", i, rows[i].Name, rows[i].Shape, t.Name, t.Shape)
		}
		copy(t.Data, rows[i].Data)
	}
	return weights, nil
}

// mapWeights is readWeights for weights that nobody changes.
func mapWeights(a *artifacts.Artifact, c llama.Config) (*llama.Weights, *artifacts.Mapping, error) {
	rows, mapping, err := artifacts.MapTable[weightRow](a, "weights")
	if err != nil {
		return nil, nil, err
	}
	tensors := make([]llama.Tensor, len(rows))
	for i, r := range rows {
		tensors[i] = llama.Tensor{Name: r.Name, Shape: make([]int, len(r.Shape)), Data: r.Data}
		for j, n := range r.Shape {
			tensors[i].Shape[j] = int(n)
		}
	}
	weights, err := llama.ViewWeights(c, tensors)
	if err != nil {
		return nil, mapping, fmt.Errorf("table weights: %w", err)
	}
	return weights, mapping, nil
}
