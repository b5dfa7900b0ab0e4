# Cigu: what people run. Needs Python 3.11 or newer and make; everything else is fetched once.
# `make demo` and `make test` are enough for most days; `make help` lists the rest.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
PIP := $(BIN)/pip --disable-pip-version-check --quiet
HASHED := $(PIP) install --require-hashes --no-build-isolation
JOBS ?= 2

DEMO := var/demo
VENDOR := src/cigu/core/ui/static/vendor/.stamp
CATALOGUES := var/.catalogues
SOURCES = $(shell find src -name '*.po')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check style types floors house migrations deploy bench bom handbook messages \
	lock setup site clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 20

# --- set-up, each step once -----------------------------------------------------------------

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Cigu needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "· environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "No environment could be made. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.build: $(VENV)/.made requirements/build.txt
	@$(PIP) install --require-hashes -r requirements/build.txt
	@touch $@

$(VENV)/.web: $(VENV)/.build requirements/web.txt pyproject.toml
	@echo "· packages of the site (with hashes)"
	@$(HASHED) -r requirements/web.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.web requirements/dev.txt
	@echo "· packages for tests and style (with hashes)"
	@$(HASHED) -r requirements/dev.txt
	@touch $@

# Node.js is wanted once, to fetch the front end; the wheel stands in where it is missing.
$(VENDOR): $(VENV)/.web package-lock.json tools/frontend.py $(wildcard src/cigu/core/ui/static/cigu/*.css)
	@echo "· front end"
	@command -v npm >/dev/null && command -v node >/dev/null || $(HASHED) -r requirements/node.txt
	@PATH="$(abspath $(BIN)):$$PATH" $(RUN) tools/frontend.py
	@touch $@

$(CATALOGUES): $(VENV)/.web tools/messages.py $(SOURCES)
	@mkdir -p $(@D)
	@$(RUN) tools/messages.py compile
	@touch $@

site: $(VENDOR) $(CATALOGUES)  ## everything the site needs, without starting it

setup: $(VENV)/.dev site  ## everything a developer needs

# --- run ------------------------------------------------------------------------------------

demo: site  ## one synthetic year on the Baotou facts: build it, print figures and accounts, serve
	@CIGU_MODE=demo CIGU_DATA=$(DEMO) $(BIN)/cigu demo

test: setup  ## the suite on SQLite; house rules are part of check, stories in a browser of .ci/run
	$(RUN) -m pytest -q -n $(JOBS) -m "not browser and not kills and not served" --ignore=tests/house

bench: setup  ## benchmarks beside a peer, in one run; not part of CI
	@for file in benchmarks/bench_*.py; do \
	  [ -e "$$file" ] || { echo "No benchmark here yet; see benchmarks/README.md"; exit 0; }; \
	  echo "== $$file"; $(RUN) "$$file" || exit 1; done

# --- look over ------------------------------------------------------------------------------

check: style types floors migrations deploy house  ## style, types, floors, migrations, house

style: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

floors: $(VENV)/.dev
	$(BIN)/lint-imports --no-logo

migrations: $(VENV)/.dev
	$(RUN) manage.py makemigrations --check --dry-run

deploy: setup
	CIGU_MODE=production CIGU_DATA=var/deploy CIGU_HOSTS=cigu.example \
	  CIGU_SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-$$$$ \
	  $(RUN) manage.py check --deploy --fail-level WARNING

house: setup
	$(RUN) -m pytest -q -n $(JOBS) tests/house

# --- keep up --------------------------------------------------------------------------------

messages: $(VENV)/.dev  ## collect texts into the rooms' catalogues, say what is untranslated
	@$(RUN) tools/messages.py extract
	@$(RUN) tools/messages.py check

lock: $(VENV)/.dev  ## write requirements/*.txt again; `make lock UPGRADE=1` takes newer versions
	@$(RUN) tools/lock.py $(if $(UPGRADE),--upgrade)

handbook: setup  ## take the pictures of docs/handbook again, by the browser stories
	CIGU_HANDBOOK_PICTURES=$(abspath docs/handbook) $(RUN) -m pytest -q -m browser \
	  tests/flows/test_first_hour.py tests/flows/test_handbook.py

bom: $(VENV)/.dev  ## bill of materials of what is shipped (CycloneDX, from the lock files)
	@$(RUN) tools/bom.py check
	@$(RUN) tools/bom.py write dist/cigu.cdx.json

clean:  ## remove what was made: environment, the demo's data, caches; your own data in var/ stays
	rm -rf $(VENV) node_modules $(DEMO) var/deploy var/test-years $(CATALOGUES) build dist $(dir $(VENDOR)) \
	  .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src -name '*.mo' -delete
