"""Explanations: reasons that add up to the score, agree with the ranking, and say only what is so."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from models.constraints import Outcome
from models.listings import SideName
from ranking.matching import features
from ranking.matching.dossier import Dossier
from ranking.matching.explanation import MEANING, REASONS, SILENT, START, WORDS, explain, holds, side_reasons
from ranking.matching.joining import METHODS
from ranking.matching.match import BASE, Contribution, Direction
from ranking.matching.matcher import Matcher
from ranking.matching.relations import SOUGHT
from ranking.matching.texts import Profiler, SideText
from ranking.matching.weights import default_weights
from tests.listing_facts import CONTEXT, right


class Words:
    """A corpus of a hundred units in which a word is as frequent as its length tells."""

    units, average_length = 100, 12.0

    def frequencies(self, terms):
        return {term: min(99, 200 // len(term) ** 2) or 1 for term in terms}

    def idf(self, frequency):
        return math.log(1 + (self.units - frequency + 0.5) / (frequency + 0.5))


def profile(text, language="en", vector=None):
    words = Counter(text.split())
    rows = np.zeros((0, 2), np.float32) if vector is None else np.array([vector], np.float32)
    side = SideText(words, words, Counter(), frozenset(), frozenset({language}), rows)
    return Profiler(Words()).profile(side)


def dossier(name, kind, facts, **texts):
    return Dossier(name, 1, kind, facts, {SideName(side): text for side, text in texts.items()})


@pytest.fixture
def pairs(write):
    """A technology with what it seeks, and four others: near, far, silent and in another language."""
    asker = dossier(
        "technology",
        "technology",
        write.facts(
            name="technology",
            stage=(4, 6),
            price="CNY 8-15 million",
            at="CN-BJ",
            rights=[right(years=9)],
            seeks=[write.term("place", "CN-JS"), write.term("deal_type", "exclusive_licence", "preferred")],
        ),
        offers=profile("garnet ceramic separator sintered quickly", vector=(1, 0)),
        seeks=profile("a partner with continuous casting equipment", vector=(0.9, 0.436)),
    )
    seeking = [write.term("stage", (5, 9)), write.term("price", "up to CNY 10 million", "preferred")]
    others = [
        dossier(
            "near",
            "need",
            write.facts("need", name="near", at="CN-JS", seeks=seeking),
            offers=profile("our continuous casting equipment stands ready", vector=(0.95, 0.312)),
            seeks=profile("garnet ceramic separator", vector=(1, 0)),
        ),
        dossier(
            "far",
            "need",
            write.facts("need", name="far", at="DE", seeks=seeking),
            offers=profile("vaccines", vector=(-1, 0)),
            seeks=profile("cold vaccines", vector=(0, 1)),
        ),
        dossier("silent", "need", write.facts("need", name="silent"), offers=profile("continuous casting")),
        dossier(
            "foreign",
            "need",
            write.facts("need", name="foreign", at="CN-JS"),
            offers=profile("连续 流延 设备", "zh", (0.8, 0.6)),
            seeks=profile("石榴石 陶瓷 隔膜", "zh", (-0.2, 0.98)),
        ),
    ]
    return asker, others


@pytest.fixture
def matcher():
    return Matcher(reader=None, dossiers=None, weights=default_weights, context=lambda: CONTEXT)


@pytest.fixture
def explained(matcher, pairs):
    asker, others = pairs
    return {other.listing: explain(matcher.pair(asker, other), default_weights()) for other in others}


def sides(explained):
    return [side for one in explained.values() for side in (one.forward, one.backward)]


def test_reasons_add_up_to_each_sides_log_odds_and_each_contribution_is_in_one(explained):
    for one in explained.values():
        for side, direction in ((one.forward, one.match.forward), (one.backward, one.match.backward)):
            assert sum(reason.log_odds for reason in side.reasons) == pytest.approx(direction.log_odds)
            told = [part for reason in side.reasons for part in reason.parts]
            assert sorted(told, key=lambda part: part.name) == sorted(
                direction.contributions, key=lambda part: part.name
            )


def test_joining_and_calibration_lead_from_both_sides_to_the_score(explained):
    for one in explained.values():
        step, last = one.joined, one.calibrated
        if step.method == SILENT:
            assert step.mutual == pytest.approx(1 / (1 + math.exp(-(step.forward + step.backward))))
        else:
            joined = METHODS[step.method].join(np.array([step.forward]), np.array([step.backward]))
            assert step.mutual == pytest.approx(float(joined[0]))
        odds = last.slope * math.log(last.mutual / (1 - last.mutual)) + last.intercept
        assert last.score == pytest.approx(1 / (1 + math.exp(-odds)))


def test_an_explanation_has_the_score_that_the_ranking_has(matcher, pairs, explained):
    asker, others = pairs
    scored = matcher.score(asker, others)
    ranked = [scored.others[n].listing for n in scored.order]
    assert ranked == sorted(explained, key=lambda name: (-explained[name].match.score, name))
    for n, other in enumerate(scored.others):
        assert explained[other.listing].match.score == pytest.approx(float(scored.scores[n]))


def test_from_the_other_side_the_explanation_is_the_same_with_the_sides_exchanged(matcher, pairs, explained):
    asker, others = pairs
    for other in others:
        there, here = explained[other.listing], explain(matcher.pair(other, asker), default_weights())
        assert here.match.mutual == pytest.approx(there.match.mutual)
        for one, mirrored in ((there.forward, here.backward), (there.backward, here.forward)):
            assert one.log_odds == pytest.approx(mirrored.log_odds, abs=1e-5)
            assert [reason.name for reason in one.best] == [reason.name for reason in mirrored.best]
            assert one.checks == mirrored.checks


def test_at_most_three_reasons_speak_for_the_heaviest_first(explained):
    for side in sides(explained):
        assert len(side.best) <= 3
        assert [reason.log_odds for reason in side.best] == sorted(
            (reason.log_odds for reason in side.best), reverse=True
        )
        assert side.worst is None or side.worst.log_odds < 0


def test_what_speaks_for_a_match_is_so(explained):
    near, far = explained["near"], explained["far"]
    assert {"words", "meaning"} <= {reason.name for reason in near.backward.best}
    assert not {WORDS, MEANING} & {reason.name for reason in far.forward.best}
    for side in sides(explained):
        for reason in side.best:
            assert holds(reason)
            if reason.name in features.TERM_GROUPS:
                assert any(one.outcome is Outcome.MET for one in reason.checks)


def test_words_and_meaning_that_do_not_make_up_for_the_beginning_are_too_little(explained):
    assert explained["far"].backward.worst.name == START
    assert explained["near"].backward.worst is None or explained["near"].backward.worst.name != START


def test_a_pair_without_a_common_language_begins_higher_and_nothing_is_said_of_its_words(explained):
    side = explained["foreign"].backward
    start = next(reason for reason in side.reasons if reason.name == START)
    assert {part.name for part in start.parts} == {BASE, features.FOREIGN}
    assert MEANING not in {reason.name for reason in side.best}, "their meaning is not close"


def test_a_silent_side_has_no_score_and_no_beginning(explained):
    side = explained["silent"].backward
    assert side.silent
    assert side.score is None
    assert START not in {reason.name for reason in side.reasons}
    assert explained["silent"].joined.method == SILENT


def test_what_keeps_two_apart_is_named_however_little_it_weighs(explained):
    assert [one.demand.term for one in explained["far"].apart] == ["place"]
    assert explained["near"].apart == ()


def direction(*parts, relation=SOUGHT):
    made = tuple(Contribution(name, value, log_odds) for name, value, log_odds in parts)
    return Direction(False, sum(part.log_odds for part in made), made, (), relation)


def test_style_length_and_common_wording_are_no_reasons_of_their_own():
    side = side_reasons(direction((features.STYLE, 0.5, 1.5), (features.LENGTH, 2.0, -0.7), (features.HUB, 1.0, -3.0)))
    (reason,) = side.reasons
    assert (reason.name, side.best) == (WORDS, ())
    assert side.worst is reason


def test_words_that_nobody_shares_are_not_told_as_shared():
    assert side_reasons(direction((features.STYLE, 0.5, 1.5), (features.WORDS, 0.0, 0.2))).best == ()


def test_nothing_is_held_against_texts_that_were_not_compared_or_terms_that_nobody_asked():
    """A model of trees gives every feature a contribution, those too that are absent."""
    parts = ((features.WORDS, 0.0, -2.0), ("field", 0.0, -1.0), (features.COMPLETENESS, 0.0, -0.5))
    assert side_reasons(direction(*parts, relation=None)).worst is None


def test_what_moves_the_score_by_next_to_nothing_is_no_reason():
    side = side_reasons(direction((features.FRESHNESS, 0.2, 0.04), (features.MEANING, -0.01, -0.04)))
    assert (side.best, side.worst) == ((), None)


def test_every_feature_counts_in_a_reason():
    alone = set(features.FEATURES) - set(REASONS)
    assert alone == {
        *features.TERM_GROUPS,
        features.TO_CONFIRM,
        features.FRESHNESS,
        features.COMPLETENESS,
    }


def test_the_version_of_the_weights_is_told(matcher, pairs):
    asker, others = pairs
    weights = default_weights().model_copy(update={"version": "other-2"})
    found = explain(replace(matcher, weights=lambda: weights).pair(asker, others[0]), weights)
    assert found.version == "other-2"
