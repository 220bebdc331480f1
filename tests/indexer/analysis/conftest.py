"""One analyser for all tests of the analysis: it has no state but its caches."""

import pytest
from hypothesis import settings

from indexer.analysis import StandardAnalyser

# The first text of all loads dictionaries and tables: no example may fail for being slow.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def analyser() -> StandardAnalyser:
    return StandardAnalyser()
