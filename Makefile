# Two commands on a fresh machine: `make run` and `make test`. Everything else is for working on the code.
# Each target brings what it needs first (tools/setup.sh), so each works alone in a fresh clone.

PORT ?= 8000     # where `make run` listens, on 127.0.0.1
PYTHON ?=        # which Python makes .venv; empty: the first of 3.13, 3.12, 3.11, python3
ARGS ?=          # passed on to pytest, bench, screens: make test ARGS="-k certificate"

PORT := $(strip $(PORT))
PYTHON := $(strip $(PYTHON))
BIN := .venv/bin
SETUP := PYTHON="$(PYTHON)" sh tools/setup.sh
COMPILE_LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras \
	--allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help run test check bench screens translations lock clean \
	setup-app setup-dev versions check-ruff check-format check-types check-imports check-templates check-translations

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup-app ## set up what is missing, then start Utmärkt on 127.0.0.1 (PORT=8000)
	@PORT="$(PORT)" exec $(BIN)/python -m tools.serve

test: setup-dev ## run all tests, in parallel (ARGS="-k word" for a part)
	@chromium="$$(sh tools/chromium.sh)" && UTMARKT_CHROMIUM="$$chromium" exec env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: check-ruff check-format check-types check-imports check-templates check-translations ## style, types, import direction, templates, translations
	@echo "All checks passed."

bench: setup-dev ## measure the app beside the ceilings of this machine; writes bench/latest.json
	@exec $(BIN)/python -m bench $(ARGS)

screens: setup-dev ## walk the demo in Chromium and take the pictures in docs/screens/
	@chromium="$$(sh tools/chromium.sh)" && UTMARKT_CHROMIUM="$$chromium" exec $(BIN)/python -m tools.screens $(ARGS)

translations: setup-dev ## bring the .po files up to date with the texts in code and templates
	@exec $(BIN)/python -m tools.translations update

lock: setup-dev ## pin the packages again after a change in requirements*.in (ARGS=--upgrade for newer ones)
	$(COMPILE_LOCK) $(ARGS) --output-file=requirements.txt requirements.in
	$(COMPILE_LOCK) $(ARGS) --output-file=requirements-dev.txt requirements-dev.in

clean: ## remove .venv and caches; instance/ with its data stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis bench/tmp
	find awards templates tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	find awards -name '*.mo' -delete 2>/dev/null || true

setup-app:
	@$(SETUP) app

setup-dev:
	@$(SETUP) dev

versions: setup-dev
	@$(BIN)/python -m tools.versions

check-ruff: setup-dev
	$(BIN)/ruff check .

check-format: setup-dev
	$(BIN)/ruff format --check .

check-types: setup-dev
	$(BIN)/mypy

check-imports: setup-dev
	$(BIN)/lint-imports

check-templates: setup-dev
	$(BIN)/djlint templates --lint

check-translations: setup-dev
	$(BIN)/python -m tools.translations check
