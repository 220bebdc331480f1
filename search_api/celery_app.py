"""The Celery application: ``celery -A search_api.celery_app worker``. Its one task carries a job's id; the job's row says everything else.

A message that comes twice, late, or for a job that another worker has does nothing. One that is lost is sent again by whoever sweeps.
"""

from __future__ import annotations

import mmap
import os
import threading
import time
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from models.errors import MissingExtra, SettingsError, StoreUnavailable
from models.messages import Message
from models.settings import Settings, load_settings
from models.store.jobs import Job
from search_api.worker.base import Queue, worker_name

if TYPE_CHECKING:
    from celery import Celery

    from search_api.worker.runner import Runner

# Celery is an extra, and workers import what does jobs when the first one comes.
# ruff: noqa: PLC0415

TASK = "zhiqiao.job"
HIGHEST = 9
CONNECT_SECONDS = 2
ANSWER_SECONDS = 10
"""How long Redis is waited for that has been asked: a worker asks for work for a second at a time."""

VISIBILITY_SECONDS = 3600
"""After that, Redis gives an id that was taken and not acknowledged to another worker, who does nothing while the lease holds."""

LOOK_SECONDS = 0.2
"""How soon whoever waits for the worker's end sees it."""

CONFIGURATION: dict[str, Any] = {
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_ignore_result": True,
    "task_acks_late": True,
    "task_default_queue": Queue.ENCODING.value,
    "worker_prefetch_multiplier": 1,
    "worker_concurrency": 1,  # an encoder takes every core as it is
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_connection_timeout": CONNECT_SECONDS,
    "broker_transport_options": {
        "visibility_timeout": VISIBILITY_SECONDS,
        "priority_steps": list(range(HIGHEST + 1)),
        "queue_order_strategy": "priority",
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
    },
}


def make_app(settings: Settings) -> Celery:
    """A Celery application on the broker of the settings. Raises ``MissingExtra``, and ``SettingsError`` where none is set.

    Celery would take RabbitMQ on this machine for one that is not set, and look for it for ever.
    """
    if settings.broker_url is None:
        raise SettingsError(
            Message(en="No broker is set for Celery.", zh="未设置 Celery 的消息代理。"),
            advice=Message(
                en="Set ZHIQIAO_BROKER_URL, or use `zhiqiao worker`.",
                zh="请设置 ZHIQIAO_BROKER_URL，或使用 `zhiqiao worker`。",
            ),
        )
    try:
        from celery import Celery
        from kombu import Queue as Declared
    except ImportError as error:
        raise MissingExtra("Celery", "celery") from error
    app = Celery("zhiqiao", broker=settings.broker_url, set_as_current=False)
    app.conf.update(CONFIGURATION)
    app.conf.task_queues = [Declared(one.value, routing_key=one.value) for one in Queue]
    app.task(name=TASK)(_do)
    return app


def send(app: Celery, job: Job) -> None:
    """Send a job's id to its queue. Raises kombu's ``OperationalError`` where the broker is away."""
    from search_api.worker.registry import queue_of

    if (queue := queue_of(job)) is None:
        return
    priority = HIGHEST - max(0, min(HIGHEST, job.priority))  # Redis takes 0 first
    again = {"max_retries": 1, "interval_start": 0}
    app.send_task(TASK, args=[job.id], queue=queue.value, priority=priority, retry=True, retry_policy=again)


def count_waiting(app: Celery, queue: Queue) -> int:
    """How many ids wait in a queue. Raises kombu's ``OperationalError`` where the broker is away, or does not let us look."""
    from amqp.exceptions import ChannelError
    from kombu.exceptions import OperationalError

    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=CONNECT_SECONDS)
        try:
            return int(connection.default_channel.queue_declare(queue.value, passive=True).message_count)
        except ChannelError as error:
            if int(error.reply_code or 0) != HTTPStatus.NOT_FOUND:
                raise OperationalError(str(error)) from error
            return 0  # Redis forgets an empty queue
        except connection.connection_errors + connection.channel_errors as error:
            raise OperationalError(str(error)) from error


def _do(job_id: int) -> None:
    """Do a job, where nobody else has it. While the worker ends, none is begun: whoever sweeps sends it to another."""
    if _ENDING.is_set():
        return
    runner, name = _here(os.getpid())
    try:
        job = runner.jobs.take(job_id, name, runner.seconds)
    except StoreUnavailable:  # whoever sweeps sends it again
        return
    if job is not None:
        runner.run(job, _ENDING)


@cache
def _here(_process: int) -> tuple[Runner, str]:
    """What does jobs in this process: each that was forked has its own connections and its own encoder."""
    from search_api.assembly import assemble
    from search_api.observability import configure_logs
    from search_api.worker.registry import Handlers
    from search_api.worker.runner import Runner

    settings = load_settings(os.environ)
    configure_logs(settings.log_level)
    application = assemble(settings)
    return Runner(application.store.jobs, Handlers(application), settings.lease_seconds), worker_name()


class _Ending(threading.Event):
    """Whether the worker is to end: Celery tells the process that it was started as, and jobs are done in others that were forked from it.

    A byte of memory that all of them share says it: no lock, which one that is killed could leave taken, and nothing to do in a signal's handler.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shared = mmap.mmap(-1, 1)

    def set(self, **_given: object) -> None:
        """The worker is to end."""
        self._shared[0] = 1

    def is_set(self) -> bool:
        """Whether it is."""
        return self._shared[0] == 1

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for that, so many seconds at most; whether it is."""
        until = None if timeout is None else time.monotonic() + timeout
        while not self.is_set() and (until is None or time.monotonic() < until):
            time.sleep(LOOK_SECONDS if until is None else max(0.0, min(LOOK_SECONDS, until - time.monotonic())))
        return self.is_set()


_ENDING = _Ending()


class _Sweeping:
    """Sweeps in the process that Celery's workers are forked from; it holds no connection in between, which these would share."""

    def __init__(self) -> None:
        self._ended = threading.Event()

    def start(self, **_given: object) -> None:
        """Begin, once the worker is ready."""
        threading.Thread(target=self._run, name="sweeper", daemon=True).start()

    def stop(self, **_given: object) -> None:
        """End."""
        self._ended.set()

    def _run(self) -> None:
        import structlog

        from search_api.assembly import assemble
        from search_api.worker.sweeper import SWEEP_SECONDS, Sweeper

        application = assemble(load_settings(os.environ))
        sweeper: Sweeper | None = None
        while not self._ended.wait(SWEEP_SECONDS):
            try:
                sweeper = sweeper or Sweeper(application.store.jobs, application.announcer)
                sweeper.look()
                application.store.dispose()
            except Exception as error:  # noqa: BLE001 — a thread that dies silently would leave jobs that nobody hears of
                structlog.get_logger().warning("sweeper", problem=str(error))


def __getattr__(name: str) -> Celery:
    """The application that Celery's own command looks for, made of the environment when it is first asked for.

    Settings that cannot work end the command with what is wrong and what to do; Celery itself would show a traceback.
    """
    if name != "app":
        raise AttributeError(name)
    from search_api.cli.exits import reported

    return reported()(_app)()


@cache
def _app() -> Celery:
    app = make_app(load_settings(os.environ))
    from celery import signals

    sweeping = _Sweeping()
    signals.worker_ready.connect(sweeping.start, weak=False)
    signals.worker_shutting_down.connect(sweeping.stop, weak=False)
    signals.worker_shutting_down.connect(_ENDING.set, weak=False)
    return app
