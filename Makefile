# SPDX-License-Identifier: Apache-2.0
# Two commands on a fresh machine: `make run` runs Comity, `make test` tests it. `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never

.PHONY: env
env: .venv/requirements.stamp .venv/package.stamp ## make .venv: pinned, hashed, nothing outside the checkout

.venv/bootstrap.stamp: requirements/bootstrap.txt
	@PYTHON="$(PYTHON)" tools/needs python
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	touch $@

.venv/requirements.stamp: .venv/bootstrap.stamp requirements/test.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/test.txt
	rm -f .venv/package.stamp
	touch $@

.venv/package.stamp: .venv/requirements.stamp pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

.PHONY: requirements
requirements: .venv/bootstrap.stamp ## compile requirements/*.in again into hashed, host-free *.txt
	tools/compile-requirements $(BIN)/uv
