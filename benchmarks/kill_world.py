"""What ``benchmarks.kill`` kills: a child that loads, encodes and rebuilds, and acknowledges each batch once it is durable.

Usage: ``python -m benchmarks.kill_world DATA LISTINGS SEED STAGE…``; it is started by ``benchmarks.kill``.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.word_encoder import WordEncoder
from indexer.pipeline import IndexOwner
from models.codes import MoneyRange
from models.listings import Listing, Section, Side
from models.records import Origin, Record
from models.settings import Settings
from models.terms import Amount, Span, Term
from models.text import Text
from search_api.assembly import Application
from search_api.loading import load_batches

LOAD, ENCODE, REBUILD, RECOVER = "load", "encode", "rebuild", "recover"
STAGES = (LOAD, ENCODE, REBUILD)
BATCH = 25
"""Records a batch: small, so that there are many moments between one commit and the next."""

_VOCABULARY = [f"word{chr(97 + a)}{chr(97 + b)}" for a in range(26) for b in range(26)]
_LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True)
class World:
    """The records of one seed over one data folder: the first half change listings that every seed has, the others are its own."""

    data: Path
    listings: int
    seed: int

    def arguments(self) -> list[str]:
        """How a child is told of it."""
        return [str(self.data), str(self.listings), str(self.seed)]

    def application(self) -> Application:
        """The product's own parts, but for the encoder."""
        return Application(Settings(data=self.data), encoder=WordEncoder())

    def perform(self, stages: Sequence[str], told: Callable[[str], None] = lambda _line: None) -> None:
        """Do stages in order; ``told`` hears when each begins and ends."""
        application = self.application()
        try:
            for stage in stages:
                told(f"begin {stage}")
                _WORK[stage](self, application)
                told(f"end {stage}")
        finally:
            application.close()

    def records(self) -> Iterator[Record]:
        """The records in an order of their own."""
        names = [f"shared-{number}" for number in range(self.listings // 2)]
        names += [f"own-{self.seed}-{number}" for number in range(self.listings - len(names))]
        random.Random(self.seed).shuffle(names)
        return (self._record(name) for name in names)

    def latest(self) -> dict[str, int]:
        """Every listing of this world with the seed that spoke of it last."""
        return {record.key: self.seed for record in self.records()}

    def acknowledged(self) -> dict[str, int]:
        """The listings that the child has acknowledged, with the seed that spoke of them."""
        if not self._log.exists():
            return {}
        names = [name for line in self._log.read_text("utf-8").splitlines() for name in json.loads(line)]
        return dict.fromkeys(names, self.seed)

    def acknowledge(self, names: list[str]) -> None:
        """Note a batch in one write, which the system keeps when the process dies."""
        handle = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.write(handle, (json.dumps(names) + "\n").encode())
        os.close(handle)

    @property
    def _log(self) -> Path:
        return self.data / f"acknowledged-{self.seed}"

    def _record(self, name: str) -> Record:
        rng = random.Random(f"{name} {self.seed}")
        words = " ".join(rng.choices(_VOCABULARY, k=rng.randint(10, 60)))
        terms = (
            Term(name="stage", value=Span(low=rng.randint(1, 4), high=rng.randint(4, 9))),
            Term(name="price", value=Amount(money=MoneyRange.parse(f"CNY {rng.randint(1, 900)} million"))),
        )
        text = Text.of(en=f"{mark(name, self.seed)} {words}")
        listing = Listing(
            id=name,
            kind="technology",
            title=Text.of(en=f"Listing {name}"),
            offers=Side(sections=(Section(text=text),), terms=terms),
        )
        return Record(source="form", key=name, origin=Origin(file="world", place=name), listing=listing)


def mark(name: str, seed: int) -> str:
    """A word that only this version of this listing has."""
    rng = random.Random(f"mark {name} {seed}")
    return "zq" + "".join(rng.choices(_LETTERS, k=14))


def load(world: World, application: Application) -> None:
    """Load the records, and follow them into the keyword index."""
    for batch in load_batches(application.store, world.records(), size=BATCH):
        world.acknowledge([item.key for item in batch.items if isinstance(item, Record)])
    _owning(application, lambda owner: owner.catch_up())


def encode(_world: World, application: Application) -> None:
    """Encode what lacks vectors."""
    _owning(application, lambda owner: owner.encode_all())


def rebuild(_world: World, application: Application) -> None:
    """Build the index anew and switch."""
    _owning(application, lambda owner: owner.rebuild())


def recover(_world: World, application: Application) -> None:
    """What the product does when it starts: catch up, and encode."""

    def work(owner: IndexOwner) -> None:
        owner.catch_up()
        owner.encode_all()

    _owning(application, work)


def _owning(application: Application, work: Callable[[IndexOwner], object]) -> None:
    owner = application.own_index()
    if owner is None:
        msg = "Another process owns the index."
        raise RuntimeError(msg)
    try:
        work(owner)
    finally:
        owner.close()


_WORK = {LOAD: load, ENCODE: encode, REBUILD: rebuild, RECOVER: recover}


def main() -> None:
    """Do the stages that the arguments name, and say on stdout when each begins and ends."""
    data, listings, seed, *stages = sys.argv[1:]
    World(Path(data), int(listings), int(seed)).perform(stages, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
