"""Teams as every door asks for them: the best set of parties for a listing that needs several roles, and why, or what leaves none. No HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from models.errors import BadQuery
from models.listings import Listing
from models.messages import NONE, Message, coded
from models.roles import TeamPlan, TeamRole, plan_for, team_plans, team_roles
from models.text import LANGUAGES, Text
from models.viewer import Viewer
from models.vocabulary import kinds, matchable
from ranking.matching.dossier import Asker
from ranking.search import MEANING_UNAVAILABLE
from ranking.team.alternatives import alternatives
from ranking.team.deadline import Deadline
from ranking.team.impossible import Impossible
from ranking.team.plan import plan_of, roles_of, rules_of_plan
from ranking.team.problem import Problem, Rules
from ranking.team.rules import alone
from ranking.team.team import CONVINCING, Team, best_team
from search_api.assembly import Application
from search_api.index_check import IndexCheck
from search_api.labels import day
from search_api.matching.answers import MatchAnswers, Said
from search_api.matching.drafts import draft_listing
from search_api.matching.reading import Reading
from search_api.matching.schemas import Draft
from search_api.matching.views import Party
from search_api.matching.wording import ASKER_CLOSED
from search_api.search import notices
from search_api.search.schemas import Notice
from search_api.teams.candidates import Ask, Recruiter, Standing, ask_of
from search_api.teams.schemas import RoleView, TeamAnswer
from search_api.teams.views import TeamViews, rounded
from search_api.teams.wording import CONVERTED, NO_AMOUNT, NOT_CONVINCING, NOTICES, ONE_ALONE

SECONDS = 10.0
"""The most that all solutions of a request take together: the team, and each member's alternative, or why there is none."""


@dataclass(frozen=True, slots=True)
class TeamQuery:
    """The roles of a team, none: the usual ones of such a listing. ``divisible``: whether several may share the amount, ``None``: as stated."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    divisible: bool | None = None
    language: str = "en"


@dataclass
class TeamService:
    """Finds teams among the listings of one application. ``today`` gives the day."""

    application: Application
    today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date()
    seconds: float = SECONDS
    _check_index: IndexCheck = field(init=False)
    _reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        self._check_index = IndexCheck(self.application)
        self._reading = Reading(self.application)

    def team(self, listing_id: str, query: TeamQuery, viewer: Viewer) -> TeamAnswer:
        """The best team for a listing, of what the viewer may read. Raises ``NotFound``; ``BadQuery`` for a listing that has no usual team."""
        self._check_index()
        party, asker = self._reading.stored(listing_id, viewer)
        return self.application.served.steadily(lambda: self._answer(party, asker, query, viewer))

    def of_text(self, draft: Draft, query: TeamQuery, viewer: Viewer) -> TeamAnswer:
        """The best team for a pasted text; it is not stored. Raises ``BadInput`` for one that says nothing or contradicts itself."""
        listing = draft_listing(draft, self.application.analyser, self.application.trees.ancestries)
        self._check_index()
        party, asker, encoded = self._reading.draft(listing)
        said = [] if encoded else [Said(MEANING_UNAVAILABLE)]
        return self.application.served.steadily(lambda: self._answer(party, asker, query, viewer, said))

    def _answer(
        self, party: Party, asker: Asker, query: TeamQuery, viewer: Viewer, said: Iterable[Said] = ()
    ) -> TeamAnswer:
        plan = _plan(party, query)
        roles = [team_roles()[name] for name in (*plan.required, *plan.optional)]
        _check_kinds(party, roles)
        ask = ask_of(party, roles, query.divisible)
        recruiter = Recruiter(self.application, party, asker, viewer, self.today(), ask)
        standings = recruiter.standings(roles)
        problem = _problem(plan, ask, party, standings, recruiter)
        deadline = Deadline(self.seconds)
        found = best_team(problem, deadline)
        answers = MatchAnswers(self.application, query.language, self.today(), self.application.match_weights())
        views = TeamViews(answers, problem, ask, party, asker, viewer, standings)
        answer = TeamAnswer(
            asker=answers.asker(party),
            language=query.language,
            plan=plan.name.best(query.language)[1] if plan.for_kind else None,
            roles=[_role(role, plan, problem, views) for role in roles],
            currency=ask.currency if ask else None,
            possible=isinstance(found, Team),
            proven=found.proven,
            notices=self._notices(answers, party, roles, ask, standings, said),
        )
        if isinstance(found, Team) and (weak := views.unconvincing(found)) is not None:
            answer.convincing = False
            answer.notices.insert(0, _notice(NOT_CONVINCING, query.language, members=weak, floor=f"{CONVINCING:.2f}"))
        return answer.model_copy(update=self._found(found, problem, views, deadline))

    def _found(
        self, found: Team | Impossible, problem: Problem, views: TeamViews, deadline: Deadline
    ) -> dict[str, object]:
        if isinstance(found, Impossible):
            return {"impossible": views.impossible(found)}
        others = {one.without: one for one in alternatives(problem, found, deadline)}
        return {
            "fit": rounded(found.fit),
            "summary": views.summary(found),
            "vacancies": views.vacancies(found),
            **views.shared(views.members(found, others)),
        }

    def _notices(
        self,
        answers: MatchAnswers,
        party: Party,
        roles: Iterable[TeamRole],
        ask: Ask | None,
        standings: Iterable[Standing],
        before: Iterable[Said],
    ) -> list[Notice]:
        said = [*before, *self._reading.of_pool(), *_amount_notices(roles, ask)]
        if (closed := answers.words.closed(party)) is not None:
            said.append(Said(ASKER_CLOSED, {"day": day(closed, answers.language)}))
        if any(one.converted for one in standings):
            source = notices.source_of(self.application.rates.source, answers.language)
            said.append(Said(CONVERTED, {"source": source}))
        own = [one for one in said if one.code in NOTICES]
        told = [_notice(one.code, answers.language, **one.values) for one in own]
        return answers.told(one for one in said if one not in own) + told + answers.words.notes(party)


def _notice(code: str, language: str, **values: object) -> Notice:
    return Notice(code=code, text=NOTICES[code].best(language)[1].format(**values))


def has_team(kind: str, profile: str | None) -> bool:
    """Whether there is a usual team for listings of a kind and profile."""
    return plan_for(kind, profile) is not None


def _plan(party: Party, query: TeamQuery) -> TeamPlan:
    """The roles that are asked for; where none has to be filled, the usual ones, with those that are optional besides."""
    required, optional = ([*map(_role_key, given)] for given in (query.required, query.optional))
    if required:
        return plan_of(required, optional)
    listing = party.stored.listing
    usual = plan_for(listing.kind, listing.profile)
    if usual is None:
        raise _no_usual_team(listing)
    if not optional:
        return usual
    plan_of(optional)
    kept = tuple(one for one in usual.required if one not in optional)
    others = tuple(dict.fromkeys([*usual.optional, *optional]))
    return usual.model_copy(update={"required": kept, "optional": others})


def _kind_word(listing: Listing) -> Text:
    """What a listing of this kind or variety is called."""
    kind = kinds()[listing.kind]
    return kind.profiles.get(listing.profile or "", kind.name)


def _no_usual_team(listing: Listing) -> BadQuery:
    """That a listing has no usual team, which variety of its kind would have one, and what its roles could be."""
    kind = listing.kind
    known = [
        one for one in team_plans().values() if one.for_kind == kind and one.for_profile and listing.profile is None
    ]
    said = [
        Message(
            en='For {word}, say so: "profile": "{profile}".',
            zh='如为{word}，请注明："profile": "{profile}"。',
            word=kinds()[kind].profiles[one.for_profile or ""],
            profile=one.for_profile,
        )
        for one in known
    ]
    if fitting := _fitting(kind):
        said.append(
            Message(
                en='Name the roles that have to be filled, under "required": {roles}.',
                zh='请在 "required" 中指明必需的角色：{roles}。',
                roles=fitting,
            )
        )
    else:
        askers = {one.for_kind: kinds()[one.for_kind].name for one in team_plans().values()}
        said.append(
            Message(
                en="No role of a team answers such a listing. Teams are found for: {kinds}.",
                zh="此类信息无法组建团队。可组建团队的信息类型：{kinds}。",
                kinds=coded(askers),
            )
        )
    return BadQuery(
        Message(
            en="There is no usual team for a listing of kind '{kind}'.",
            zh="“{word}”类信息没有常用团队。",
            kind=listing.profile or kind,
            word=_kind_word(listing),
        ),
        advice=Message.joined(said),
    )


def _fitting(kind: str) -> list[Message]:
    """The roles whose listings can be matched with those of a kind."""
    able = matchable(kind)
    return coded({key: one.name for key, one in team_roles().items() if one.kind in able})


def _role_key(name: str) -> str:
    """A role by its key, or by its words in either language."""
    plain = name.strip().casefold()
    words = {role.name.best(tag)[1].casefold(): key for key, role in team_roles().items() for tag in LANGUAGES}
    return words.get(plain, plain.replace("-", "_"))


def _check_kinds(party: Party, roles: Iterable[TeamRole]) -> None:
    """Refuse a role whose listings cannot be matched with the one that asks."""
    kind = party.stored.listing.kind
    able = matchable(kind)
    for role in roles:
        if role.kind not in able:
            raise BadQuery(
                Message(
                    en="A listing of kind '{kind}' cannot be matched with the role '{role}'.",
                    zh="“{word}”类信息不能与角色“{role_word}”匹配。",
                    kind=kind,
                    role=role.key,
                    word=kinds()[kind].name,
                    role_word=role.name,
                ),
                advice=Message(
                    en="Roles that can: {roles}.", zh="可匹配的角色：{roles}。", roles=_fitting(kind) or NONE
                ),
            )


def _problem(
    plan: TeamPlan, ask: Ask | None, party: Party, standings: Sequence[Standing], recruiter: Recruiter
) -> Problem:
    """The problem for the solver: who shares an amount that is not divisible is a rule, and no matter of how many the role has."""
    divisible = bool(ask and ask.divisible)
    rules = rules_of_plan(plan, amount=ask.most if ask else None, divisible=divisible)
    return Problem(
        roles=roles_of(plan, divisible=ask is not None),
        candidates=tuple(one.candidate for one in standings),
        rules=Rules(**{**vars(rules), "least": ask.least if ask and rules.amount is not None else None}),
        conflicts=recruiter.conflicts(standings),
        asker=party.stored.party.id if party.stored.party else None,
    )


def _role(role: TeamRole, plan: TeamPlan, problem: Problem, views: TeamViews) -> RoleView:
    there = problem.standing_for(role.key)
    return RoleView(
        role=role.key,
        label=views.role(role.key),
        required=role.key in plan.required,
        found=len(there),
        able=sum(not alone(problem, one) for one in there),
    )


def _amount_notices(roles: Iterable[TeamRole], ask: Ask | None) -> Iterator[Said]:
    if not any(role.carries_amount for role in roles):
        return
    if ask is None:
        yield Said(NO_AMOUNT)
    elif ask.divisible is None:
        yield Said(ONE_ALONE)
