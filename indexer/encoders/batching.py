"""Cuts a list of texts into batches that waste little padding and fit a core's cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def padded_batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices of ``lengths``, longest first, in batches whose padded size (texts × longest, in tokens) is at most ``budget``.

    A text longer than ``budget`` makes a batch of its own. Every index comes exactly once.
    """
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
