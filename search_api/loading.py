"""Loading records into the store, batch by batch: what a batch says is durable once it is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from models.records import LoadReport, Record, Refusal
from models.store import Outcome, Store

BATCH = 500
"""Records a transaction: many enough to be quick, few enough to be held in memory and to be read again after a stop."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one batch: its report, and what was refused of it, in order."""

    items: Sequence[Record | Refusal]
    report: LoadReport
    refusals: tuple[Refusal, ...]


def load_batches(store: Store, items: Iterable[Record | Refusal], *, size: int = BATCH) -> Iterator[Loaded]:
    """Store ``items`` in batches of ``size``, and yield each once it is durable. ``items`` is read no further than the batch at hand."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield _loaded(batch, store.loads.apply(batch))


def _loaded(batch: Sequence[Record | Refusal], outcomes: Sequence[Outcome]) -> Loaded:
    counts = Counter(outcome.what.value for outcome in outcomes)
    report = LoadReport(read=len(outcomes), **counts)
    return Loaded(batch, report, tuple(outcome.refusal for outcome in outcomes if outcome.refusal))
