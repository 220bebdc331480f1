"""The installation of docker-compose.yml from plain processes: the same parts, commands and settings, on free loopback ports.

Everything lies under one folder. Each part can be killed (``kill -9``, with all that it started) and started again, which waits until it answers.
What containers add is not there: limits, restarts, and Elasticsearch's password, which the node that is started here does not ask for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from socket import gethostname
from typing import Any

import httpx

from benchmarks.compose import Compose
from benchmarks.servers import RUN, OwnElasticsearch, OwnPostgres, OwnRedis, begin, eventually, free_port, kill_group
from models.settings import PREFIX, load_settings
from models.store.jobs import Job
from search_api.assembly import Application, assemble
from search_api.celery_app import make_app

ROOT = Path(__file__).parents[1]
PASSWORDS = dict.fromkeys(("POSTGRES_PASSWORD", "ELASTIC_PASSWORD", "REDIS_PASSWORD"), "loopback")
SERVERS = ("postgres", "elasticsearch", "redis")
PROCESSES = ("api", "worker")
FIRST_START = 300.0
"""Seconds for a first start, which may build the encoder."""


@dataclass
class Part:
    """A process of Zhiqiao's own. ``ready``: whether it answers."""

    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = begin(self.command, self.log, self.environment)
        eventually(self._answers, self.log.stem, FIRST_START)

    def kill(self) -> None:
        """End it at once; again is fine."""
        if self.process is not None:
            kill_group(self.process)

    def _answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            msg = f"{self.log.stem} has ended by itself: see {self.log}"
            raise RuntimeError(msg)
        return self.ready()


class Installation:
    """All parts over ``folder``, which PostgreSQL, as another user, has to be able to enter. ``settings``: further ones.

    ``run``: starts and kills Elasticsearch, with ``heap``; ``models``: the default encoder's files, where they are built already.

    Raises ``NotInstalled``.
    """

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        *,
        run: Path = RUN,
        heap: str = "512m",
        models: Path | None = None,
    ) -> None:
        self.folder = folder
        self._begun: list[subprocess.Popen[str]] = []
        compose = Compose(PASSWORDS)
        self.postgres = OwnPostgres(self._own("postgres"))
        self.elasticsearch = OwnElasticsearch(self._own("elasticsearch"), run, heap)
        self.redis = OwnRedis(self._own("redis"), compose.command("redis")[1:])
        data = self._own("data")
        if models is not None:
            (data / "models").symlink_to(models.absolute())
        ports = {name: getattr(self, name).port for name in SERVERS}
        self.settings = {PREFIX + "DATA": str(data), **compose.settings("api", ports), **settings}
        self.port = free_port()
        self.api = self._api()
        self.workers = [self._worker(n, compose.command("worker")) for n in range(compose.replicas("worker"))]

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start all, each once what it needs answers."""
        for start in (self.postgres.start, self.elasticsearch.start, self.redis.start):
            start()
        for part in (self.api, *self.workers):
            part.start()

    def close(self) -> None:
        """End all, commands too; what one does not take keeps no other from its end."""
        with ExitStack() as stack:
            stack.callback(self.postgres.stop)
            stack.callback(self.elasticsearch.kill)
            stack.callback(self.redis.kill)
            for part in (self.api, *self.workers):
                stack.callback(part.kill)
            for command in self._begun:
                stack.callback(_end, command)

    def application(self) -> Application:
        """The product's parts in this process, to look into the store and the index with."""
        return assemble(load_settings(self.settings))

    def worker_of(self, job: Job) -> Part | None:
        """The worker that holds a job; ``None`` where it is gone."""
        try:
            group = os.getpgid(int((job.worker or "").split(":")[1]))
        except (IndexError, ProcessLookupError):
            return None
        return next((one for one in self.workers if one.process and one.process.pid == group), None)

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command of ``zhiqiao`` that prints JSON."""
        with (self.folder / "commands.log").open("ab") as log:
            begun = subprocess.Popen(
                [_zhiqiao(), *arguments, "--json"],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._begun.append(begun)
        return begun

    def run(self, *arguments: str, seconds: float | None = None) -> tuple[int, dict[str, Any]]:
        """A command's exit code, and the document that it printed. Raises ``TimeoutExpired`` where it takes longer than ``seconds``."""
        return ended(self.begin(*arguments), seconds)

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment with the settings of the installation alone."""
        return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)} | self.settings

    def _own(self, name: str) -> Path:
        (self.folder / name).mkdir()
        return self.folder / name

    def _api(self) -> Part:
        command = [_zhiqiao(), "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        return Part(command, self.environment, self.folder / "api.log", self._api_is_ready)

    def _api_is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _worker(self, number: int, command: Sequence[str]) -> Part:
        name = f"worker-{number}@{gethostname()}"
        celery = [sys.executable, "-m", *command, "--hostname", name]
        return Part(celery, self.environment, self.folder / f"worker-{number}.log", lambda: self._worker_is_ready(name))

    def _worker_is_ready(self, name: str) -> bool:
        with make_app(load_settings(self.settings)) as app, app.connection() as connection:
            return bool(app.control.ping(destination=[name], timeout=1.0, connection=connection))


def ended(process: subprocess.Popen[str], seconds: float | None = None) -> tuple[int, dict[str, Any]]:
    """The exit code of a command that was begun, and the document that it printed; an empty one where it printed none."""
    printed, _ = process.communicate(timeout=seconds)
    return process.returncode, json.loads(printed) if printed else {}


def _end(process: subprocess.Popen[str]) -> None:
    with process:
        process.kill()


def _zhiqiao() -> str:
    return str(Path(sys.executable).with_name("zhiqiao"))
