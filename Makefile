.PHONY: build test check race generate fuzz bench experiments clean

build: ## Build bin/pipe
	CGO_ENABLED=0 go build -trimpath -o bin/pipe ./cmd/pipe

test: ## Run every test
	go test ./...

check: ## Check format, vet, generated files and the other instruction levels
	test -z "$$(gofmt -l .)"
	go vet ./...
	go run ./cmd/pipe fmt --check experiments/*.hcl
	cd engine/kernel/_asm && go run . -check
	GOAMD64=v3 go test ./engine/...
	go test -tags purego ./engine/kernel
	GOARCH=arm64 go vet ./...

race: ## Run the concurrent packages under the race detector
	go test -race ./artifacts ./pipeline ./engine/kernel

generate: ## Regenerate the assembly of the kernels
	go generate ./engine/kernel

fuzz: ## Fuzz every decoder for a minute each
	go run ./internal/fuzzall -time 1m

bench: ## Run the benchmarks of the engine and of the runner
	go test -run '^$$' -bench . ./engine/... ./pipeline

experiments: build ## Run the main job into out/llama2-paper
	bin/pipe run experiments/llama2-paper.hcl

clean: ## Remove what was built, but not the store
	rm -rf bin out
