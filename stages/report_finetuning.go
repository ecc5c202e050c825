package stages

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"pipe/artifacts"
	"pipe/stages/page"
)

// addComparisons sets every fine-tuned model beside the nearest model it was
// made from that was asked about the same documents. The lineage alone tells:
// bases follow the role "base", and benchmarks compare where they are the same
// or read the same dataset, and are judged first by the same metric.
func (b *pageBuilder) addComparisons(ctx context.Context, p *page.Page) error {
	for i, tuned := range b.evaluations {
		for _, n := range tuned.main() {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, base := range b.bases(tuned.model) {
				found, err := b.compare(p, i, n, base)
				if err != nil {
					return err
				}
				if found {
					break
				}
			}
		}
	}
	var all []*page.Difference
	for i := range p.Comparisons {
		all = append(all, &p.Comparisons[i].Difference)
	}
	correct(all)
	return nil
}

// compare adds a comparison for each number of the base model that n compares
// with, and reports whether there is any.
func (b *pageBuilder) compare(p *page.Page, column int, n Number, base string) (bool, error) {
	at := slices.IndexFunc(b.evaluations, func(e evaluation) bool { return e.model == base && len(b.counterparts(e, n)) > 0 })
	if at < 0 {
		return false, nil
	}
	tuned, before := b.evaluations[column], b.evaluations[at]
	task, err := b.task(tuned.model)
	if err != nil {
		return false, err
	}
	for _, m := range b.counterparts(before, n) {
		was, err := ReadSamples(before.artifact, m)
		if err != nil {
			return false, err
		}
		is, err := ReadSamples(tuned.artifact, n)
		if err != nil {
			return false, err
		}
		row := b.newRow(n)
		row.Cells = make([]page.Cell, len(b.evaluations))
		row.Cells[at], row.Cells[column] = cell(m), cell(n)
		c := page.Comparison{Task: task, Base: at, Model: column, Row: row, Difference: difference(m, n, was, is)}
		if m.Benchmark != n.Benchmark {
			c.Asked = shortName(m.Benchmark)
		}
		p.Comparisons = append(p.Comparisons, c)
	}
	return true, nil
}

// main returns the first number of each benchmark.
func (e evaluation) main() []Number {
	var first []Number
	for i, n := range e.numbers {
		if i == 0 || n.set != e.numbers[i-1].set {
			first = append(first, n)
		}
	}
	return first
}

// bases returns what a model was made from, nearest first.
func (b *pageBuilder) bases(model string) []string {
	var bases []string
	for model = b.made(b.input(model, "base")); model != ""; model = b.made(b.input(model, "base")) {
		bases = append(bases, model)
	}
	return bases
}

// input returns the address of the input in a role, or "".
func (b *pageBuilder) input(address, role string) string {
	for _, in := range b.inputs(address) {
		if in.Role == role {
			return in.Address
		}
	}
	return ""
}

// counterparts returns the numbers of an evaluation that n compares with: of
// the same benchmark, or else of every other that reads the same documents.
func (b *pageBuilder) counterparts(e evaluation, n Number) []Number {
	var same, alike []Number
	for _, m := range e.main() {
		switch {
		case m.Value.Metric != n.Value.Metric || !m.Value.HasValue || !n.Value.HasValue:
		case m.Benchmark == n.Benchmark:
			same = append(same, m)
		case b.documents(m) == b.documents(n):
			alike = append(alike, m)
		}
	}
	if len(same) > 0 {
		return same
	}
	return alike
}

// documents returns the artifact of the dataset that a benchmark reads.
func (b *pageBuilder) documents(n Number) artifacts.Digest {
	return b.byAddress[b.input(n.Benchmark, "dataset")].Artifact
}

// task says what a model was tuned for.
func (b *pageBuilder) task(model string) (string, error) {
	a, err := b.store.Artifact(b.byAddress[model].Artifact)
	if err != nil {
		return "", err
	}
	config, err := readConfig(a)
	if config.Classes > 0 {
		return taskClassification, err
	}
	return taskInstruction, err
}

// tuning says what a recipe has on how a model was tuned, or "".
func tuning(recipe string) string {
	if rank := recipeAttribute(recipe, "lora.rank"); rank != "" {
		return "LoRA of rank " + rank
	}
	return ""
}

// recipeAttribute returns an attribute of a recipe, or "" where it has its
// default.
func recipeAttribute(recipe, name string) string {
	for line := range strings.Lines(recipe) {
		if value, ok := strings.CutPrefix(line, "attribute "+name+" "); ok {
			value = strings.TrimSuffix(value, "\n")
			if text, err := strconv.Unquote(value); err == nil {
				return text
			}
			return value
		}
	}
	return ""
}
