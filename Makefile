# Two commands for a newcomer, `make run` and `make test`; the rest serves them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PORT ?= 8000
# Browser tests wait much and compute little, so two workers suit two cores.
WORKERS ?= 2
PYTEST_ARGS ?=
TEMPLATES = $(shell find templates -name '*.html')
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1

.PHONY: help
help: ## Say what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

# --- Set-up: installed again only when the pins change ------------------------------------------

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo 'Installing $<'; python -m pip install -q -r requirements.txt
	@touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	@echo 'Installing $<'; python -m pip install -q -r requirements-dev.txt
	@touch $@

.env:
	@umask 077; key=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))'); \
		sed -e "s/^SECRET_KEY=.*/SECRET_KEY=$$key/" -e 's/^DEBUG=.*/DEBUG=true/' .env.example > $@
	@echo "Wrote .env with a new SECRET_KEY."

# --- Run ----------------------------------------------------------------------------------------

.PHONY: setup
setup: .venv/.runtime .env ## Prepare the machine and the database, without starting anything
	@python manage.py migrate --verbosity 0
	@python manage.py createcachetable --verbosity 0
	@python manage.py seed_demo --if-empty

.PHONY: run
run: export PORTAL_URL := http://127.0.0.1:$(PORT)
run: setup ## Start web, worker and beat on http://127.0.0.1:8000 (PORT=… for another); Ctrl-C stops all
	@python manage.py demo_accounts
	@honcho start --env /dev/null --port $(PORT) --no-colour || test $$? -eq 130

# --- Test ---------------------------------------------------------------------------------------

.PHONY: test
test: lint check pytest ## Everything that CI runs, on this machine's databases (see README)

.PHONY: lint
lint: .venv/.development ## Formatting, lint and import contracts
	ruff format --check --output-format concise .
	ruff check --output-format concise .
	lint-imports

.PHONY: check
check: export ENV_FILE :=
check: export DEBUG := false
check: export ALLOWED_HOSTS := portal.example
check: export PORTAL_URL := https://portal.example
check: .venv/.development ## Django's own checks, with the settings of a production machine
	SECRET_KEY=$$(python -c 'import secrets; print(secrets.token_urlsafe(48))') \
		python manage.py check --deploy --fail-level WARNING
	SECRET_KEY=check python manage.py makemigrations --check --dry-run

.PHONY: pytest
pytest: .venv/.development ## The tests alone; PYTEST_ARGS='tests/test_x.py -k name' picks
	pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

# --- Keep ---------------------------------------------------------------------------------------

.PHONY: format
format: .venv/.development ## Format and fix what can be fixed
	ruff format .
	ruff check --fix .
	djade --target-version 5.2 $(TEMPLATES) || true

UV := uv==0.13.9
.PHONY: pins
pins: .venv/.development ## Resolve requirements*.in to exact versions (UPGRADE=--upgrade for newer ones)
	python -m pip install -q '$(UV)'
	uv pip compile -q --universal --python-version 3.11 --custom-compile-command 'make pins' $(UPGRADE) requirements.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --custom-compile-command 'make pins' $(UPGRADE) requirements-dev.in -o requirements-dev.txt

.PHONY: diagram
diagram: .venv/.development ## Draw the README's state diagram from the table of steps
	python -m tests.state_diagram
