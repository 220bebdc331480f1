"""What would match if one condition were loosened, of either side, and nothing that needs more."""

from dataclasses import dataclass, field

import pytest

from models.constraints import EVERYTHING, In, evaluate, passes
from models.ports import Candidate, Counts, Page
from models.viewer import ANONYMOUS
from ranking.matching.almost import MOST_LOOSENED, almost
from ranking.matching.dossier import Asker, Dossier
from ranking.matching.matcher import Matcher, MatchRequest
from ranking.matching.weights import default_weights
from tests.listing_facts import CONTEXT, right

READABLE = {"side": frozenset({"offers"}), "audience": frozenset({"anyone"})}


@dataclass
class ListReader:
    """A reader of listings in memory, which finds by terms alone. ``asked``: how often."""

    pool: dict
    asked: int = field(default=0)

    def retrieve(self, _keyword, _vectors, where, *, depth, mark=EVERYTHING):
        self.asked += 1
        return [Candidate(f"{name}/offers/teaser", name, 1.0, None, 1, None) for name in self._passing(where)[:depth]]

    def scan(self, where, *, limit, **_order):
        self.asked += 1
        return Page(tuple(f"{name}/offers/teaser" for name in self._passing(where)[:limit]), None)

    def count(self, where, facets=(), **_more):
        passing = self._passing(where)
        codes = [code for name in passing for code in self.pool[name].get("requires", ())]
        return Counts(len(passing), {"requires": dict.fromkeys(codes, 1)} if facets else {})

    def _passing(self, where):
        return [name for name, facts in self.pool.items() if passes(where, facts)]


@dataclass(frozen=True)
class Known:
    """Dossiers of the same listings."""

    pool: dict

    def many(self, ids, _viewer):
        return {name: dossier(name, self.pool[name]) for name in ids}


def dossier(name, facts):
    return Dossier(name, 1, next(iter(facts["kind"])), facts, {})


@pytest.fixture
def near(write):
    """What almost matches an asker among others, each given as facts by name."""

    def asked(asker, others, *, size=10, best=0.0, reader=None, **request):
        pool = {name: facts | READABLE for name, facts in others.items()}
        reading = reader if reader is not None else ListReader(pool)
        reading.pool = pool
        matcher = Matcher(reading, Known(pool), default_weights, lambda: CONTEXT)
        ask = MatchRequest(Asker(dossier("asker", asker)), ANONYMOUS, ("technology", "project"), **request)
        return almost(matcher, ask, size, best)

    return asked


@pytest.fixture
def fund(write):
    """A fund that requires a place and a stage; the field by which it finds anything is a wish."""

    def make(*more):
        seeks = [write.term("place", "CN-JS"), write.term("stage", (5, 9)), write.term("field", "H01M", "preferred")]
        return write.facts("mandate", name="fund", seeks=[*seeks, *more])

    return make


def told(found):
    return {one.match.other: ({check.demand.key for check in one.missing}, one.mine) for one in found}


@pytest.fixture(autouse=True)
def _scores(monkeypatch):
    """Without texts every pair scores low; what is near is what is tested here."""
    monkeypatch.setattr("ranking.matching.almost.LEAST", 0.0)


def test_who_fails_one_condition_of_the_asker_is_told_with_it(write, fund, near):
    others = {
        "fits": write.facts(name="fits", field="H01M", place="CN-JS", stage=6),
        "elsewhere": write.facts(name="elsewhere", field="H01M", place="DE", stage=6),
        "early": write.facts(name="early", field="H01M", place="CN-JS", stage=2),
        "neither": write.facts(name="neither", field="H01M", place="DE", stage=2),
    }
    assert told(near(fund(), others)) == {"elsewhere": ({"place"}, True), "early": ({"stage"}, True)}


def test_who_insists_on_one_thing_that_the_asker_is_not_is_told_with_it(write, fund, near):
    demands = {"one": ["party_role"], "two": ["party_role", "fund_currency"]}
    asked = {"party_role": "bank", "fund_currency": "USD"}
    offers = {"field": "H01M", "place": "CN-JS", "stage": 6}
    others = {
        name: write.facts("project", name=name, seeks=[write.term(term, asked[term]) for term in terms], **offers)
        for name, terms in demands.items()
    }
    asker = fund() | {
        "answers.party_role": frozenset({"investor"}),
        "answers.fund_currency": frozenset({"CNY"}),
    }
    assert told(near(asker, others)) == {"one": ({"party_role"}, False)}


def test_one_condition_of_each_side_is_one_too_many(write, fund, near):
    project = write.facts(
        "project", name="p", seeks=[write.term("party_role", "bank")], field="H01M", place="DE", stage=6
    )
    asker = fund() | {"answers.party_role": frozenset({"investor"})}
    assert near(asker, {"p": project}) == []


def test_alternatives_are_one_condition(write, fund, near):
    lives = [
        write.term("remaining_life", (years, None), subject="any_asset", among=kind)
        for kind, years in (("invention", 8), ("utility_model", 4))
    ]
    old = write.facts(name="old", field="H01M", place="CN-JS", stage=6, rights=[right(years=2)])
    found = near(fund(*lives), {"old": old})
    assert told(found) == {"old": ({"remaining_life:invention", "remaining_life:utility_model"}, True)}


def test_what_is_excluded_is_a_condition_too(write, fund, near):
    excluded = write.term("industry", "software", "excluded")
    other = write.facts(name="one", field="H01M", place="CN-JS", stage=6, industry="software")
    assert told(near(fund(excluded), {"one": other})) == {"one": ({"industry"}, True)}


def test_what_is_insisted_on_and_not_stated_is_told(write, fund, near):
    silent = write.facts(name="one", field="H01M", place="CN-JS", stage=6)
    insisted = write.term("asset_kind", "invention", confirm=False)
    assert told(near(fund(insisted), {"one": silent})) == {"one": ({"asset_kind"}, True)}


def test_filters_and_listings_that_are_left_out_hold(write, fund, near):
    others = {
        name: write.facts(name=name, field="H01M", place="DE", stage=6, office=office)
        for name, office in (("kept", "EP"), ("filtered", "US"), ("without", "EP"))
    }
    found = near(fund(), others, where=In("office", frozenset({"EP"})), without=frozenset({"without"}))
    assert set(told(found)) == {"kept"}


def test_nobody_almost_matches_who_is_kept_apart_by_a_rule(write, fund, near):
    own = write.facts(name="own", party="fund", field="H01M", place="DE", stage=6)
    assert near(fund(), {"own": {**own, "party": frozenset({"same"})}} | {}, size=5)
    asker = fund() | {"party": frozenset({"same"})}
    assert near(asker, {"own": {**own, "party": frozenset({"same"})}}) == []


def test_what_is_far_below_the_best_match_is_not_told(write, fund, near):
    others = {"elsewhere": write.facts(name="elsewhere", field="H01M", place="DE", stage=6)}
    score = near(fund(), others)[0].match.score
    assert near(fund(), others, best=score * 9)
    assert not near(fund(), others, best=min(1.0, score * 11))


def test_however_many_conditions_there_are_retrieval_is_asked_a_bounded_number_of_times(write, fund, near):
    names = ("asset_kind", "office", "legal_status", "encumbrance", "language", "party_role", "industry")
    codes = ("invention", "CN", "in_force", "none", "zh", "university", "health")
    many = [write.term(name, code) for name, code in zip(names, codes, strict=True)]
    reader = ListReader({})
    near(fund(*many), {"one": write.facts(name="one", field="H01M")}, reader=reader)
    assert reader.asked <= MOST_LOOSENED + 1


def test_the_evaluator_agrees_that_every_pair_told_fails_and_would_not_without_it(write, fund, near):
    others = {"elsewhere": write.facts(name="elsewhere", field="H01M", place="DE", stage=6)}
    (one,) = near(fund(), others)
    assert not one.match.stands
    (missing,) = one.missing
    assert evaluate(missing.demand.holds(CONTEXT), others["elsewhere"]) is missing.outcome
