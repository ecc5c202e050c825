package main

import (
	"testing"
	"time"
)

func TestParseAge(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30d": 720 * time.Hour, "0.5d": 12 * time.Hour, "12h": 12 * time.Hour, "0": 0, "0d": 0,
		"": -1, "d": -1, "-1d": -1, "-1h": -1, "NaNd": -1, "1e300d": -1, "30": -1, "soon": -1,
	} {
		got, err := parseAge("--x", text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("parseAge(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{
		"20GB": 20e9, "1.5 kB": 1500, "7B": 7, "3tb": 3e12,
		"": -1, "7": -1, "GB": -1, "0": -1, "-1GB": -1, "20XB": -1, "1e30GB": -1, "NaN": -1,
	} {
		got, err := parseSize("--x", text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("parseSize(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for bytes, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1 kB", 1234567: "1.23 MB", 999600: "1 MB", 20e9: "20 GB"} {
		if got := formatSize(bytes); got != want {
			t.Errorf("formatSize(%d) = %q, want %q", bytes, got, want)
		}
	}
}
