"""What a stopped training goes on with: only what it began as."""

import json
from dataclasses import replace

import pytest

from indexer.training.collecting import Pairs
from indexer.training.texts import Pair
from models.errors import BadInput
from search_api.encoders.kept_pairs import FILE, KeptPairs, begun_at

PAIRS = Pairs(
    {"terms": [Pair("vocabulary", "pump", "g", "a pump", "泵", ("一种阀",))]},
    {"terms": [Pair("vocabulary", "lens", "h", "a lens", "透镜")]},
)


@pytest.fixture
def kept(tmp_path):
    return KeptPairs(tmp_path, "e5-small+own", "own:1", {"batch": 4, "mix": "terms=1", "seed": 3})


def test_pairs_are_read_as_they_were_kept(kept):
    assert begun_at(kept.work) is None
    kept.write(PAIRS)
    assert kept.read() == PAIRS
    assert begun_at(kept.work) == "e5-small+own"
    assert [path.name for path in kept.work.iterdir()] == [FILE]


def test_one_that_began_at_another_encoder_is_not_gone_on_with_though_it_has_the_name(kept):
    kept.write(PAIRS)
    with pytest.raises(BadInput, match=r"began at e5-small\+own, which is not what e5-small\+own is now") as refused:
        replace(kept, fingerprint="own:2").read()
    assert "--start" in refused.value.advice


def test_other_options_than_it_began_with_are_named_with_what_they_were(kept):
    kept.write(PAIRS)
    with pytest.raises(BadInput, match=r"other options: batch 4, seed 3\."):
        replace(kept, options={"batch": 8, "mix": "terms=1", "seed": 4}).read()


@pytest.mark.parametrize("written", [None, "{", "[]", json.dumps({"training": {}, "aside": {}})])
def test_what_does_not_say_how_it_began_is_not_gone_on_with(kept, written):
    if written is not None:
        (kept.work / FILE).write_text(written)
    assert begun_at(kept.work) is None
    with pytest.raises(BadInput, match="no training to go on with"):
        kept.read()
