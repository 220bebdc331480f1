"""Going over to another encoder and back: nothing changes before the end, and what was live stays live until then."""

import pytest

from benchmarks.word_encoder import WordEncoder
from indexer.encoders import DEFAULT
from indexer.pipeline import check_made_by
from models.centring import PASSAGE
from models.errors import Conflict, SettingsError
from models.settings import Settings
from search_api.assembly import Application
from search_api.encoders.choice import EncoderChoice
from search_api.encoders.using import use_encoder

WIDE = "onnx:wide"


class Other(WordEncoder):
    """Another encoder with vectors of the same length."""

    @property
    def fingerprint(self):
        return "other:1"


@pytest.fixture(autouse=True)
def _encoders(monkeypatch):
    known = {DEFAULT: WordEncoder(32), WIDE: WordEncoder(48), "onnx:other": Other(32)}
    monkeypatch.setattr("indexer.encoders.open_encoder", lambda spec, **_options: known[spec])


@pytest.fixture
def application(tmp_path, make_pool, make):
    pool = make_pool("pool")
    pool.load(make("one", "A ceramic pump"), make("two", "A solar cell"), make("three", "A vaccine"))
    pool.close()
    found = Application(Settings(data=tmp_path / "pool"))
    yield found
    found.close()


def again(application):
    return Application(application.settings, store=application.store)


def nothing(*_told):
    pass


@pytest.mark.parametrize("spec", [WIDE, "onnx:other"])
def test_everything_is_encoded_and_the_index_is_made_by_the_new_encoder(application, spec):
    before = application.generations.live()
    told = []
    used = use_encoder(application, spec, lambda *what: told.append(what))
    assert used.generations.live() != before
    assert check_made_by(used.parts).encoder == used.encoder.fingerprint
    state = used.generations.reader().state()
    assert (state.listings, state.encoded) == (3, state.units)
    assert told[0][0] == "encoding"
    assert told[-1][0] == "building the index"


def test_the_next_process_uses_what_was_chosen(application):
    use_encoder(application, WIDE, nothing)
    later = again(application)
    assert later.encoder_spec == WIDE
    assert later.encoder.dimensions == 48
    later.own_index().close()


def test_going_back_encodes_nothing(application, monkeypatch):
    use_encoder(application, WIDE, nothing)
    later = again(application)
    monkeypatch.setattr(WordEncoder, "encode_passages", None)
    used = use_encoder(later, DEFAULT, nothing)
    assert again(application).encoder_spec == DEFAULT
    assert used.generations.reader().state().encoded == 3
    assert application.store.vectors.count("words:48", PASSAGE) == 3


def test_while_another_process_owns_the_index_vectors_are_made_and_nothing_is_switched(application):
    before = application.generations.live()
    owner = application.own_index()
    with pytest.raises(Conflict, match="Another process owns the index"):
        use_encoder(application, WIDE, nothing)
    assert application.generations.live() == before
    assert EncoderChoice(application.store).get() is None
    assert application.store.vectors.count("words:48", PASSAGE) == 3
    owner.close()


def test_a_build_that_breaks_off_leaves_what_was_live(application, monkeypatch):
    before = application.generations.live()

    def broken(what, _done, _of):
        if what == "building the index":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        use_encoder(application, "onnx:other", broken)
    assert application.generations.live() == before
    assert again(application).encoder_spec == DEFAULT
    again(application).own_index().close()


def test_a_setting_goes_before_any_choice(application):
    named = Application(application.settings.model_copy(update={"encoder": "e5-small"}), store=application.store)
    with pytest.raises(Conflict, match="ZHIQIAO_ENCODER names e5-small"):
        use_encoder(named, WIDE, nothing)
    EncoderChoice(application.store).put(WIDE)
    assert named.encoder_spec == "e5-small"


def test_looking_for_a_choice_makes_no_store(tmp_path):
    application = Application(Settings(data=tmp_path / "nothing"))
    assert application.encoder_spec == DEFAULT
    assert not (tmp_path / "nothing").exists()


def test_an_adapter_that_is_not_there_is_an_error_and_nothing_changes(application, monkeypatch):
    monkeypatch.undo()
    with pytest.raises(SettingsError, match="no adapter 'gone'"):
        use_encoder(application, "e5-small+gone", nothing)
