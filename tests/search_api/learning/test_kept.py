"""Weights of an operator's own: kept by version, put to use, gone back from."""

import pytest

from models.errors import NotFound
from models.store import open_store
from ranking.matching.weights import default_weights
from search_api.learning.kept import KeptWeights


@pytest.fixture
def kept(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'zhiqiao.sqlite'}")
    store.migrate()
    yield KeptWeights(store)
    store.dispose()


def other(words):
    return default_weights().model_copy(update={"weights": {"words": words}, "version": "learned"})


def test_without_any_the_default_is_in_use(kept):
    assert kept.in_use() == default_weights()
    assert [(one.version, one.in_use) for one in kept.versions()] == [(0, True)]


def test_new_weights_are_in_use_at_once_and_one_can_go_back(kept):
    first = kept.put(other(1.0), {"ndcg_after": 0.5})
    second = kept.put(other(2.0), {"ndcg_after": 0.6})
    assert kept.in_use().weights == {"words": 2.0}

    kept.use(first)
    assert kept.in_use().weights == {"words": 1.0}
    assert [(one.version, one.in_use) for one in kept.versions()] == [(second, False), (first, True), (0, False)]

    kept.use(0)
    assert kept.in_use() == default_weights()


def test_another_process_sees_what_is_in_use(kept):
    kept.put(other(1.5), {})

    assert KeptWeights(kept.store).in_use().weights == {"words": 1.5}


def test_a_version_that_is_not_there_is_said(kept):
    with pytest.raises(NotFound, match="version 7"):
        kept.use(7)


def test_each_version_names_itself_so_that_an_explanation_can_say_which(kept):
    first, second = kept.put(other(1.0), {}), kept.put(other(2.0), {})

    assert kept.in_use().version == f"learned-{second}"
    kept.use(first)
    assert kept.in_use().version == f"learned-{first}"
    assert KeptWeights(kept.store).in_use().version == f"learned-{first}"

    kept.use(0)
    assert kept.in_use().version == default_weights().version


def test_weights_that_were_kept_before_versions_had_names_have_one(kept):
    kept.store.snapshots.put("match-weights", other(1.0).model_dump_json().encode(), {})

    assert kept.get(1).version == "learned-1"
