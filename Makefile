PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check docs coverage wheel-test bench clean

# A stamp is as new as the install it stands for, so that a second run installs nothing.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.cli-stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[cli]'
	touch $@

$(VENV)/.dev-stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/.cli-stamp

demo: $(VENV)/.cli-stamp
	$(BIN)/egov-readiness score examples/lam-dong-2009 --rulebook lam-dong-2009 --as-of 2009-06-11
	$(BIN)/egov-readiness score examples/un-egdi/egdi-2022.csv --rulebook un-egdi --as-of 2022-07-01 --unit-column country

test: $(VENV)/.dev-stamp
	$(BIN)/python -m pytest

coverage: $(VENV)/.dev-stamp
	$(BIN)/python -m pytest --cov --cov-report=
	$(BIN)/python -m coverage report --fail-under=100 --include='*/egov_readiness/rules/*,*/egov_readiness/measures/*,*/egov_readiness/scoring/*'

check: $(VENV)/.dev-stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy src tests/typing
	$(BIN)/lint-imports
	$(BIN)/pyright --pythonpath $(BIN)/python

docs: $(VENV)/.dev-stamp
	$(BIN)/python -m sphinx -n -W --keep-going -b html docs docs/_build/html
	$(BIN)/python -m sphinx -n -W --keep-going -b doctest docs docs/_build/doctest

wheel-test: $(VENV)/.dev-stamp
	rm -rf dist build/wheel-venv
	$(BIN)/python -m build --wheel --outdir dist
	$(PYTHON) -m venv build/wheel-venv
	build/wheel-venv/bin/python -m pip install --quiet "$$(ls dist/*.whl)[cli]"
	cd build && wheel-venv/bin/egov-readiness --version
	cd build && wheel-venv/bin/egov-readiness score ../examples/lam-dong-2009 --rulebook lam-dong-2009 --as-of 2009-06-11 > /dev/null

bench: $(VENV)/.dev-stamp
	$(BIN)/python bench/start_up.py

clean:
	rm -rf $(VENV) build dist docs/_build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
