# Every target makes the environment that it needs, in .venv, from the lock files.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export ZHIQIAO_DATA ?= $(CURDIR)/data

.PHONY: help install install-train run test test-train train-encoder lint bench lock clean

help:
	@echo "make install   install Zhiqiao into $(VENV)"
	@echo "make install-train   what trains encoders, with torch, in an environment of its own, $(VENV)-train (6 GB)"
	@echo "make run       load the fixture world and serve it (PORT=$(PORT), data in ZHIQIAO_DATA)"
	@echo "make test      run every test (REQUIRE_SERVERS=1: a missing server is a failure)"
	@echo "make test-train   test what needs torch: training the encoder, and sentence-transformers models"
	@echo "make train-encoder DATA=FOLDER   train the successor of the packaged adapter from the public records of FOLDER: an hour and a half on two cores"
	@echo "make lint      ruff, mypy --strict and the rooms' import rules"
	@echo "make bench     the speed and quality figures, each beside a peer"
	@echo "make lock      resolve the lock files again"

$(VENV)/.core: requirements/core.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Zhiqiao needs Python 3.11 or later; set PYTHON=")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

$(VENV)/.bench: requirements/bench.lock $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.lock
	touch $@

install: $(VENV)/.core

run: $(VENV)/.core
	$(BIN)/zhiqiao load fixtures/world
	$(BIN)/zhiqiao serve --port $(PORT)

test: $(VENV)/.dev
	$(BIN)/python -m pytest

# torch is large and nothing else needs it: an environment of its own
$(VENV)-train/.done: requirements/train.lock
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/train.lock
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

install-train: $(VENV)-train/.done

test-train: $(VENV)-train/.done
	$(VENV)-train/bin/python -m pytest tests/indexer/encoders/test_sentence_transformer.py tests/indexer/training/test_trainer.py tests/search_api/encoders/test_training.py

# the funds' texts are a template, and teach nothing
TRAINED_ON = sbir_awards.csv.gz sbir_topics.csv.gz nasa_patents_2014.csv google_patents.jsonl.gz kppatent_zh.json
train-encoder: $(VENV)-train/.done
	test -d "$(DATA)/records" || { echo "DATA=FOLDER: one with records/, training/ and benchmarks/" >&2; exit 1; }
	$(VENV)-train/bin/zhiqiao encoder train $(addprefix $(DATA)/records/,$(TRAINED_ON)) $(DATA)/training --name zhiqiao-next --start e5-small \
		$(foreach task,$(wildcard $(DATA)/benchmarks/*),--without $(task)) $(TRAIN_OPTIONS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml
lock:
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(UV_COMPILE) --extra evaluate --extra learn --extra team -o requirements/core.lock
	$(UV_COMPILE) --extra dev -c requirements/core.lock -o requirements/dev.lock
	$(UV_COMPILE) --extra evaluate --extra learn --extra team --extra postgres --extra elasticsearch --extra celery -c requirements/dev.lock -o requirements/server.lock
	$(UV_COMPILE) --extra dev --extra bench -c requirements/dev.lock -o requirements/bench.lock
	$(UV_COMPILE) --extra dev --extra train -c requirements/dev.lock -o requirements/train.lock

clean:
	rm -rf $(VENV) $(VENV)-train data
