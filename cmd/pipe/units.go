package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// counted writes a number of things: "1 stage", "2 stages".
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// parseAge reads a duration of a flag, in which d stands for days.
func parseAge(flag, text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		const day = 24 * time.Hour
		n, err := strconv.ParseFloat(days, 64)
		if err == nil && n >= 0 && n <= float64(math.MaxInt64/day) {
			return time.Duration(n * float64(day)), nil
		}
	} else if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return d, nil
	}
	return 0, usageError("%s is %q, want a number of days, hours or minutes: 30d, 12h, 90m", flag, text)
}

// sizeUnits are powers of a thousand, as disks are sold.
var sizeUnits = []string{"B", "kB", "MB", "GB", "TB", "PB"}

// parseSize reads a number of bytes of a flag. It wants the unit: who forgets that
// of 20GB does not want a store of 20 bytes.
func parseSize(flag, text string) (int64, error) {
	number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
	unit := strings.TrimSpace(text[len(number):])
	scale := 1.0
	for _, name := range sizeUnits {
		if strings.EqualFold(unit, name) {
			n, err := strconv.ParseFloat(number, 64)
			if size := n * scale; err == nil && size >= 1 && size < math.MaxInt64 {
				return int64(size), nil
			}
			break
		}
		scale *= 1000
	}
	return 0, usageError("%s is %q, want a number and one of %s: 20GB", flag, text, strings.Join(sizeUnits, ", "))
}

// formatSize writes a number of bytes with three digits or so.
func formatSize(bytes int64) string {
	n, unit := float64(bytes), 0
	for n >= 999.5 && unit < len(sizeUnits)-1 {
		n, unit = n/1000, unit+1
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", bytes)
	}
	return fmt.Sprintf("%.3g %s", n, sizeUnits[unit])
}
