"""Kept windows: what cursors page through. A window is frozen, kept for a while in this process, and for the viewer who asked."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from models.errors import BadQuery, Expired
from models.messages import Message
from models.viewer import Viewer
from search_api.search.question import Asked

MOST_RESULTS = 200_000
"""Results of all kept windows together (about 100 MB): the windows that were used longest ago make room."""


class Cursor(NamedTuple):
    """Where to go on: in which window, of which generation, and from which result. Opaque to whoever holds it."""

    window: str
    generation: str
    start: int

    def written(self) -> str:
        """The cursor as callers carry it."""
        return base64.urlsafe_b64encode(json.dumps(list(self)).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Cursor:
        """A cursor as callers carry it. Raises ``BadQuery``."""
        try:
            window, generation, start = json.loads(
                base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
            )
            if isinstance(window, str) and isinstance(generation, str) and type(start) is int and start >= 0:
                return cls(window, generation, start)
        except (binascii.Error, ValueError, TypeError):
            pass
        raise BadQuery(
            Message(en="The cursor cannot be read.", zh="翻页游标无法识别。"),
            advice=Message(
                en="Give 'next' of an answer as it is, or ask the question again.",
                zh="请原样使用结果中的 next，或重新搜索。",
            ),
        )


@dataclass
class Windows:
    """The windows of one process. ``seconds``: how long one is kept after it was last used; ``clock``: seconds that only grow."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[str, tuple[float, Viewer, Asked]] = field(default_factory=OrderedDict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def keep(self, asked: Asked, viewer: Viewer) -> Cursor:
        """Keep an answered question; the cursor of its first result."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._kept[name] = (self.clock() + self.seconds, viewer, asked)
            self._make_room()
        return Cursor(name, asked.window.generation, 0)

    def find(self, cursor: Cursor, viewer: Viewer) -> Asked:
        """The window of a cursor. Raises ``Expired`` where it is gone, or is another viewer's."""
        with self._lock:
            until, owner, asked = self._kept.pop(cursor.window, (0.0, viewer, None))
            fits = asked is not None and until >= self.clock() and asked.window.generation == cursor.generation
            if asked is None or not fits:
                raise _expired()
            renewed = until if owner != viewer else self.clock() + self.seconds
            self._kept[cursor.window] = (renewed, owner, asked)
        if owner != viewer:
            raise _expired()
        return asked

    def _make_room(self) -> None:
        now = self.clock()
        while self._kept:
            oldest = next(iter(self._kept))
            kept = sum(len(asked.window.results) for _, _, asked in self._kept.values())
            if self._kept[oldest][0] >= now and (kept <= MOST_RESULTS or len(self._kept) == 1):
                return
            del self._kept[oldest]


def _expired() -> Expired:
    return Expired(
        Message(en="The results of this cursor are no longer kept.", zh="该游标对应的结果已不再保留。"),
        advice=Message(en="Ask the question again.", zh="请重新搜索。"),
    )
