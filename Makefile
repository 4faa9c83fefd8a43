# Everything that is done to this project by a command. `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-options \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run test test-deep screenshots handbook benchmarks lint format requirements

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

run: .venv/.run ## install, prepare the database with the demonstration, serve it on 127.0.0.1:8000
	@$(BIN)/lianmeng serve

test: .venv/.test ## every check and test (lint, types, SQLite, PostgreSQL, browser)
	@$(BIN)/python tests/run.py

test-deep: .venv/.test ## the same with many more random examples
	@$(BIN)/python tests/run.py --deep

screenshots: .venv/.test ## pictures of every page of the demonstration in var/screenshots
	@$(BIN)/python -m tests.browser.screenshots var/screenshots

handbook: .venv/.test ## take the pictures of the handbook anew
	@$(BIN)/python -m tests.browser.handbook docs/handbook/images

benchmarks: .venv/.test ## speed measured, as one table; takes half an hour (with QUICK=1 five minutes)
	@$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

lint: .venv/.test ## format, lint, types, import contracts, migrations
	@$(BIN)/python tests/run.py --only lint

format: .venv/.test ## put the source into the project's form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

requirements: .venv/.test ## pin the newest versions of requirements/*.in with their hashes
	@CUSTOM_COMPILE_COMMAND="make requirements" $(COMPILE) --upgrade -o requirements/run.txt requirements/run.in
	@CUSTOM_COMPILE_COMMAND="make requirements" $(COMPILE) --upgrade -o requirements/test.txt requirements/test.in

# The files .venv/.run and .venv/.test stand for what has been installed.

.venv/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"Lianmeng needs Python 3.11 or newer, and '$(PYTHON)' is not. With another: make run PYTHON=python3.12"; exit 1; }
	@echo "installing into .venv (once, about a minute) …"
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: .venv/.run requirements/test.txt
	@echo "installing the tools of the tests …"
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
