# Everything is in smaajob/dev (standard library only); these are its names. Only python3 and make are needed to begin.
PYTHON ?= python3

.PHONY: run services stop test test-all check bench build backup restore help

help:
	@$(PYTHON) -m smaajob.dev help

run services stop test test-all check bench build backup restore:
	@$(PYTHON) -m smaajob.dev $@
