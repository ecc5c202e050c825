package main

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"pipe/pipeline"
)

// checkFiles prints which files of those that a plan needs cannot be had, all of
// them: they give exit code 2. Where the run is to keep going they are warnings.
func (a *app) checkFiles(files []pipeline.NeededFile, keepGoing bool) error {
	missing := pipeline.Missing(files, a.offline)
	if len(missing) == 0 {
		return nil
	}
	if keepGoing {
		for _, d := range missing {
			d.Severity = hcl.DiagWarning
		}
	}
	a.printDiagnostics(a.loader.Files(), missing)
	if keepGoing {
		return nil
	}
	return &exitError{code: exitUsage}
}

// downloadLines say what a run downloads, if nobody adds it before.
func downloadLines(files []pipeline.NeededFile) []string {
	count, unknown, bytes := 0, 0, int64(0)
	var lines []string
	for _, f := range files {
		if f.URL == "" {
			continue
		}
		count++
		size := "size not known"
		if f.Bytes > 0 {
			size = formatSize(f.Bytes)
		} else {
			unknown++
		}
		bytes += f.Bytes
		use := f.Uses[0]
		users := use.Stage
		if more := len(f.Uses) - 1; more > 0 {
			users += fmt.Sprintf(" and %d more", more)
		}
		lines = append(lines, "  "+f.URL, fmt.Sprintf("    %s, sha256 %x, for %s (%s:%d)", size, f.SHA256[:], users, use.File, use.Line))
	}
	if count == 0 {
		return nil
	}
	return append([]string{"to download, unless `pipe add` puts them into the store: " + downloadText(count, unknown, bytes)}, lines...)
}

// downloadText says how many files there are, of which unknown have no known size.
func downloadText(count, unknown int, bytes int64) string {
	text := "1 file"
	if count > 1 {
		text = fmt.Sprintf("%d files", count)
	}
	switch {
	case unknown == 0:
		return text + ", " + formatSize(bytes)
	case unknown < count:
		return text + fmt.Sprintf(", %s and %d of unknown size", formatSize(bytes), unknown)
	}
	return text + " of unknown size"
}
