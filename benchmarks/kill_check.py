"""What must hold after a crash and a recovery: the store has what was acknowledged, and the index says of every listing what the store says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from benchmarks.kill_world import World, mark
from indexer.pipeline import check_made_by
from indexer.texts import passage_texts, tier_texts
from indexer.units import UnitMaker
from models.constraints import In, both
from models.ports import KeywordQuery, Reader
from models.store import IndexableListing
from models.units import ListingUnits, Unit
from models.viewer import SYSTEM
from search_api.assembly import Application

LEAST_COSINE = 0.999
"""What a vector has at least with itself, once the index has stored it in fewer bits."""

PAGE = 500


def problems(world: World, acknowledged: Mapping[str, int]) -> list[str]:
    """Everything that is not as it must be, in words; an empty list is what is hoped for."""
    application = world.application()
    try:
        return [*_lost(application, acknowledged), *_apart(application)]
    finally:
        application.close()


def _lost(application: Application, acknowledged: Mapping[str, int]) -> Iterator[str]:
    """Acknowledged listings that the store does not have, or not as they were acknowledged."""
    found = application.store.listings.for_index(acknowledged)
    for name, seed in acknowledged.items():
        if name not in found:
            yield f"{name} was acknowledged, and is not in the store"
        elif mark(name, seed) not in _text(found[name]):
            yield f"{name} was acknowledged as changed, and the store has it as it was"


def _apart(application: Application) -> Iterator[str]:
    """Where index and store differ."""
    made_by = check_made_by(application.parts)
    if made_by is None:
        yield "there is no index"
        return
    stored = application.store.listings.for_index(_names(application))
    maker = UnitMaker(application.analyser, application.trees.ancestries, made_by.centring)
    reader = application.generations.reader()
    indexed = set(_units(reader))
    for name, item in stored.items():
        vectors = application.parts.vectors_of(one for text in tier_texts(item.listing) for one in passage_texts(text))
        made = maker.make(item, vectors)
        missing = {unit.id for unit in made.units} - indexed
        yield from (f"{unit} is in the store, and not in the index" for unit in missing)
        yield from _listing_apart(reader, made, name, application)
        indexed -= {unit.id for unit in made.units}
    yield from (f"{unit} is in the index, and not in the store" for unit in indexed)


def _listing_apart(reader: Reader, made: ListingUnits, name: str, application: Application) -> Iterator[str]:
    facts = reader.facts([unit.id for unit in made.units])
    for unit, held in zip(made.units, facts, strict=True):
        if dict(held) != dict(unit.facts):
            yield f"{unit.id}: the terms differ"
        yield from _words_apart(reader, unit, application)
        yield from _vectors_apart(reader, unit, name)


def _words_apart(reader: Reader, unit: Unit, application: Application) -> Iterator[str]:
    """The word that only this version of the listing has finds it alone."""
    own = next(word for word in unit.streams["words"] if word.startswith("zq"))
    [term] = application.analyser.term_texts(own)
    found = reader.retrieve(KeywordQuery(weights={term: 1.0}), None, SYSTEM.constraint(), depth=10)
    if [one.unit for one in found] != [unit.id]:
        yield f"{unit.id}: its own word finds {[one.unit for one in found]}"


def _vectors_apart(reader: Reader, unit: Unit, name: str) -> Iterator[str]:
    if len(unit.vectors) != unit.expected:
        yield f"{unit.id}: the store has {len(unit.vectors)} of its {unit.expected} vectors"
    where = both(SYSTEM.constraint(), In("listing", frozenset({name})))
    for vector in unit.vectors:
        found = reader.retrieve(None, np.asarray(vector.vector)[None, :], where, depth=1)
        if not found or (found[0].vector or 0.0) < LEAST_COSINE:
            yield f"{unit.id}: passage {vector.number} is not found by its own vector"


def _names(application: Application) -> list[str]:
    names: list[str] = []
    after = 0
    while changes := application.store.changes.after(after, PAGE):
        after = changes[-1].sequence
        names += [change.listing_id for change in changes]
    return names


def _units(reader: Reader) -> Iterator[str]:
    after: str | None = None
    while True:
        page = reader.scan(SYSTEM.constraint(), order="published", descending=True, after=after, limit=PAGE)
        yield from page.units
        if (after := page.after) is None:
            return


def _text(item: IndexableListing) -> str:
    return " ".join(section.text.get("en") for section in item.listing.offers.sections)
