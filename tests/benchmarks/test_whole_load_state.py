"""When a whole load has come to its end, and when it cannot."""

import pytest

from benchmarks.asking import Asking
from benchmarks.whole_load import CannotGoOn, WholeLoad
from benchmarks.whole_load_state import State
from benchmarks.word_encoder import WordEncoder
from indexer.encoding import KIND
from indexer.pipeline import LEAST_FOR_OWN_MEANS, IndexOwner
from models.listings import Listing
from models.records import Origin, Record
from models.settings import Settings
from models.text import Text
from search_api.assembly import Application


@pytest.fixture
def application(tmp_path):
    found = Application(Settings(data=tmp_path), encoder=WordEncoder())
    names = [f"pump-{number}" for number in range(LEAST_FOR_OWN_MEANS)]
    found.store.loads.apply(
        [
            Record(
                source="test",
                key=name,
                origin=Origin(file="test", place=name),
                listing=Listing(id=name, kind="technology", title=Text.of(en=name)),
            )
            for name in names
        ]
    )
    yield found
    found.close()


def test_it_has_settled_when_all_is_encoded_and_no_rebuild_is_due(application):
    state = State(application)
    assert not state.settled()
    owner = IndexOwner(application.parts)
    owner.catch_up()
    assert not state.settled()
    while owner.encode_some():
        pass
    assert not state.settled()
    owner.rebuild()
    assert state.settled()
    owner.close()


def test_it_is_given_up_with_a_job(application):
    whole = WholeLoad(None, [], limit=60)
    whole._state, whole._asking = State(application), Asking("http://api", fallible="nobody")
    assert whole._until(lambda: True, "anything")
    application.store.jobs.add(KIND, {})
    job = application.store.jobs.lease([KIND], "worker", 60)
    application.store.jobs.fail(job, "The encoder refuses it.")
    with pytest.raises(CannotGoOn, match="The encoder refuses it"):
        whole._until(lambda: False, "the end of encoding")


def test_it_is_given_up_when_nobody_asks_any_more(application):
    whole = WholeLoad(None, [], limit=60)
    whole._state, whole._asking = State(application), Asking("http://host:no-port", fallible="nobody")
    whole._asking.start()
    with pytest.raises(CannotGoOn, match="InvalidURL"):
        whole._until(lambda: False, "questions")
