# Everything a person does with the shop. Works with GNU make 3.81 and plain sh, so that Debian and macOS are served alike.

PYTHONS = python3.13 python3.12 python3.11 python3
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" pyproject.toml
# What Python has compiled is kept, whatever the environment says: every process of the tests starts the sooner.
PYTEST = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest
PORT ?= 8000

# What is installed is known by the sums of the locks it was installed from.
RUN_SUM = $(shell cat requirements.txt | cksum)
DEV_SUM = $(shell cat requirements.txt requirements-dev.txt | cksum)

.PHONY: help run test check format bench lock translations venv venv-dev chromium messages clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

run: venv messages ## install, fill a demo shop, and serve it on http://127.0.0.1:8000 (PORT=… changes it)
	@$(BIN)/shop db upgrade
	@case "$$SHOP_ENV/$$SHOP_DEMO" in production/*|*/0) ;; *) $(BIN)/shop demo ;; esac
	@exec env PORT=$(PORT) $(BIN)/shop serve

test: check chromium messages ## check, then every test on SQLite, those of the database on PostgreSQL too, and in Chromium
	@echo "Tests on SQLite"
	$(PYTEST) --numprocesses 2 -m "not browser" --database sqlite
	@echo "Tests on PostgreSQL"
	$(PYTEST) --numprocesses 2 -m "not browser" --database postgresql
	@echo "Tests in Chromium"
	$(PYTEST) --numprocesses 2 --dist loadgroup --no-loadscope-reorder -m browser

check: venv-dev ## lint, formatting, types, import contracts, templates, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python -m tests.tools.translations check

format: venv-dev ## put the code into its usual form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: venv-dev messages ## pages a second on both databases, as shares of a bare Flask page
	$(BIN)/python -m benchmarks

translations: venv-dev ## gather the messages of code and templates into the catalogues, and compile these
	$(BIN)/python -m tests.tools.translations update
	@$(MAKE) messages

lock: venv-dev ## write requirements.txt and requirements-dev.txt anew (UPGRADE=--upgrade takes newer versions)
	$(LOCK) $(UPGRADE) --group build --output-file requirements.txt
	$(LOCK) $(UPGRADE) --group dev --constraints requirements.txt --output-file requirements-dev.txt

venv: ## make the virtual environment, unless it is up to date
	@if ! test -x $(BIN)/python || ! $(BIN)/python -c ''; then \
		for python in $(PYTHONS); do \
			if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
		done; \
		if test -z "$$found"; then \
			echo "Shanhuo needs Python 3.11 or newer, and none was found: install it, then run make again." >&2; exit 1; \
		fi; \
		if ! $$found -c 'import venv, ensurepip' 2>/dev/null; then \
			echo "This Python cannot make virtual environments: install its venv module (Debian: apt-get install python3-venv)." >&2; exit 1; \
		fi; \
		echo "Making a virtual environment with $$found"; \
		rm -rf $(VENV) && $$found -m venv $(VENV); \
	fi
	@if test "$$(cat $(VENV)/locked-run 2>/dev/null)" != "$(RUN_SUM)"; then \
		echo "Installing the locked packages"; \
		$(PIP) --require-hashes -r requirements.txt && $(PIP) --no-deps --no-build-isolation --editable . && \
		echo "$(RUN_SUM)" > $(VENV)/locked-run; \
	fi

venv-dev: venv
	@if test "$$(cat $(VENV)/locked-dev 2>/dev/null)" != "$(DEV_SUM)"; then \
		echo "Installing the locked packages for development"; \
		$(PIP) --require-hashes -r requirements-dev.txt && echo "$(DEV_SUM)" > $(VENV)/locked-dev; \
	fi

chromium: venv-dev
	@$(BIN)/python -m tests.browser.chromium

messages: venv
	@$(BIN)/python shop/translations/hatch_build.py

clean: ## remove the environment and everything made, but never the data in instance/
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find shop -name '*.mo' -exec rm -f {} +
	find shop tests benchmarks migrations -name __pycache__ -prune -exec rm -rf {} +
