// Package page draws a report: one HTML file that opens without a network,
// the same tables as Markdown, and every number in long form as CSV.
//
// Rendering is a pure function of a [Page]. No clock, host, map order or
// platform enters, so that a report is an artifact like any other: its digest
// is the proof that it was not edited. What the bytes behind the page do not
// determine, such as the recipes that gave them, the seconds that stages took
// and the lines that declare them, is left as a placeholder for [Fill] to put
// into the copy that a reader opens: another recipe for the same bytes, or
// another run, leaves the page as it is.
//
//	Page ── HTML ──► report.html ── Fill ──► the copy to read
//	  ├──── Markdown ► report.md
//	  ├──── LaTeX ───► report.tex
//	  └──── CSV ─────► report.csv
//
// Each number on the page leads to its proof: the reference that `pipe trace`
// takes, the digests of the evaluation and of its table of samples, and the
// artifact and recipe of every stage behind it.
//
// The package knows nothing of stores, stages or benchmarks. It does no
// statistics beyond comparing the intervals it is given: it counts where a
// model clears chance, and emphasises a value only when its interval clears
// those of all others.
package page
