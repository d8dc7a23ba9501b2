# Each target sets up what it needs. On a bare Debian or Ubuntu only python3 (3.11 or newer) and make have to be there.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NOTHING_SHOWN := >/tmp/set-up.$$$$.log 2>&1 || { tail -n 5 /tmp/set-up.$$$$.log; exit 1; }

help:  ## this text
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

crawl: $(VENV)/crawl.ready browser  ## scrapy crawl defence on the live sites; more arguments in ARGS="-a since=2024-09-01"
	$(BIN)/scrapy crawl defence $(if $(CONTACT),-s CONTACT=$(CONTACT)) $(ARGS)

demo: $(VENV)/test.ready browser certutil  ## the same crawl on the bundled replica of both sites, into output/demo/
	@$(BIN)/python -m tests.demo

test: $(VENV)/test.ready browser certutil deployed  ## the whole test suite
	$(BIN)/python -m pytest -n auto --dist loadfile --durations=15 $(ARGS)

lint: $(VENV)/test.ready  ## ruff with all rules, mypy strict
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/test.ready  ## the benchmarks, each as a ratio against its peer in the same run
	$(BIN)/python -m tests.bench $(ARGS)

lock: $(VENV)/crawl.ready  ## pin the newest versions that requirements*.in allow, with hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock requirements.in
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.lock -o requirements-dev.lock requirements-dev.in
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.lock -o deploy/requirements.lock deploy/requirements.in

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: name one with PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv $(VENV) $(NOTHING_SHOWN) \
	  || { rm -rf $(VENV); scripts/apt-get-install python3-venv && $(PYTHON) -m venv $(VENV); } \
	  || { echo "A virtual environment cannot be made: install the package python3-venv."; exit 1; }

$(VENV)/crawl.ready: requirements.lock | $(VENV)/bin/python
	@echo "Installing what a crawl needs (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
	  || { echo "The packages of requirements.lock could not be installed: is there a network?"; exit 1; }
	@touch $@

$(VENV)/test.ready: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the replica and the tests need (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock \
	  || { echo "The packages of requirements-dev.lock could not be installed: is there a network?"; exit 1; }
	@touch $@ $(VENV)/crawl.ready

browser:
	@scripts/need chromium chromium "lists that only JavaScript fills are not read"

deployed:
	@scripts/need systemd-analyze systemd "the systemd files are not verified"
	@scripts/need logrotate logrotate "the logrotate file is not tried"
	@scripts/need node nodejs "the browser's proxy script is not tried"
	@scripts/need sqlite3 sqlite3 "the backup of the documentation is not tried"

certutil:
	@scripts/need certutil libnss3-tools "the browser cannot be shown the replica's certificates"

.PHONY: help crawl demo test lint bench lock browser certutil deployed
