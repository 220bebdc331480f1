"""What the API says of a match."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.terms import Term
from search_api.search.schemas import Card, Degradable, Notice, Passage


class CheckView(BaseModel):
    """What one demand of a listing found in the other. ``decides``: it is hard, and nothing else makes it good."""

    of: str = Field(description="The listing whose demand it is.")
    term: str
    label: str
    weight: str = Field(description="`required`, `preferred` or `excluded`.")
    weight_label: str
    outcome: str = Field(description="`met`, `failed` or `not stated`.")
    outcome_label: str
    text: str = Field(description="What is asked, what is stated, and what both have in common, in words.")
    degree: float = Field(description="From 0 to 1: how far it is met, or how near it is to being.")
    decides: bool = False
    to_confirm: bool = False
    converted: str | None = Field(default=None, description="By which rates an amount was compared, and of which day.")


class ReasonView(BaseModel):
    """A reason, what it adds to its side's log-odds, and the checks behind it (by their place in ``checks``)."""

    name: str
    label: str
    text: str
    log_odds: float
    checks: list[int] = []


class ContributionView(BaseModel):
    """What one feature adds to a side's log-odds, and the reason that it counts in."""

    name: str
    label: str
    reason: str
    reason_label: str
    value: float = Field(description="The feature itself.")
    log_odds: float


class MetPassages(BaseModel):
    """The stretch of the text that asks and that of the one that answers which have most to do with each other."""

    asking: Passage
    answering: Passage
    shared: list[str] = Field(default=[], description="Words of both, the most telling first.")
    cosine: float | None = Field(default=None, description="Of the two, where no language is shared.")


class MatchSide(BaseModel):
    """What one listing thinks of the other, and why. Contributions add up to ``log_odds``, which is the logit of ``score``."""

    of: str = Field(description="The listing that judges.")
    silent: bool = Field(
        description="Its words say nothing of what it wants: it has no score of its own, its terms count, and the other side decides."
    )
    text: str = Field(description="How it is known what it wants.")
    score: float | None = None
    log_odds: float
    reasons: list[ReasonView] = Field(description="The three that speak most for the other.")
    against: ReasonView | None = Field(default=None, description="The one that speaks most against it.")
    contributions: list[ContributionView] = []
    checks: list[CheckView] = []
    passages: MetPassages | None = None


class RuleView(BaseModel):
    """A rule that holds for every match: `own`, `open`, `obstacle` or `represented`."""

    rule: str
    outcome: str
    outcome_label: str
    text: str


class ObstacleView(BaseModel):
    """What lies on a right and which deals it blocks. ``doubtful``: only until those named agree."""

    of: str = Field(description="The listing that the right belongs to.")
    right: str
    by: str
    holders: list[str] = []
    law: str
    deals: list[str] = Field(description="What is blocked, of what this listing has in mind.")
    doubtful: bool = False
    text: str


class ConfirmView(BaseModel):
    """A question whose answer decides: what a listing requires and the other does not state."""

    whom: str = Field(description="The listing that has to answer.")
    term: str
    text: str


class MatchView(BaseModel):
    """A listing that fits, with what each side thinks of the other."""

    listing: Card
    score: float = Field(description="From 0 to 1, calibrated: what is ranked by.")
    mutual: float = Field(description="Both sides joined.")
    forward: MatchSide = Field(description="What the listing that asks thinks of this one.")
    backward: MatchSide = Field(description="What this one thinks of the listing that asks.")
    rules: list[RuleView] = []
    obstacles: list[ObstacleView] = []
    questions: list[ConfirmView] = Field(default=[], description="To confirm.")
    notes: list[Notice] = []


class AlmostView(BaseModel):
    """A listing that would fit if one hard demand were loosened."""

    listing: Card
    score: float = Field(description="What it scores as it stands; the demand that fails counts in it.")
    of: str = Field(description="The listing whose demand it is.")
    missing: list[CheckView] = Field(description="The demand; several are alternatives of which one would do.")
    text: str


class AskView(BaseModel):
    """What would decide several matches at once: a question, and the listings that hang on it."""

    term: str
    label: str
    mine: bool = Field(description="Whether the listing that asks has to answer, rather than the others.")
    text: str
    listings: list[str]


class KindView(BaseModel):
    """A kind of listing that may answer, and how many of it nothing keeps apart."""

    kind: str
    label: str
    count: int


class AskerView(BaseModel):
    """The listing that asks; no id for a pasted text."""

    id: str | None
    kind: str
    profile: str | None = None
    kind_label: str
    title: str


EXAMPLE: dict[str, Any] = {
    "asker": {
        "id": "tech-garnet-ceramic-separator",
        "kind": "technology",
        "kind_label": "technology",
        "title": "Tape-cast garnet ceramic separator",
    },
    "language": "en",
    "kinds": [{"kind": "need", "label": "need", "count": 29}],
    "total": 29,
    "results": [
        {
            "listing": {
                "id": "need-ceramic-separator-line",
                "kind": "need",
                "kind_label": "technology sought",
                "title": {"text": "Ceramic separators for solid-state batteries", "language": "en"},
                "standing": "offered",
                "standing_label": "offered by its owner",
            },
            "score": 0.97,
            "mutual": 0.97,
            "forward": {
                "of": "tech-garnet-ceramic-separator",
                "silent": False,
                "text": "by what it seeks",
                "score": 0.97,
                "log_odds": 3.48,
                "reasons": [
                    {"name": "words", "label": "words in common", "text": "Both use: tape casting.", "log_odds": 8.8}
                ],
            },
            "backward": {
                "of": "need-ceramic-separator-line",
                "silent": False,
                "text": "by what it seeks",
                "score": 0.98,
                "log_odds": 3.89,
                "reasons": [
                    {"name": "words", "label": "words in common", "text": "Both use: garnet.", "log_odds": 9.2}
                ],
            },
        }
    ],
}
"""An answer, shortened."""


class MatchAnswer(Degradable):
    """Who fits a listing, best first; who almost does; and what would decide."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    asker: AskerView
    language: str = Field(description="The reader's language.")
    kinds: list[KindView] = Field(description="The kinds that may answer.")
    total: int = Field(description="Listings that were compared, of the kinds asked for.")
    results: list[MatchView]
    almost: list[AlmostView] = Field(default=[])
    asks: list[AskView] = Field(
        default=[], description="Questions whose answers decide, those of the most matches first."
    )


class JoiningView(BaseModel):
    """Both sides joined by a method: of their scores, or where one is silent of their log-odds."""

    method: str
    forward: float
    backward: float
    mutual: float
    text: str


class CalibrationView(BaseModel):
    """From the mutual to the shown score: σ(slope · logit(mutual) + intercept)."""

    slope: float
    intercept: float
    mutual: float
    score: float
    text: str


class PairAnswer(MatchView, Degradable):
    """Why two listings match as they do, whether or not something keeps them apart."""

    asker: Card
    language: str
    stands: bool = Field(description="Whether nothing keeps the two apart.")
    apart: list[str] = Field(default=[], description="What keeps them apart, in words.")
    joining: JoiningView
    calibration: CalibrationView
    weights: str = Field(description="The version of the weights.")


class Draft(BaseModel):
    """A text to match without storing it: an abstract, a mandate, a need.

    ``terms`` are written as in forms: `{"loan": ["CNY 5-20 million!"], "seeks.place": ["not: CN-XJ"]}`, where `!` requires (`!!`: even of who
    does not say), `?` prefers and `not:` excludes; `offers.` and `seeks.` name the side, which is else the one that the text is on.
    """

    model_config = ConfigDict(extra="forbid")
    text: str = Field(max_length=200_000)
    kind: str | None = Field(default=None, description="What it is: `need` where it is not given.")
    profile: str | None = Field(default=None, description="A variety of the kind, such as `lender`.")
    title: str | None = Field(default=None, max_length=500)
    terms: dict[str, list[str]] = {}
    offers: list[Term] = Field(default=[], description="Terms in full, of what is offered.")
    seeks: list[Term] = Field(default=[], description="Terms in full, of what is sought.")


class DraftListing(Draft):
    """A draft, whom it is matched with, and how many of them are wanted."""

    kinds: list[str] = Field(default=[], description="Kinds that may answer; all that can where none is given.")
    filters: dict[str, list[str]] = Field(
        default={}, description="Values by filter, as in the query string of a search."
    )
    limit: int = Field(default=10, ge=1, le=100)
    lang: Literal["en", "zh"] | None = Field(
        default=None, description="The reader's language, as in the query string, which goes before it."
    )
