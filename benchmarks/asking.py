"""Asks the API the whole time, in both languages, and counts what it answers while parts of the installation are killed.

An answer is well where its status is 200. ``503`` with ``Retry-After``, or an answer that says ``degraded``, is allowed where it was asked for
while the index's server was away, and of ``/readyz`` until that has said once that all is ready again. Anything else is a failure.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, pairwise

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
NOBODY = "nobody"
PAUSE = 0.1
EXCUSED = ("503", "degraded")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and when, in seconds of the monotonic clock; ``away``: the part that was away when it was asked for."""

    what: str
    status: str
    begun: float
    ended: float
    away: str
    detail: str = ""


@dataclass
class Asking:
    """A thread that asks one kind of question after the other. ``url``: of the API; ``fallible``: the part whose absence excuses."""

    url: str
    fallible: str
    answers: list[Answer] = field(default_factory=list, init=False)
    rounds: int = field(default=0, init=False)
    _away: str = field(default=NOBODY, init=False)
    _recovering: bool = field(default=False, init=False)
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

    @contextmanager
    def while_away(self, part: str) -> Iterator[None]:
        """What is asked for meanwhile is counted for the absence of a part."""
        self._away, self._recovering = part, part == self.fallible
        yield
        self._away = NOBODY

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
            mine = [one for one in self.answers if one.what == what]
            well = [one.ended for one in mine if one.status == "200"]
            gaps = [after - before for before, after in pairwise(well)]
            found[what] = {
                "answer": round(max(one.ended - one.begun for one in mine), 2),
                "gap": round(max(gaps, default=0.0), 2),
            }
        return found

    def _run(self) -> None:
        questions = cycle(QUESTIONS)
        with httpx.Client(base_url=self.url, timeout=60) as client:
            while not self._stopped.wait(PAUSE):
                self._round(client, next(questions))
                self.rounds += 1

    def _round(self, client: httpx.Client, question: str) -> None:
        if found := self._ask(client, SEARCH, f"/api/v1/search?q={question}"):
            self._listings = [one["id"] for one in found.json().get("results", [])] or self._listings
        self._ask(client, SEARCH_PAGE, f"/?q={question}")
        for listing in self._listings[:1]:
            self._ask(client, LISTING, f"/api/v1/listings/{listing}")
            self._ask(client, LISTING_PAGE, f"/listings/{listing}")
        self._ask(client, READY, "/readyz")

    def _ask(self, client: httpx.Client, what: str, path: str) -> httpx.Response | None:
        away, begun = self._away, time.monotonic()
        try:
            response = client.get(path)
        except httpx.TransportError as error:
            self._note(what, type(error).__name__, begun, away, str(error) or "no answer")
            return None
        status = _status(response)
        if what == READY and status == "200" and self._away == NOBODY:
            self._recovering = False
        excused = self.fallible in {away, self._away} or (what == READY and self._recovering)
        well = status == "200" or (excused and _promises(what, response, status))
        self._note(what, status, begun, away, "" if well else response.text[:300] or "an empty answer")
        return response if response.is_success else None

    def _note(self, what: str, status: str, begun: float, away: str, detail: str) -> None:
        self.answers.append(Answer(what, status, begun, time.monotonic(), away, detail))


def _status(response: httpx.Response) -> str:
    """The status, or that an answer was made without a part."""
    if response.is_success and "json" in response.headers.get("content-type", "") and response.json().get("degraded"):
        return "degraded"
    return str(response.status_code)


def _promises(what: str, response: httpx.Response, status: str) -> bool:
    """Whether an answer that is not whole says so as it should; ``/readyz`` is asked again anyway."""
    return status in EXCUSED and (status == "degraded" or what == READY or "retry-after" in response.headers)
