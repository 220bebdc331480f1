"""What the commands that ask have in common: an index that has seen what was loaded, and filters as they are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.errors import BadQuery
from models.messages import Message
from models.viewer import ANONYMOUS
from ranking.question import FieldTerm
from search_api.assembly import Application
from search_api.cli.console import say
from search_api.cli.progress import Meter

_COMPARISON = re.compile(r"[<>≤≥]")

VIEWER = ANONYMOUS
"""The command line shows what anyone may read, as the pages do."""


def catch_up(application: Application) -> None:
    """Make what was loaded findable by its words, unless another process owns the index and is doing so."""
    last = application.store.changes.last()
    if last == 0:
        say("Nothing was loaded yet: `zhiqiao load PATH…` does that.", "yellow")
    generations = application.generations
    if generations.live() is not None and generations.reader().state().sequence >= last:
        return
    owner = application.own_index()
    if owner is None:
        return
    try:
        with Meter() as meter:
            owner.catch_up(lambda done, of: meter("indexing", done, of))
    finally:
        owner.close()


def typed_filters(given: Sequence[str], kinds: Sequence[str] = ()) -> tuple[FieldTerm, ...]:
    """Filters from ``name=value`` or ``-name=value``. Raises ``BadQuery`` for what is neither."""
    terms = [FieldTerm("kind", kind) for kind in kinds]
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip("- ") or _COMPARISON.search(name):
            raise BadQuery(
                Message(en="The filter '{one}' cannot be read.", zh="筛选条件“{one}”无法识别。", one=one),
                advice=Message(
                    en='A filter is written name=value, such as office=CN, stage=4..6 or price="<=USD 2 million".',
                    zh='筛选条件写作“名称=值”，例如 office=CN、stage=4..6、price="<=USD 2 million"。',
                ),
            )
        terms.append(FieldTerm(name.strip().removeprefix("-").casefold(), value.strip(), negated=name.startswith("-")))
    return tuple(terms)
