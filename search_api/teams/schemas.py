"""What the API takes and says of a team."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from search_api.matching.schemas import AskerView, CheckView, ConfirmView, Draft, ObstacleView
from search_api.search.schemas import Card, Degradable, Notice


class TeamRequest(BaseModel):
    """For whom a team is sought: a listing by its id, or a draft; and its roles, the usual ones of such a listing where none are named."""

    model_config = ConfigDict(extra="forbid")
    listing: str | None = Field(default=None, description="The id of the listing that asks.")
    draft: Draft | None = Field(
        default=None, description="A pasted text in its stead, as for `POST /api/v1/match`; it is not stored."
    )
    required: list[str] = Field(default=[], description="Roles that have to be filled: `lender`, `appraiser` …")
    optional: list[str] = Field(
        default=[],
        description="Roles that are filled where somebody is likely enough. Without `required`: besides the usual ones.",
    )
    divisible: bool | None = Field(
        default=None, description="Whether several may share the amount; not given: as the listing says."
    )
    lang: Literal["en", "zh"] | None = Field(
        default=None, description="The reader's language, as in the query string, which goes before it."
    )


class RoleView(BaseModel):
    """A role, how many could take it, and how many of them nothing keeps out by themselves."""

    role: str
    label: str
    required: bool
    found: int
    able: int


class TeamReason(BaseModel):
    """A reason of the match: what one listing (``of``) thinks of the other."""

    of: str
    name: str
    text: str
    log_odds: float


class AgainstView(BaseModel):
    """What keeps somebody out: a rule, what it speaks of, and the listing of the team that it stands against, if it is one."""

    rule: str = Field(
        description="`barred`, `own`, `capacity`, `conflict`, `same_party`, `independent`, `too_large`, `adds_up`, `indivisible`, `most`; "
        "`score` where no rule does."
    )
    of: str = Field(
        default="", description="The term or the matching rule that bars; the two roles; `risk` or `amount`."
    )
    against: str | None = None
    text: str


class PassedOverView(BaseModel):
    """One with a better score who is not in the team, and every rule that it would break."""

    listing: Card
    score: float
    reasons: list[AgainstView]


class AlternativeView(BaseModel):
    """The best team without a member: who takes the role, and what else changes. ``possible``: false where there is none."""

    possible: bool
    proven: bool
    instead: list[Card] = []
    leaving: list[Card] = Field(default=[], description="Others of the team who would leave it.")
    joining: list[Card] = Field(default=[], description="Those who would join it in other roles.")
    fit: float | None = Field(default=None, description="The overall fit then; never more than that of a proven team.")
    text: str


class MemberView(BaseModel):
    """One who takes a role, why, and who would take it otherwise."""

    role: str
    role_label: str
    listing: Card
    score: float
    weight: int = Field(default=1, description="How many times its score counts in the overall fit.")
    place: int = Field(description="By score, among those of the role whom nothing keeps out by themselves.")
    able: int
    risk: float | None = Field(default=None, description="Its share of the risk, in percent.")
    amount: float | None = Field(default=None, description="What it puts up, in `currency`.")
    carries: list[str] = Field(default=[], description="The same in words.")
    chosen: str
    reasons: list[TeamReason] = Field(description="What speaks most for the match, seen from both sides.")
    against: list[TeamReason] = Field(default=[], description="What speaks most against it, one of each side.")
    unmet: list[CheckView] = Field(
        default=[], description="Wishes of either side that are not met, and that `against` does not tell."
    )
    passed_over: list[PassedOverView] = []
    questions: list[ConfirmView] = Field(
        default=[], description="To confirm; what several ask of the asker stands with the team."
    )
    obstacles: list[ObstacleView] = Field(default=[], description="On its own rights, or on the asker's for it alone.")
    notes: list[Notice] = []
    alternative: AlternativeView | None = None


class VacancyView(BaseModel):
    """An optional role that nobody takes, and what keeps its best candidates out."""

    role: str
    role_label: str
    text: str
    passed_over: list[PassedOverView] = []


class ClashRule(BaseModel):
    """A rule of those that cannot all be kept. ``enough``: dropping it alone would do."""

    rule: str
    of: str
    text: str
    enough: bool


class PoolView(BaseModel):
    """How many of a role were compared, and what keeps how many out."""

    role: str
    found: int
    able: int
    text: str
    kept_out: list[str] = []


class ImpossibleView(BaseModel):
    """Why there is no team: a smallest set of rules that cannot all be kept, and what would help."""

    text: str
    proven: bool
    clash: list[ClashRule] = []
    help: list[str] = []
    obstacles: list[ObstacleView] = Field(
        default=[], description="On the rights of the listing that asks, where that stands in the way."
    )
    pools: list[PoolView] = []


class TeamAnswer(Degradable):
    """The best team, or why there is none."""

    asker: AskerView
    language: str = Field(description="The reader's language.")
    plan: str | None = Field(default=None, description="The usual team that was looked for, in words.")
    roles: list[RoleView]
    currency: str | None = None
    possible: bool
    proven: bool = Field(description="It is known that no other set fits better, or that there is none.")
    fit: float | None = Field(
        default=None,
        description="Of the whole, from 0 to 1: the weighted geometric mean of the scores in the required roles. What a set is best by.",
    )
    convincing: bool = Field(default=True, description="Whether every required role is filled by a score from 0.1 up.")
    summary: list[str] = Field(default=[])
    questions: list[ConfirmView] = Field(default=[], description="What several members ask of the asker, each once.")
    obstacles: list[ObstacleView] = Field(
        default=[], description="On the asker's rights, for several members, each once."
    )
    members: list[MemberView] = Field(default=[])
    vacancies: list[VacancyView] = Field(default=[])
    impossible: ImpossibleView | None = None
