"""From an explanation to what the API says of a match, in the reader's language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.constraints import Facts, Interval, Outcome
from models.listings import SideName, Standing
from models.store import StoredListing
from models.terms import Weight
from ranking.matching import features
from ranking.matching.almost import Almost
from ranking.matching.checks import Check, RuleCheck, to_confirm
from ranking.matching.dossier import Dossier
from ranking.matching.explanation import DEALS, MEANING, SILENT, START, WORDS, WORK, Explanation, Reason, SideReasons
from ranking.matching.match import Contribution
from ranking.matching.passages import Passages
from ranking.snippets import Snippet
from search_api.labels import SIDES, day
from search_api.listings.values import fact_text
from search_api.listings.views import Views
from search_api.matching.checks import CheckWords
from search_api.matching.obstacles import ObstacleWords
from search_api.matching.schemas import (
    AlmostView,
    CalibrationView,
    ConfirmView,
    ContributionView,
    JoiningView,
    MatchSide,
    MatchView,
    MetPassages,
    ObstacleView,
    ReasonView,
    RuleView,
)
from search_api.matching.wording import (
    BASES,
    FEATURES,
    JOININGS,
    NOTICES,
    OTHER_JOINING,
    OUTCOMES,
    PUBLIC_RECORD,
    REASONS,
    labelled,
    listed,
    say,
    sentences,
    signed,
    word,
)
from search_api.search.results import card
from search_api.search.schemas import Notice, Passage

MOST_TOLD = 3
"""Checks that a reason tells; the others stand among the checks."""

PLACES = 4


@dataclass(frozen=True)
class Party:
    """One of two listings: what its reader may read of it, and what matching does."""

    stored: StoredListing
    dossier: Dossier

    @property
    def id(self) -> str:
        """The listing's id."""
        return self.stored.listing.id


@dataclass(frozen=True)
class MatchViews:
    """Makes the views of matches for readers of one language."""

    views: Views
    checks: CheckWords
    obstacles: ObstacleWords
    today: dt.date

    @property
    def language(self) -> str:
        """The reader's."""
        return self.views.language

    def match(
        self, found: Explanation, asker: Party, other: Party, met: tuple[Passages | None, Passages | None]
    ) -> MatchView:
        """A match as the listing that asks sees it. ``met``: the passages of the forward and the backward direction."""
        blocked = self.blocked(asker, other)
        return MatchView(
            listing=card(other.stored, self.views),
            score=round(found.match.score, PLACES),
            mutual=round(found.match.mutual, PLACES),
            forward=self.side(found.forward, asker, other, met[0]),
            backward=self.side(found.backward, other, asker, met[1]),
            rules=[self.rule(one, asker, other) for one in found.match.rules],
            obstacles=blocked,
            questions=[*self.questions(found, asker, other), *self._owners(blocked, asker, other)],
            notes=self.notes(other),
        )

    def side(self, found: SideReasons, of: Party, about: Party, met: Passages | None) -> MatchSide:
        """What one side thinks of the other."""
        chosen, choices = settled(found.checks)
        checks = [self.checks.view(one, of.id, choice=one.demand.choice(0) in choices) for one in chosen]
        places = {id(one): place for place, one in enumerate(chosen)}

        def told(reason: Reason, *, against: bool) -> ReasonView:
            return ReasonView(
                name=reason.name,
                label=word(REASONS, reason.name, self.language),
                text=self._text(reason, found, about, met, against=against),
                log_odds=round(reason.log_odds, PLACES),
                checks=[places[id(one)] for one in reason.checks if id(one) in places],
            )

        return MatchSide(
            of=of.id,
            silent=found.silent,
            text=self._basis(found),
            score=None if found.score is None else round(found.score, PLACES),
            log_odds=round(found.log_odds, PLACES),
            reasons=[told(one, against=False) for one in found.best],
            against=told(found.worst, against=True) if found.worst else None,
            contributions=[self._contribution(reason, part) for reason in found.reasons for part in reason.parts],
            checks=checks,
            passages=self._passages(met, found) if met else None,
        )

    def rule(self, found: RuleCheck, asker: Party, other: Party) -> RuleView:
        """A rule in words."""
        return RuleView(
            rule=found.rule,
            outcome=found.outcome.value,
            outcome_label=OUTCOMES[found.outcome].best(self.language)[1],
            text=self._rule(found, asker, other),
        )

    def blocked(self, asker: Party, other: Party) -> list[ObstacleView]:
        """What lies on the rights of either, as far as it blocks a deal that the listing has in mind."""
        found = []
        for mine, their in ((asker, other), (other, asker)):
            deals = _codes(mine.dossier.facts, "deal_type")
            theirs = _codes(their.dossier.facts, "deal_type")
            found += self.obstacles.of(mine.stored, deals & theirs if theirs else deals)
        return found

    def questions(self, found: Explanation, asker: Party, other: Party) -> list[ConfirmView]:
        """What has to be asked: hard demands of either that the other does not answer."""
        asked = [(one, other) for one in found.forward.checks] + [(one, asker) for one in found.backward.checks]
        return [self.question(one, whom) for one, whom in asked if to_confirm(one)]

    def question(self, check: Check, whom: Party) -> ConfirmView:
        """What one has to be asked."""
        label, asks = self.checks.label(check.demand), self.checks.asks(check.demand)
        text = say("ask", self.language, whom=self.name(whom), label=label, asks=asks)
        return ConfirmView(whom=whom.id, term=check.demand.key, text=text)

    def ask(self, check: Check, whom: Party, matches: int, *, mine: bool) -> str:
        """What would decide several matches, as a question to the asker (``mine``), or to each of the others."""
        label, asks = self.checks.label(check.demand), self.checks.asks(check.demand)
        if matches == 1:
            return self.question(check, whom).text
        key = "ask_mine" if mine else "ask_theirs"
        return say(key, self.language, label=label, asks=asks, count=matches, title=self.title(whom))

    def notes(self, other: Party) -> list[Notice]:
        """What is to be known of a listing before anything is made of the match."""
        if other.stored.listing.standing is not Standing.PUBLIC_RECORD:
            return []
        return [Notice(code=PUBLIC_RECORD, text=NOTICES[PUBLIC_RECORD].best(self.language)[1])]

    def almost(self, found: Almost, asker: Party, other: Party) -> AlmostView:
        """What would match if one demand were loosened, and which."""
        whose = asker if found.mine else other
        excluded = found.missing[0].demand.weight is Weight.EXCLUDED
        told = " / ".join(self.checks.told(one) for one in found.missing)
        return AlmostView(
            listing=card(other.stored, self.views),
            score=round(found.match.score, PLACES),
            of=whose.id,
            missing=[self.checks.view(one, whose.id) for one in found.missing],
            text=say("almost_excluded" if excluded else "almost", self.language, title=self.title(whose), check=told),
        )

    def apart(self, found: Explanation, asker: Party, other: Party) -> list[str]:
        """What keeps two listings apart."""
        rules = [self._rule(one, asker, other) for one in found.barred]
        sides = ((asker, found.forward.checks), (other, found.backward.checks))
        failing = [(of, one) for of, checks in sides for one in checks if one in found.apart]
        return rules + [labelled(self.title(of), self.checks.told(one), self.language) for of, one in failing]

    def joining(self, found: Explanation) -> JoiningView:
        """How both sides were joined."""
        step = found.joined
        in_log_odds = step.method == SILENT
        figures = [signed(score, 2) if in_log_odds else f"{score:.2f}" for score in (step.forward, step.backward)]
        words = JOININGS.get(step.method, OTHER_JOINING).best(self.language)[1]
        text = words.format(method=step.method, forward=figures[0], backward=figures[1], mutual=f"{step.mutual:.2f}")
        return JoiningView(
            method=step.method,
            forward=round(step.forward, PLACES),
            backward=round(step.backward, PLACES),
            mutual=round(step.mutual, PLACES),
            text=text,
        )

    def calibration(self, found: Explanation) -> CalibrationView:
        """How the mutual score became the one that is shown."""
        step = found.calibrated
        plain = (step.slope, step.intercept) == (1.0, 0.0)
        text = say(
            "calibrated_plain" if plain else "calibrated",
            self.language,
            slope=f"{step.slope:.2f}",
            intercept=signed(step.intercept, 2),
            mutual=f"{step.mutual:.2f}",
            score=f"{step.score:.2f}",
        )
        return CalibrationView(
            slope=step.slope,
            intercept=step.intercept,
            mutual=round(step.mutual, PLACES),
            score=round(step.score, PLACES),
            text=text,
        )

    def title(self, one: Party) -> str:
        """A listing's title for this reader."""
        return self.views.text(one.stored.listing.title)

    def name(self, one: Party) -> str:
        """Whom to ask: a listing's party, by its title where it names none."""
        party = self.views.party(one.stored.party, one.stored.listing.party)
        return party.name if party else self.title(one)

    def _owners(self, blocked: Sequence[ObstacleView], asker: Party, other: Party) -> list[ConfirmView]:
        names = {one.id: self.name(one) for one in (asker, other)}
        return self.obstacles.questions(blocked, names)

    def _basis(self, found: SideReasons) -> str:
        if found.relation is None:
            return say("silent", self.language)
        return BASES[found.relation.basis].best(self.language)[1]

    def _contribution(self, reason: Reason, part: Contribution) -> ContributionView:
        name = (
            FEATURES[part.name].best(self.language)[1]
            if part.name in FEATURES
            else word(REASONS, part.name, self.language)
        )
        return ContributionView(
            name=part.name,
            label=name,
            reason=reason.name,
            reason_label=word(REASONS, reason.name, self.language),
            value=round(part.value, PLACES),
            log_odds=round(part.log_odds, PLACES),
        )

    def _passages(self, met: Passages, found: SideReasons) -> MetPassages:
        wants = found.relation.wants if found.relation else SideName.SEEKS
        return MetPassages(
            asking=self._passage(met.asking, wants),
            answering=self._passage(met.answering, SideName.OFFERS),
            shared=list(met.shared),
            cosine=None if met.cosine is None else round(met.cosine, PLACES),
        )

    def _passage(self, found: Snippet, side: SideName) -> Passage:
        return Passage(
            text=found.passage,
            language=found.language,
            spans=list(found.spans),
            side=side.value,
            side_label=SIDES[side.value].best(self.language)[1],
            before=found.before,
            after=found.after,
        )

    def _text(self, reason: Reason, found: SideReasons, about: Party, met: Passages | None, *, against: bool) -> str:
        """A reason as a sentence."""
        if reason.name == WORDS:
            return self._words(met, against=against)
        if reason.name == MEANING:
            return say("meaning_against" if against else "meaning_for", self.language)
        if reason.name == START:
            return self._start(reason, found)
        if reason.name == WORK:
            return say("work", self.language)
        if reason.name == DEALS:
            return self._deals(about)
        if reason.name in features.QUALITIES:
            return self._known(reason, about)
        return self._checks(reason, against=against)

    def _words(self, met: Passages | None, *, against: bool) -> str:
        if against:
            return say("words_against", self.language)
        if met is None or not met.shared:
            return say("words_for_plain", self.language)
        return say("words_for", self.language, shared=listed(list(met.shared), self.language))

    def _start(self, reason: Reason, found: SideReasons) -> str:
        said = sum(one.log_odds for one in found.reasons if one.name in {WORDS, MEANING})
        return say("start_against", self.language, said=signed(said), start=signed(reason.log_odds))

    def _known(self, reason: Reason, about: Party) -> str:
        if reason.name == features.FRESHNESS and (published := about.stored.listing.published):
            return say("freshness", self.language, day=day(published, self.language))
        share = max(part.value for part in reason.parts)
        return say("completeness", self.language, percent=f"{100 * share:.0f}")

    def _deals(self, about: Party) -> str:
        done = about.dossier.facts.get("offers.deals_done", Interval(0, 0))
        text = fact_text("deals_done", done, self.views.labels, self.language)
        return say("deals", self.language, deals=text)

    def _checks(self, reason: Reason, *, against: bool) -> str:
        """The checks behind a reason: those that are met where it speaks for a match, the others where against it."""
        if reason.name == features.TO_CONFIRM:
            terms = listed([self.checks.label(one.demand) for one in reason.checks], self.language)
            return say("confirm_against", self.language, terms=terms)
        chosen, _ = settled(reason.checks)
        telling = [one for one in chosen if (one.outcome is Outcome.MET) is not against] or list(chosen)
        told = [self.checks.told(one) for one in telling[:MOST_TOLD]]
        return sentences(told, self.language) if told else word(REASONS, reason.name, self.language)

    def _rule(self, found: RuleCheck, asker: Party, other: Party) -> str:
        failed = found.outcome is Outcome.FAILED
        if found.rule != "open":
            return say(f"{found.rule}_{'failed' if failed else 'met'}", self.language)
        for one in (other, asker):
            if (closed := self.closed(one)) is not None:
                key = "open_failed" if failed else "open_record"
                return say(key, self.language, title=self.title(one), day=day(closed, self.language))
        return say("open_met", self.language)

    def closed(self, one: Party) -> dt.date | None:
        """The day on which a listing's round or offer ended, where that is over."""
        ends = [one.dossier.facts.get(name) for name in ("offers.open", "offer_until")]
        past = [fact.high for fact in ends if isinstance(fact, Interval) and fact.high < self.today.toordinal()]
        return dt.date.fromordinal(int(min(past))) if past and math.isfinite(min(past)) else None


def settled(checks: Sequence[Check]) -> tuple[tuple[Check, ...], frozenset[tuple[str, Weight, int]]]:
    """The checks without alternatives to what is met already, and the choices that had any: one of several was enough."""
    open_choices = [one.demand.choice(0) for one in checks if one.demand.weight is not Weight.EXCLUDED]
    several = {choice for choice in open_choices if open_choices.count(choice) > 1}
    met = {one.demand.choice(0) for one in checks if one.outcome is Outcome.MET} & several
    chosen = (one for one in checks if one.demand.choice(0) not in met or one.outcome is Outcome.MET)
    return tuple(chosen), frozenset(several)


def _codes(facts: Facts, name: str) -> frozenset[str]:
    found = facts.get(name)
    return found if isinstance(found, frozenset) else frozenset()
