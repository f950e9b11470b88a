# PSA Crypto for Go. The first two are what a newcomer needs: make demo, make test.
GO       ?= go
BUILD    := build
export CGO_ENABLED := 0

.PHONY: demo test tools lint race cross build install bench fuzz clean help

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: build ## show the main job on a fresh store
	@$(GO) run ./examples/demo $(abspath $(BUILD)/psa)

build: ## build/psa, the command line
	@mkdir -p $(BUILD)
	$(GO) build -trimpath -o $(BUILD)/psa ./cmd/psa

install: ## install psa to GOBIN
	$(GO) install -trimpath ./cmd/psa

test: tools lint cross ## everything that must pass; installs what it needs
	$(GO) test ./...
	CGO_ENABLED=1 $(GO) test -race -short ./...

tools: ## install what the tests use besides Go, where this can be done
	@sh .ci/tools

lint: ## format, vet and staticcheck
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

cross: ## build for all systems that are promised
	@for os in linux darwin windows; do for arch in amd64 arm64; do \
		echo "build $$os/$$arch"; GOOS=$$os GOARCH=$$arch $(GO) build ./... || exit 1; \
	done; done

bench: ## measure beside the bare primitives
	$(GO) test -run '^$$' -bench . -benchmem ./driver/soft ./keystore ./storage/sqlite ./internal/arena

FUZZTIME ?= 30s
fuzz: ## run every fuzz target for FUZZTIME
	@$(GO) list ./... | while read p; do \
		$(GO) test -list '^Fuzz' $$p | grep '^Fuzz' | while read f; do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
		done || exit 1; \
	done

clean: ## remove what was built
	rm -rf $(BUILD)
