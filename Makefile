# The two commands: `make run` shows the map, `make test` checks everything. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE_TOOLS := tests/web/js/node_modules/.stamp
LOG := $(VENV)/types.log
PIP_LOG := $(VENV)/pip.log

export PYTHONDONTWRITEBYTECODE :=  # the tests start some hundreds of processes: what is compiled is kept

.PHONY: api-types bench notebook run test check style types neo4j secrets clean help

run: $(VENV)/.run  ## crawl Qwen's descendants (or a practice Hub), and serve them as they come
	@$(BIN)/qwen-lineage run $(ARGS)

test: $(VENV)/.test $(NODE_TOOLS) style  ## everything: style, types, Python, the pages' modules, a real browser
	@$(BIN)/mypy >$(LOG) 2>&1 & types=$$!; trap 'kill $$types' INT TERM; \
	$(BIN)/python -m pytest -q -n auto --dist loadfile $(ARGS); tests=$$?; \
	wait $$types || { cat $(LOG); echo "types are wrong: see above" >&2; exit 1; }; \
	exit $$tests

check: style types  ## style and types, Python and JavaScript

style: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.test $(NODE_TOOLS)
	$(TYPES)

# Python's, then those of the pages' modules, which are run by themselves too: among the tests it is a test that does it.
define TYPES
$(BIN)/mypy && \
if command -v node >/dev/null; then \
	cd tests/web/js && ./node_modules/.bin/tsc --noEmit -p ../../../web/static/jsconfig.json && node --test; \
elif [ "$$CI" = true ]; then echo "Node.js is missing" >&2; exit 1; \
else echo "SKIPPED: no Node.js, so the pages' modules are neither type-checked nor unit-tested" >&2; fi
endef

api-types: $(VENV)/.run  ## the front end's types, generated from the API's
	$(BIN)/python -m web.api typescript > web/static/js/types.d.ts

notebook: $(VENV)/.notebook  ## JupyterLab on the notebooks, with what they need
	@$(BIN)/python -m jupyterlab notebooks $(ARGS)

bench: $(VENV)/.test  ## measure for ten minutes, and write docs/performance.md
	@$(BIN)/python -m benchmarks.performance $(ARGS)

neo4j: $(VENV)/.test  ## a Neo4j server for tests: fetched, started, its URL printed
	$(BIN)/python -m tests.neo4j_server

secrets: .secrets/neo4j_auth  ## a password for compose.yaml's Neo4j, made up here and shown nowhere

.secrets/neo4j_auth:
	@mkdir -p -m 700 .secrets
	@od -An -tx1 -N24 /dev/urandom | tr -d ' \n' > .secrets/neo4j_password
	@printf 'neo4j/%s' "$$(cat .secrets/neo4j_password)" > $@
	@chmod 644 .secrets/* && echo "made .secrets/: nobody else can enter it; the containers read the files"

# What is pinned holds for what pip builds with too (by the second name from pip 25.3 on).
PINNED := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt

# A line every few seconds says what pip is at; all it said is shown where it fails.
define installed
	@echo "installing $(1) into $(VENV) (once, a minute or two)"
	@(s=0; while sleep 5 && kill -0 $$$$ 2>/dev/null; do s=$$((s + 5)); \
		printf '  %s s: %s packages in place; %s\n' $$s "$$(ls -d $(VENV)/lib/python*/site-packages/*.dist-info | wc -l)" \
			"$$(grep -oE '(Collecting|Downloading|Building|Installing) .{1,60}' $(PIP_LOG) | tail -n 1)"; \
	done) & ticking=$$!; \
	$(PINNED) $(BIN)/python -m pip install --progress-bar off --disable-pip-version-check -e '$(1)' \
		>$(PIP_LOG) 2>&1; status=$$?; \
	kill $$ticking; [ $$status -eq 0 ] || cat $(PIP_LOG) >&2; exit $$status
endef

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	$(call installed,.)
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml constraints.txt
	$(call installed,.[test])
	@touch $@ $(VENV)/.run

$(VENV)/.notebook: $(VENV)/bin/python pyproject.toml constraints.txt
	$(call installed,.[notebook])
	@touch $@ $(VENV)/.run

$(NODE_TOOLS): tests/web/js/package-lock.json
	@if command -v npm >/dev/null; then cd tests/web/js && npm ci --silent --no-audit --no-fund; fi
	@mkdir -p $(@D) && touch $@

clean:  ## remove the environment and the tools; your data stays
	rm -rf $(VENV) tests/web/js/node_modules

help:  ## this list
	@grep -E '^[a-z0-9-]+:.*##' Makefile | sed -E 's/^([a-z0-9-]+):.*## */\1\t/' | expand -t 12
