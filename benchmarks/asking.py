"""Asks the API the whole time, in both languages, and counts what it answers while parts of the installation are killed.

An answer is well where its status is 200 and nothing is missing from it; of ``/readyz`` where it says ``ready``. What reads the index may answer
``503`` with ``Retry-After``, or say that it was made without the index, where it was asked for while the index's server was away, and until
``/readyz`` has said once that all is ready again. Anything else is a failure.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from typing import Any

import httpx

QUESTIONS = (
    "battery separator",
    "固态电池隔膜",
    "laser sensor for gas turbines",
    "专利质押贷款",
    "machine learning",
    "图像识别方法",
)
SEARCH, SEARCH_PAGE, LISTING, LISTING_PAGE, READY = "search", "search page", "listing", "listing page", "readyz"
READS_INDEX = (SEARCH, SEARCH_PAGE, READY)
NOBODY, RETURNING, RETURNED = "nobody", "returning", "returned"
"""Who is away where no part is: nobody yet; a server that answers, and the API has not said yet that all is ready; nobody any more."""

WELL, DEGRADED, STARTING, BROKEN = "200", "degraded", "starting", "not to be read"
PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and when, in seconds of the monotonic clock; ``away``: the part that was away when it was asked for, or ``NOBODY``,
    ``RETURNING`` or ``RETURNED``.
    """

    what: str
    status: str
    begun: float
    ended: float
    away: str
    detail: str = ""


@dataclass
class Asking:
    """A thread that asks one kind of question after the other. ``url``: of the API; ``fallible``: the index's server, whose absence excuses.

    ``died_of``: why it asks no more, though nobody stopped it.
    """

    url: str
    fallible: str
    answers: list[Answer] = field(default_factory=list, init=False)
    rounds: int = field(default=0, init=False)
    died_of: Exception | None = field(default=None, init=False)
    _away: str = field(default=NOBODY, init=False)
    _stopped: threading.Event = field(default_factory=threading.Event, init=False)
    _listings: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._run, name="asking", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the answer that is waited for."""
        self._stopped.set()
        self._thread.join()

    def is_recovered(self) -> bool:
        """Whether the API has said that all is ready since the index's server came back."""
        return self._away == RETURNED

    def has_stood_in(self) -> bool:
        """Whether a question was answered without the index while its server was away."""
        return any(one.away == self.fallible and one.status == DEGRADED for one in self._of(SEARCH))

    @contextmanager
    def while_away(self, part: str) -> Iterator[None]:
        """What is asked for meanwhile is counted for the absence of a part."""
        self._away = part
        yield
        self._away = RETURNING if part == self.fallible else NOBODY

    @property
    def failures(self) -> list[str]:
        """Every answer that nothing excuses."""
        return [
            f"{one.what} while {one.away} was away: {one.status} {one.detail}" for one in self.answers if one.detail
        ]

    def counts(self) -> dict[str, dict[str, dict[str, int]]]:
        """Answers by the part that was away, by what was asked, and by status."""
        counted: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for one in self.answers:
            counted[one.away][one.what][one.status] += 1
        return {away: {what: dict(by) for what, by in found.items()} for away, found in counted.items()}

    def longest(self) -> dict[str, dict[str, float]]:
        """Of each kind of question: seconds that an answer took at most, and that passed between two answers of status 200."""
        found: dict[str, dict[str, float]] = {}
        for what in dict.fromkeys(one.what for one in self.answers):
            mine = self._of(what)
            well = [one.ended for one in mine if one.status == WELL]
            gaps = [after - before for before, after in pairwise(well)]
            found[what] = {
                "answer": round(max(one.ended - one.begun for one in mine), 2),
                "gap": round(max(gaps, default=0.0), 2),
            }
        return found

    def _of(self, what: str) -> list[Answer]:
        return [one for one in self.answers if one.what == what]

    def _run(self) -> None:
        questions = cycle(QUESTIONS)
        try:
            with httpx.Client(base_url=self.url, timeout=60) as client:
                while not self._stopped.wait(PAUSE):
                    self._round(client, next(questions))
                    self.rounds += 1
        except Exception as error:  # noqa: BLE001 — whoever waits for questions is told
            self.died_of = error

    def _round(self, client: httpx.Client, question: str) -> None:
        found = self._ask(client, SEARCH, f"/api/v1/search?q={question}")
        self._listings = [one["id"] for one in found.get("results", [])] or self._listings
        self._ask(client, SEARCH_PAGE, f"/?q={question}")
        for listing in self._listings[:1]:
            self._ask(client, LISTING, f"/api/v1/listings/{listing}")
            self._ask(client, LISTING_PAGE, f"/listings/{listing}")
        self._ask(client, READY, "/readyz")

    def _ask(self, client: httpx.Client, what: str, path: str) -> Mapping[str, Any]:
        """Ask once; the document of the answer, an empty one where it has none."""
        away, begun = self._away, time.monotonic()
        try:
            response = client.get(path)
        except httpx.RequestError as error:
            self._note(what, type(error).__name__, begun, away, str(error) or "no answer")
            return {}
        document = _document(response)
        status = BROKEN if document is None else _status(what, response, document)
        if what == READY and status == WELL and away == self._away == RETURNING:
            self._away = RETURNED
        excused = what in READS_INDEX and bool({away, self._away} & {self.fallible, RETURNING})
        first = status == STARTING and not self._listings
        well = status == WELL or first or (excused and _promises(what, response, status))
        self._note(what, status, begun, away, "" if well else response.text[:300] or "an empty answer")
        return document or {}

    def _note(self, what: str, status: str, begun: float, away: str, detail: str) -> None:
        self.answers.append(Answer(what, status, begun, time.monotonic(), away, detail))


def _document(response: httpx.Response) -> Mapping[str, Any] | None:
    """What an answer in JSON says; nothing of a page, ``None`` where it is no document."""
    if "json" not in response.headers.get("content-type", ""):
        return {}
    try:
        found = response.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _status(what: str, response: httpx.Response, document: Mapping[str, Any]) -> str:
    """The status, or what an answer of status 200 lacks; that a new installation is not filled yet."""
    if what == READY and document.get("status") == STARTING:
        return STARTING
    if not response.is_success:
        return str(response.status_code)
    if what == READY:
        return WELL if document.get("status") == "ready" else str(document.get("status"))
    missing = document.get("degraded") or []
    if not missing:
        return WELL
    return DEGRADED if missing == ["index"] else f"without {', '.join(missing)}"


def _promises(what: str, response: httpx.Response, status: str) -> bool:
    """Whether an answer that is not whole says so as it should; ``/readyz`` is asked again anyway."""
    return status == DEGRADED or (status == "503" and (what == READY or "retry-after" in response.headers))
