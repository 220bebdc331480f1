"""The engines under test, and what every test needs to fill and ask one.

The test modules of this folder are the suite that every engine must pass: they know the ports only. A new engine adds its name to ``ENGINES`` and
its way to be opened to ``opened``. What only one engine promises is tested in the folder of that engine.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from indexer.engines.elasticsearch import ElasticsearchGenerations, Options
from indexer.engines.embedded import EmbeddedGenerations
from models.constraints import EVERYTHING, Constraint, Facts
from models.ports import Candidate, Generations, KeywordQuery, Phrase, Reader, Writer
from models.units import FloatArray, ListingUnits, PassageVector, Unit
from tests.elasticsearch_server import own_name, server_client

ENGINES = ("embedded", "elasticsearch")
DIMENSIONS = 8


def random_vectors(seed: int, count: int, dimensions: int = DIMENSIONS) -> FloatArray:
    """Vectors of unit length."""
    rows = np.random.default_rng(seed).standard_normal((count, dimensions), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def make_unit(
    listing: str,
    text: str = "",
    *,
    version: int = 1,
    part: str = "offers/teaser",
    facts: Facts | None = None,
    vectors: FloatArray | None = None,
    expected: int | None = None,
) -> Unit:
    """A unit whose recall terms and words are the words of ``text``."""
    rows = () if vectors is None else tuple(PassageVector(n, "en", row) for n, row in enumerate(vectors))
    words = text.split()
    streams = {"terms": words, "words": words}
    return Unit(
        f"{listing}/{part}", listing, version, streams, facts or {}, rows, len(rows) if expected is None else expected
    )


def make_listing(listing: str, text: str = "", *, version: int = 1, **unit: object) -> ListingUnits:
    """A listing of one unit."""
    return ListingUnits(listing, version, (make_unit(listing, text, version=version, **unit),))


@dataclass
class Engine:
    """One generation of an engine, live, with its writer and a reader."""

    generations: Generations
    generation: str
    writer: Writer
    reader: Reader
    sequence: int = 0

    def put(self, *changes: ListingUnits) -> None:
        """Apply changes and checkpoint."""
        self.writer.apply(changes)
        self.sequence += 1
        self.writer.checkpoint(self.sequence)

    def search(
        self, text: str = "", where: Constraint = EVERYTHING, *, depth: int = 100, **asked: str
    ) -> list[Candidate]:
        """The keyword leg: ``text`` any of its words, ``phrase`` and ``without`` one phrase each."""
        phrases = {name: (Phrase(tuple(value.split())),) for name, value in asked.items()}
        query = KeywordQuery(dict.fromkeys(text.split(), 1.0), phrases.get("phrase", ()), phrases.get("without", ()))
        return self.reader.retrieve(query, None, where, depth=depth)

    def near(self, vectors: FloatArray, where: Constraint = EVERYTHING, *, depth: int = 100) -> list[Candidate]:
        """The vector leg."""
        return self.reader.retrieve(None, vectors, where, depth=depth)

    def found(self, text: str = "", where: Constraint = EVERYTHING, **asked: str) -> set[str]:
        """The listings that the keyword leg finds."""
        return {candidate.listing for candidate in self.search(text, where, **asked)}


Opener = Callable[..., Generations]


@pytest.fixture
def elasticsearch_options() -> Iterator[Options]:
    """Names for one test. Two shards, so that what has to hold over all of them is seen to."""
    with own_name() as name:
        yield Options(name=name, shards=2, replicas=0)


def _open_embedded(request: pytest.FixtureRequest) -> Opener:
    folder = request.getfixturevalue("tmp_path") / "index"
    return lambda dimensions=DIMENSIONS: EmbeddedGenerations(folder, dimensions=dimensions)


def _open_elasticsearch(request: pytest.FixtureRequest) -> Opener:
    client, options = server_client(), request.getfixturevalue("elasticsearch_options")
    return lambda dimensions=DIMENSIONS: ElasticsearchGenerations(client, options, dimensions=dimensions)


@pytest.fixture(params=ENGINES)
def opened(request: pytest.FixtureRequest) -> Opener:
    """Opens the generations of an engine, the same ones each time: as another process would."""
    return {"embedded": _open_embedded, "elasticsearch": _open_elasticsearch}[request.param](request)


@pytest.fixture
def generations(opened: Opener) -> Generations:
    return opened()


@pytest.fixture
def engine(generations: Generations) -> Iterator[Engine]:
    name = generations.create({"analysis": "test"})
    generations.switch(name)
    writer = generations.writer(name)
    yield Engine(generations, name, writer, generations.reader())
    writer.close()


@pytest.fixture
def listing() -> Callable[..., ListingUnits]:
    return make_listing


@pytest.fixture
def unit() -> Callable[..., Unit]:
    return make_unit


@pytest.fixture
def vectors() -> Callable[..., FloatArray]:
    return random_vectors


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The same for a test in every run."""
    return zlib.crc32(request.node.nodeid.encode())
