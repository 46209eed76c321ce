# Fabula's commands. `make demo` and `make test` do all the set-up on a fresh machine
# that has Python 3.11 or newer and make; uv is used where it is present, else pip.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help install demo test check test-all bench browser readers docs clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP)  ## a .venv with Fabula and what its tests need, at the pinned versions

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Fabula needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
ifdef UV
	uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable . --group dev
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	  --editable . --group dev
endif
	@touch $(STAMP)

demo: install  ## make a narrated film of a real document, offline, into demo/
	@mkdir -p demo
	@if [ -e demo/studio ]; then $(BIN)/fabula run demo/studio; else \
	  $(BIN)/fabula video examples/documents/repeated-frame.pdf --keep demo/studio; fi
	@echo "Watch demo/studio/studio.mp4. Edit demo/studio/storyboard.yaml, then: $(BIN)/fabula run demo/studio"

test: install  ## the tests, but for the slow ones
	$(BIN)/pytest

test-all: install  ## every test, the slow ones too
	$(BIN)/pytest -m ""

check: install  ## lint, format, types, import contracts, dependencies, help texts in the docs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/cog --check README.md docs/*.md

docs: install  ## write the generated parts of the docs again
	$(BIN)/cog -r README.md docs/*.md

bench: install  ## measure speed and memory against the peers (installs them first)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group bench
	$(BIN)/python benchmarks/engine.py --peers
	$(BIN)/python benchmarks/models.py --peers
	$(BIN)/python benchmarks/video.py

browser:  ## Chromium and OpenH264 for the tests that play films (Debian; needs root)
	apt-get update && apt-get install --yes chromium chromium-driver libopenh264-7

readers:  ## fountain-js, against which the tests hold our Fountain (needs Node and npm)
	npm install --silent --no-audit --no-fund --prefix .readers fountain-js@1.2.4

clean:  ## remove everything that these commands made
	rm -rf $(VENV) .readers demo build dist .mypy_cache .ruff_cache .pytest_cache .coverage .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
