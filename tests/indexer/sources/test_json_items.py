"""The objects of a large JSON array, one at a time."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources import json_items
from indexer.sources.json_items import JsonItems
from models.errors import BadInput

plain_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
records = st.lists(st.fixed_dictionaries({"id": st.integers(), "body": plain_json}), max_size=20)


def read(text: str, names=("bag",), max_record=1 << 20):
    return list(JsonItems(io.BytesIO(text.encode()), names, max_record))


@given(records, st.booleans(), st.sampled_from([7, 64, 1024]))
def test_every_object_comes_out_as_it_went_in_wherever_the_stream_is_cut(objects, named, chunk):
    text = json.dumps({"count": 3, "bag": objects} if named else objects, ensure_ascii=False, indent=chunk % 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_items, "_CHUNK", chunk)
        assert [item.value for item in read(text)] == objects


@pytest.mark.parametrize(
    "broken",
    ['{"id": 2, "a": }', '{"id": 2, "a": "no end}', '{"id": 2, "a": [1, 2}', '{"id": 2 "a": 1}', '{"id": 2, "a": 1'],
)
def test_a_broken_object_loses_only_itself(broken):
    found = read(f'{{"bag": [{{"id": 1}}, {broken}, {{"id": 3}}, {{"id": 4}}]}}')
    assert [item.value["id"] if not item.fault else "refused" for item in found] == [1, "refused", 3, 4]
    assert found[1].raw.startswith('{"id": 2')


def test_several_arrays_of_the_name_are_all_read():
    assert [item.value for item in read('{"a": {"bag": [1]}, "b": {"bag": [2, 3]}}')] == [1, 2, 3]


def test_a_broken_object_after_which_nothing_begins_ends_the_file_with_a_reason():
    with pytest.raises(BadInput, match="no other begins"):
        read('{"bag": [{"id": 1, "text": "' + "x" * 3_000_000, max_record=1_000_000)
