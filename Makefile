# Works on a machine that has only make and python3 (3.11 or later, with venv).
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
# Two at a time: more would only wait for each other where the tests start servers of their own.
SIDE_BY_SIDE := --numprocesses=2 --dist=worksteal
SUBMISSION := measurements/3103-substrate-acceptance

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo serve test cover lint fix bench bench-big fuzz units test-oracles test-office test-browser test-server test-spark wheelhouse test-wheelhouse dist check clean

help: ## Say what each target does
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile | awk -F': ' '{ printf "make %-15s %s\n", $$1, $$2 }'

.venv/stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dabiao needs Python 3.11 or later; set PYTHON=")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/base: .venv/stamp pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

.venv/test: .venv/base
	$(PIP) --editable '.[test]'
	@touch $@

.venv/dev: .venv/base
	$(PIP) --editable '.[dev]'
	@touch $@ .venv/test

.venv/oracles: .venv/base
	$(PIP) --editable '.[oracles]'
	@touch $@ .venv/test

setup: .venv/dev ## Set up everything that developing needs, in .venv

demo: .venv/base ## Judge a worked submission and write its report to out/demo.html
	@mkdir -p out
	@status=0; $(BIN)/dabiao check $(SUBMISSION) -o out/demo.html || status=$$?; \
	echo; \
	echo "exit status of the command: $$status (0 all pass, 1 a target fails, 3 some targets are open)"; \
	case $$status in 0|1|3) echo "report: out/demo.html" ;; *) exit $$status ;; esac

.venv/serve: .venv/base
	$(PIP) --editable '.[serve,office,pdf,dcc]'
	@touch $@

serve: .venv/serve ## Run the service with the worked submissions, for one person at this machine
	$(BIN)/dabiao serve --demo --data out/service

test: .venv/test ## Run the tests
	$(BIN)/pytest $(SIDE_BY_SIDE)

cover: .venv/test ## Run the tests with branch coverage, which takes twice as long
	$(BIN)/pytest $(SIDE_BY_SIDE) --cov

lint: .venv/dev ## Check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: .venv/dev ## Mend what the linter can mend, and format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/test ## Run the benchmarks in tests/benches
	$(BIN)/pytest tests/benches -o python_files='bench_*.py' -o python_functions='bench_* test_*' -s

bench-big: .venv/test ## Judge 100,000,000 rows once, and write its memory to docs/benchmarks.md; takes minutes and 5 GB
	DABIAO_BENCH_BIG=1 $(BIN)/pytest tests/benches/bench_plan.py -o python_files='bench_*.py' -o python_functions='bench_*' -s

units: .venv/base ## Write verifier/quantity/factors.json anew from pint's reading of definitions.txt
	$(BIN)/python .ci/write_factors.py

fuzz: .venv/test ## Fuzz every reader with atheris, DABIAO_FUZZ_SECONDS (60) each
	$(PIP) --editable '.[fuzz]'
	PYTHONPATH=. $(BIN)/python tests/fuzz/fuzz_readers.py

test-oracles: .venv/oracles ## Compare statistics and budgets with scipy, GTC and metrolopy; an absent one fails
	DABIAO_REQUIRE=all $(BIN)/pytest -p no:cacheprovider tests/decision -m oracle

test-office: .venv/test ## Open reports with LibreOffice; needs its Debian packages, poppler-utils and fonts-noto-cjk
	$(BIN)/pytest -p no:cacheprovider tests/office tests/report -o python_files='office_*.py test_pdf_report.py'

test-server: .venv/test ## Try the service on SQLite and PostgreSQL: its API by its description, kill -9; needs PostgreSQL
	$(PIP) --editable '.[server]'
	DABIAO_TIER=test-server $(BIN)/pytest -p no:cacheprovider tests/store tests/service tests/web/server_*.py -o python_files='server_*.py test_*.py'

test-browser: .venv/test ## Go through the pages in Chromium: roles, languages, keyboard, axe; needs chromium and fonts-noto-cjk
	$(PIP) --editable '.[browser]'
	$(BIN)/pytest -p no:cacheprovider tests/browser -o python_files='browser_*.py'

test-spark: .venv/test ## Compare the cluster engine with the embedded one, on Spark and Spark Connect; needs Java 17
	$(PIP) --editable '.[cluster]'
	$(BIN)/pytest -p no:cacheprovider tests/acceptance/test_spark_survey.py tests/plan/test_spark*.py

wheelhouse: .venv/stamp ## Write the program and all that it needs to dist/wheelhouse, for machines without a network
	rm -rf dist/wheelhouse
	$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --constraint constraints.txt --wheel-dir dist/wheelhouse '.[all]'
	cd dist/wheelhouse && sha256sum *.whl > SHA256SUMS

test-wheelhouse: wheelhouse ## Install the wheelhouse without a network, judge with it, start the service with it
	rm -rf out/offline
	$(BIN)/python -m venv out/offline
	out/offline/bin/python -m pip --disable-pip-version-check install --quiet --no-index --find-links dist/wheelhouse 'dabiao[all]'
	status=0; out/offline/bin/dabiao check $(SUBMISSION) || status=$$?; test $$status -eq 1
	out/offline/bin/python .ci/try_service.py out/offline/bin/dabiao
	rm -rf out/offline

dist: .venv/dev ## Build sdist and wheel, compare the wheel with git, try it in a fresh environment
	rm -rf dist out/fresh
	$(BIN)/python -m build --no-isolation
	$(BIN)/check-wheel-contents dist/*.whl
	$(BIN)/python .ci/compare_wheel.py dist/*.whl
	$(BIN)/python -m venv out/fresh
	out/fresh/bin/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt dist/*.whl
	fresh="$$PWD/out/fresh/bin/dabiao"; cd / && "$$fresh" targets --json > /dev/null
	out/fresh/bin/dabiao check $(SUBMISSION) --json > out/wheel.json || test $$? -eq 1
	$(BIN)/dabiao check $(SUBMISSION) --json > out/checkout.json || test $$? -eq 1
	cmp out/wheel.json out/checkout.json
	rm -rf out/fresh

check: lint cover dist ## Everything a change must pass

clean: ## Remove what the other targets made
	rm -rf .venv dist out .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
