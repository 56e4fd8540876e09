# Every target does its own set-up first (monitorlib/bootstrap.py); extra words: make session ARGS="--port 8791"
PYTHON ?= python3
ARGS ?=
RUN = $(PYTHON) -m monitorlib.bootstrap

.PHONY: install session test check docs lab bench lock
# files of tests are rewritten for their assertions, ten seconds of each worker: the next run finds them, also where
# the environment keeps no bytecode
test: export PYTHONDONTWRITEBYTECODE =

install session test check docs lab bench:
	@$(RUN) $@ $(ARGS)

# pins again, for every system and Python version at once; wants uv, and leaves no address in the file
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra test --extra docs --no-header --no-annotate \
		pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra test --extra docs --extra bench --no-header \
		--no-annotate --quiet -c requirements.lock pyproject.toml | $(PYTHON) -m benchmarks.pins
