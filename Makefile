# SPDX-License-Identifier: Apache-2.0
# Two commands on a fresh machine: `make run` runs Comity, `make test` tests it. `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
BIN := .venv/bin
SEASON := scenarios/optimism-season-5.json
FRONT := node_modules/.front.stamp
SCRIPTS := $(wildcard src/comity/edge/web/scripts/*.ts src/comity/edge/web/scripts/*/*.ts)
CATALOGUES := $(wildcard src/comity/locale/*/LC_MESSAGES/django.po)
CHECKED := src tests $(if $(wildcard bench/*.py),bench) $(wildcard tools/*.py)
BOTH_DATABASES := $(wildcard tests/desk tests/edge tests/site)
BOTH_CORES := -n auto --dist loadfile
export UV_PYTHON_DOWNLOADS := never

.PHONY: help run test check test-slow bench screens mutants sample env front season requirements format messages

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: env front ## run the sample community on COMITY_BIND (default http://127.0.0.1:8000)
	@export COMITY_SAMPLE=1 COMITY_HOME="$${COMITY_HOME:-var/fernhollow}"; \
	$(BIN)/comity migrate; $(BIN)/comity sample; \
	$(BIN)/comity work & worker=$$!; trap "kill $$worker; wait $$worker" EXIT; $(BIN)/comity serve

season: env front ## serve season 5 of a real council, replayed from the public record, in a home of its own
	@export COMITY_SAMPLE=replay COMITY_HOME="$${COMITY_HOME:-var/season-5}"; \
	$(BIN)/comity migrate; $(BIN)/comity replay $(SEASON) --keep > /dev/null; $(BIN)/comity serve

test: system check front synapse ## everything that CI runs
	$(BIN)/pytest -q $(BOTH_CORES) --ignore=tests/core --ignore=tests/architecture
	COMITY_TEST_DATABASE=postgresql $(BIN)/pytest -q $(BOTH_CORES) $(BOTH_DATABASES)

check: env front ## the fast subset: style, types, floors, purity, the law
	npm run --silent check
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	COMITY_SECRET_KEY=this-key-only-lets-mypy-read-the-settings $(BIN)/mypy $(CHECKED)
	$(BIN)/pytest -q $(BOTH_CORES) tests/architecture tests/core

test-slow: system env front ## the long sets: long state machines, kill storms; figures to docs/measured.json
	COMITY_SLOW=1 $(BIN)/pytest -q -m "slow or not slow" tests/core $(wildcard tests/slow)

bench: system env front ## the measured claims with their peers; figures to docs/measured.json
	$(BIN)/python -m bench.writer
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.log
	$(BIN)/python -m bench.receipts
	$(BIN)/python -m bench.watch_model
	$(BIN)/python -m bench.watch_stream

screens: system env front ## photograph every page of the sample into build/screens; PAGES=chambers for some
	$(BIN)/python -m tests.journeys.screens $(PAGES)

mutants: env ## how much of the law its tests hold; ROOM=tear for one room
	$(BIN)/python -m bench.mutants $(ROOM)

sample: env ## a seeded sample of small changes to the law against its tests; ROOM=tear for one room
	$(BIN)/python -m bench.sampled --many 120 $(ROOM)

format: env ## lay out the source
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

messages: .venv/package.stamp ## bring every catalogue of translations up to date; LANGUAGE=fr begins another one
	$(BIN)/python -m tools.messages $(LANGUAGE)

env: .venv/package.stamp $(CATALOGUES:.po=.mo) ## make .venv: pinned, hashed, nothing outside the checkout

front: $(FRONT) ## build what the browser loads: fonts and scripts

requirements: .venv/bootstrap.stamp ## compile requirements/*.in again into hashed, host-free *.txt
	tools/compile-requirements $(BIN)/uv

.PHONY: synapse
synapse: build/synapse/.stamp ## install the Matrix homeserver that the tests start, in build/synapse

build/synapse/.stamp: .venv/bootstrap.stamp requirements/synapse.txt
	test -x build/synapse/bin/python || $(BIN)/uv venv --quiet --python $(BIN)/python build/synapse
	$(BIN)/uv pip sync --quiet --python build/synapse/bin/python --require-hashes requirements/synapse.txt
	@touch $@

.PHONY: system
system:
	@tools/needs python node
	@tools/system-packages

.venv/bootstrap.stamp: requirements/bootstrap.txt
	@PYTHON="$(PYTHON)" tools/needs python
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/requirements.stamp: .venv/bootstrap.stamp requirements/test.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/test.txt
	@rm -f .venv/package.stamp
	@touch $@

.venv/package.stamp: .venv/requirements.stamp pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

%.mo: %.po tools/messages.py .venv/package.stamp
	$(BIN)/python -m tools.messages --compile

node_modules/.stamp: package-lock.json package.json
	@tools/needs node
	npm ci --loglevel=error
	@touch $@

$(FRONT): node_modules/.stamp tools/collect-fonts.mjs tools/build-scripts.mjs $(SCRIPTS)
	npm run --silent build
	@touch $@
