"""From a team, or from what leaves none, to what the API says of it, in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.constraints import Interval, Outcome
from models.roles import team_roles
from models.terms import Weight
from models.viewer import Viewer
from models.vocabulary import term_kinds
from ranking.matching.checks import RuleCheck
from ranking.matching.dossier import Asker
from ranking.team.alternatives import Alternative
from ranking.team.impossible import Impossible
from ranking.team.parts import AMOUNT, HUNDREDTHS, RISK, Whole, wholes
from ranking.team.passed_over import PassedOver
from ranking.team.problem import Candidate, Problem
from ranking.team.rules import (
    ADDS_UP,
    BARRED,
    CAPACITY,
    CONFLICT,
    INDEPENDENT,
    INDIVISIBLE,
    MOST,
    OWN,
    ROLE,
    SAME_PARTY,
    TOO_LARGE,
    Reason,
    Rule,
)
from ranking.team.team import CONVINCING, Member, Team, Vacancy
from ranking.team.worth import VACANT
from search_api.listings.values import fact_text
from search_api.matching.answers import MatchAnswers
from search_api.matching.schemas import CheckView, ConfirmView, MatchSide, MatchView, ObstacleView
from search_api.matching.views import Party
from search_api.matching.wording import clauses, say
from search_api.search.results import card
from search_api.search.schemas import Card
from search_api.teams.candidates import OBSTACLE, REPRESENTED, Ask, Bar, Standing, agents, of_others
from search_api.teams.schemas import (
    AgainstView,
    AlternativeView,
    ClashRule,
    ImpossibleView,
    MemberView,
    PassedOverView,
    PoolView,
    TeamReason,
    VacancyView,
)
from search_api.teams.wording import sentence, tell, together

MOST_REASONS = 3
MOST_PASSED_OVER = 5
PLACES = 4
LEAST_TOLD = 0.005
"""Scores from which on two figures behind the point tell something."""


@dataclass(frozen=True)
class TeamViews:
    """Makes the views of one problem's answer. ``standings``: everybody who could take a role."""

    answers: MatchAnswers
    problem: Problem
    ask: Ask | None
    party: Party
    asker: Asker
    viewer: Viewer
    standings: Sequence[Standing]
    _by_listing: dict[tuple[str, str], Standing] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._by_listing.update({(one.role.key, one.other.id): one for one in self.standings})

    @property
    def language(self) -> str:
        """The reader's."""
        return self.answers.language

    def members(self, team: Team, found: Mapping[Candidate, Alternative]) -> list[MemberView]:
        """Everybody who takes a role."""
        return [self._member(one, team, found.get(one.candidate)) for one in team.members]

    def vacancies(self, team: Team) -> list[VacancyView]:
        """The optional roles that nobody takes."""
        return [self._vacancy(one, team) for one in team.vacancies]

    def summary(self, team: Team) -> list[str]:
        """What is to be known of the team as a whole."""
        said = [] if team.fit is None else [self._fit(team.fit)]
        amounts = [one.amount for one in team.members if one.amount is not None]
        if self.ask is not None and amounts:
            asked = self._money(self.ask.span)
            said.append(tell("together", self.language, sum=self._amount(sum(amounts)), asked=asked))
        risks = [one for one in team.members if one.risk is not None]
        if risks:
            unstated = any(RISK in one.to_confirm for one in risks)
            said.append(tell("risk_open" if unstated else "risk_whole", self.language))
        return [*said, tell("proven" if team.proven else "unproven", self.language)]

    def unconvincing(self, team: Team) -> str | None:
        """Who fills a required role with a score that does not convince; ``None`` where all do."""
        weak = [
            one
            for one in team.members
            if self.problem.role(one.role).required and round(one.candidate.score, 2) < CONVINCING
        ]
        told = [
            tell(
                "weak",
                self.language,
                role=self.role(one.role),
                other=self._title(one.candidate),
                score=score_text(one.candidate.score),
            )
            for one in weak
        ]
        return clauses(told, self.language) if told else None

    def shared(self, members: Sequence[MemberView]) -> dict[str, object]:
        """The members, and apart from them, each once, what several of them would have to ask of the asker."""
        asked = _several(
            question.text for one in members for question in one.questions if question.whom == self.party.id
        )
        burdens = _several(
            obstacle.text for one in members for obstacle in one.obstacles if obstacle.of == self.party.id
        )
        questions = {one.text: one for member in members for one in member.questions if one.text in asked}
        obstacles = {one.text: one for member in members for one in member.obstacles if one.text in burdens}
        own = [
            member.model_copy(
                update={
                    "questions": [one for one in member.questions if one.text not in asked],
                    "obstacles": [one for one in member.obstacles if one.text not in burdens],
                }
            )
            for member in members
        ]
        return {"members": own, "questions": list(questions.values()), "obstacles": list(obstacles.values())}

    def impossible(self, found: Impossible) -> ImpossibleView:
        """What cannot be kept together, and what would help."""
        headline = "impossible" if found.clash or found.proven else "not_found"
        return ImpossibleView(
            text=tell(headline, self.language),
            proven=found.proven,
            clash=[
                ClashRule(rule=one.name, of=one.of, text=self._rule(one), enough=one in found.remedies)
                for one in found.clash
            ],
            help=[self._help(one) for one in found.remedies]
            or ([tell("no_help", self.language)] if found.clash else []),
            obstacles=self._obstacles() if Rule(BARRED, OBSTACLE) in found.clash else [],
            pools=[self._pool(role, found) for role in found.pools],
        )

    def _member(self, one: Member, team: Team, alternative: Alternative | None) -> MemberView:
        standing = self._standing(one.candidate)
        match = self.answers.result(
            standing.match, self.party, standing.other, {self.party.id: self.asker}, self.viewer
        )
        return MemberView(
            role=one.role,
            role_label=self.role(one.role),
            listing=match.listing,
            score=match.score,
            weight=one.weight,
            place=one.place,
            able=one.able,
            risk=one.risk,
            amount=one.amount,
            carries=self._carries(one.risk, one.amount),
            chosen=self._chosen(one, team),
            reasons=_reasons(match),
            against=_against(match),
            unmet=self._unmet(match, standing),
            passed_over=self._passed_over(one.passed_over, team, one.candidate),
            questions=[*match.questions, *self._to_confirm(one, standing.other)],
            obstacles=match.obstacles,
            notes=match.notes,
            alternative=self._alternative(alternative, team) if alternative else None,
        )

    def _fit(self, fit: float) -> str:
        """How well the whole fits, and what counts how often in it."""
        roles = [role for role in self.problem.roles if role.required]
        if len({role.weight for role in roles}) == 1:
            return tell("fit", self.language, fit=score_text(fit))
        heavy = [
            tell("weight", self.language, role=self.role(role.name), weight=role.weight)
            for role in roles
            if role.weight > 1
        ]
        return tell("fit_weighted", self.language, fit=score_text(fit), weights=together(heavy, self.language))

    def _chosen(self, one: Member, team: Team) -> str:
        role, members = self.role(one.role), {*team.candidates}
        before = [
            other
            for other in self.problem.standing_for(one.role)
            if other.score > one.candidate.score and not other.barred and other not in members
        ]
        if one.able == 1:
            return tell("chosen_only", self.language, role=role)
        if one.place == 1:
            return tell("chosen_best", self.language, able=one.able)
        if not before:
            return tell("chosen_next", self.language)
        return tell("chosen_place", self.language, place=one.place, able=one.able)

    def _unmet(self, match: MatchView, standing: Standing) -> list[CheckView]:
        """The wishes that are not met, but for the asker's of other roles, and those that are told as what speaks against the match."""
        of_others_too = {one.demand.key for one in standing.match.forward.checks if of_others(standing.role, one)}
        return [
            check
            for side in (match.forward, match.backward)
            for place, check in enumerate(side.checks)
            if check.outcome == Outcome.FAILED.value
            and check.weight == Weight.PREFERRED.value
            and not (check.of == self.party.id and check.term in of_others_too)
            and not (side.against and not side.silent and place in side.against.checks)
        ]

    def _carries(self, risk: float | None, amount: float | None) -> list[str]:
        said = [tell("bears", self.language, share=percent(risk))] if risk is not None else []
        return said + ([tell("puts_up", self.language, amount=self._amount(amount))] if amount is not None else [])

    def _to_confirm(self, one: Member, other: Party) -> list[ConfirmView]:
        whom, asked = self.answers.words.name(other), []
        if RISK in one.to_confirm and one.risk is not None:
            asked.append(("risk_share", tell("ask_risk", self.language, whom=whom, share=percent(one.risk))))
        if AMOUNT in one.to_confirm and one.amount is not None:
            terms = team_roles()[one.role].given
            text = tell("ask_amount", self.language, whom=whom, amount=self._amount(one.amount))
            asked += [(term, text) for term in terms[:1]]
        return [ConfirmView(whom=other.id, term=term, text=text) for term, text in asked]

    def _vacancy(self, vacancy: Vacancy, team: Team) -> VacancyView:
        label = self.role(vacancy.role)
        there = self.problem.standing_for(vacancy.role)
        return VacancyView(
            role=vacancy.role,
            role_label=label,
            text=tell("vacant" if there else "vacant_none", self.language, role=label),
            passed_over=self._passed_over(vacancy.passed_over, team, None),
        )

    def _passed_over(self, some: Iterable[PassedOver], team: Team, stead: Candidate | None) -> list[PassedOverView]:
        return [self._one_passed_over(one, team, stead) for one in list(some)[:MOST_PASSED_OVER]]

    def _one_passed_over(self, one: PassedOver, team: Team, stead: Candidate | None) -> PassedOverView:
        standing = self._standing(one.candidate)
        others = [other for other in team.candidates if other != stead]
        reasons = [self._against(reason, one.candidate, others) for reason in one.reasons]
        return PassedOverView(
            listing=self._card(one.candidate),
            score=round(standing.match.score, PLACES),
            reasons=reasons or [self._no_rule(one.candidate, team, vacancy=stead is None)],
        )

    def _no_rule(self, one: Candidate, team: Team, *, vacancy: bool) -> AgainstView:
        key = "untried" if not team.proven else "unlikely" if vacancy else "equal"
        text = tell(key, self.language, score=score_text(one.score), vacant=f"{VACANT:.2f}")
        return AgainstView(rule="score", text=text)

    def _against(self, reason: Reason, one: Candidate, others: Sequence[Candidate]) -> AgainstView:
        rule = reason.rule
        member = next((other for other in others if other.party == reason.against), None)
        return AgainstView(
            rule=rule.name,
            of=rule.of,
            against=member.listing if member else None,
            text=self._against_text(rule, one, others, member),
        )

    def _against_text(self, rule: Rule, one: Candidate, others: Sequence[Candidate], member: Candidate | None) -> str:
        said = {"role": self.role(member.role), "other": self._title(member)} if member else {}
        if rule.name == BARRED:
            standing = self._standing(one)
            return self._bar(standing.bars[rule.of], standing.other)
        if rule.name == OWN:
            return say("own_failed", self.language)
        if rule.name == CONFLICT:
            return tell("adverse", self.language, against=self.answers.words.name(self.party))
        if rule.name == SAME_PARTY:
            return tell("same_party", self.language, **said)
        if rule.name == INDEPENDENT:
            first, second = map(self.role, rule.of.split("/"))
            return tell("independent", self.language, one=first, another=second, **said)
        if rule.name == TOO_LARGE:
            return self._sum(rule.of, [one])
        if rule.name == ADDS_UP:
            return self._sum(rule.of, [*others, one])
        return tell(rule.name, self.language)

    def _bar(self, bar: Bar, other: Party) -> str:
        words = self.answers.words
        if isinstance(bar.found, RuleCheck):
            text = words.rule(bar.found, self.party, other).text
            named = [words.views.text(agent.name) for agent in agents(self.party.stored)]
            if bar.found.rule != REPRESENTED or not named:
                return text
            return tell("agents", self.language, text=text, agents=together(list(dict.fromkeys(named)), self.language))
        return tell(
            "bar_mine" if bar.mine else "bar_theirs", self.language, told=upper_first(words.checks.told(bar.found))
        )

    def _sum(self, name: str, members: Sequence[Candidate]) -> str:
        """That what some carry comes to too much or to too little."""
        whole = next(one for one in wholes(self.problem) if one.name == name)
        low, high = (sum(ends) for ends in zip(*(_uncapped(whole, one) for one in members), strict=True))
        much = low > whole.total / HUNDREDTHS
        shown, bound = (low, whole.total) if much else (high, whole.least)
        key = f"{name}_{'much' if much else 'little'}"
        if name == RISK:
            return tell(key, self.language, sum=percent(shown))
        return tell(key, self.language, sum=self._amount(shown), asked=self._amount(bound / HUNDREDTHS))

    def _alternative(self, found: Alternative, team: Team) -> AlternativeView:
        if found.team is None:
            needed = self.problem.role(found.without.role).required
            key = ("irreplaceable" if needed else "unfilled") if found.proven else "unreplaced"
            text = tell(key, self.language)
            return AlternativeView(possible=False, proven=found.proven, text=text)
        before = {*team.candidates}
        joining = [one for one in found.team.candidates if one not in before and one.role != found.without.role]
        clauses = [self._instead(found.instead)]
        if found.moved:
            clauses.append(tell("moved", self.language, names=self._titles(found.moved)))
        clauses += [tell("joined", self.language, names=self._title(one), role=self.role(one.role)) for one in joining]
        clauses += self._then(found.team, team)
        if found.team.fit is not None and team.fit is not None:
            fits = {"before": score_text(team.fit), "after": score_text(found.team.fit)}
            clauses.append(tell("then_same" if len({*fits.values()}) == 1 else "then_fit", self.language, **fits))
        return AlternativeView(
            possible=True,
            proven=found.proven,
            instead=[self._card(one) for one in found.instead],
            leaving=[self._card(one) for one in found.moved],
            joining=[self._card(one) for one in joining],
            fit=rounded(found.team.fit),
            text=sentence(clauses, self.language),
        )

    def _instead(self, some: Sequence[Candidate]) -> str:
        return tell("instead", self.language, names=self._titles(some)) if some else tell("shared", self.language)

    def _then(self, after: Team, before: Team) -> list[str]:
        """What those who stay carry then, where that is something else."""
        was = {one.candidate: one for one in before.members}
        said = []
        for one in after.members:
            old = was.get(one.candidate)
            name = self._title(one.candidate)
            if old and one.risk is not None and one.risk != old.risk:
                said.append(tell("then_bears", self.language, name=name, share=percent(one.risk)))
            if old and one.amount is not None and one.amount != old.amount:
                said.append(tell("then_puts_up", self.language, name=name, amount=self._amount(one.amount)))
        return said

    def _help(self, rule: Rule) -> str:
        if rule.name == ROLE:
            return tell("help_role", self.language, role=self.role(rule.of))
        if rule.name == INDIVISIBLE:
            return tell("help_indivisible", self.language)
        if rule.name == BARRED and rule.of in (OBSTACLE, REPRESENTED):
            return tell(f"help_{rule.of}", self.language)
        return tell("help", self.language, rule=self._rule(rule))

    def _obstacles(self) -> list[ObstacleView]:
        """What lies on the rights of the asker, as far as it blocks a deal that it has in mind."""
        deals = self.party.dossier.facts.get("deal_type")
        words = self.answers.words
        return words.obstacles.of(self.party.stored, deals) if isinstance(deals, frozenset) else []

    def _pool(self, role: str, found: Impossible) -> PoolView:
        pool, label = found.pools[role], self.role(role)
        text = tell("pool", self.language, role=label, there=pool.there, able=pool.able)
        kept_out = sorted(pool.kept_out.items(), key=lambda item: (-item[1], item[0]))
        return PoolView(
            role=role,
            found=pool.there,
            able=pool.able,
            text=sentence([text], self.language) if pool.there else tell("vacant_none", self.language, role=label),
            kept_out=[tell("kept_out", self.language, count=count, rule=self._rule(rule)) for rule, count in kept_out],
        )

    def _rule(self, rule: Rule) -> str:
        """A rule in words."""
        if rule.name == BARRED:
            side, _, term = rule.of.partition(".")
            if not term:
                return tell(f"rule_{side}", self.language)
            return tell(f"rule_{side}", self.language, label=term_kinds()[term].name.best(self.language)[1])
        if rule.name == INDEPENDENT:
            one, other = map(self.role, rule.of.split("/"))
            return tell("rule_independent", self.language, one=one, other=other)
        if rule.name in (ADDS_UP, TOO_LARGE):
            asked = self._money(self.ask.span) if self.ask else ""
            return tell(f"rule_{rule.of}", self.language, asked=asked)
        if rule.name in (ROLE, MOST):
            count = self.problem.role(rule.of).most
            return tell(f"rule_{rule.name}", self.language, role=self.role(rule.of), count=count)
        return tell(
            {CONFLICT: "rule_adverse", CAPACITY: "rule_capacity"}.get(rule.name, f"rule_{rule.name}"), self.language
        )

    def role(self, name: str) -> str:
        """What a role is called."""
        return team_roles()[name].name.best(self.language)[1]

    def _standing(self, one: Candidate) -> Standing:
        return self._by_listing[one.role, one.listing]

    def _card(self, one: Candidate) -> Card:
        return card(self._standing(one).other.stored, self.answers.words.views)

    def _title(self, one: Candidate) -> str:
        return tell("title", self.language, title=self.answers.words.title(self._standing(one).other))

    def _titles(self, some: Iterable[Candidate]) -> str:
        return together([self._title(one) for one in some], self.language)

    def _amount(self, amount: float) -> str:
        return self._money(Interval(amount, amount))

    def _money(self, span: Interval) -> str:
        ask = self.ask
        if ask is None:
            return ""
        return fact_text(ask.term, span, self.answers.words.views.labels, self.language, currency=ask.currency)


def percent(share: float) -> str:
    """A share as people write it."""
    return f"{round(share, 2):g}%"


def score_text(score: float) -> str:
    """A score as it is told everywhere."""
    return f"{score:.2f}" if score >= LEAST_TOLD else "<0.01"


def rounded(fit: float | None) -> float | None:
    """A fit as the API gives it."""
    return None if fit is None else round(fit, PLACES)


def upper_first(text: str) -> str:
    """A text as a sentence of its own begins."""
    return text[:1].upper() + text[1:]


def _reasons(match: MatchView) -> list[TeamReason]:
    """The heaviest reasons for a match, of both sides."""
    found = [
        TeamReason(of=side.of, name=reason.name, text=reason.text, log_odds=reason.log_odds)
        for side in _speaking(match)
        for reason in side.reasons
    ]
    heaviest = sorted(found, key=lambda one: -one.log_odds)
    told: dict[str, TeamReason] = {}
    for one in heaviest:
        told.setdefault(one.text, one)
    return list(told.values())[:MOST_REASONS]


def _against(match: MatchView) -> list[TeamReason]:
    """What speaks most against a match, seen from either side."""
    found = ((side.of, side.against) for side in _speaking(match))
    return [
        TeamReason(of=of, name=one.name, text=one.text, log_odds=one.log_odds) for of, one in found if one is not None
    ]


def _several(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text, times in Counter(texts).items() if times > 1)


def _speaking(match: MatchView) -> tuple[MatchSide, ...]:
    return tuple(side for side in (match.forward, match.backward) if not side.silent)


def _uncapped(whole: Whole, one: Candidate) -> tuple[float, float]:
    """What one carries at least and at most: in percent, or in the currency."""
    stated = whole.stated(one)
    if one.role not in whole.roles:
        return 0.0, 0.0
    if stated is None:
        return 0.0, whole.total / HUNDREDTHS
    return max(0.0, stated.low), max(0.0, stated.high)
