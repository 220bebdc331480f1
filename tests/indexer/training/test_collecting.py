"""From texts to pairs: read through the sources, kept aside by group, drawn as the mix asks."""

import json

import numpy as np
import pytest

from benchmarks.word_encoder import WordEncoder
from indexer.encoders.recipe import Tried
from indexer.training.collecting import LANGUAGES, Pairs, build_pairs, collect, cut, is_aside
from indexer.training.figures import POOL, WORSE, beside_base, best_share, gains, means_from
from indexer.training.mix import DEFAULT_MIX, RETAINED, TrainingOptions, read_mix
from indexer.training.pairs import KINDS
from indexer.training.texts import Pair, Texts
from indexer.training.without import Without
from models.errors import BadInput


def pair(number, *, group=None):
    return Pair("form", f"r-{number}", group or f"g-{number}", f"question {number}", f"passage {number}")


def test_texts_come_through_the_sources_with_what_cannot_be_read_counted(tmp_path):
    rows = [{"abstract": f"一种泵{number}，用于输送液体。" * 5, "keyphrases": "泵,液体"} for number in range(2)]
    (tmp_path / "kppatent.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    titles = {"id": "CN1", "title_en": "A pump", "abstract_zh": "本发明涉及一种泵。"}
    (tmp_path / "titles.jsonl").write_text(json.dumps(titles, ensure_ascii=False) + "\n", "utf-8")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    texts = Texts([tmp_path])
    found = list(texts)
    assert texts.refused == 1
    assert [(text.source, text.language) for text in found] == [
        ("title-pairs", "en"),
        ("title-pairs", "zh"),
        ("kppatent", "zh"),
        ("kppatent", "zh"),
    ]
    assert found[2].keywords == ("泵", "液体")


def test_no_group_is_both_trained_with_and_kept_aside():
    pairs = {"titles-en": [pair(number, group=f"g-{number % 90}") for number in range(400)]}
    made = collect(pairs, {"titles-en": 300}, 1, tokens=32)
    trained, aside = ({one.group for one in part["titles-en"]} for part in (made.training, made.aside))
    assert aside
    assert not trained & aside
    assert all(map(is_aside, aside))
    assert len(made.training["titles-en"]) == 300


def test_few_pairs_come_as_often_as_each_other():
    made = collect({"terms": [pair(number) for number in range(10)]}, {"terms": 50}, 1, tokens=32)
    counts = {one.key: made.training["terms"].count(one) for one in made.training["terms"]}
    assert max(counts.values()) - min(counts.values()) <= 1


def test_a_seed_draws_the_same_again_and_another_draws_otherwise(texts):
    built = build_pairs(texts, Without(), KINDS, 1)
    assert built == build_pairs(texts, Without(), KINDS, 1)
    drawn = [collect(built, {"terms": 20}, seed, tokens=32).training for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_counts_say_kind_source_and_licence():
    made = collect({"keywords": [Pair("kppatent", "k", "k", "q", "p"), pair(1)]}, {"keywords": 2}, 1, tokens=32)
    assert [(one.source, one.licence, one.pairs) for one in made.counts()] == [
        ("form", "none stated", 1),
        ("kppatent", "MIT", 1),
    ]


@pytest.mark.parametrize(("text", "most"), [("word " * 500, 700), ("泵用于输送液体" * 100, 300)])
def test_a_text_is_cut_to_about_its_tokens(text, most):
    assert most / 3 < len(cut(text, 128)) < most


def test_the_default_mix_adds_up_and_names_kinds_that_there_are():
    assert sum(DEFAULT_MIX.values()) == 100
    assert set(DEFAULT_MIX) <= {*KINDS, RETAINED}
    wanted = TrainingOptions(steps=100, batch=8).pairs()
    assert sum(wanted.values()) == pytest.approx(800, abs=8 * len(wanted) / 2)


def test_a_mix_is_read_as_it_is_typed():
    assert read_mix("awards=40, keywords=20,retained=10") == {"awards": 40, "keywords": 20, "retained": 10}


@pytest.mark.parametrize("mix", ["awards", "awards=x", "awards=-1", "prices=3", "retained=3", "", "awards=nan"])
def test_a_mix_that_cannot_be_is_refused(mix):
    with pytest.raises(BadInput):
        read_mix(mix)


def test_gains_are_of_the_pairs_kept_aside_by_kind():
    found = [pair(number) for number in range(30)]
    same = [Pair("form", f"s-{number}", f"s-{number}", f"word{number} x", f"word{number} y") for number in range(30)]
    by_kind = gains(WordEncoder(64), Pairs({}, {"same": same, "other": found}))
    assert {kind: some.shape for kind, some in by_kind.items()} == {"same": (30,), "other": (30,)}
    assert by_kind["same"].mean() > 0.9


def test_every_answer_is_in_the_pool_however_many_there_are():
    many = [Pair("form", str(n), str(n), f"word{n} x", f"word{n} y") for n in range(POOL + 20)]
    found = gains(WordEncoder(256), Pairs({"same": many[:5]}, {"same": many}))["same"]
    assert found.shape == (POOL + 20,)
    assert found.mean() > 0.9


def test_means_are_of_both_roles_and_languages(texts):
    made = collect(build_pairs(texts, Without(), KINDS, 1), dict.fromkeys(KINDS, 8), 1, tokens=64)
    means = means_from(WordEncoder(16), made, 1)
    assert set(means) == {(role, language) for role in ("query", "passage") for language in LANGUAGES}


def test_a_share_has_the_standard_errors_of_its_differences():
    base, share = np.array([1.0, 0.5, 0.0, 0.5]), np.array([1.0, 1.0, 0.0, 1.0])
    made = beside_base(0.5, {"a": share, "b": base}, {"a": base, "b": base})
    assert made.figures == {"a": 0.75, "b": 0.5}
    # differences 0, .5, 0, .5: standard deviation .2887, of the mean half of it
    assert made.errors == {"a": pytest.approx(0.1443, abs=1e-4), "b": 0.0}
    assert beside_base(0.5, {"a": share[:1]}, {"a": base[:1]}).errors == {"a": 0.0}


def test_the_best_share_is_the_best_of_those_that_lower_no_kind():
    base = Tried(share=0, figures={"a": 0.5, "b": 0.5})
    half = Tried(share=0.5, figures={"a": 0.6, "b": 0.5 - WORSE / 2})
    whole = Tried(share=1, figures={"a": 0.9, "b": 0.4})
    assert best_share([base, half, whole]) is half
    assert best_share([base, whole]) is base


def test_a_fall_that_chance_explains_does_not_refuse_a_share():
    base = Tried(share=0, figures={"a": 0.5, "b": 0.5})
    by_chance = Tried(share=1, figures={"a": 0.9, "b": 0.46}, errors={"a": 0.01, "b": 0.03})
    beyond = Tried(share=1, figures={"a": 0.9, "b": 0.46}, errors={"a": 0.01, "b": 0.015})
    assert best_share([base, by_chance]) is by_chance
    assert best_share([base, beyond]) is base
