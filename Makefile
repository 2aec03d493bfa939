# make run     set up and publish tables from what is in raw/
# make test    set up and check everything: style, types, tests
# make quality precision and recall on the labelled set, against its floors
# make demo    the whole product in a minute, on a stand-in of the site
# make bench   speed and memory, beside other tools (installs them)
# make judge-pdf DIR=…   judge the PDF reader on a folder of tagged PDFs
# make lock    pin the dependencies anew (needs uv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check

.PHONY: run test quality demo bench judge-pdf lock clean
.DELETE_ON_ERROR:

run: $(VENV)/.run
	@$(BIN)/peel run

test: $(VENV)/.test
	@status=0; \
	echo "ruff check";  $(BIN)/ruff check . || status=1; \
	echo "ruff format"; $(BIN)/ruff format --check --quiet . || { echo "run: ruff format ."; status=1; }; \
	echo "mypy";        $(BIN)/mypy || status=1; \
	echo "pytest";      $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile || status=1; \
	exit $$status

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with make PYTHON=python3.12 ..."; exit 2; }
	@echo "Setting up $(VENV) (about a minute) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "python3 cannot make environments here; install its venv module."; exit 2; }

# The lock is complete, so nothing is resolved; old versions of pip refuse hashes for a universal lock otherwise.
$(VENV)/.run: locks/run.txt pyproject.toml | $(BIN)/python
	@$(PIP) install --no-deps --require-hashes -r locks/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: locks/test.txt $(VENV)/.run
	@$(PIP) install --no-deps --require-hashes -r locks/test.txt
	@$(PIP) check
	@touch $@

quality: $(VENV)/.test
	@$(BIN)/python -m tests.quality.measure && $(BIN)/python -m pytest tests/quality

demo: $(VENV)/.test
	@$(BIN)/python -m tests.demo

$(VENV)/.bench: locks/bench.txt $(VENV)/.test
	@$(PIP) install --no-deps --require-hashes -r locks/bench.txt
	@touch $@

bench: $(VENV)/.bench
	@for part in tests/bench/bench_*.py; do $(BIN)/python -m tests.bench.$$(basename $$part .py) || exit 1; done

judge-pdf: $(VENV)/.test
	@$(BIN)/python tests/judge/judge_pdf.py $(DIR)

UV := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate

lock:
	$(UV) --group build pyproject.toml -o locks/run.txt
	$(UV) --group build --group dev -c locks/run.txt pyproject.toml -o locks/test.txt
	$(UV) --group build --group dev --group bench -c locks/test.txt pyproject.toml -o locks/bench.txt

clean:
	rm -rf $(VENV) *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
