package metrics

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

func TestContaminated(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  [4]bool
	}{
		{0, [4]bool{true, false, true, false}},
		{0.19, [4]bool{true, false, true, false}},
		{0.2, [4]bool{false, true, true, false}},
		{0.79, [4]bool{false, true, true, false}},
		{0.8, [4]bool{false, true, false, true}},
		{1, [4]bool{false, true, false, true}},
	} {
		for i, subset := range ContaminationSubsets() {
			if got := Contaminated(c.share, subset); got != c.want[i] {
				t.Errorf("Contaminated(%v, %s) = %v, want %v", c.share, subset, got, c.want[i])
			}
		}
	}
}

// TestSubsetZPublished computes the 20 values of table 51 of Touvron et al.
// (2023) again, from its means. These are printed with one decimal of a
// percentage, and so tell Z within what that hides. The column z_n is the
// table's, z_recomputed what others computed from the printed means.
func TestSubsetZPublished(t *testing.T) {
	f, err := os.Open("testdata/contamination.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := make(map[string]int)
	for i, name := range lines[0] {
		column[name] = i
	}
	if len(lines) != 21 {
		t.Fatalf("got %d values, want 20", len(lines)-1)
	}
	tables := make(map[string][]float64)
	for _, line := range lines[1:] {
		number := func(name string) float64 {
			x, err := strconv.ParseFloat(line[column[name]], 64)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		mean, mu, n := number("mean")/100, number("mu_n")/100, number("n")
		sigma := math.Sqrt(mu * (1 - mu))
		got := SubsetZ(mean, mu, sigma, int(n))
		if want := number("z_recomputed"); math.Abs(got-want) > 0.005 {
			t.Errorf("%v: SubsetZ = %.4f, want %v", line[:4], got, want)
		}
		hidden := 0.001*math.Sqrt(n)/sigma + 0.005 // half a decimal of mean and of mu, and of Z
		if want := number("z_n"); math.Abs(got-want) > hidden {
			t.Errorf("%v: SubsetZ = %.4f, want %v within %.3f", line[:4], got, want, hidden)
		}
		key := line[column["dataset"]] + " " + line[column["model"]]
		tables[key] = append(tables[key], number("z_n"))
	}
	for key, z := range tables {
		// MMLU-Overall is in the table for a Z of -2.00, which its digits hide.
		if want := key != "MMLU-Overall 70B"; Affected([4]float64(z), true) != want {
			t.Errorf("%s: Affected(%v) = %v, want %v", key, z, !want, want)
		}
	}
}

func TestAffected(t *testing.T) {
	for _, c := range []struct {
		z      [4]float64
		higher bool
		want   bool
	}{
		{[4]float64{-5.73, 9.56, -2.27, 7.42}, true, true},
		{[4]float64{-5.73, 9.56, -1.99, 7.42}, true, false},
		{[4]float64{5.73, -9.56, 2.27, -7.42}, true, false},
		{[4]float64{5.73, -9.56, 2.27, -7.42}, false, true},
		{[4]float64{math.NaN(), 9.56, -2.27, 7.42}, true, false},
	} {
		if got := Affected(c.z, c.higher); got != c.want {
			t.Errorf("Affected(%v, %v) = %v, want %v", c.z, c.higher, got, c.want)
		}
	}
}

func TestPopulationDeviation(t *testing.T) {
	if got, want := PopulationDeviation([]float64{1, 1, 1, 0}), math.Sqrt(0.75*0.25); math.Abs(got-want) > 1e-15 {
		t.Errorf("PopulationDeviation = %v, want %v", got, want)
	}
	if got := SubsetZ(0.5, 0.5, 0, 3); !math.IsNaN(got) {
		t.Errorf("SubsetZ of equal scores = %v, want NaN", got)
	}
}
