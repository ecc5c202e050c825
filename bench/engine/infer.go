package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"pipe/engine/kernel"
	"pipe/engine/llama"
)

// An inference is a model that writes, and what its peers do in tokens a second on two cores; 0: not known.
type inference struct {
	name    string
	c       llama.Config
	llama2c float64 // decode by llama2.c
	gate    string  // against it
	prompt  float64 // prefill of 256 tokens by a llama.cpp of when targets were set, f32
}

var inferences = []inference{
	{"260K", shapeOf(512, 64, 172, 5, 8, 4), 7515, "T5 ≥ 2.0x", 0},
	{"15M", shapeOf(32000, 288, 768, 6, 6, 6), 641, "T5 ≥ 1.2x", 5300},
	{"110M", shapeOf(32000, 768, 2048, 12, 12, 12), 57, "T5 ≥ 1.05x", 464},
}

const (
	origin     = "targets.md"
	promptSize = 256
)

var _ = register(inferenceRows()...)

func inferenceRows() []row {
	var list []row
	for _, m := range inferences {
		list = append(list, row{
			name: "decode-" + m.name, what: "decode " + m.name, unit: "tokens/s", threads: 2,
			prepare: func(threads int) func() float64 { return m.decode(threads, false) },
			peers: []peer{
				{name: "llama2.c OpenMP", gate: m.gate, figure: m.llama2c, origin: origin},
				m.llamacpp("decode", "F32", ""),
				{name: "reading the weights", gate: "its share", inside: func(threads int) func() float64 { return m.limit(threads, 4) }},
			},
		})
		list = append(list, row{
			name: "decode-int8-" + m.name, what: "decode " + m.name + ", 8-bit weights", unit: "tokens/s", threads: 2,
			prepare: func(threads int) func() float64 { return m.decode(threads, true) },
			peers: []peer{
				m.llamacpp("decode", "Q8_0", "T6 ≥ 1.0x"),
				{name: "reading the weights", gate: "its share", inside: func(threads int) func() float64 { return m.limit(threads, 1+4./kernel.Int8Group) }},
			},
		})
		for _, bits := range []int{32, 8} {
			peers := []peer{m.llamacpp("prefill", "F32", "")}
			if m.prompt > 0 {
				peers = append(peers, peer{name: "llama.cpp F32, earlier", gate: "T7 ≥ 2.0x", figure: m.prompt, origin: origin})
			}
			if bits == 8 {
				peers = append(peers, m.llamacpp("prefill", "Q8_0", ""))
			}
			list = append(list, row{
				name: fmt.Sprintf("prefill-%d-%s", bits, m.name), what: fmt.Sprintf("prefill %s, %d tokens, %d-bit weights", m.name, promptSize, bits),
				unit: "tokens/s", threads: 2, prepare: func(threads int) func() float64 { return m.prefill(threads, bits == 8) },
				peers: peers,
			})
		}
	}
	return list
}

// llamacpp is llama.cpp, as it is compiled here, with weights of a type of GGUF's. The gate is for 110M.
func (m inference) llamacpp(mode, weights, gate string) peer {
	if m.name != "110M" {
		gate = ""
	}
	args := []string{mode, weights, strconv.Itoa(promptSize)}
	for _, n := range []int{m.c.VocabSize, m.c.Dim, m.c.HiddenDim, m.c.Layers, m.c.Heads, m.c.KVHeads} {
		args = append(args, strconv.Itoa(n))
	}
	return peer{name: "llama.cpp " + weights, gate: gate, script: "infer_llamacpp.py", args: args}
}

// session returns an empty session of a random model.
func (m inference) session(threads int, int8 bool) *llama.Session {
	team := kernel.NewTeam(threads)
	w := llama.NewWeights(m.c)
	w.Init(rand.New(rand.NewPCG(1, 1)))
	if int8 {
		w.Quantize(team)
	}
	return llama.NewSession(team, w)
}

// decode reads one token after another, up to position 256.
func (m inference) decode(threads int, int8 bool) func() float64 {
	s := m.session(threads, int8)
	return rate(1, func() {
		if s.Len() == promptSize {
			s.Truncate(0)
		}
		s.Decode(int32(s.Len() * 7919 % m.c.VocabSize))
	})
}

func (m inference) prefill(threads int, int8 bool) func() float64 {
	s := m.session(threads, int8)
	prompt := make([]int32, promptSize)
	for i := range prompt {
		prompt[i] = int32(i * 7919 % m.c.VocabSize)
	}
	return rate(promptSize, func() {
		s.Truncate(0)
		s.Prefill(prompt)
	})
}

// limit returns how many times a second as much memory as a token reads can be read, at so many bytes a weight.
func (m inference) limit(threads int, bytes float64) func() float64 {
	team := kernel.NewTeam(threads)
	size := int(float64(m.c.ParameterCount()) * bytes / 4)
	x := ramp(size)
	const tasks = 16
	return rate(1, func() {
		team.Do(tasks, func(_, i int) { kernel.MaxAbs(x[i*size/tasks : (i+1)*size/tasks]) })
	})
}
