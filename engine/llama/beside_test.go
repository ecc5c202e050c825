package llama

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"pipe/engine/optim"
)

// restless makes this test binary a process that computes until its input ends, as it does with whoever started it.
const restless = "PIPE_TEST_RESTLESS"

func TestMain(m *testing.M) {
	if os.Getenv(restless) == "" {
		os.Exit(m.Run())
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
	}
}

// BenchmarkBeside is the training step of the main experiment beside other processes that never rest, as they are on a
// machine that others use too. On two cores, fair shares of them are all, two thirds and half of the speed alone.
func BenchmarkBeside(b *testing.B) {
	batch := NextTokens(shortTexts(paper, 1024), nil)
	for loops := range 3 {
		for workers := 1; workers <= 2; workers++ {
			b.Run(fmt.Sprintf("loops=%d/workers=%d", loops, workers), func(b *testing.B) {
				beside(b, loops)
				team := newTeam(b, workers)
				w := NewWeights(paper)
				w.Init(rng(1))
				tr := NewTrainer(team, w, TrainerOptions{})
				o := optim.New(team, tr.Params(), optim.DefaultConfig())
				tr.Gradient(batch)
				for b.Loop() {
					tr.Gradient(batch)
					o.Step(1e-3)
				}
				b.ReportMetric(float64(len(batch.Tokens))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
			})
		}
	}
}

// beside starts processes that never rest, until the end of the benchmark.
func beside(b *testing.B, loops int) {
	for range loops {
		loop := exec.Command(os.Args[0])
		loop.Env = append(os.Environ(), restless+"=1")
		input, err := loop.StdinPipe()
		if err == nil {
			err = loop.Start()
		}
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			input.Close()
			if err := loop.Wait(); err != nil {
				b.Error(err)
			}
		})
	}
}
