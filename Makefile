# `make` lists the targets. Two are enough to begin with: `make demo` and `make test`.

PYTHON ?= python3
EXAMPLES ?= 40
WORKERS ?= 2
SHARE ?= 1

VENV := .venv
BIN := $(VENV)/bin
MESSAGES := $(wildcard src/revcompass/words/locale/*/LC_MESSAGES/*.po)
PACKAGE := pyproject.toml hatch_build.py src/revcompass/__init__.py $(MESSAGES)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test lint servers words reference picture screenshots faults fuzz bench clean
.DELETE_ON_ERROR:

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

demo: $(VENV)/installed  ## install, write and load a sample company into ./demo, print its review
	@$(BIN)/revcompass demo demo

test: lint servers $(VENV)/browser  ## every check, then every test (EXAMPLES=2000 is thorough, WORKERS=0 one process)
	@REVCOMPASS_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q -n $(WORKERS)

lint: $(VENV)/installed-dev  ## style, format, types, and which floor may import which
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

servers:  ## install PostgreSQL for its tests, where that can be done without asking
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
		{ $(install_postgresql); }

words: $(VENV)/installed  ## collect every message of the source into the catalogues
	@$(BIN)/python -m revcompass.words.extract

reference: $(VENV)/installed  ## write the reference pages that are made from the source
	@$(BIN)/python -m revcompass.desk.schemas docs/reference/json.md
	@$(BIN)/python -m revcompass.catalogue.policies_page docs/reference/policies.md
	@$(BIN)/python -m revcompass.cli.pages docs/reference

picture: $(VENV)/installed  ## draw docs/pictures/demo.svg from what `revcompass demo` prints
	@$(BIN)/python docs/pictures/draw.py

screenshots: $(VENV)/installed-dev $(VENV)/browser  ## photograph the main pages into docs/pictures
	@$(BIN)/python docs/pictures/screenshots.py

faults: $(VENV)/installed-dev  ## kill, tear, fill and flip at full size (SHARE=0.1 is a tenth); a table
	@PYTHONPATH=tests $(BIN)/python -m faults $(SHARE)

fuzz: $(VENV)/installed-dev  ## ask the API some 5,000 questions invented from its own description; a table
	@PYTHONPATH=tests $(BIN)/python -m serving.fuzz 5000

bench: $(VENV)/installed-dev  ## measure
	@$(BIN)/python -m benchmarks

clean:  ## remove the environment, the sample book and what the tools keep
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

# --- the environment -------------------------------------------------------------------------

$(VENV)/installed-dev: $(VENV)/made $(PACKAGE)
	@echo "Installing revcompass and its tools into $(VENV) …"
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/installed $@

$(VENV)/installed: $(VENV)/made $(PACKAGE)
	@echo "Installing revcompass into $(VENV) …"
	@$(PIP) --editable .
	@touch $@

# The browser of the page tests. Without it, and without the right to install it, they are skipped.
$(VENV)/browser: $(VENV)/made
	@if [ ! -x /usr/bin/chromium ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium for the page tests …"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && \
			apt-get install -qq -y --no-install-recommends chromium </dev/null >/dev/null; \
	fi
	@touch $@

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "revcompass needs Python 3.11 or newer; name one: make PYTHON=python3.12 demo" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(install_venv); }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade pip
	@touch $@

# Debian and its relatives keep the module in a package of its own.
define install_venv
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing python3-venv …"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -qq -y --no-install-recommends python3-venv </dev/null; \
	else \
		echo "Python's venv module is missing; install it: sudo apt-get install python3-venv" >&2; \
		exit 1; \
	fi
endef

define install_postgresql
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing postgresql …"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql </dev/null; \
	else \
		echo "PostgreSQL is missing, so its tests are skipped: sudo apt-get install postgresql" >&2; \
	fi
endef
