"""From one encoder to another while the index answers: vectors first, then a generation beside the live one, then the switch.

Vectors come into the store and disturb nobody. The generation is built by whoever owns the index; what was live stays live until the new
one holds everything.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from indexer.encoding import encode_missing, passages_of
from indexer.pipeline import BATCH, IndexParts, Report, built_beside
from indexer.walking import listings_by_change
from models.errors import Conflict, RebuildNeeded
from models.messages import Message
from models.ports import Writer


def encode_everything(parts: IndexParts, report: Report) -> None:
    """Give every stored listing its vectors by the encoder of ``parts``. Stopped at any time, it goes on where it was."""
    done, number = 0, parts.store.listings.number()
    for items in listings_by_change(parts.store, BATCH):
        passages = list(passages_of(items.values(), remote=parts.encoder.remote))
        encode_missing(parts.store, parts.encoder, passages, _told(report, done, len(items), number))
        done += len(items)
        report(min(done, number), number)


def build_beside(parts: IndexParts, report: Report, switched: Callable[[], None]) -> None:
    """Build a generation by ``parts`` beside the live one, make it live, call ``switched``, and remove the old one.

    Raises ``Conflict`` where another process owns the index.
    """
    generations = parts.generations
    old = generations.live()
    holding = _hold(parts, old)
    try:
        generations.switch(built_beside(parts, report))
        switched()
    finally:
        if holding is not None:
            holding.close()
    if old is not None:
        with suppress(Conflict):  # a reader that became its owner meanwhile leaves it by itself
            generations.drop(old)


def _hold(parts: IndexParts, generation: str | None) -> Writer | None:
    """Be the one writer of the live generation, so that nobody else changes it or reads on with another encoder."""
    if generation is None:
        return None
    if parts.generations.owned(generation):
        raise _owned()
    try:
        return parts.generations.writer(generation)
    except RebuildNeeded:  # vectors of another length: only its owner could have opened it
        return None
    except Conflict:
        raise _owned() from None


def _owned() -> Conflict:
    return Conflict(
        Message(
            en="Another process owns the index. Nothing was switched; the vectors are ready and kept.",
            zh="索引由另一进程占用。尚未切换；向量已生成并保存。",
        ),
        advice=Message(
            en="Stop `zhiqiao serve` and the workers, run this command again, which now takes moments, and start them.",
            zh="请停止 `zhiqiao serve` 及后台进程，重新运行本命令（此时只需片刻），再启动它们。",
        ),
    )


def _told(report: Report, before: int, more: int, number: int) -> Callable[[int, int], bool]:
    """Progress within a batch of ``more`` listings as progress of the whole."""

    def goes_on(done: int, of: int) -> bool:
        report(min(before + more * done // max(1, of), number), number)
        return True

    return goes_on
