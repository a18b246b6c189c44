# Short doors: each calls the real tool inside .venv, which the first one makes.
# What a door left out (no clang-format, no GPU) it says at its end.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
IN_VENV := PATH="$(abspath $(BIN)):$$PATH"
SOURCES := meson.build meson_options.txt $(shell find include src python \
	-name '*.[ch]' -o -name '*.def' -o -name '*.py' -o -name '*.pyi' -o -name '*.h*' -o -name '*.json')

.PHONY: all demo test check check-long check-gpu asan tidy golden fmt lint bench docs dev dump wheel clean

all: dev

# ---- the virtual environment ------------------------------------------------

# First the tools that build, then the package with all it needs; each again only
# when something it was made from has changed.
$(VENV)/.deps: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --upgrade 'pip>=23' 'meson-python>=0.18' 'meson>=1.3' ninja
	touch $@

$(VENV)/.installed: $(VENV)/.deps $(SOURCES)
	$(IN_VENV) pip install -q --no-build-isolation '.[dev]'
	touch $@

$(BIN)/meson:
	$(MAKE) $(VENV)/.deps

# ---- doors ------------------------------------------------------------------

demo: $(VENV)/.installed
	$(BIN)/python examples/bf16_axpy.py

test: $(VENV)/.installed
	tools/check.sh $(VENV) units lint python

check: $(VENV)/.installed
	tools/check.sh $(VENV) units lint fmt cases

check-long: $(VENV)/.installed
	tools/check.sh $(VENV) units lint fmt tidy asan python long

check-gpu: $(VENV)/.installed
	tools/check.sh $(VENV) gpu

asan: $(VENV)/.installed
	tools/check.sh $(VENV) asan

lint: $(VENV)/.installed
	tools/check.sh $(VENV) lint fmt

tidy: $(VENV)/.installed
	tools/check.sh $(VENV) tidy

fmt: $(VENV)/.installed
	tools/format.sh
	$(BIN)/ruff check -q --fix --exit-zero python tests tools examples bench

golden: $(VENV)/.installed
	$(BIN)/python tools/golden.py --write

bench: $(VENV)/.installed
	$(BIN)/python bench/run.py

# The site, warnings as errors, and all its examples.
docs: $(VENV)/.installed
	$(BIN)/python -m sphinx -E -n -W --keep-going -q -b html docs build/docs
	$(BIN)/python -m pytest -q tests/python -k "docs or api_page or notebook or site"
	@echo build/docs/index.html

# The extension and the tool beside the sources: PYTHONPATH=python then works.
dev: $(BIN)/meson
	test -f build/dev/build.ninja || $(IN_VENV) meson setup build/dev >/dev/null
	$(IN_VENV) ninja --quiet -C build/dev
	cp build/dev/_core.abi3.so python/numbast/_core.new
	mv python/numbast/_core.new python/numbast/_core.abi3.so  # a process may have the old one open
	cp build/dev/runtime.json python/numbast/runtime.json

# make dump WHAT=model ARGS='--header=x.cuh ...'
WHAT ?= model
dump: dev
	build/dev/canopy --text=$(WHAT) $(ARGS)

wheel: $(VENV)/.deps
	$(IN_VENV) pip wheel -q --no-build-isolation --no-deps -w dist .

clean:
	rm -rf build dist python/numbast/_core.abi3.so .mypy_cache .ruff_cache .pytest_cache
	find python tests tools -name __pycache__ -prune -exec rm -rf {} +
