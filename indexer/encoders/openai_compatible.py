"""Any server that answers ``POST …/embeddings`` as OpenAI's does."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from indexer.encoders.once import Once
from indexer.encoders.retry import RETRIED, Patience, retry_after_seconds
from models.centring import MeanKey, unit_length
from models.errors import EncoderUnavailable, SettingsError
from models.messages import Message
from models.units import FloatArray

BATCH = 64
"""Texts a request; hosted services take at least this many."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PATIENCE = Patience()
_ADVICE = {
    401: Message(en="Check the API key.", zh="请检查 API 密钥。"),
    403: Message(en="Check the API key and what it may use.", zh="请检查 API 密钥及其权限。"),
    404: Message(en="Check the URL and the model's name.", zh="请检查地址和模型名称。"),
    429: Message(en="The service limits the rate: try again later.", zh="服务限制了请求频率，请稍后重试。"),
}

_CHECK = Message(en="Check the server's address and its log.", zh="请检查服务地址及其日志。")


class OpenAICompatibleEncoder:
    """``url`` is the address before ``/embeddings``, such as ``http://localhost:8000/v1``.

    The fingerprint is the address, the model and the prefixes: whether the server changed its weights cannot be seen from here.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        api_key: str | None = None,
        query_prefix: str = "",
        passage_prefix: str = "",
        timeout: float = 60.0,
        patience: Patience = PATIENCE,
        sleep: Callable[[float], object] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._url = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._api_key = api_key
        self._prefixes = (query_prefix, passage_prefix)
        self._timeout = timeout
        self._patience = patience
        self._sleep = sleep
        self._jitter = jitter
        self._client = Once(self._connect)

    @cached_property
    def fingerprint(self) -> str:
        """``openai:`` with the model's name and a digest of address, model and prefixes."""
        digest = sha256(repr((self._url, self._model, self._prefixes)).encode()).hexdigest()
        return f"openai:{self._model}:{digest[:16]}"

    @property
    def remote(self) -> bool:
        """See ``Encoder.remote``: a server on this machine's loopback interface is not remote."""
        return urlsplit(self._url).hostname not in LOOPBACK

    @cached_property
    def means(self) -> Mapping[MeanKey, FloatArray]:
        """See ``Encoder.means``: none ship with it."""
        return {}

    @cached_property
    def dimensions(self) -> int:
        """The length of a vector; asks the server once."""
        return len(self._ask(["-"])[0])

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Questions to rows of unit length, shape (texts, dimensions)."""
        return self._encode(texts, self._prefixes[0])

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Passages to rows of unit length, shape (texts, dimensions)."""
        return self._encode(texts, self._prefixes[1])

    def close(self) -> None:
        """Let go of the connections; an encoder that is asked again after this raises."""
        self._client().close()

    def _encode(self, texts: Sequence[str], prefix: str) -> FloatArray:
        rows = np.empty((len(texts), self.dimensions), np.float32)
        for at in range(0, len(texts), BATCH):
            batch = [prefix + text for text in texts[at : at + BATCH]]
            rows[at : at + BATCH] = self._checked(self._ask(batch))
        return unit_length(rows)

    def _checked(self, rows: list[list[float]]) -> FloatArray:
        lengths = {len(row) for row in rows}
        if lengths != {self.dimensions}:
            raise self._failure(
                Message(
                    en="it gave vectors of {given} numbers, before of {known}",
                    zh="返回的向量为{given}维，此前为{known}维",
                    given=[*map(str, sorted(lengths))],
                    known=self.dimensions,
                )
            )
        vectors = np.array(rows, np.float32)
        if not np.isfinite(vectors).all():
            raise self._failure(
                Message(en="it gave a vector with a number that is not finite", zh="返回的向量含有非有限的数")
            )
        return vectors

    def _ask(self, batch: list[str]) -> list[list[float]]:
        response = self._post({"model": self._model, "input": batch, "encoding_format": "float"})
        try:
            rows = {
                int(item["index"]): [float(value) for value in item["embedding"]] for item in response.json()["data"]
            }
        except (ValueError, KeyError, TypeError) as error:
            raise self._failure(
                Message(
                    en="its answer is not in the form of OpenAI's embeddings ({why})",
                    zh="返回内容不是 OpenAI 向量接口的格式（{why}）",
                    why=repr(error),
                )
            ) from error
        if sorted(rows) != list(range(len(batch))):
            raise self._failure(
                Message(
                    en="it gave {given} vectors for {asked} texts",
                    zh="对{asked}段文本返回了{given}个向量",
                    given=len(rows),
                    asked=len(batch),
                )
            )
        return [rows[index] for index in range(len(batch))]

    def _post(self, body: dict[str, Any]) -> httpx.Response:
        tries = 0
        while True:
            tries += 1
            outcome = self._try(body)
            if isinstance(outcome, httpx.Response) and outcome.is_success:
                return outcome
            wait = self._wait(outcome, tries)
            if wait is None:
                raise self._refusal(outcome, tries)
            self._sleep(wait)

    def _try(self, body: dict[str, Any]) -> httpx.Response | httpx.TransportError:
        try:
            return self._client().post(self._url, json=body)
        except httpx.TransportError as error:
            return error

    def _wait(self, outcome: httpx.Response | httpx.TransportError, tries: int) -> float | None:
        if isinstance(outcome, httpx.TransportError):
            return self._patience.wait(tries, None, self._jitter)
        if outcome.status_code not in RETRIED:
            return None
        after = retry_after_seconds(outcome.headers.get("Retry-After"), datetime.now(UTC))
        return self._patience.wait(tries, after, self._jitter)

    def _refusal(self, outcome: httpx.Response | httpx.TransportError, tries: int) -> EncoderUnavailable:
        if isinstance(outcome, httpx.TransportError):
            return self._failure(
                Message(
                    en="no answer after {tries} tries ({why})",
                    zh="尝试{tries}次均无响应（{why}）",
                    tries=tries,
                    why=f"{type(outcome).__name__}: {outcome}",
                )
            )
        said = outcome.text.strip()[:300]
        advice = _ADVICE.get(outcome.status_code, Message(en="Look into the server's log.", zh="请查看服务日志。"))
        return self._failure(
            Message(
                en="it answered {status} after {tries} tries: {said}",
                zh="尝试{tries}次后返回{status}：{said}",
                status=outcome.status_code,
                tries=tries,
                said=said,
            ),
            advice,
        )

    def _failure(self, why: Message, advice: Message = _CHECK) -> EncoderUnavailable:
        said = Message(
            en="The embeddings server {url} failed: {why}.", zh="向量服务 {url} 出错：{why}。", url=self._url, why=why
        )
        return EncoderUnavailable(self._without_key(said), advice=advice)

    def _without_key(self, said: Message) -> Message:
        """Servers quote what they were sent, keys among it."""
        if not self._api_key:
            return said
        english, chinese = (said.in_language(tag).replace(self._api_key, "[key]") for tag in ("en", "zh"))
        return Message(en=english, zh=chinese)

    def _connect(self) -> httpx.Client:
        try:
            headers = {"Authorization": f"Bearer {self._api_key}"} if self._api_key else {}
            return httpx.Client(headers=headers, timeout=self._timeout)
        except UnicodeEncodeError as error:
            raise SettingsError(
                Message(en="The API key holds characters that no key has.", zh="API 密钥含有无效字符。"),
                advice=Message(
                    en="Check the setting ZHIQIAO_ENCODER_API_KEY.", zh="请检查设置 ZHIQIAO_ENCODER_API_KEY。"
                ),
            ) from error
