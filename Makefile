# packline. "make" lists what can be made; docs/testing.md says what each check proves.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
BUILD   := CGO_ENABLED=0 go build -trimpath -ldflags "-X main.version=$(VERSION)"
PROGRAMS := ./cmd/packstation ./cmd/manifestd
TARGETS := linux/amd64 linux/arm64 windows/amd64 darwin/arm64
# No pattern matches a folder called testdata: its packages are named one by one.
PACKAGES := ./... ./testdata ./testdata/orders/generate
EYE     := testdata/label-eye
# The USB bench has its machine to itself: it comes after the other tests.
USBTEST := ./cmd/internal/usbtest
USBHOME := bin/usb-bench
UNITS    = $(filter-out packline/cmd/internal/usbtest,$(shell go list $(PACKAGES)))
# What fuzzing has found worth keeping: inputs that reach code which no other reaches.
FOUND   := testdata/fuzz-corpus.tar.gz
FUZZTIME ?= 60s
PULLS   ?= 10
STRICT  ?=
RACE    := $(if $(shell command -v $$(go env CC) 2>/dev/null),-race,)
export STRICT

# How the USB bench is run, with so many pulls.
usb = PULLS=$(1) go test -json -count=1 -timeout 120m $(USBTEST)

.PHONY: help build demo test test-usb test-long bench fuzz lint fmt-check vet staticcheck cross eye usb-kernel unit testreport tools vuln clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build packstation and manifestd into bin/ (pure Go, no C compiler)
	@mkdir -p bin
	$(BUILD) -o bin/ $(PROGRAMS)

demo: build ## a bench without hardware: virtual scanner, scale and printer
	@./bin/packstation demo

test: lint cross eye unit ## all that must hold before a change goes in; STRICT=1 lets no test be skipped

unit: usb-kernel testreport
ifeq ($(RACE),)
	@echo "no C compiler: the tests run without the race detector"; test "$(STRICT)" != 1
endif
	@{ go test -json $(RACE) -timeout 20m $(UNITS); $(call usb,$(PULLS)); } 2>&1 | ./bin/testreport

test-usb: usb-kernel testreport ## pack on a USB bus in an emulated machine and pull devices PULLS times (10)
	@$(call usb,$(PULLS)) 2>&1 | ./bin/testreport

test-long: eye usb-kernel testreport ## the long forms of the proofs: more cartons, more kills, more pulls, more random runs
	@{ PACKLINE_LONG=1 go test -json $(RACE) -timeout 120m $(UNITS); $(call usb,200); } 2>&1 | ./bin/testreport

testreport:
	@mkdir -p bin
	@go build -C tools -o ../bin/ ./testreport

bench: ## measure; writes docs/benchmarks.md with this machine's name on it
	go test -run '^$$' -bench '^BenchmarkFigures$$' -benchtime 1x -timeout 30m ./cmd/internal/floortest

fuzz: ## fuzz every target for FUZZTIME (60s), from what earlier runs found; CORPUS=keep writes that down again
	@cache="$$(go env GOCACHE)/fuzz"; mkdir -p "$$cache"; tar -C "$$cache" -xzf $(FOUND)
	@go test -list '^Fuzz' $(PACKAGES) | awk '/^Fuzz/ {names[n++]=$$1} /^ok/ {for (i=0;i<n;i++) print $$2, names[i]; n=0}' | \
	while read -r package target; do echo "== $$package $$target"; \
	go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package"; done
	@if [ "$(CORPUS)" = keep ]; then tar -C "$$(go env GOCACHE)/fuzz" --sort=name --owner=0 --group=0 --mtime=2026-01-01 -czf $(FOUND) packline; fi

lint: fmt-check vet staticcheck ## gofumpt, go vet, staticcheck and the tools' own tests

fmt-check: tools
	@files=$$(./bin/tools/gofumpt -l . ); test -z "$$files" || { echo "run gofumpt -w on:"; echo "$$files"; exit 1; }

vet:
	@go vet $(PACKAGES)

staticcheck: tools
	@./bin/tools/staticcheck $(PACKAGES)
	@go test -C tools ./testreport

# Tools have their own module, so that the product's go.mod holds only what the programs carry.
tools:
	@mkdir -p bin/tools
	@go build -C tools -o ../bin/tools/ honnef.co/go/tools/cmd/staticcheck mvdan.cc/gofumpt

cross:
	@for t in $(TARGETS); do echo "build $$t"; export CGO_ENABLED=0 GOOS=$${t%/*} GOARCH=$${t#*/}; go build -trimpath ./... || exit 1; \
	for p in $(PROGRAMS); do go build -trimpath -o /dev/null $$p || exit 1; done; done

# The label reader is not ours on purpose: another renderer, another decoder, fetched by npm.
eye:
	@if command -v npm >/dev/null; then test -d $(EYE)/node_modules -a $(EYE)/node_modules -nt $(EYE)/package-lock.json || npm ci --prefix $(EYE) --no-audit --no-fund; \
	else echo "no npm: labels are not read by the outside reader"; test "$(STRICT)" != 1; fi

# A kernel with the drivers of both ends of a USB cable, 70 MB of Debian's: unpacked here, installed nowhere.
usb-kernel:
	@command -v qemu-system-x86_64 >/dev/null || { echo "no qemu-system-x86_64: the USB bench can't run"; test "$(STRICT)" != 1; }
	@testdata/usb-bench/fetch $(USBHOME)

vuln: ## known vulnerabilities in what we import (asks vuln.go.dev)
	@mkdir -p bin/tools
	@go build -C tools -o ../bin/tools/ golang.org/x/vuln/cmd/govulncheck
	@./bin/tools/govulncheck ./...

clean: ## remove what was built and fetched
	rm -rf bin build $(EYE)/node_modules
