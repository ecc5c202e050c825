FUZZTIME ?= 1m

.PHONY: build test check check-ablation check-levels race generate fuzz soak bench experiments clean help

build: ## Build bin/pipe
	CGO_ENABLED=0 go build -trimpath -o bin/pipe ./cmd/pipe

test: ## Run every test; no network is needed
	go test ./...

check: ## Check format, vet, experiment files and generated files
	test -z "$$(gofmt -l .)"
	go vet ./...
	go run ./cmd/pipe fmt --check experiments/*.hcl
	go generate ./engine/kernel && git diff --exit-code engine/kernel

check-levels: ## Test the engine at other instruction levels, and build for other systems
	GOAMD64=v3 go test ./engine/...
	go test -tags purego ./engine/...
	for t in linux/arm64 darwin/arm64 windows/amd64 linux/riscv64; do \
	  GOOS=$${t%/*} GOARCH=$${t#*/} CGO_ENABLED=0 go build -o /dev/null ./cmd/pipe || exit 1; done

STORE ?= .pipe
PYTHON ?= python3

check-ablation: ## Compute the ablations in out/ again in Python, from the samples in STORE
	$(PYTHON) experiments/testdata/ablation_check.py $(STORE) out/*/*/ablation.*.csv

race: ## Test what is concurrent under the race detector
	go test -race -timeout 30m ./artifacts ./pipeline ./cmd/pipe ./engine/kernel

generate: ## Regenerate the assembly of the kernels
	go generate ./engine/kernel

fuzz: ## Fuzz every decoder for FUZZTIME each
	grep -rl '^func Fuzz' --include=*_test.go . | while read -r f; do \
	  sed -n 's/^func \(Fuzz[A-Za-z]*\)(.*/\1/p' "$$f" | while read -r t; do \
	    go test -run '^$$' -fuzz "^$$t$$" -fuzztime $(FUZZTIME) "$$(dirname "$$f")" || exit 1; done || exit 1; done

soak: ## Test more random damage, kills and programs than go test does
	for seed in $$(seq 2 21); do \
	  PIPE_SEED=$$seed go test -count=1 -run 'TestRandomDamage|TestKilledRuns|TestRacingRuns' ./cmd/pipe || exit 1; done
	PIPE_RANDOM_PROGRAMS=100000 go test -v -timeout 60m -run '^TestRandomPrograms$$' ./stages/benchmarks/interpreter

bench: ## Run the benchmarks
	go test -run '^$$' -bench . ./engine/... ./pipeline ./artifacts

experiments: build ## Run the main job
	bin/pipe run experiments/llama2-paper.hcl

clean: ## Remove what was built, but not the store
	rm -rf bin out

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16
