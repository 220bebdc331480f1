"""What every command begins with: the settings of the environment, logs on stderr, and the parts, closed at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from models.settings import Settings, load_settings
from search_api.assembly import Application, assemble

QUIET = "warning"
"""What commands log: their progress and their report say the rest."""


def environment_settings() -> Settings:
    """The settings of the environment. Raises ``SettingsError``."""
    return load_settings(os.environ)


@contextmanager
def opened(settings: Settings | None = None, *, log_level: str = QUIET) -> Iterator[Application]:
    """The application of the environment's settings, or of those given."""
    from search_api.observability import configure_logs  # noqa: PLC0415 — commands that open nothing do not wait for it

    configure_logs(log_level)
    application = assemble(settings or environment_settings())
    try:
        yield application
    finally:
        application.close()
