"""Encoding that is handed out: the owner plans and indexes, workers encode, and a new owner takes up what an earlier one handed out."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from benchmarks.word_encoder import WordEncoder
from indexer.analysis import StandardAnalyser
from indexer.encoding import KIND, EncodingHere, EncodingJobs, encode_missing, passages_of
from indexer.engines.embedded import EmbeddedGenerations
from indexer.pipeline import IndexOwner, IndexParts
from models.centring import PASSAGE, Centring
from models.errors import Conflict, EncoderUnavailable
from models.listings import Listing, Section, Side
from models.records import Origin, Record
from models.store import open_store
from models.store.jobs import JobState
from models.text import Text


class CountingEncoder(WordEncoder):
    def __init__(self):
        super().__init__()
        self.encoded = []

    def encode_passages(self, texts):
        self.encoded += texts
        return super().encode_passages(texts)


@pytest.fixture
def parts(tmp_path):
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


def put(parts, *texts, start=0):
    parts.store.loads.apply(
        [
            Record(
                source="test",
                key=f"t-{number}",
                origin=Origin(file="test", place=str(number)),
                listing=Listing(
                    id=f"t-{number}",
                    kind="technology",
                    title=Text.of(en=f"Result {number}"),
                    offers=Side(sections=(Section(text=Text.of(en=text)),)),
                ),
            )
            for number, text in enumerate(texts, start)
        ]
    )


def handed_out(parts, **sizes):
    return EncodingJobs(parts.store, parts.encoder, **sizes)


def work(parts, *, fail=None):
    """Do what is due, as a worker does; returns how many jobs that were."""
    done = 0
    while (job := parts.store.jobs.lease([KIND], "worker", 60)) is not None:
        if fail is not None:
            parts.store.jobs.fail(job, fail)
            continue
        items = parts.store.listings.for_index(job.payload["listings"])
        assert encode_missing(
            parts.store, parts.encoder, list(passages_of(items.values(), remote=False)), lambda _done, _of: True
        )
        parts.store.jobs.finish(job)
        done += 1
    return done


@contextmanager
def working(parts):
    """A worker beside the owner."""
    ended = threading.Event()

    def keep_working():
        while not ended.wait(0.02):
            work(parts)

    worker = threading.Thread(target=keep_working)
    worker.start()
    yield
    ended.set()
    worker.join()


def encoded(parts):
    return parts.generations.reader().state().encoded


def test_batches_are_encoded_by_workers_and_indexed_by_the_owner(parts):
    encoding = handed_out(parts, batch=3, ahead=4)
    own = CountingEncoder()
    owner = IndexOwner(replace(parts, encoder=own), encoding)
    put(parts, *[f"text {number}" for number in range(20)])
    owner.catch_up()
    with working(parts):
        owner.encode_all()
    assert (encoded(parts), own.encoded, len(parts.encoder.encoded)) == (20, [], 20)
    sizes = [len(job.payload["listings"]) for job in parts.store.jobs.list()]
    assert sum(sizes) == 20
    assert max(sizes) == 3
    owner.close()


def test_no_more_batches_are_under_way_than_are_to_be(parts):
    owner = IndexOwner(parts, handed_out(parts, batch=2, ahead=3))
    put(parts, *[f"text {number}" for number in range(20)])
    owner.catch_up()
    stop = threading.Event()
    stop.set()
    assert owner.encode_some(stop) == 0
    assert len(parts.store.jobs.list()) == 3
    owner.close()


def test_a_new_owner_takes_up_what_an_earlier_one_handed_out(parts):
    put(parts, *[f"text {number}" for number in range(8)])
    stop = threading.Event()
    stop.set()
    for _ in range(2):
        owner = IndexOwner(parts, handed_out(parts, batch=2, ahead=4))
        owner.catch_up()
        owner.encode_some(stop)
        owner.close()
    assert len(parts.store.jobs.list()) == 4
    owner = IndexOwner(parts, handed_out(parts, batch=2, ahead=4))
    assert work(parts) == 4
    owner.encode_all()
    assert (encoded(parts), len(parts.store.jobs.list())) == (8, 4)
    owner.close()


def test_what_changed_while_it_was_encoded_is_handed_out_again(parts):
    owner = IndexOwner(parts, handed_out(parts))
    put(parts, "a garnet film")
    owner.catch_up()
    stop = threading.Event()
    stop.set()
    owner.encode_some(stop)
    work(parts)
    put(parts, "a sulphide glass")
    owner.catch_up()
    assert encoded(parts) == 0
    owner.encode_some(stop)
    with working(parts):
        owner.encode_all()
    assert encoded(parts) == 1
    owner.close()


def test_a_batch_that_workers_gave_up_is_told_and_handed_out_anew(parts):
    put(parts, "a garnet film")
    owner = IndexOwner(parts, handed_out(parts))
    owner.catch_up()
    stop = threading.Event()
    stop.set()
    owner.encode_some(stop)
    owner.close()
    owner = IndexOwner(parts, handed_out(parts))
    work(parts, fail="another encoder")
    owner.encoding = replace_open(parts, owner.encoding)
    with pytest.raises(EncoderUnavailable, match="another encoder"):
        owner.encode_some()
    owner.encode_some(stop)
    assert [job.state for job in parts.store.jobs.list()] == [JobState.WAITING, JobState.FAILED]
    owner.close()


def replace_open(parts, encoding):
    """The same, with every job of it under way: one that ended between an owner's end and the next one's start is planned anew."""
    encoding._open = {job.id: job.payload["listings"] for job in parts.store.jobs.list()}
    return encoding


def test_a_batch_that_is_cut_short_says_so_and_goes_on_where_it_was(parts):
    put(parts, *[f"text {number}" for number in range(600)])
    items = parts.store.listings.for_index([f"t-{number}" for number in range(600)])
    passages = list(passages_of(items.values(), remote=False))
    steps = []

    def goes_on(done, of):
        steps.append((done, of))
        return len(steps) < 2

    assert not encode_missing(parts.store, parts.encoder, passages, goes_on)
    assert encode_missing(parts.store, parts.encoder, passages, lambda _done, _of: True)
    assert len(parts.encoder.encoded) == 600
    assert parts.store.vectors.count(parts.encoder.fingerprint, PASSAGE) == 600
    assert steps == [(0, 600), (256, 600)]


def test_jobs_for_another_encoder_are_not_taken_up(parts):
    parts.store.jobs.add(KIND, {"encoder": "another", "listings": ["t-0"]})
    owner = IndexOwner(parts, handed_out(parts))
    owner.encoding.start()
    assert not list(owner.encoding.under_way)
    owner.close()


def leave_with_workers(parts):
    """Eight listings in four batches, handed out by an owner that has ended."""
    put(parts, *[f"text {number}" for number in range(8)])
    stop = threading.Event()
    stop.set()
    owner = IndexOwner(parts, handed_out(parts, batch=2, ahead=4))
    owner.catch_up()
    owner.encode_some(stop)
    owner.close()


def test_what_workers_ended_while_nobody_owned_the_index_is_not_handed_out_again(parts):
    leave_with_workers(parts)
    assert work(parts) == 4
    owner = IndexOwner(parts, handed_out(parts, batch=2, ahead=4))
    owner.encode_all()
    assert encoded(parts) == 8
    assert {job.state for job in parts.store.jobs.list()} == {JobState.DONE}
    assert len(parts.store.jobs.list()) == 4
    owner.close()


def test_only_the_listings_that_lack_vectors_are_handed_out(parts):
    put(parts, *[f"text {number}" for number in range(6)])
    items = parts.store.listings.for_index(["t-1", "t-4"])
    encode_missing(parts.store, parts.encoder, list(passages_of(items.values(), remote=False)), lambda _done, _of: True)
    owner = IndexOwner(parts, handed_out(parts))
    owner.catch_up()
    stop = threading.Event()
    stop.set()
    owner.encode_some(stop)
    (job,) = parts.store.jobs.list()
    assert sorted(job.payload["listings"]) == ["t-0", "t-2", "t-3", "t-5"]
    with working(parts):
        owner.encoding.start()
        owner.encode_all()
    assert encoded(parts) == 6
    assert len(parts.store.jobs.list()) == 1
    owner.close()


def test_an_owner_that_encodes_by_itself_takes_back_what_no_worker_has(parts):
    leave_with_workers(parts)
    held = parts.store.jobs.lease([KIND], "worker", 60)
    owner = IndexOwner(parts)
    owner.encode_all()
    assert encoded(parts) == 8
    assert [job.id for job in parts.store.jobs.list()] == [held.id]
    owner.close()


def test_whoever_does_not_come_to_own_the_index_takes_nothing_back(parts):
    owner = IndexOwner(parts, handed_out(parts))
    parts.store.jobs.add(KIND, {"encoder": parts.encoder.fingerprint, "listings": ["t-0"]})
    with pytest.raises(Conflict):
        IndexOwner(parts)
    assert len(parts.store.jobs.list()) == 1
    owner.close()


def test_a_batch_that_another_owner_withdrew_comes_back_and_goes_out_again(parts):
    put(parts, *[f"text {number}" for number in range(4)])
    stop = threading.Event()
    stop.set()
    owner = IndexOwner(parts, handed_out(parts))
    owner.catch_up()
    owner._begin_encoding()
    (job,) = parts.store.jobs.list()
    EncodingHere(parts.store, parts.encoder).start()
    assert parts.store.jobs.list() == []
    assert sorted(owner.encoding.ended(0)) == sorted(job.payload["listings"])
    with working(parts):
        owner.encode_all()
    assert encoded(parts) == 4
    owner.close()
