# The two commands that are always true: `make run` and `make test`. Everything else is a part of them.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests start servers by the hundred: compiled modules are kept, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run install install-dev machine test lint types unit browser faults gate mutation audit lab banks frontend lock catalogues bench wheelhouse clean

run: install  ## Serve a working demo campaign on SQLite at http://127.0.0.1:8000 (PORT overrides)
	$(BIN)/quizapp db upgrade
	$(BIN)/quizapp demo --if-empty --participants 150
	PORT=$(PORT) $(BIN)/quizapp serve

install: $(VENV)/.installed  ## Virtual environment with the locked dependencies

$(VENV)/.installed: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	touch $@

install-dev: $(VENV)/.installed-dev

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

machine:  ## Chromium, PostgreSQL and Redis from the distribution, where they are missing
	bash tools/prepare_machine.sh

test: install-dev machine  ## The whole suite: lint, types, unit on both databases, browser, faults
	$(MAKE) --no-print-directory lint types frontend banks unit browser faults

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check quizapp tests tools benchmarks deploy wsgi.py migrations/env.py
	$(BIN)/deptry .

types:
	$(BIN)/mypy

frontend:  ## The committed build is what the sources give, byte for byte
	cd frontend && npm ci --no-audit --no-fund --silent && npm run --silent check && npm test --silent && npm run --silent build
	git diff --exit-code --stat -- quizapp/web/static/dist

banks:
	$(BIN)/quizapp banks check $(if $(LAWS),--laws $(LAWS))

unit:
	$(BIN)/python -m pytest tests -q --ignore=tests/browser --ignore=tests/faults -n 2 --dist loadfile

browser:
	$(BIN)/python -m pytest tests/browser -q

faults:
	$(BIN)/python -m pytest tests/faults -q -n 2 --dist loadfile

gate: install-dev machine  ## Every promise at the numbers of a release (docs/promises.md); hours. QUIZAPP_GATE=0.1: a tenth
	QUIZAPP_GATE=$${QUIZAPP_GATE:-1} $(BIN)/python -m pytest -q tests/faults tests/audit/test_verify.py tests/contests/test_races.py \
		tests/contests/test_any_sheet.py tests/contests/test_canaries.py tests/contests/test_attempt_life.py tests/checkins/test_races.py \
		tests/devices tests/prizes tests/ops tests/db tests/web tests/house/test_routes.py tests/exports/test_hostile_text.py \
		tests/sheets/test_hostile_files.py tests/accounts tests/people tests/uploads \
		tests/media tests/photos tests/kit/test_text.py tests/contests/test_pages.py tests/contests/test_window_borders.py \
		tests/contests/test_console.py tests/live/test_api.py tests/live/test_bare.py tests/ledger/test_seals.py \
		tests/audit/test_record.py tests/audit/test_audit_pages.py tests/banks/test_hostile_files.py tests/rosters \
		tests/units/test_unit_pages.py tests/integrity/test_nobody_is_refused.py tests/house/test_templates.py \
		tests/browser/test_policy.py tests/browser/network

mutation: install-dev  ## Change the pure rules one by one: which change does no test notice? Half an hour
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-gate.lock
	PYTHONPATH= $(BIN)/mutmut run
	$(BIN)/python tools/mutation_score.py

audit: install-dev  ## Known holes in what we depend on, asked of an advisory database (needs the network)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-gate.lock
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.lock

lab: install-dev  ## Seven machines in namespaces, under load, killed and cut off one after the other (root, Debian 12)
	$(BIN)/python -m deploy.lab
	$(BIN)/python -m deploy.lab --twin

bench:  ## Speed, as ratios to a bare baseline in the same run
	$(BIN)/python -m benchmarks

catalogues:  ## Extract, update, convert and compile the translations
	$(BIN)/python tools/catalogues.py

wheelhouse: install-dev  ## All wheels, an install script and checksums for machines without a network (FOR=manylinux_2_28_aarch64)
	$(BIN)/python tools/wheelhouse.py $(addprefix --for=,$(FOR))

lock:  ## Pin every dependency with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --extra redis -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --extra redis --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --group gate -c requirements-dev.lock -o requirements-gate.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache frontend/node_modules
