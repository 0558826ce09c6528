# Derive. `make serve` builds the site and serves it; `make test` checks and tests everything.
# Both set up .venv by themselves; all that is needed is Python 3.11 or newer with venv.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# Of the tests: one more than two cores have, for one of them often waits for a browser.
WORKERS ?= 3

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q --no-compile -c constraints.txt
export NO_MKDOCS_2_WARNING := 1
# Each process reads what another has compiled, from a place of ours; an empty value turns the setting off.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/bytecode
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help serve build compiled test test-long check lint format export clean lock

help:
	@echo "make serve    build the site and serve it at http://$(HOST):$(PORT)/ (PORT=8001 for another port)"
	@echo "make test     ruff, mypy and every test"
	@echo "make test-long  the tests that take long and are not in make test"
	@echo "make check    ruff, mypy and the floors only"
	@echo "make build    write the site to site/"
	@echo "make compiled compile the prover's hottest modules, where a C compiler is there (a minute or two)"
	@echo "make export   write the pages as Markdown, the figures and the certificates to build/export/"
	@echo "make format   let ruff format the code"
	@echo "make lock     renew uv.lock and constraints.txt"
	@echo "make clean    remove everything that was made, .venv included"

serve: $(VENV)/.runtime
	@$(BIN)/python -c "import socket; s = socket.socket(); \
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('$(HOST)', $(PORT)))" 2>/dev/null \
	|| { echo "Port $(PORT) of $(HOST) is in use. Choose another: make serve PORT=8001" >&2; exit 1; }
	@echo "Building the site; it will be at http://$(HOST):$(PORT)/ (Ctrl-C stops it)"
	@$(BIN)/mkdocs serve --livereload --dev-addr $(HOST):$(PORT)

build: $(VENV)/.runtime
	@$(BIN)/mkdocs build --strict

compiled: $(VENV)/.test
	@$(BIN)/python tools/compile_modules.py

export: $(VENV)/.runtime
	@$(BIN)/derive export build/export

test: lint
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

test-long: $(VENV)/.test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --long -m long $(TESTS)

check: lint
	@$(BIN)/python -m pytest -q tests/test_floors.py

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict derive

format: $(VENV)/.test
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null \
	|| { echo "Derive needs Python 3.11 or newer as '$(PYTHON)'; found: $$($(PYTHON) --version 2>&1)." \
	"Name another: make serve PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c "import venv, ensurepip" 2>/dev/null \
	|| { echo "$(PYTHON) has no venv. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what Derive needs into $(VENV) (once) ..."
	@$(PIP) -e .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what Derive and its tests need into $(VENV) (once) ..."
	@$(PIP) -e ".[test]"
	@touch $@ $(VENV)/.runtime

lock:
	uv lock --default-index https://pypi.org/simple
	uv export -q --all-extras --no-hashes --no-emit-project --no-header --no-annotate -o constraints.txt

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
