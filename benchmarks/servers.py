"""Servers of one's own from plain processes, on free loopback ports and over folders of their own, to be killed and started again.

Redis and PostgreSQL are those of the system; Elasticsearch is started by a command that can ``start`` it and ``kill 1``, its one node.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import httpx

RUN = Path(__file__).parents[2] / "shared" / "elasticsearch" / "run"
LIMIT = 60.0
T = TypeVar("T")


class NotInstalled(Exception):
    """A server's program is not on this machine."""


def eventually(condition: Callable[[], T | None], what: str = "it", seconds: float = LIMIT, pause: float = 0.05) -> T:
    """Wait until something in another process or thread has happened; returns what it gave. Raises ``TimeoutError``."""
    limit = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > limit:
            msg = f"{what} did not happen in {seconds} s"
            raise TimeoutError(msg)
        threading.Event().wait(pause)
    return found


@contextmanager
def working_folder(prefix: str) -> Iterator[Path]:
    """A folder for a while, which PostgreSQL, as another user, can enter."""
    with TemporaryDirectory(prefix=prefix) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def program(name: str) -> str:
    """Where a server's program is. Raises ``NotInstalled``."""
    if (found := shutil.which(name)) is None:
        raise NotInstalled(f"{name} is not installed")
    return found


def begin(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a process that leads a group of its own; what it prints is added to ``log``."""
    with log.open("ab") as out:
        return subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class OwnRedis:
    """A Redis; ``options``: further ones of its command line, by default that nothing is kept."""

    def __init__(self, folder: Path, options: Sequence[str] = ("--save", "")) -> None:
        self.folder, self.port = folder, free_port()
        place = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder)]
        self._command = [program("redis-server"), *place, *options]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its first database, where no password is asked for."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = begin(self._command, self.folder / "log")
        eventually(self._answers, "Redis")

    def kill(self) -> None:
        """End it at once; again is fine."""
        if self._process is not None:
            kill_group(self._process)

    def _answers(self) -> bool:
        """Whether it has read what it kept: one that only wants a password has."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False


class OwnPostgres:
    """A PostgreSQL with a database ``zhiqiao`` that takes any password. It refuses to run as root, and runs as ``postgres`` then."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if not found or (self._as and not shutil.which("runuser")):
            raise NotInstalled("PostgreSQL cannot be started here")
        self._programs, self.folder, self.port = found[-1].parent, folder, free_port()
        if self._as:
            folder.chmod(0o755)
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-U", "zhiqiao", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self._made = False

    @property
    def url(self) -> str:
        """Its database."""
        return f"postgresql://zhiqiao@127.0.0.1:{self.port}/zhiqiao"

    def start(self) -> None:
        """Start it, and wait until it accepts connections."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder}"
        self._run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-o", options, "-w", "start")
        if not self._made:
            self._run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "zhiqiao", "zhiqiao")
            self._made = True

    def stop(self) -> None:
        """Stop it without a checkpoint; again is fine."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def _run(self, name: str, *arguments: object) -> None:
        command = [*self._as, str(self._programs / name), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


class OwnElasticsearch:
    """An Elasticsearch of one node; ``run``: the command that starts and kills it. ``heap``: such as ``512m``."""

    def __init__(self, folder: Path, run: Path = RUN, heap: str = "512m") -> None:
        if not os.access(run, os.X_OK):
            raise NotInstalled(f"{run}, which starts Elasticsearch, is not here")
        self.folder, self.port, self._run_command = folder, free_port(), run
        own = {
            "ES_STATE": folder / "state",
            "ES_HTTP_PORT": self.port,
            "ES_TRANSPORT_PORT": free_port(),
            "ES_HEAP": heap,
        }
        self._environment = os.environ | {name: str(value) for name, value in own.items()}

    def start(self) -> None:
        """Start it, and wait until every shard can be read and written."""
        self._run("start")
        eventually(self._answers, "Elasticsearch", pause=0.2)

    def kill(self) -> None:
        """End it at once; again is fine."""
        self._run("kill", "1")

    def _answers(self) -> bool:
        health = f"http://127.0.0.1:{self.port}/_cluster/health?wait_for_status=yellow&timeout=3s"
        try:
            return httpx.get(health, timeout=10).is_success
        except httpx.TransportError:
            return False

    def _run(self, *arguments: str) -> None:
        with (self.folder / "log").open("ab") as log:
            subprocess.run([self._run_command, *arguments], env=self._environment, stdout=log, stderr=log, check=True)
