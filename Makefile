# Everything is in clinic/launch: these lines only save typing. Needs Python 3.11 or newer, and nothing else.
PYTHON ?= python3
LAUNCH = $(PYTHON) -m clinic.launch

.PHONY: run test test-servers bench drill check lint setup pictures messages clean

run:  ## start the clinic on this machine; Ctrl-C stops all of it
	@$(LAUNCH) run

test:  ## every test; ARGS="-k timeline" for some of them
	@$(LAUNCH) test $(ARGS)

test-servers:  ## the tests, without the browser, on the PostgreSQL and Redis of this machine
	@$(LAUNCH) test-servers $(ARGS)

bench:  ## the figures of docs/benchmarks.md; ARGS="sealing" for one of them
	@$(LAUNCH) bench $(ARGS)

drill:  ## what takes too long for every day: strange input by the thousand; ARGS="fuzz" for one of them
	@$(LAUNCH) drill $(ARGS)

check:  ## format, lint, imports, migrations, translations, production settings
	@$(LAUNCH) check

lint:  ## the first three of these
	@$(LAUNCH) check format lint imports

setup:  ## .venv, packages, Pango
	@$(LAUNCH) setup

pictures:  ## the screenshots in the README
	@$(LAUNCH) test tests/walk/pictures.py

messages:  ## collect the texts to translate
	@$(LAUNCH) manage words $(ARGS)

clean:  ## what can be made again; never var/, where the data and the keys are
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
