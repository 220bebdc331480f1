"""The embedded engine: tantivy for keywords and faiss for vectors, in files that one process writes and any number read.

A generation is a folder. ``keywords/`` is a tantivy index; ``segments/`` holds immutable tables (facts, identifiers, lengths) with their vectors;
a *state* file names the segments that stand and the listings in them that do not any more. A unit has one ``key``, a number that is never given
twice; tantivy stores it, the tables are sorted by it, and it is all that joins the two.

**What is true after a crash.** A checkpoint writes its segments, then its state, and then commits tantivy; the state is named by the
stamp that tantivy's commit must reach. So a state counts exactly when tantivy's own commit, which is atomic, stands: the commit is the
single point where both sides change. What lies beyond is removed when a writer opens, and replayed from the store's change log.
"""

from indexer.engines.embedded.generations import EmbeddedGenerations

__all__ = ["EmbeddedGenerations"]
