# Two commands are all a newcomer needs: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
HOME_DIR ?= $(VENV)/demo-home

# The tests start hundreds of processes: without kept bytecode each compiles the code anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check lint format types imports bench torture clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Gleaner needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python cannot make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(VENV)/ready  ## crawl the bundled snapshot offline and show the digest (NO_SERVE=1: do not wait)
	$(BIN)/gleaner --home $(HOME_DIR) demo $(if $(NO_SERVE),--no-serve)

test: $(VENV)/ready-dev  ## all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(TESTS)

check: lint types imports test  ## everything CI checks

lint: $(VENV)/ready-dev  ## style and common faults
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .

types: $(VENV)/ready-dev  ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/ready-dev  ## who may import whom
	$(BIN)/lint-imports

format: $(VENV)/ready-dev  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/ready-dev  ## measurements, see benchmarks/
	$(BIN)/python -m benchmarks

torture: $(VENV)/ready-dev  ## the long kill and fuzz runs
	GLEANER_TORTURE=1 $(BIN)/python -m pytest -m "torture or not torture" $(TESTS)

clean:  ## remove the environment and caches
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
