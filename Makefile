# Each target sets up .venv by itself, once, from the locks (hashes, no index address).
.PHONY: help demo test test-full check bench lock pictures clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
# More than the cores: a worker that waits for a frame or for a thread leaves its core to another.
WORKERS ?= 3
PYTEST := $(BIN)/python -m pytest -p no:cacheprovider
# As an installed tool is: the first start does not compile the program.
COMPILE := $(BIN)/python -m compileall -q realis_tui
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet --group build

help:
	@echo "make demo       the application on the fictitious data"
	@echo "make test       the tests, with reduced counts"
	@echo "make test-full  the same with the full counts"
	@echo "make check      ruff, mypy, import contracts, dependencies"
	@echo "make bench      the measures of docs/performance.md"
	@echo "make pictures   the pictures of README and guide (needs Chromium)"
	@echo "make lock       the two locks anew (needs uv)"

demo: $(VENV)/runtime.stamp
	@$(BIN)/realis demo $(ARGS)

test: $(VENV)/dev.stamp
	$(PYTEST) -n $(WORKERS) --dist worksteal -m "not full and not benchmark" $(ARGS)

test-full: $(VENV)/dev.stamp
	REALIS_TEST_FULL=1 HYPOTHESIS_PROFILE=full $(PYTEST) -n $(WORKERS) --dist worksteal -m "not benchmark" $(ARGS)

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.benchmarks $(ARGS)

pictures: $(VENV)/dev.stamp
	$(BIN)/python -m tools.pictures $(ARGS)

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv (pipx install uv)" >&2; exit 1; }
	$(LOCK) --extra postgres --output-file requirements.lock
	$(LOCK) --all-extras --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV)

# The first Python that really answers and is recent enough (a shim may exist and answer nothing).
$(BIN)/python:
	@for python in python3.13 python3.12 python3.11 python3; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Python 3.11 or newer with its venv module is needed (Debian: apt install python3-venv)." >&2; exit 1; fi; \
	echo "Setting up $(VENV) with $$($$found --version)…"; $$found -m venv $(VENV)

$(VENV)/runtime.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $(VENV)/runtime.stamp $@
