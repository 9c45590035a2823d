# Every task of the project. `make run` and `make test` are all a stranger needs.
SHELL := /bin/bash
SWIFT ?= swift
JOBS ?= 2
PACKAGES := libsqlite3-dev libpq-dev libssl-dev pkg-config postgresql-15 chromium fonts-inter fonts-noto-core fonts-noto-extra \
	fonts-noto-mono fonts-hosny-amiri qpdf poppler-utils python3-venv
HASILA := .build/release/hasila

.PHONY: help setup run test soak contract bench format pages clean

help: ## Lists the tasks.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: ## Installs what is missing: Debian packages (as root) and Python wheels in .venv.
	@scripts/setup.sh $(PACKAGES)

run: setup ## The main job: the example institution's year, its report, published, verified, served.
	$(SWIFT) build -c release --product hasila -j $(JOBS)
	rm -rf data/example public
	$(HASILA) demo --data data/example --out public

test: setup ## All tests.
	scripts/test.sh

soak: setup ## Kills the server 500 times in a storm of acts, on both engines.
	$(SWIFT) build -c release --product hasila -j $(JOBS)
	HASILA_SOAK=500 scripts/soak.sh $(HASILA)

contract: setup ## The programming interface, acts included, against its own document (many minutes).
	$(SWIFT) build -c release --product hasila -j $(JOBS)
	rm -rf data/contract && $(HASILA) demo --no-serve --data data/contract --out data/contract-public
	HASILA_PYTHON=.venv/bin/python scripts/contract.sh $(HASILA) data/contract

bench: setup ## Benchmarks beside their peers; prints the tables of docs/PERFORMANCE.md.
	$(SWIFT) build -c release --product hasila -j $(JOBS)
	scripts/bench.sh $(HASILA)

format: ## Formats the sources as .swift-format says.
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift

clean: ## Removes what builds and runs left.
	rm -rf .build data public
