package stages

import "pipe/stages/page"

const suitesCSV = "suites.csv"

// addSuites adds the means of the suites that the evaluation in a column asks,
// suites within them included.
func (b *pageBuilder) addSuites(p *page.Page, column int, numbers []Number) {
	mean := func(suite string) string { return b.byAddress[suite].Labels["mean"] }
	for _, s := range SuiteMeans(p.Columns[column].Name, numbers, b.inputs, mean) {
		p.Suites = append(p.Suites, page.SuiteMean{
			Suite: shortName(s.Suite), About: b.byAddress[s.Suite].Labels["about"], Mean: s.Mean, Column: column,
			Members: s.Members, N: s.N, Metrics: s.Metrics, Percent: areShares(s.Metrics), Note: s.Note, Varies: s.Varies,
			HasValue: s.HasValue, Weighted: s.Weighted, Macro: s.Macro,
			HasError: s.HasError, WeightedStdErr: s.WeightedStdErr, MacroStdErr: s.MacroStdErr,
			HasPooled: s.HasPooled, PooledStdErr: s.PooledStdErr,
		})
	}
}
