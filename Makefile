# Rumbo's daily commands. A fresh machine needs Python >= 3.11 and make, nothing else.
#   make run     start the bot: the try-it chat in the browser; with TELEGRAM_BOT_TOKEN the Telegram bot too
#   make test    install what the tests need and run everything, a process a core
#   make check   formatting, lint, types, the rooms' order, and the knowledge base
#   make bench   figures beside a named baseline
#   make screenshots   the pictures of docs/console-tour.md, taken again (needs Chromium)
#   make lock    pin all libraries again (requirements/*.txt)
#   make audit   ask whether a library that is pinned has a known weakness

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test check bench lock audit format schema image clean browser screenshots

run: $(VENV)/.runtime
	@$(BIN)/rumbo prepare
	@$(BIN)/rumbo run

test: $(VENV)/.development browser
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/.development
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/rumbo check

bench: $(VENV)/.development
	@$(BIN)/python -m benchmarks

format: $(VENV)/.development
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

schema: $(VENV)/.development
	@$(BIN)/rumbo schema

# Chromium for the browser test: the system's own where it is, else Debian's where we may install it, else those tests skip.
browser:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && echo "Installing Chromium for the browser tests..." \
	     && apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	|| echo "No Chromium here and no right to install it: the browser tests will skip."

$(VENV)/.venv: 
	@$(PYTHON) -c 'import sys; sys.exit("Rumbo needs Python 3.11 or newer; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.venv requirements/runtime.txt pyproject.toml
	@[ -e $(VENV)/.development ] || { echo "Installing Rumbo (once, about a minute)..." && $(PIP) --require-hashes -r requirements/runtime.txt; }
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: $(VENV)/.venv requirements/development.txt pyproject.toml
	@echo "Installing Rumbo and its test tools (once, about two minutes)..."
	@$(PIP) --require-hashes -r requirements/development.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# Made without index addresses, for every platform and Python >= 3.11.
lock: $(VENV)/.venv
	@$(PIP) uv
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q \
	    --extra build --extra encoder pyproject.toml -o requirements/runtime.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q \
	    --extra build --extra encoder --extra dev pyproject.toml -o requirements/development.txt

# Asks the package index; pip-audit runs in an environment of its own.
audit: $(VENV)/.venv
	@$(PIP) uv
	@$(BIN)/uv tool run pip-audit --disable-pip --require-hashes -r requirements/runtime.txt

# Pictures of every page of the console, of a console that is filled for them.
screenshots: $(VENV)/.development browser
	@$(BIN)/python -m tests.browser.screenshots

image:
	docker build -t rumbo .

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
