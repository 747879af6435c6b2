# make demo: cài vào .venv rồi soạn một báo cáo thật · make test: cài rồi chạy mọi phép thử
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := build/cho-don-2024-Q1.docx

.PHONY: demo test lint types bench clean
.DEFAULT_GOAL := demo

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev,dask]"
	touch $@

demo: $(READY)
	mkdir -p $(dir $(DEMO))
	$(BIN)/cchc-gen render examples/cho-don/2024-Q1.yaml -o $(DEMO)

test: $(READY)
	$(BIN)/pytest -rs

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m bench.run

clean:
	rm -rf $(VENV) bench/node/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
