# PSA Crypto for Go. The first two are what a newcomer needs: make demo, make test.
GO       ?= go
BUILD    := build
export CGO_ENABLED := 0
# A program with the race detector sleeps a second before it ends, and the tests run hundreds of programs.
export GORACE := atexit_sleep_ms=0

PREFIX   ?= /usr/local
LIB      := $(BUILD)/lib

.PHONY: demo test tools lint race cross conformance sweep torture ct build lib install bench bench-c fuzz clean help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: build ## show the main job on a fresh store
	@$(GO) run ./examples/demo $(abspath $(BUILD)/psa)

build: ## build/psa, the command line
	@mkdir -p $(BUILD)
	$(GO) build -trimpath -o $(BUILD)/psa ./cmd/psa

lib: ## build/lib, the C library: shared and static, for programs that are compiled with include/ (needs gcc)
	GO="$(GO)" sh capi/build.sh $(LIB) shared static
	@mkdir -p $(LIB)/pkgconfig
	@sed -e 's|@VERSION@|'$$(sh capi/build.sh --version)'|' -e '/^prefix=/d' \
		-e 's|^libdir=.*|libdir=$(abspath $(LIB))|' -e 's|^includedir=.*|includedir=$(abspath include)|' \
		capi/psacrypto.pc.in > $(LIB)/pkgconfig/psacrypto.pc

install: build lib ## install the command line, the C library and its headers to PREFIX (DESTDIR is put before it)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include/psa $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 755 $(BUILD)/psa $(DESTDIR)$(PREFIX)/bin/psa
	install -m 644 include/psa/*.h $(DESTDIR)$(PREFIX)/include/psa/
	cp -P $(LIB)/libpsacrypto.so* $(LIB)/libpsacrypto.a $(DESTDIR)$(PREFIX)/lib/
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|'$$(sh capi/build.sh --version)'|' capi/psacrypto.pc.in \
		> $(DESTDIR)$(PREFIX)/lib/pkgconfig/psacrypto.pc

test: tools lint cross conformance ## everything that must pass; installs what it needs
	$(GO) test ./...
	CGO_ENABLED=1 $(GO) test -race -short $$($(GO) list ./... | grep -v '/torture$$')
	CGO_ENABLED=1 $(GO) test -race -short -run 'Death|Full|Linear|Mirror|Model' ./torture

tools: ## install what the tests use besides Go, where this can be done
	@sh .ci/tools

lint: ## format, vet and staticcheck
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	cd conformance && $(GO) vet ./...

cross: ## build for all systems that are promised
	@for os in linux darwin windows; do for arch in amd64 arm64; do \
		echo "build $$os/$$arch"; GOOS=$$os GOARCH=$$arch $(GO) build ./... || exit 1; \
	done; done

conformance: ## hold everything against Wycheproof and ACVP
	cd conformance && $(GO) test ./...

sweep: ## try every algorithm with every key, the slow ones too
	PSA_SWEEP=all $(GO) test -timeout 2h -run Sweep ./keystore

torture: ## kills, power cuts, faults, altered bytes, random calls: the long forms, some hours; root has more of them
	PSA_TORTURE=all $(GO) test -count=1 -timeout 24h -v ./torture
	CGO_ENABLED=1 PSA_TORTURE=all $(GO) test -count=1 -timeout 24h -v -run Model ./capi
	PSA_TORTURE=all $(GO) test -count=1 -timeout 24h -v -run Processes ./storage/mirror

ct: ## look for secrets in the time that own primitives take; wants a quiet machine
	PSA_CT=1 $(GO) test -count=1 -v -run ConstantTime ./internal/primitive/timing

bench: bench-c ## measure beside the bare primitives, and the C library
	$(GO) test -run '^$$' -bench . -benchmem ./driver/soft ./keystore ./storage/sqlite ./internal/arena

bench-c: lib ## measure the C library beside the Go API and beside Mbed TLS, if libmbedtls-dev is installed
	GO="$(GO)" sh capi/bench/run.sh $(LIB)

FUZZTIME ?= 30s
fuzz: ## run every fuzz target for FUZZTIME
	@$(GO) list ./... | while read p; do \
		$(GO) test -list '^Fuzz' $$p | grep '^Fuzz' | while read f; do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
		done || exit 1; \
	done

clean: ## remove what was built
	rm -rf $(BUILD)
