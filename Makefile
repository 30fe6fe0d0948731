# The two commands: `make demo` and `make test`. Both bring what they need: system packages (system-packages.txt) and the
# environment in .venv, whose stamps are named after the contents of the lock files, so that a second run starts at once.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

export PYTHON ?= python3
# Python keeps the compiled modules, whatever the machine's own setting: the tests start it often, and rewrite their own asserts.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
FORMGEN := $(BIN)/formgen
OUTPUT := output
# More options of `make test`, as in `make test PYTEST="--shuffle 7 --hypothesis-seed 7"`.
PYTEST ?=
# The tests' processes: one more than there are processors, since some tests wait for LibreOffice, a browser or a server.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# More options of `make bundle` and `make deb`.
BUNDLE ?=
# The image that `make container` begins with.
BASE ?= debian:12-slim
DEB ?=
# More options of `make bench`, as in `make bench BENCH="--enterprises 1 20 --runs 3"`.
BENCH ?=
KINDS := application acceptance city-recommendation city-demonstration province-recommendation province-demonstration
VALID := samples/complete.json samples/foreign-owned.json samples/rare-characters.json samples/chinese-keys.json

# The machine's own settings of pip stay out: hashes are those of the public index's files, of every platform.
PIP_COMPILE := PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= PIP_EXTRA_INDEX_URL= $(BIN)/pip-compile --quiet --no-header \
  --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

key = $(shell cat $(1) | sha256sum | cut -c1-16)
RUN := $(VENV)/run-$(call key,requirements.txt pyproject.toml).stamp
LOWEST := build/lowest/$(call key,requirements-lowest.txt).stamp
TEST := $(VENV)/test-$(call key,requirements-dev.txt tools/openxml/package-lock.json).stamp

# What `make quick` tries: what is most often changed, and takes seconds. Tests marked `slow` are left out.
QUICK := tests/contract/test_habits.py tests/contract/test_imports.py tests/contract/test_kinds.py tests/contract/test_tree.py \
  tests/record tests/scheme tests/intake/json tests/intake/test_columns.py tests/cli/test_help.py tests/cli/test_usage.py \
  tests/dossier/test_plan.py tests/dossier/evidence/test_reading.py tests/dossier/evidence/pictures/test_picture_pages.py tests/foundation/test_delivery.py

.PHONY: help demo quick test collected test-thorough test-lowest test-install lint fidelity pictures compare layouts bench wheel bundle deb release container fonts lock clean system-run system-test
.PHONY: system-install

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | column -t -s '|'

demo: $(RUN) ## blank and filled forms, findings, all six dossiers, a batch from a workbook, in output/; ends with the line that opens the web door
	rm -rf $(OUTPUT)/blank $(OUTPUT)/filled $(OUTPUT)/findings $(OUTPUT)/dossier $(OUTPUT)/collected $(OUTPUT)/batch
	mkdir -p $(OUTPUT)/findings
	$(FORMGEN) forms --check
	$(FORMGEN) blank --out $(OUTPUT)/blank
	$(FORMGEN) fill $(VALID) --out $(OUTPUT)/filled
	$(FORMGEN) fill samples/incomplete.json --out $(OUTPUT)/filled > $(OUTPUT)/findings/incomplete.txt 2>&1
	cat $(OUTPUT)/findings/incomplete.txt
	$(FORMGEN) check samples/faulty.json > $(OUTPUT)/findings/faulty.txt 2>&1 && status=0 || status=$$?; \
	  cat $(OUTPUT)/findings/faulty.txt; test $$status -eq 1
	for kind in $(KINDS); do $(FORMGEN) dossier samples/complete.json --kind $$kind --out $(OUTPUT)/dossier; done
	$(FORMGEN) workbook --out $(OUTPUT)/collected/采集表.xlsx --enterprises 14
	$(BIN)/python -m tools.fill_workbook $(OUTPUT)/collected/采集表.xlsx samples/collected/enterprises.jsonl $(OUTPUT)/collected/已填.xlsx
	$(FORMGEN) batch $(OUTPUT)/collected/已填.xlsx --out $(OUTPUT)/batch --forms 附件2,附件3,附件4 --format docx,pdf,packet \
	  > $(OUTPUT)/findings/batch.txt 2>&1 && status=0 || status=$$?; cat $(OUTPUT)/findings/batch.txt; test $$status -eq 1
	find $(OUTPUT) -type f | LC_ALL=C sort
	@printf '%s\n' "要在浏览器里办，运行下面这一条，再打开它显示的链接：" "$(FORMGEN) serve"

quick: $(TEST) ## while you work, under a minute: style, imports, the fast tests, one form filled
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest --numprocesses 2 --dist worksteal --quiet -m "not slow" $(QUICK)
	$(FORMGEN) fill samples/complete.json --form 附件3 --out $(OUTPUT)/quick

test: $(TEST) ## lint, then every test but the thorough ones
	$(MAKE) --jobs=2 --output-sync=target --no-print-directory lint collected
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal $(PYTEST)

test-thorough: $(TEST) ## every case where `make test` tries the hardest few, and more made-up texts
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal -m "thorough or hypothesis" $(PYTEST)

test-lowest: $(RUN) $(LOWEST) ## the main jobs with the lowest versions that pyproject.toml permits: what people read is the same
	rm -rf build/jobs
	$(BIN)/python -m tools.main_jobs run build/jobs/locked
	build/lowest/bin/python -m tools.main_jobs run build/jobs/lowest
	$(BIN)/python -m tools.main_jobs compare build/jobs/lowest build/jobs/locked

lint: $(TEST) ## style, types, imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# Python and pytest keep what they make of the source files. Otherwise each of the two processes of `make test` would make it.
collected: $(TEST)
	$(BIN)/pytest --collect-only --quiet > $(VENV)/collected.txt || { tail -n 50 $(VENV)/collected.txt; exit 1; }

fidelity: $(TEST) ## how far our PDF lies from LibreOffice's of the same Word file
	$(BIN)/python -m tools.fidelity
	$(BIN)/python -m tools.office_fidelity

layouts: $(RUN) ## what the wheel brings laid out, in build/layouts: `make bench` measures with it
	$(BIN)/python -m tools.ship_layouts build/layouts

bench: $(TEST) layouts ## how fast beside docxtpl + LibreOffice, WeasyPrint, Typst, qpdf and pypdf: docs/benchmarks.md
	$(BIN)/python -m benchmarks.run --write $(BENCH)
	$(BIN)/python -m benchmarks.bind --archive --write

pictures: $(TEST) ## draw the pictures of the READMEs and docs/web.md anew: papers, and the web door's pages in Chromium
	$(BIN)/python -m tools.draw_pictures
	$(BIN)/python -m tools.draw_screens

compare: $(TEST) ## hundreds of papers filled into what is compiled, and laid out whole: whether they are the same
	$(BIN)/python -m tools.compare_ways

bundle: $(TEST) ## what a Debian 12 without a network installs, in dist/; BUNDLE=--with-office adds LibreOffice
	$(BIN)/python -m tools.release bundle $(BUNDLE)

deb: $(TEST) ## the Debian package, in dist/; DEB="--machine arm64" for another machine
	$(BIN)/python -m tools.release deb $(DEB)

release: $(TEST) ## wheel, bundle, package, list of contents, checksums, in dist/: the same bytes from the same commit
	$(BIN)/python -m tools.release all

container: deb ## an image, by buildah; BASE=IMAGE for another base than Debian's
	buildah build --format docker --file tools/release/files/Containerfile --build-arg BASE=$(BASE) --tag formgen dist

test-install: $(TEST) | system-install ## bundle and package in bare Debian 12 systems without a network; asks for root
	$(BIN)/pytest -m install tests/install $(PYTEST)

wheel: $(RUN) ## the package, with templates and fonts, in dist/
	$(BIN)/python -m hatchling build --target wheel

fonts: $(TEST) ## fetch the sources, build the faces anew, compare with fonts/
	fonts/fetch_sources.sh build/font-sources
	$(BIN)/python fonts/build_fonts.py build/font-sources build/fonts
	$(BIN)/python -m tools.write_coverage build/fonts
	for file in build/fonts/*; do cmp "$$file" "fonts/$${file##*/}"; done

lock: $(TEST) ## compile the requirements anew, from the public index alone
	$(PIP_COMPILE) --output-file requirements.txt requirements.in
	$(PIP_COMPILE) --output-file requirements-dev.txt requirements-dev.in
	# With extras: a pin of `fonttools` alone does not hold for `fonttools[woff]`, which WeasyPrint asks for, where a newer one is out.
	$(BIN)/python -m tools.lowest | $(PIP_COMPILE) --no-strip-extras --output-file requirements-lowest.txt -
	npm install --prefix tools/openxml --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## remove what was made, the environment included
	rm -rf $(OUTPUT) $(VENV) build dist tools/openxml/node_modules
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------------ environment

system-run:
	@tools/install_system_packages.sh run

system-test:
	@tools/install_system_packages.sh run test

system-install:
	@tools/install_system_packages.sh install

$(RUN): | system-run
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "formgen needs Python 3.11 or newer: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable '.[web,receive]'
	rm -f $(VENV)/run-*.stamp
	touch $@

$(TEST): $(RUN) | system-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	npm ci --prefix tools/openxml --no-audit --no-fund --loglevel=error
	rm -f $(VENV)/test-*.stamp
	touch $@

$(LOWEST): | system-run
	rm -rf build/lowest
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-lowest.txt
	touch $@
