"""Why no answer came from Elasticsearch, in words: only what kind of fault it was, the rest is for the log, which has the cause."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from elastic_transport import ConnectionTimeout, TlsError
from elasticsearch.exceptions import UnsupportedProductError

from models.errors import EngineAway
from models.messages import Message

_RUNS = Message(
    en="Check that it runs at the addresses in ZHIQIAO_ENGINE.", zh="请检查 ZHIQIAO_ENGINE 所列地址的服务是否在运行。"
)


def unreachable(error: Exception) -> EngineAway:
    """What to say of a fault of the connection."""
    causes = list(_causes(error))
    if isinstance(error, TlsError):
        untrusted = next((one for one in causes if isinstance(one, ssl.SSLCertVerificationError)), None)
        return _no_tls() if untrusted is None else _untrusted(untrusted)
    if isinstance(error, ConnectionTimeout):
        return EngineAway(
            Message(en="Elasticsearch does not answer in time.", zh="Elasticsearch 未及时响应。"), advice=_RUNS
        )
    if isinstance(error, UnsupportedProductError):
        return EngineAway(
            Message(en="What answers is not Elasticsearch.", zh="所连接的服务不是 Elasticsearch。"), advice=_RUNS
        )
    if any(
        isinstance(one, ConnectionResetError) for one in causes
    ):  # http.client's own for a server that hung up is one too
        return _hung_up()
    return EngineAway(
        Message(
            en="Elasticsearch does not answer: no connection can be made.", zh="Elasticsearch 没有响应：无法建立连接。"
        ),
        advice=_RUNS,
    )


def _untrusted(error: ssl.SSLCertVerificationError) -> EngineAway:
    return EngineAway(
        Message(
            en="The certificate of Elasticsearch is not trusted: {reason}.",
            zh="Elasticsearch 的证书不受信任：{reason}。",
            reason=error.verify_message.rstrip("."),
        ),
        advice=Message(
            en="Name the certificate of who issued it in ZHIQIAO_ELASTICSEARCH_CA, and in ZHIQIAO_ENGINE a host that it is for.",
            zh="请在 ZHIQIAO_ELASTICSEARCH_CA 中指定其签发者的证书，并在 ZHIQIAO_ENGINE 中使用该证书所属的主机名。",
        ),
    )


def _no_tls() -> EngineAway:
    return EngineAway(
        Message(en="Elasticsearch does not answer over TLS.", zh="Elasticsearch 未通过 TLS 响应。"),
        advice=Message(
            en="Check whether its addresses in ZHIQIAO_ENGINE begin with https or http, and the file ZHIQIAO_ELASTICSEARCH_CA.",
            zh="请检查 ZHIQIAO_ENGINE 中的地址应以 https 还是 http 开头，以及 ZHIQIAO_ELASTICSEARCH_CA 文件。",
        ),
    )


def _hung_up() -> EngineAway:
    return EngineAway(
        Message(
            en="Elasticsearch does not answer: it closed the connection.", zh="Elasticsearch 没有响应：连接被其关闭。"
        ),
        advice=Message(
            en="Check that it runs at the addresses in ZHIQIAO_ENGINE; where it is secured, they begin with https.",
            zh="请检查 ZHIQIAO_ENGINE 所列地址的服务是否在运行；如已启用安全功能，地址应以 https 开头。",
        ),
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The fault, what the client gave as its reasons, and what these came from."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [
            *getattr(one, "errors", ()),
            *one.args,
            one.__cause__,
            one.__context__,
            getattr(one, "reason", None),
        ]
