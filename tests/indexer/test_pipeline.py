"""From the store to the index: what is found when, what is encoded how often, and what a rebuild changes."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.word_encoder import WordEncoder
from indexer.analysis import StandardAnalyser
from indexer.engines.embedded import EmbeddedGenerations
from indexer.pipeline import LEAST_FOR_OWN_MEANS, IndexOwner, IndexParts, check_made_by, replace_index
from models.centring import PASSAGE, Centring
from models.constraints import EVERYTHING, In
from models.errors import Conflict, EngineUnavailable, RebuildNeeded, StoreUnavailable
from models.listings import Listing, Section, Side, Tier
from models.messages import Message
from models.ports import KeywordQuery
from models.records import Origin, Record
from models.store import open_store
from models.text import Text
from models.units import FloatArray
from models.viewer import ANONYMOUS, SYSTEM


class CountingEncoder(WordEncoder):
    """Counts what it is asked to encode; stops with an error after ``most`` texts."""

    def __init__(self, *, most: int | None = None) -> None:
        super().__init__()
        self.encoded: list[str] = []
        self.most = most

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        if self.most is not None and len(self.encoded) >= self.most:
            raise KeyboardInterrupt
        self.encoded += texts
        return super().encode_passages(texts)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.migrate()
    yield IndexParts(
        store=store,
        generations=EmbeddedGenerations(tmp_path / "index", dimensions=32),
        analyser=StandardAnalyser(),
        encoder=CountingEncoder(),
        trees={"field": lambda code: [code], "place": lambda code: [code]},
        prior=Centring({}),
    )
    store.dispose()


def put(parts: IndexParts, *texts: str, start: int = 0, tier: Tier = Tier.TEASER) -> None:
    records = [
        Record(
            source="test",
            key=f"t-{number}",
            origin=Origin(file="test", place=str(number)),
            listing=Listing(
                id=f"t-{number}",
                kind="technology",
                title=Text.of(en=f"Result {number}"),
                offers=Side(sections=(Section(text=Text.of(en=text), tier=tier),)),
            ),
        )
        for number, text in enumerate(texts, start)
    ]
    parts.store.loads.apply(records)


def found(parts: IndexParts, word: str) -> list[str]:
    """What the keyword leg finds for one term."""
    reader = parts.generations.reader()
    return [one.listing for one in reader.retrieve(KeywordQuery({word: 1.0}), None, EVERYTHING, depth=10)]


def test_a_listing_is_found_by_its_words_at_once_and_by_meaning_when_it_is_encoded(parts: IndexParts) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film")
    owner.catch_up()
    assert found(parts, "garnet") == ["t-0"]
    assert parts.generations.reader().state().encoded == 0
    owner.encode_all()
    assert parts.generations.reader().state().encoded == 1
    question = parts.encoder.encode_queries(["garnet film"])
    (candidate,) = parts.generations.reader().retrieve(None, question, EVERYTHING, depth=10)
    assert candidate.listing == "t-0"
    owner.close()


def test_a_change_and_a_removal_reach_the_index(parts: IndexParts) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film")
    owner.catch_up()
    put(parts, "sulphide glass")
    owner.catch_up()
    assert (found(parts, "garnet"), found(parts, "sulphid")) == ([], ["t-0"])
    parts.store.listings.remove("t-0", SYSTEM)
    owner.catch_up()
    assert found(parts, "sulphid") == []
    assert parts.generations.reader().count(EVERYTHING).listings == 0
    owner.close()


def test_an_unchanged_text_is_never_encoded_twice(parts: IndexParts) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film", "sulphide glass")
    owner.catch_up()
    owner.encode_all()
    owner.rebuild()
    assert len(parts.encoder.encoded) == 2
    assert parts.generations.reader().state().encoded == 2
    owner.close()


def test_a_stopped_run_goes_on_where_it_was(parts: IndexParts) -> None:
    texts = [f"text {number} of its own" for number in range(300)]
    put(parts, *texts)
    stopping = replace(parts, encoder=CountingEncoder(most=64))
    owner = IndexOwner(stopping)
    owner.catch_up()
    with pytest.raises(KeyboardInterrupt):
        owner.encode_all()
    owner.close()
    owner = IndexOwner(parts)
    owner.catch_up()
    owner.encode_all()
    assert len(stopping.encoder.encoded) + len(parts.encoder.encoded) == len(texts)
    assert parts.generations.reader().state().encoded == len(texts)
    owner.close()


def test_a_rebuild_switches_to_a_generation_with_the_pools_own_means(parts: IndexParts) -> None:
    owner = IndexOwner(parts)
    put(parts, *[f"garnet film {number}" for number in range(LEAST_FOR_OWN_MEANS)])
    before = parts.generations.live()
    reader = parts.generations.reader()
    owner.catch_up()
    owner.encode_all()
    assert parts.generations.live() != before
    assert (PASSAGE, "en") in owner.live.made_by.centring.means
    assert owner.live.made_by.counted == LEAST_FOR_OWN_MEANS
    assert not owner.means_are_due()
    assert reader.count(EVERYTHING).listings == LEAST_FOR_OWN_MEANS
    owner.close()


def test_a_small_pool_that_is_rebuilt_keeps_the_means_that_it_had(parts: IndexParts) -> None:
    shipped = replace(parts, prior=Centring({(PASSAGE, "en"): np.full(32, 0.1, np.float32)}))
    owner = IndexOwner(shipped)
    put(shipped, *[f"garnet film {number}" for number in range(LEAST_FOR_OWN_MEANS - 1)])
    owner.catch_up()
    owner.encode_all()
    before = owner.live.made_by
    owner.rebuild()
    assert owner.live.made_by == before
    owner.close()


def test_a_rebuild_that_is_stopped_leaves_the_live_one(parts: IndexParts) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film")
    owner.catch_up()
    before = parts.generations.live()
    stop = threading.Event()
    stop.set()
    assert owner.rebuild(stop=stop) is False
    assert parts.generations.live() == before
    assert found(parts, "garnet") == ["t-0"]
    owner.close()


def test_a_rebuild_that_fails_leaves_the_live_one_and_nothing_beside_it(parts: IndexParts, tmp_path: Path) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film")
    owner.catch_up()

    def fails(_done: int, _total: int) -> None:
        raise EngineUnavailable("The disk is full.")

    with pytest.raises(EngineUnavailable):
        owner.rebuild(fails)
    put(parts, "sulphide glass", start=1)
    owner.catch_up()
    assert found(parts, "sulphid") == ["t-1"]
    assert [path.name for path in (tmp_path / "index").iterdir() if path.is_dir()] == [parts.generations.live()]
    owner.close()


def test_an_encoder_that_times_out_is_an_error_and_not_waited_for(parts: IndexParts) -> None:
    class Slow(CountingEncoder):
        def encode_passages(self, texts: Sequence[str]) -> FloatArray:
            raise TimeoutError

    owner = IndexOwner(replace(parts, encoder=Slow()))
    put(parts, "garnet film")
    owner.catch_up()
    with pytest.raises(TimeoutError):
        owner.encode_all()
    owner.close()


def test_an_index_that_is_ahead_of_its_store_is_refused_and_can_be_replaced(parts: IndexParts, tmp_path: Path) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film", "sulphide glass")
    owner.catch_up()
    owner.close()
    older = open_store(f"sqlite:///{tmp_path / 'older.sqlite'}")
    older.migrate()
    restored = replace(parts, store=older)
    put(restored, "tea leaves")
    with pytest.raises(RebuildNeeded, match="store"):
        IndexOwner(restored)
    owner = replace_index(restored)
    owner.catch_up()
    owner.encode_all()
    assert (found(restored, "garnet"), found(restored, "tea")) == ([], ["t-0"])
    owner.close()
    older.dispose()


def test_an_index_has_one_owner(parts: IndexParts) -> None:
    owner = IndexOwner(parts)
    with pytest.raises(Conflict):
        IndexOwner(parts)
    owner.close()
    IndexOwner(parts).close()


def test_an_index_of_another_encoder_is_refused_and_can_be_replaced(parts: IndexParts) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film")
    owner.catch_up()
    owner.encode_all()
    owner.close()

    class Other(CountingEncoder):
        fingerprint = "another"

    changed = replace(parts, encoder=Other())
    with pytest.raises(RebuildNeeded, match="encoder"):
        check_made_by(changed)
    with pytest.raises(RebuildNeeded):
        IndexOwner(changed)
    stop, live = threading.Event(), parts.generations.live()
    stop.set()
    assert replace_index(changed, stop=stop) is None
    assert found(parts, "garnet") == ["t-0"], "the old one stays live until the new one is full"
    assert parts.generations.live() == live
    owner = replace_index(changed)
    assert found(changed, "garnet") == ["t-0"]
    owner.encode_all()
    assert changed.encoder.encoded
    assert found(changed, "garnet") == ["t-0"]
    owner.close()


def test_what_a_remote_encoder_may_not_see_is_found_by_its_words_and_ends_the_run(parts: IndexParts) -> None:
    class Remote(CountingEncoder):
        remote = True

    parts = replace(parts, encoder=Remote())
    owner = IndexOwner(parts)
    sections = (Section(text=Text.of(en="open")), Section(text=Text.of(en="sintering recipe"), tier=Tier.NDA))
    listing = Listing(id="t-9", kind="technology", title=Text.of(en="Film"), offers=Side(sections=sections))
    parts.store.loads.apply([Record(source="test", key="t-9", origin=Origin(file="test", place="9"), listing=listing)])
    owner.catch_up()
    owner.encode_all()
    assert not any("recipe" in text for text in parts.encoder.encoded)
    assert found(parts, "recip") == ["t-9"]
    owner.close()


def test_every_unit_says_who_may_read_it(parts: IndexParts) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film")
    owner.catch_up()
    reader = parts.generations.reader()
    assert reader.count(In("audience", frozenset({"anyone"}))).listings == 1
    assert reader.count(SYSTEM.constraint()).listings == 1
    owner.close()


def test_whoever_may_open_a_listing_finds_it_by_its_title_and_never_by_a_text_of_a_deeper_tier(
    parts: IndexParts,
) -> None:
    owner = IndexOwner(parts)
    put(parts, "garnet film", tier=Tier.NDA)
    owner.catch_up()
    reader = parts.generations.reader()
    for word, seen in (("result", True), ("garnet", False)):
        hits = reader.retrieve(KeywordQuery({word: 1.0}), None, ANONYMOUS.constraint(), depth=10)
        assert [hit.listing for hit in hits] == (["t-0"] if seen else [])
    assert found(parts, "garnet") == ["t-0"]
    owner.close()


def test_a_store_that_is_away_when_an_index_is_opened_leaves_it_to_the_next_owner(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    IndexOwner(parts).close()

    def away() -> int:
        raise StoreUnavailable(Message(en="The database does not answer.", zh="数据库没有响应。"))

    with monkeypatch.context() as patch:
        patch.setattr(parts.store.changes, "last", away)
        with pytest.raises(StoreUnavailable):
            IndexOwner(parts)
    IndexOwner(parts).close()
