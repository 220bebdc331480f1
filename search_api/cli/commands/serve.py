"""``zhiqiao serve``: the search page and the API."""

from __future__ import annotations

import errno
import signal
import socket
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from indexer.encoders import BASE
from models.errors import Conflict
from models.messages import Message
from search_api.cli.console import say
from search_api.cli.exits import ExitCode
from search_api.cli.session import environment_settings, opened

if TYPE_CHECKING:
    from search_api.assembly import Application


BACKLOG = 2048
"""Connections that may wait to be taken."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; 0.0.0.0 for every one of this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", help="The port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the search page at `/` and the API at `/api/v1`, and index what is loaded meanwhile.

    Logs are JSON lines on stderr. Questions are answered by their words until the encoder is ready.

    Example: `zhiqiao serve --port 8000`
    """
    import uvicorn  # noqa: PLC0415 — every other command starts without the server

    from search_api.app import create_app  # noqa: PLC0415 — as above

    signal.signal(signal.SIGTERM, _end)
    settings = environment_settings()
    with opened(settings, log_level=settings.log_level) as application, _listening(host, port) as listener:
        _announce(application, host, port)
        server = uvicorn.Server(uvicorn.Config(create_app(application), log_config=None, access_log=False))
        server.run(sockets=[listener])


def _end(_signal: int, _frame: FrameType | None) -> None:
    """Uvicorn has stopped by now, and hands the signal on: leave by the front door, so that everything is closed."""
    raise SystemExit(ExitCode.OK)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens before anything is loaded: a taken port is said at once, an early request waits. Raises ``Conflict``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Conflict(
                Message(en="Port {port} of {host} is taken.", zh="{host} 的端口{port}已被占用。", port=port, host=host),
                advice=Message(
                    en="Give another one: zhiqiao serve --port N", zh="请换一个端口：zhiqiao serve --port N"
                ),
            ) from None
        raise
    return listener


def _announce(application: Application, host: str, port: int) -> None:
    if not (application.settings.data / "models").exists() and (application.settings.encoder or BASE).startswith(BASE):
        say("The encoder is built once, in the background; until then questions are answered by their words.")
    shown = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104 — compared, not bound
    say(f"Open http://{shown}:{port}/ (the API: http://{shown}:{port}/api/v1/docs). Ctrl-C stops.", "bold green")
