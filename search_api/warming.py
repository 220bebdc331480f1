"""An encoder that is made ready in the background: until it is, questions are answered by their words alone."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from models.centring import MeanKey
from models.errors import EncoderUnavailable, ZhiqiaoError
from models.messages import Message
from models.ports import Encoder
from models.units import FloatArray

WARM_UP = "warm up"
STILL_WARMING = Message(en="The encoder is being made ready.", zh="编码器正在准备。")


class WarmingEncoder:
    """An encoder behind ``models.ports.Encoder``. Once ``warm`` was called, questions do not wait for it: they are refused until it is ready.

    Passages wait: the index follows in the background anyway.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._ready = threading.Event()
        self._warming: threading.Thread | None = None
        self.problem: ZhiqiaoError | None = None

    @property
    def fingerprint(self) -> str:
        """See ``Encoder.fingerprint``."""
        return self._encoder.fingerprint

    @property
    def remote(self) -> bool:
        """See ``Encoder.remote``."""
        return self._encoder.remote

    @property
    def means(self) -> Mapping[MeanKey, FloatArray]:
        """See ``Encoder.means``."""
        return self._encoder.means

    @property
    def dimensions(self) -> int:
        """See ``Encoder.dimensions``."""
        return self._encoder.dimensions

    @property
    def ready(self) -> bool:
        """Whether it has encoded something since it was opened."""
        return self._ready.is_set()

    def warm(self) -> None:
        """Begin to make it ready, once; after a failure, again."""
        if self.ready or (self._warming and self._warming.is_alive()):
            return
        self._warming = threading.Thread(target=self._warm, name="encoder", daemon=True)
        self._warming.start()

    def wait(self) -> None:
        """Until it is ready, or has failed to become so."""
        if self._warming is not None:
            self._warming.join()

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """See ``Encoder.encode_queries``. ``EncoderUnavailable`` while it is being made ready."""
        if self._warming is not None and not self.ready:
            self.warm()
            raise EncoderUnavailable(
                self.problem.said if self.problem else STILL_WARMING,
                advice=Message(en="Questions are answered by their words meanwhile.", zh="在此期间按关键词回答。"),
            )
        return self._noted(self._encoder.encode_queries(texts))

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """See ``Encoder.encode_passages``."""
        return self._noted(self._encoder.encode_passages(texts))

    def _warm(self) -> None:
        try:
            self._noted(self._encoder.encode_queries([WARM_UP]))
        except ZhiqiaoError as error:
            self.problem = error

    def _noted(self, vectors: FloatArray) -> FloatArray:
        self.problem = None
        self._ready.set()
        return vectors
