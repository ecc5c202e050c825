FUZZTIME ?= 1m
DAG_PEERS ?= $(HOME)/.cache/pipe-dag-peers
BENCH_PEERS ?= $(HOME)/.cache/pipe-bench-peers
BENCH ?= .

.PHONY: build test check check-ablation check-arm64 check-levels race generate fuzz soak bench bench-peers bench-go bench-dag bench-dag-peers bench-suite experiments parity parity-serve clean help

build: ## Build bin/pipe
	CGO_ENABLED=0 go build -trimpath -o bin/pipe ./cmd/pipe

test: ## Run every test; no network is needed
	go test ./...

check: ## Check format, vet, experiment files and generated files
	test -z "$$(gofmt -l .)"
	go vet ./...
	GOARCH=arm64 go vet ./engine/kernel
	go run ./cmd/pipe fmt --check experiments/*.hcl experiments/*/*.hcl
	go generate ./engine/kernel && git diff --exit-code engine/kernel

check-levels: ## Test the engine at other instruction levels, and build for other systems
	GOAMD64=v3 go test ./engine/...
	go test -tags purego ./engine/...
	for t in linux/arm64 darwin/arm64 windows/amd64 linux/riscv64; do \
	  GOOS=$${t%/*} GOARCH=$${t#*/} CGO_ENABLED=0 go build -o /dev/null ./cmd/pipe || exit 1; done

QEMU ?= qemu-aarch64
ARM64 = GOARCH=arm64 CGO_ENABLED=0

# An emulator runs no programs, so TestKinds is to find none. What is slow holds a machine against itself alone,
# and takes minutes there.
SLOW := Gradient|DoNotDependOnNeighbours|PackingDoesNotChangeScores

check-arm64: ## Test the engine, the metrics and the digests of every kind on an emulated arm64
	@command -v $(QEMU) >/dev/null || { echo "$(QEMU) is not here: install qemu-user (apt-get install qemu-user), or name another with QEMU=" >&2; exit 1; }
	$(ARM64) go test -exec $(QEMU) -skip '$(SLOW)' ./engine/... ./metrics
	$(ARM64) go test -exec "env PATH= $$(command -v $(QEMU))" -run '^TestKinds$$' ./stages

STORE ?= .pipe
PYTHON ?= python3

check-ablation: ## Compute the ablations in out/ again in Python, from the samples in STORE
	$(PYTHON) experiments/testdata/ablation_check.py $(STORE) out/*/*/ablation.*.csv

PARITY_DATA ?= ../shared/data:../shared/models
PARITY_WORK ?= out/parity
PARITY_PYTHON ?= $(PARITY_WORK)/venv/bin/python

$(PARITY_WORK)/venv/bin/python:
	python3 -m venv $(PARITY_WORK)/venv && $@ -m pip install --quiet -r bench/parity/requirements.txt || { rm -rf $(PARITY_WORK)/venv; exit 1; }

# The programs by which the harness computes some metrics, which it would fetch itself, unpinned.
PARITY_EVALUATE ?= $(PARITY_WORK)/evaluate
PARITY_EVALUATE_COMMIT := a7dd338386a4fae9a1767e05eb9ef9479513d9e8

$(PARITY_WORK)/evaluate:
	git clone --quiet https://github.com/huggingface/evaluate $@ && git -C $@ checkout --quiet $(PARITY_EVALUATE_COMMIT) || { rm -rf $@; exit 1; }

parity: build $(PARITY_PYTHON) $(PARITY_EVALUATE) ## Ask lm-evaluation-harness the same as pipe, of the data in PARITY_DATA, and write docs/parity.md
	$(PARITY_PYTHON) bench/parity/parity.py --pipe bin/pipe --data "$(PARITY_DATA)" --programs $(PARITY_EVALUATE)/metrics --work $(PARITY_WORK) --table docs/parity.md --golden stages/testdata/parity.json

PARITY_SHARED ?= ../shared
PARITY_HARNESS ?= $(dir $(PARITY_PYTHON))lm_eval

parity-serve: build $(PARITY_PYTHON) ## Have lm-evaluation-harness drive pipe serve, of the data in PARITY_SHARED, and write docs/serving.md
	$(PARITY_PYTHON) bench/parity/serve.py --pipe bin/pipe --harness $(PARITY_HARNESS) --data $(PARITY_SHARED)/data --limit 20 \
	  --model $(PARITY_SHARED)/models/stories260K_hf --tokenizer $(PARITY_SHARED)/models/stories260K/tok512.bin --table docs/serving.md

bench-suite: build ## Evaluate stories260K on LLaMA 2's suite, of the data in PARITY_SHARED
	find $(abspath $(PARITY_SHARED))/data -type f -exec bin/pipe add {} + >/dev/null
	time bin/pipe run experiments/data/llama2-suite.hcl --var data=$(abspath $(PARITY_SHARED))/data \
	  --var model=$(abspath $(PARITY_SHARED))/models/stories260K_hf --var tokenizer=$(abspath $(PARITY_SHARED))/models/stories260K/tok512.bin

race: ## Test what is concurrent under the race detector
	go test -race -timeout 30m ./artifacts ./pipeline ./cmd/pipe ./engine/kernel

generate: ## Regenerate the assembly of the kernels
	go generate ./engine/kernel

fuzz: ## Fuzz every decoder for FUZZTIME each
	grep -rl '^func Fuzz' --include=*_test.go . | while read -r f; do \
	  sed -n 's/^func \(Fuzz[A-Za-z]*\)(.*/\1/p' "$$f" | while read -r t; do \
	    go test -run '^$$' -fuzz "^$$t$$" -fuzztime $(FUZZTIME) "$$(dirname "$$f")" || exit 1; done || exit 1; done

soak: ## Test more random edits, kills, damage, power cuts and programs than go test does
	PIPE_ROUNDS=1000 go test -count=1 -timeout 60m -run '^TestRandomEdits$$' ./pipeline
	PIPE_ROUNDS=500 go test -count=1 -timeout 60m -run '^TestKilledRuns$$' ./cmd/pipe
	PIPE_ROUNDS=40 go test -count=1 -timeout 60m -run '^TestSuspendedRuns$$' ./cmd/pipe
	PIPE_THOROUGH=1 go test -count=1 -timeout 60m -run 'PowerCut|FailingDisk|SuspendedDriver' ./artifacts ./pipeline
	for seed in $$(seq 2 21); do \
	  PIPE_SEED=$$seed go test -count=1 -run 'TestRandomDamage|TestRacingRuns' ./cmd/pipe || exit 1; done
	PIPE_RANDOM_PROGRAMS=100000 go test -v -timeout 60m -run '^TestRandomPrograms$$' ./stages/benchmarks/interpreter

bench: ## Measure the engine beside those peers that BENCH_PEERS has: BENCH chooses rows by their names
	go build -o bin/engine-bench ./bench/engine
	bin/engine-bench -peers "$(BENCH_PEERS)" -only '$(BENCH)'

bench-peers: ## Install the peers that PyPI has into BENCH_PEERS
	python3 -m venv $(BENCH_PEERS)
	$(BENCH_PEERS)/bin/pip install --quiet --upgrade torch --index-url https://download.pytorch.org/whl/cpu || \
	  $(BENCH_PEERS)/bin/pip install --quiet --upgrade torch
	$(BENCH_PEERS)/bin/pip install --quiet --upgrade numpy onednn-cpu-gomp transformers tokenizers gguf
	CMAKE_BUILD_PARALLEL_LEVEL=2 $(BENCH_PEERS)/bin/pip install --quiet --upgrade llama-cpp-python # compiles llama.cpp

bench-go: ## Run the benchmarks of the packages
	go test -run '^$$' -bench . ./engine/... ./pipeline ./artifacts

bench-dag: build ## Run graphs of 1,000 and 10,000 trivial stages with pipe and its peers
	go run ./bench/dag -peers "$(DAG_PEERS)"

bench-dag-peers: ## Install those peers that PyPI has into DAG_PEERS
	python3 -m venv $(DAG_PEERS) && $(DAG_PEERS)/bin/pip install --quiet --upgrade snakemake dvc

experiments: build ## Run the main job
	bin/pipe run experiments/llama2-paper.hcl

clean: ## Remove what was built, but not the store
	rm -rf bin out

help: ## List the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16
