# Works with GNU make 3.81, which is what macOS brings.

BIN := .venv/bin

# The stamps bear the checksum of what was installed, and where: a changed list or a moved
# folder installs anew, anything else does not.
RUNTIME := .venv/.runtime-$(shell { cat requirements.txt pyproject.toml; pwd -P; } | cksum | cut -d' ' -f1)
TOOLS := .venv/.tools-$(shell { cat requirements.txt requirements-dev.txt pyproject.toml; pwd -P; } | cksum | cut -d' ' -f1)
DASH := .venv/dash/.installed-$(shell cksum < requirements-bench.txt | cut -d' ' -f1)

.PHONY: help run setup test check lint types layers tests format browser office servers fuzz bench

help:
	@echo "make run      start the dashboard on http://127.0.0.1:$(or $(PORT),$(ASAHI_PORT),8501)  (PORT=9000 make run: another port)"
	@echo "make setup    make .venv with what the program runs on, and start nothing"
	@echo "make test     install everything the tests need and run them all"
	@echo "make check    style, types, layers and all tests, without installing"
	@echo "make tests    the tests only"
	@echo "make lint     style, types and layers only"
	@echo "make format   put the code into the house format"
	@echo "make fuzz     damaged files against the readers, about half an hour"
	@echo "make bench    the program's speed beside the floor, the usual way and Dash, about ten minutes"
	@echo "make browser, make office, make servers   a part each of what make test installs"

# Without PORT the program takes ASAHI_PORT, and without that 8501.
run: $(RUNTIME)
	@exec $(BIN)/asahi-metrics serve $(if $(PORT),--port $(PORT))

setup: $(RUNTIME)

test: $(TOOLS) browser office servers
	@$(MAKE) --no-print-directory check

check: lint tests

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The browser tests stand last and in one worker, so that what they time is not disturbed.
tests:
	$(BIN)/pytest -n 2 --no-loadscope-reorder

fuzz:
	ASAHI_FUZZ_EXAMPLES=3000 ASAHI_FUZZ_SECONDS=600 $(BIN)/pytest -v tests/fuzz

bench: $(DASH) browser servers
	$(BIN)/python -m bench $(BENCH)

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser: $(TOOLS)
	@sh scripts/browser.sh

office: $(TOOLS)
	@sh scripts/office.sh

servers:
	@sh scripts/servers.sh

$(RUNTIME):
	@PYTHON="$(PYTHON)" sh scripts/environment.sh
	@echo "Installing what the program runs on (about a minute, once)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -e .
	@rm -f .venv/.runtime-* && touch $@

$(TOOLS): $(RUNTIME)
	@echo "Installing what the tests need."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@rm -f .venv/.tools-* && touch $@

# Apart from all else: pytest would load what Dash brings for it.
$(DASH): $(TOOLS)
	@echo "Installing what the bench compares with."
	@rm -rf .venv/dash
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target .venv/dash -r requirements-bench.txt
	@touch $@
