# Each target sets up what it needs. On a bare Debian or Ubuntu only python3 (3.11 or newer) and make have to be there.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

help:  ## this text
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

crawl: set-up-crawl  ## scrapy crawl defence on the live sites; more arguments in ARGS="-a since=2024-09-01"
	$(BIN)/scrapy crawl defence $(if $(CONTACT),-s CONTACT=$(CONTACT)) $(ARGS)

demo: set-up-demo  ## the same crawl on the bundled replica of both sites, into output/demo/
	@$(BIN)/python -m tests.demo

test: set-up-test  ## the whole test suite
	$(BIN)/python -m pytest -n auto --dist loadfile --durations=15 $(ARGS)

lint: set-up-tools  ## ruff with all rules, mypy strict, who may import whom, no function above radon's grade C
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@! $(BIN)/radon cc -s -n D crawler | grep .

bench: set-up-tools  ## the benchmarks, each as a ratio against its peer in the same run
	$(BIN)/python -m tests.bench $(ARGS)

topic: set-up-tools  ## how well labelled rows are judged, by language, and the worst errors: ROWS="FILE.jsonl ..."; without, the project's own, unseen
	$(BIN)/python -m crawler.topic.evaluate --errors 20 $(or $(ROWS),--cross-validated tests/topic_rows/*.jsonl)

bare:  ## the README's commands and the tests in a fresh root of a release: SUITE=bookworm (default), trixie, noble, resolute
	@scripts/bare $(SUITE)

lock: set-up-tools  ## pin the newest versions that requirements*.in allow, with hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock requirements.in
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.lock -o requirements-dev.lock requirements-dev.in
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.lock -o deploy/requirements.lock deploy/requirements.in

set-up-%:
	@PYTHON="$(PYTHON)" scripts/set-up $*

.PHONY: help crawl demo test lint bench topic bare lock
