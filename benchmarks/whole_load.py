"""A whole installation while its parts are killed in mid-load: nothing may be lost, and the API has to answer meanwhile.

    python -m benchmarks.whole_load PATH… [--limit N] [--words] [--models FOLDER] [--run COMMAND] [--work FOLDER] [--json]

The parts of docker-compose.yml run from plain processes: PostgreSQL, Redis, Elasticsearch, the API, which owns the index, and two Celery workers.
``zhiqiao load`` reads the first path, and the others once the first worker was killed. In mid-encoding a worker that is at a job, then Redis, then
Elasticsearch are ended with ``kill -9`` and started again, while questions and pages are asked for in both languages. When all is encoded, the
same files are loaded again, which must change nothing, and ``zhiqiao index verify`` compares store and index.

The encoder is the default one. ``--words`` takes a stand-in that counts what it encodes: the whole pool is encoded in minutes then.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.asking import Asking
from benchmarks.embeddings import EmbeddingsServer
from benchmarks.installation import Installation, Part, ended
from benchmarks.samples import sample
from benchmarks.servers import RUN, eventually, working_folder
from benchmarks.whole_load_state import State

WORKER, REDIS, ELASTICSEARCH = "worker", "redis", "elasticsearch"
DIFFERING = ("missing", "surplus", "different")
AT_ONCE = 64
"""Passages that an encoder which is held is allowed at once: a request."""

LIMIT = 12 * 3600.0
LOOK = 0.05
T = TypeVar("T")


class CannotGoOn(Exception):
    """What is waited for cannot come any more."""


@dataclass(frozen=True)
class Killed:
    """A part that was killed: at which second, how much there was by then, and how long until it answered again."""

    part: str
    second: float
    listings: int
    vectors: int
    jobs_open: int
    loading: bool
    back_after: float


@dataclass
class WholeLoad:
    """One run over an installation that was started. ``rounds``: of questions, for which a part is away at least.

    ``encoder``: one that counts what it encodes, and is held when a part is killed, so that this is in mid-encoding however slow the rest is.
    ``limit``: seconds that anything is waited for at most.
    """

    installation: Installation
    paths: Sequence[Path]
    rounds: int = 3
    encoder: EmbeddingsServer | None = None
    limit: float = LIMIT
    tell: Callable[[str], None] = lambda _line: None
    killed: list[Killed] = field(default_factory=list, init=False)
    _loading: list[subprocess.Popen[str]] = field(default_factory=list, init=False)

    def run(self) -> dict[str, Any]:
        """Load, kill, wait, compare; the figures. Raises ``CannotGoOn`` and ``TimeoutError``."""
        self._begun = time.monotonic()
        self._state = State(self.installation.application())
        self._asking = Asking(self.installation.url, fallible=ELASTICSEARCH)
        self._asking.start()
        try:
            loads = self._load_and_kill()
            self._until(self._state.settled, "the end of encoding", pause=1.0)
            seconds = time.monotonic() - self._begun
            self._asking.stop()
            return self._figures(loads, seconds)
        finally:
            self._asking.stop()
            self._state.close()

    def _until(self, condition: Callable[[], T | None], what: str, pause: float = LOOK) -> T:
        """Wait for what has to happen, for as long as it can."""

        def looked() -> T | None:
            self._check()
            return condition()

        return eventually(looked, what, self.limit, pause)

    def _check(self) -> None:
        """Raises ``CannotGoOn`` where what is waited for does not come: a job was given up, a load has failed, or nobody asks."""
        if (error := self._asking.died_of) is not None:
            raise CannotGoOn(f"the API is not asked any more: {error!r}") from error
        if (job := self._state.given_up()) is not None:
            raise CannotGoOn(f"job {job.id} was given up: {job.error}")
        if failed := [one.returncode for one in self._loading if one.poll()]:
            raise CannotGoOn(
                f"`zhiqiao load` has ended with {failed[0]}: see commands.log in {self.installation.folder}"
            )

    def _load_and_kill(self) -> list[tuple[int, dict[str, Any]]]:
        if self.encoder is not None:
            self.encoder.allow(AT_ONCE)
        self._loading.append(self.installation.begin("load", str(self.paths[0])))
        self._kill_worker()
        if rest := self.paths[1:]:
            self._loading.append(self.installation.begin("load", *map(str, rest)))
        self._kill(REDIS)
        self._kill(ELASTICSEARCH)
        if self.encoder is not None:
            self.encoder.allow(math.inf)
        self._until(lambda: not self._is_loading(), "the end of the loads")
        return [ended(one) for one in self._loading]

    def _is_loading(self) -> bool:
        return any(one.poll() is None for one in self._loading)

    def _has_run_out(self) -> bool:
        """Whether all is loaded and encoded: a part can only be killed too late then."""
        return not self._is_loading() and self._state.settled()

    def _kill_worker(self) -> None:
        """Kill a worker that holds a job; any, where there are none left."""
        worker = self._until(self._worker_at_work, "a job")
        with self._away(WORKER):
            worker.kill()
            self._asked()
            worker.start()

    def _worker_at_work(self) -> Part | None:
        if (found := next(filter(None, map(self.installation.worker_of, self._state.held())), None)) is not None:
            return found
        return self.installation.workers[0] if self._has_run_out() else None

    def _kill(self, name: str) -> None:
        """Kill a part when a job was done since the last one was back, and others are being done, or none are left.

        Elasticsearch is away until a question was answered without it, and back once the API says so.
        """
        goal = self._state.jobs_done() + 1
        self._until(lambda: self._has_done(goal) or self._has_run_out(), f"a job, before {name} is killed")
        part = getattr(self.installation, name)
        with self._away(name):
            part.kill()
            self._asked()
            if name == ELASTICSEARCH:
                self._until(self._asking.has_stood_in, "an answer of the standby")
            part.start()
        if name == ELASTICSEARCH:
            self._until(self._asking.is_recovered, "the API's notice that Elasticsearch is back")
            self._asked()

    def _has_done(self, goal: int) -> bool:
        """Whether so many jobs are done, and one is held; until then an encoder that is held may go on."""
        if self._state.jobs_done() >= goal and self._state.held():
            return True
        if self.encoder is not None and self.encoder.waits:
            self.encoder.allow(AT_ONCE)
        return False

    def _asked(self) -> None:
        """Until questions have been asked so often."""
        goal = self._asking.rounds + self.rounds
        self._until(lambda: self._asking.rounds >= goal, "questions")

    @contextmanager
    def _away(self, part: str) -> Iterator[None]:
        moment = time.monotonic()
        loading = self._is_loading()
        listings, vectors, jobs_open = self._state.listings(), self._state.vectors(), self._state.jobs_open()
        self.tell(f"{part} is killed at {listings:,} listings and {vectors:,} vectors, with {jobs_open} jobs open")
        with self._asking.while_away(part):
            yield
        back = time.monotonic() - moment
        second = moment - self._begun
        self.killed.append(Killed(part, round(second, 1), listings, vectors, jobs_open, loading, round(back, 1)))

    def _figures(self, loads: Sequence[tuple[int, dict[str, Any]]], seconds: float) -> dict[str, Any]:
        again, report = self.installation.run("load", *map(str, self.paths), seconds=self.limit)
        code, verified = self.installation.run("index", "verify", seconds=self.limit)
        return {
            "seconds": round(seconds, 1),
            "loads": [{"exit": ended_with, **loaded} for ended_with, loaded in loads],
            "killed": [asdict(one) for one in self.killed],
            "loaded_again": {"exit": again, **report},
            "verify": {"exit": code, **verified.get("before", {})},
            "passages": self._state.passages(self.encoder.counts if self.encoder else None),
            "jobs": self._state.jobs(),
            "answers": self._asking.counts(),
            "longest_seconds": self._asking.longest(),
            "failures": self._asking.failures,
        }


def lost(figures: Mapping[str, Any]) -> list[str]:
    """What was lost, or answered as it should not be; nothing, if all is well."""
    verify, again = figures["verify"], figures["loaded_again"]
    commands = [*(("load", one) for one in (*figures["loads"], again)), ("index verify", verify)]
    wrong = [f"`zhiqiao {name}` ended with {one['exit']}" for name, one in commands if one["exit"]]
    wrong += [f"{len(verify[name])} listings are {name}" for name in DIFFERING if verify.get(name)]
    if verify.get("waiting") or verify.get("store_listings") != verify.get("index_listings"):
        wrong.append("the store and the index are not equal")
    if stored := again.get("new", 0) + again.get("changed", 0):
        wrong.append(f"{stored} records had not been stored")
    if figures["passages"]["without_vector"]:
        wrong.append(f"{figures['passages']['without_vector']} passages have no vector")
    if not set(figures["jobs"]["states"]) <= {"done"}:
        wrong.append(f"jobs are {figures['jobs']['states']}")
    if not all(one["jobs_open"] for one in figures["killed"]):
        wrong.append("a part was killed when all was encoded: give more records")
    return [*wrong, *figures["failures"]]


def main() -> None:
    """One run; ends with 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, help="only the first records of each file")
    parser.add_argument("--words", action="store_true", help="a stand-in for the encoder, which counts")
    parser.add_argument(
        "--models", type=Path, help="the folder `models` of a ZHIQIAO_DATA, with the default encoder built"
    )
    parser.add_argument("--run", type=Path, default=RUN, help="the command that starts and kills Elasticsearch")
    parser.add_argument("--heap", default="1g", help="of Elasticsearch")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of questions for which a part is away")
    parser.add_argument(
        "--work", type=Path, help="a folder to work in, which PostgreSQL's user can enter; kept, with all logs"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(1))  # so that nothing goes on running
    with ExitStack() as stack:
        folder = given.work or stack.enter_context(working_folder("zhiqiao-whole-"))
        folder.mkdir(parents=True, exist_ok=True)
        paths = [sample(one, given.limit, folder) for one in given.paths] if given.limit else given.paths
        server = EmbeddingsServer() if given.words else None
        settings = {"ZHIQIAO_ENCODER": server.setting} if server else {}
        whole = Installation(folder, settings, run=given.run, heap=given.heap, models=given.models)
        stack.callback(whole.close)
        whole.start()
        try:
            figures = WholeLoad(whole, [one.absolute() for one in paths], given.rounds, server, tell=_tell).run()
        except (CannotGoOn, TimeoutError, subprocess.TimeoutExpired) as error:
            sys.exit(str(error))
    wrong = lost(figures)
    print(json.dumps({**figures, "lost": wrong}, indent=None if given.json else 2, ensure_ascii=False))
    sys.exit(bool(wrong))


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
