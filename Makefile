VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
# The pins owe nothing to the pip settings of whoever compiles them.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" PIP_CONFIG_FILE=/dev/null $(BIN)/pip-compile --quiet --strip-extras \
	--allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# As root, the PostgreSQL of the tests runs under a user that it adds with useradd, which a plain `su` doesn't see.
export PATH := $(PATH):/usr/sbin:/sbin

.DEFAULT_GOAL := help
.PHONY: help install run dev-install test check format bench screenshots gallery browser webkit office schema messages vendor lock clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## what Filon runs on, in .venv, at the pinned versions

run: install ## open a demo room on this machine, with its links and its QR code
	@exec $(BIN)/filon demo

dev-install: $(VENV)/.dev-installed ## install, plus what the checks and the tests need

test: dev-install browser webkit office ## every test (choose some: make test ARGS="tests/rules -x")
	@WEAK=$(WEAK) $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: dev-install ## format, lint, types, import floors, vendored files, sessions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python static/vendor/vendor.py --check
	$(BIN)/python -m server.cli check sessions/*.toml

format: dev-install ## rewrite the code as `make check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: dev-install ## measure (choose: make bench ARGS="…")
	@$(BIN)/python -m tests.bench $(ARGS)

screenshots: dev-install browser ## photograph every page, on phones and projectors
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

gallery: dev-install browser ## look at every page in every state: test-results/gallery/index.html
	@$(BIN)/python -m tests.browser.gallery $(ARGS)

browser:
	@.ci/browser

webkit:
	@.ci/webkit

office:
	@.ci/office

messages: install ## bring the catalogues of locale/ up to date with the sentences of the pages
	@$(BIN)/python -m server.catalogues $(ARGS)

schema: install ## write docs/export.schema.json again, from the code
	@$(BIN)/python -m server.reports.schema

vendor: ## fetch the files of static/vendor again, as its manifest says
	@$(PYTHON) static/vendor/vendor.py $(ARGS)

lock: dev-install ## recompile the pins (newer versions: make lock ARGS=--upgrade)
	$(COMPILE) $(ARGS) --output-file requirements.txt requirements.in
	$(COMPILE) $(ARGS) --output-file requirements-dev.txt requirements-dev.in

clean: ## remove what was installed and cached; data/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -m venv $(VENV)

# Packages only at the hashes of the pins; then Filon itself, in place, built with what was just pinned.
$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/pip
	@echo "Installing Filon in $(VENV)"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev-installed: requirements-dev.txt $(VENV)/.installed
	@echo "Installing the tools in $(VENV)"
	@$(PIP) install --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@
