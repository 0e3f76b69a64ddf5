# Needs Python 3.11 or newer with venv, and make; everything else goes into $(VENV).
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORTAL_VENV ?= $(VENV)-portal
PORTAL_BIN := $(abspath $(PORTAL_VENV))/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := test
.PHONY: demo test coverage engines-test nightly check docs wheel-test bench bench-suite portal portal-test portal-test-sqlite portal-bench clean

# pip is the last thing that venv makes, so a half-made environment is made again.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

# A stamp is as new as the installation it stands for, so that a second run installs nothing.
$(VENV)/.cli-stamp: pyproject.toml | $(BIN)/pip
	$(BIN)/python -m pip install --quiet --editable '.[cli]'
	@touch $@

$(VENV)/.dev-stamp: pyproject.toml | $(BIN)/pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.cli-stamp

demo: $(VENV)/.cli-stamp
	$(BIN)/egov-readiness score examples/lam-dong-2009 --rulebook lam-dong-2009 --as-of 2009-06-11
	$(BIN)/egov-readiness score examples/un-egdi/egdi-2022.csv --rulebook un-egdi --as-of 2022-07-01 --unit-column country

test: $(VENV)/.dev-stamp
	$(BIN)/python -m pytest -n auto

coverage: $(VENV)/.dev-stamp
	$(BIN)/python -m pytest -n auto --cov

# Needs Java 17 or later.
engines-test: $(VENV)/.dev-stamp
	$(BIN)/python -m pip install --quiet --editable '.[dev,engines]'
	$(BIN)/python -m pytest tests/engines $(ENGINES)

# Longer things than a change has to wait for: a thousand examples per law, and ten million rows.
nightly: $(VENV)/.dev-stamp
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n auto
	$(BIN)/python -m pip install --quiet --editable '.[dev,engines,bench]'
	$(BIN)/python -W ignore bench/spark.py --rows 10000000
	$(BIN)/python -m pytest bench --benchmark-autosave
	$(BIN)/python bench/compare.py --units 1000000
	$(BIN)/python bench/compare.py --units 100000 --indicators 50
	$(BIN)/python bench/compare.py --growth

check: $(VENV)/.dev-stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy src tests/typing/public.py
	$(BIN)/pyright --pythonpath $(BIN)/python
	PATH="$(abspath $(BIN)):$$PATH" pyright --verifytypes egov_readiness --ignoreexternal
	$(BIN)/lint-imports

docs: $(VENV)/.dev-stamp
	$(BIN)/python -m sphinx -q -n -W --keep-going -b html docs docs/_build/html
	$(BIN)/python -m sphinx -q -n -W --keep-going -b doctest docs docs/_build/doctest

# The wheel is built from the sdist, so both have to be whole; it is tried away from the sources.
wheel-test: $(VENV)/.dev-stamp
	rm -rf build dist
	$(BIN)/python -m build --outdir dist
	@echo "files of the wheel outside the package, of which there are none:"
	@! $(BIN)/python -m zipfile -l dist/*.whl | grep -vE '^(File Name|egov_readiness(-[0-9.]+\.dist-info)?/)'
	$(PYTHON) -m venv build/venv
	build/venv/bin/python -m pip install --quiet "$$(ls dist/*.whl)[cli]"
	@echo "the wheel says that it is typed:"
	@$(BIN)/python -m zipfile -l dist/*.whl | grep -F egov_readiness/py.typed
	cd build && venv/bin/egov-readiness --version
	cd build && venv/bin/egov-readiness score ../examples/lam-dong-2009 --rulebook lam-dong-2009 --as-of 2009-06-11 > scores.txt
	test -s build/scores.txt

bench: $(VENV)/.dev-stamp
	$(BIN)/python bench/start_up.py
	$(BIN)/python bench/field_work.py $(FIELD_WORK)
	$(BIN)/python bench/kernel.py $(KERNEL)
	$(BIN)/python bench/decoding.py $(DECODING)

# Ours beside what else there is; compare with an earlier run by SUITE=--benchmark-autosave, then SUITE=--benchmark-compare.
bench-suite: $(VENV)/.dev-stamp
	$(BIN)/python -m pip install --quiet --editable '.[dev,bench]'
	$(BIN)/python -m pytest bench $(SUITE)

# The example of a portal has an environment of its own: the library needs none of its packages.
$(PORTAL_VENV)/.stamp: pyproject.toml examples/portal/requirements.txt examples/portal/requirements-test.txt
	$(PYTHON) -m venv $(PORTAL_VENV)
	$(PORTAL_VENV)/bin/python -m pip install --quiet --editable '.[toml]' --requirement examples/portal/requirements-test.txt
	@touch $@

portal: $(PORTAL_VENV)/.stamp
	cd examples/portal && $(PORTAL_BIN)/python -m portal

# On SQLite, and on a PostgreSQL that is thrown away.
portal-test: $(PORTAL_VENV)/.stamp
	cd examples/portal && $(PORTAL_BIN)/mypy --config-file ../../pyproject.toml portal
	cd examples/portal && PATH="$(PORTAL_BIN):$$PATH" ./with_postgresql.sh python -m pytest

# The same where there is no PostgreSQL.
portal-test-sqlite: $(PORTAL_VENV)/.stamp
	cd examples/portal && $(PORTAL_BIN)/python -m pytest

portal-bench: $(PORTAL_VENV)/.stamp
	$(PORTAL_BIN)/python bench/portal.py $(PORTAL_BENCH)

clean:
	rm -rf $(VENV) $(PORTAL_VENV) .benchmarks .ci-work build dist docs/_build .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
