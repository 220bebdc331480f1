"""What ``zhiqiao doctor`` looks at of the work in the background: jobs that nobody takes, and the broker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from models.settings import without_passwords
from models.store.jobs import Backlog
from search_api.assembly import Application
from search_api.cli.findings import Finding, Level
from search_api.worker.base import Queue

# A broken installation is to be reported, not raised.
# ruff: noqa: PLC0415

QUIET = dt.timedelta(minutes=5)
"""How long a queue's jobs may wait while no worker takes or ends any, before it is said."""

_AT_INDEX = "on the machine of the index"
ADVICE: Mapping[Queue, str] = {
    Queue.ENCODING: "Start `zhiqiao worker --queues encoding`, or set ZHIQIAO_ENCODE_BY=process: whoever owns the index then encodes.",
    Queue.INDEXING: f"Start `zhiqiao serve` or `zhiqiao worker` {_AT_INDEX}.",
    Queue.MATCHING: f"Start `zhiqiao worker` {_AT_INDEX}.",
}
_BROKER_AWAY = (
    "Start it, or check ZHIQIAO_BROKER_URL. Jobs wait in the store meanwhile, where `zhiqiao worker` takes them."
)
_UNKNOWN = "No worker of this version does such jobs: start one of the version that added them."


def waiting_jobs(application: Application) -> Iterator[Finding]:
    """Whether jobs wait that no worker takes, queue by queue."""
    if not application.settings.has_store:
        return
    from models.store import open_store

    store = open_store(application.settings.store_url)
    try:
        if not store.check().at_head:
            return
        yield from _by_queue(store.jobs.backlog(), dt.datetime.now(dt.UTC))
    finally:
        store.dispose()


def is_served(found: Backlog, now: dt.datetime) -> bool:
    """Whether a worker is at one of these jobs, or ended one a moment ago."""
    return found.held > 0 or (found.ended is not None and now - found.ended <= QUIET)


def _by_queue(found: Sequence[Backlog], now: dt.datetime) -> Iterator[Finding]:
    from search_api.worker.registry import KINDS

    if not found:
        yield Finding("jobs", Level.OK, "No job waits.")
    busy = sum(one.held for one in found)
    for one in found:  # a queue has jobs of one kind
        queue = KINDS[one.kind].queue if one.kind in KINDS else None
        yield _queue(one, queue, busy - one.held, now)


def _queue(found: Backlog, queue: Queue | None, elsewhere: int, now: dt.datetime) -> Finding:
    name = queue.value if queue else found.kind
    waited = now - found.oldest if found.oldest else dt.timedelta()
    figures = {
        "queue": name,
        "due": found.due,
        "oldest": found.oldest and found.oldest.isoformat(),
        "oldest_seconds": round(waited.total_seconds()),
        "held": found.held,
        "later": found.later,
        "last_ended": found.ended and found.ended.isoformat(),
    }
    said = f"{name}: {found.due:,} waiting, {found.held:,} at work, {found.later:,} to be tried later."
    if found.oldest:
        said += f" The oldest has waited for {_span(waited)}."
    quiet = min(waited, now - found.ended) if found.ended else waited
    if is_served(found, now) or waited <= QUIET:
        return Finding("jobs", Level.OK, said, figures=figures)
    said += f" No worker has taken or ended any for {_span(quiet)}"
    said += f"; in other queues {elsewhere:,} are at work." if elsewhere else "."
    return Finding("jobs", Level.WARN, said, ADVICE[queue] if queue else _UNKNOWN, figures)


def broker(application: Application) -> Iterator[Finding]:
    """Whether the broker answers, where one is set, and how many ids of jobs wait there."""
    url = application.settings.broker_url
    if url is None:
        return
    from search_api.celery_app import count_waiting, make_app

    app = make_app(application.settings)  # says first what is not installed
    from kombu.exceptions import OperationalError

    shown = without_passwords(url)
    try:
        waiting = {queue.value: count_waiting(app, queue) for queue in Queue}
    except (OperationalError, OSError) as error:
        yield Finding("broker", Level.FAIL, f"{shown} does not answer: {str(error).rstrip('.')}.", _BROKER_AWAY)
    except ValueError:
        yield Finding(
            "broker",
            Level.FAIL,
            f"{shown} is no address of a broker.",
            "Set ZHIQIAO_BROKER_URL to redis://HOST:6379/0.",
        )
    else:
        counts = ", ".join(f"{name} {count:,}" for name, count in waiting.items() if count)
        said = f"{shown} answers; {f'ids of jobs wait there: {counts}' if counts else 'no id of a job waits there'}."
        yield Finding("broker", Level.OK, said, figures={"waiting": waiting})
    finally:
        app.close()


def _span(length: dt.timedelta) -> str:
    """A time as people say it: the larger two of its units."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    first = next((place for place, (count, _) in enumerate(units) if count), len(units) - 1)
    return " ".join(f"{count} {unit}" for count, unit in units[first : first + 2] if count or first == len(units) - 1)
