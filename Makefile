# make run starts everything; make test proves it. The other targets are their parts.
PYTHON ?= python3
ARGS ?=
N ?= 1000000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
NPM_STAMP := node_modules/.package-lock.json
# Tests keep their own files, and their own queue on a shared Redis: they never touch what `make run` runs on.
TEST_VAR ?= $(CURDIR)/var/test
TEST_ENV := BAIYI_VAR=$(TEST_VAR) BAIYI_QUEUE=baiyi-test
PYTEST := $(TEST_ENV) $(BIN)/python -m pytest
# All cores; what shares something dear stays on one of them (xdist_group).
ALL_CORES := -n auto --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help setup setup-test assets-test run test browser days shaken lint bench grow faults fuzz shots clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null || grep '##' Makefile

# Bootstrap: each step leaves a stamp, so that a second run skips it.
.venv/.stamp-made:
	@scripts/make_venv $(PYTHON)
	@touch $@

.venv/.stamp-run: requirements.txt .venv/.stamp-made
	@echo "安装 Python 包"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.stamp-test: requirements-dev.txt | .venv/.stamp-run
	@echo "安装测试用的 Python 包"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(NPM_STAMP): package-lock.json package.json .npmrc requirements-npm.txt | .venv/.stamp-made
	@scripts/npm_ci

setup: .venv/.stamp-run $(NPM_STAMP)  ## virtual environment, Python and npm packages
setup-test: setup .venv/.stamp-test

run: setup  ## everything: bootstrap, database, demo on first run, then web + worker + beat
	@$(MANAGE) prepare --demo
	@exec $(MANAGE) up

assets-test: setup-test
	@$(MANAGE) vendor_assets
	@$(TEST_ENV) $(MANAGE) collectstatic --noinput --verbosity 0 --skip-checks

test: assets-test  ## the suite (ARGS="-k notice -n 2"); on DATABASE_URL and REDIS_URL when they are set
	@$(PYTEST) $(ALL_CORES) -m "not browser" $(ARGS)

browser: assets-test  ## the journeys in Chromium, at phone and desktop size
	@$(PYTEST) -n auto --maxschedchunk 1 -m browser $(ARGS)

days: assets-test  ## what hangs on the day, on ten days: make-up Saturday, leap day, the last minute of a year …
	@BAIYI_TEST_NOW=days $(PYTEST) $(ALL_CORES) -m "not browser" $(ARGS)

shaken: assets-test  ## the suite on SQLite with rows nobody sorted in another order: what fails hangs on chance
	@unset DATABASE_URL REDIS_URL; BAIYI_SHAKEN=1 $(PYTEST) $(ALL_CORES) -m "not browser" $(ARGS)

lint: setup-test  ## style, templates, layers, our own source rules, migrations, deployment check
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python scripts/source_rules.py
	@$(BIN)/python scripts/punctuation.py
	@scripts/check_deployment $(BIN)/python

bench: assets-test  ## statement counts and times at full size
	@$(PYTEST) tests/bench -m "slow or not slow" -s $(ARGS)

grow: setup-test  ## a database of N inspections beside that of DATABASE_URL (PostgreSQL), for make bench ARGS="-k leader"
	@$(TEST_ENV) $(BIN)/python -m tests.bench.grow $(N)

faults: assets-test  ## the fault tests at full repetition
	@BAIYI_GROUNDS=all BAIYI_REPEAT=$${BAIYI_REPEAT:-20} $(PYTEST) tests/faults tests/jobs -m "slow or not slow" $(ARGS)

fuzz: assets-test  ## the bad-input tests at full repetition
	@BAIYI_REPEAT=$${BAIYI_REPEAT:-400} $(PYTEST) tests/test_bad_input.py tests/test_fuzz.py tests/exchange/workbooks $(ARGS)

shots: assets-test  ## the screenshots of README and manual
	@$(TEST_ENV) $(BIN)/python -m tests.browser.shots

clean:  ## remove what the bootstrap made; var/ (data) stays
	@rm -rf .venv node_modules static/vendor var/static var/test*
