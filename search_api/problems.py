"""Errors as RFC 9457 problem details in the reader's language, every one of them, validation and unknown paths included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from models import errors
from models.messages import Message
from models.settings import Settings
from models.text import Text
from models.validation import message_of_fault
from search_api.languages import asked_language

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

STATUSES: dict[type[errors.ZhiqiaoError], HTTPStatus] = {
    errors.BadInput: HTTPStatus.BAD_REQUEST,
    errors.BadQuery: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Expired: HTTPStatus.GONE,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.MissingExtra: HTTPStatus.NOT_IMPLEMENTED,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

TITLES = {
    "bad-input": Text.of(en="Cannot be used", zh="输入无法使用"),
    "bad-query": Text.of(en="Question or filter not understood", zh="问题或筛选条件无法识别"),
    "conflict": Text.of(en="Held by another process", zh="资源被占用"),
    "encoder-unavailable": Text.of(en="Encoder not available", zh="语义编码器不可用"),
    "engine-unavailable": Text.of(en="Index not available", zh="索引不可用"),
    "expired-cursor": Text.of(en="Results no longer kept", zh="结果已过期"),
    "internal": Text.of(en="Internal error", zh="内部错误"),
    "invalid-request": Text.of(en="Invalid request", zh="请求无效"),
    "method-not-allowed": Text.of(en="Method not allowed", zh="不支持的请求方法"),
    "missing-extra": Text.of(en="An optional part is not installed", zh="未安装可选组件"),
    "not-found": Text.of(en="Not found", zh="未找到"),
    "rebuild-needed": Text.of(en="Index does not fit and has to be rebuilt", zh="索引需要重建"),
    "store-unavailable": Text.of(en="Store not available", zh="数据库不可用"),
    "settings": Text.of(en="A setting cannot be used", zh="设置无法使用"),
    "unavailable": Text.of(en="Not available", zh="暂不可用"),
}
"""What each type of problem is called, for readers of either language."""

STORE_AWAY = Message(en="The database does not answer.", zh="数据库没有响应。")
ENGINE_AWAY = Message(en="The index does not answer.", zh="索引没有响应。")
TRY_AGAIN = Message(
    en="Try again in a few seconds; the operator's log says what is wrong.",
    zh="请过几秒重试；具体原因见运营方的日志。",
)
SEND_JSON = Message(
    en="Send a JSON object in UTF-8, with the header Content-Type: application/json.",
    zh="请发送 UTF-8 编码的 JSON 对象，并带上请求头 Content-Type: application/json。",
)
CORRECT = Message(
    en="Correct what is named; /api/v1/docs says what each field takes.",
    zh="请更正所列各项；各字段所接受的内容见 /api/v1/docs。",
)
SEE_DOCS = Message(en="/api/v1/docs says what each path takes.", zh="各路径所接受的内容见 /api/v1/docs。")
"""The advice of a problem that has none of its own."""

log = structlog.get_logger()


class Problem(BaseModel):
    """A problem detail (RFC 9457). ``type`` names the problem for programs; ``detail`` and ``advice`` say it to people in their language."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "/problems/not-found",
                "title": "Not found",
                "status": 404,
                "detail": "There is no listing 'tech-nowhere'.",
                "advice": "Check its id, or search for it: it may have been withdrawn, or is not shown to you.",
                "instance": "/api/v1/listings/tech-nowhere",
                "request_id": "5f0c9a1e",
            }
        }
    )
    type: str
    title: str
    status: int
    detail: str
    advice: str
    instance: str | None = None
    request_id: str | None = None
    errors: list[dict[str, Any]] | None = Field(default=None, description="What is wrong with which field.")


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of the problems that a route can answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"model": Problem, "description": HTTPStatus(status).phrase, "content": content} for status in statuses
    }


def install_problems(app: FastAPI) -> None:
    """Answer every error of ``app`` with a problem detail."""
    app.add_exception_handler(errors.ZhiqiaoError, _as_handler(_reported))
    app.add_exception_handler(RequestValidationError, _as_handler(_invalid))
    app.add_exception_handler(HTTPException, _as_handler(_http))
    app.add_exception_handler(Exception, _as_handler(_unexpected))
    make = app.openapi
    app.openapi = lambda: _as_answered(make())  # type: ignore[method-assign]  # FastAPI's own way to change its document


def _as_answered(document: dict[str, Any]) -> dict[str, Any]:
    """Problems under their own media type alone: FastAPI documents every model as plain JSON too."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                if MEDIA_TYPE in answer.get("content", {}):
                    answer["content"] = {MEDIA_TYPE: answer["content"][MEDIA_TYPE]}
    return document


def title_of(slug: str, language: str) -> str:
    """What a type of problem is called."""
    title = TITLES.get(slug)
    return title.best(language)[1] if title else slug.replace("-", " ").capitalize()


def shown(error: errors.ZhiqiaoError) -> errors.ZhiqiaoError:
    """The error as whoever asks is told it: where a server is and how it is reached is the operator's, and goes to the log."""
    for kind, said in ((errors.StoreUnavailable, STORE_AWAY), (errors.EngineAway, ENGINE_AWAY)):
        if isinstance(error, kind):
            log.error(error.problem, problem=str(error))
            return kind(said, advice=TRY_AGAIN)
    return error


def status_of(error: errors.ZhiqiaoError) -> HTTPStatus:
    """The HTTP status that an error is answered with."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), HTTPStatus.INTERNAL_SERVER_ERROR)


Handler = Callable[[Request, Exception], Awaitable[JSONResponse]]


def _as_handler(make: Callable[[Request, Any], JSONResponse]) -> Handler:
    async def handle(request: Request, error: Exception) -> JSONResponse:
        return make(request, error)

    return handle


def _reported(request: Request, error: errors.ZhiqiaoError) -> JSONResponse:
    status = status_of(error)
    told = shown(error)
    return _answer(request, status, told.problem, told.said, advice=told.advised, headers=when_to_return(status))


def when_to_return(status: int) -> dict[str, str] | None:
    """The header that says when to ask again, where a part is away."""
    return {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else None


def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    """What is wrong with each field. A body that is no JSON is told with the place where it goes wrong."""
    if isinstance(error.body, dict):
        request.state.lang = error.body.get("lang")
    faults = error.errors()
    wrong = [(_field(one), _fault(one)) for one in faults]
    parts = [Message(en="{field}: {fault}", zh="{field}：{fault}", field=field, fault=fault) for field, fault in wrong]
    whole = any(one["loc"] == ("body",) or one["type"] == "json_invalid" for one in faults)
    return _answer(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid-request",
        Message.joined(parts),
        advice=SEND_JSON if whole else CORRECT,
        wrong=wrong,
    )


def _field(fault: Mapping[str, Any]) -> str:
    return str(fault["loc"][0]) if fault["type"] == "json_invalid" else ".".join(map(str, fault["loc"]))


def _fault(fault: Mapping[str, Any]) -> Message:
    if fault["type"] != "json_invalid":
        return message_of_fault(fault)
    return Message(
        en="It is not JSON: it goes wrong at character {place}.",
        zh="不是有效的 JSON：第{place}个字符处有误。",
        place=fault["loc"][-1],
    )


def nothing_at(path: str) -> errors.NotFound:
    """There is nothing at an address."""
    return errors.NotFound(
        Message(en="There is nothing at {path}.", zh="{path} 处没有内容。", path=path),
        advice=Message(en="/api/v1/docs lists every path of the API.", zh="/api/v1/docs 列出接口的全部路径。"),
    )


def _http(request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if status is HTTPStatus.NOT_FOUND:
        return _reported(request, nothing_at(request.url.path))
    if status is HTTPStatus.BAD_REQUEST:
        return _reported(request, _unreadable(error.__cause__))
    slug = status.phrase.lower().replace(" ", "-")
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        detail = Message(
            en="{method} is not possible at {path}.",
            zh="{path} 不支持 {method}。",
            method=request.method,
            path=request.url.path,
        )
        advice = Message(
            en="Use {allowed}.", zh="请使用 {allowed}。", allowed=headers.get("allow") or headers.get("Allow")
        )
        return _answer(request, status, slug, detail, advice=advice, headers=headers)
    detail = Message(
        en="The request cannot be answered: {why}.", zh="请求无法处理：{why}。", why=str(error.detail).rstrip(".")
    )
    return _answer(request, status, slug, detail, headers=headers)


def _unreadable(cause: BaseException | None) -> errors.BadInput:
    """A body that is not even text. JSON is UTF-8 (RFC 8259)."""
    if isinstance(cause, UnicodeDecodeError):
        return errors.BadInput(
            Message(en="The body is not UTF-8.", zh="请求体不是 UTF-8 编码。"),
            advice=Message(
                en="Send JSON in UTF-8, not in GB18030 or another encoding.",
                zh="请以 UTF-8 编码发送 JSON，不要用 GB18030 等其他编码。",
            ),
        )
    return errors.BadInput(Message(en="The body cannot be read.", zh="请求体无法读取。"), advice=SEND_JSON)


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected", path=request.url.path, exc_info=error)
    detail = Message(
        en="Something went wrong here that should not have. It has been logged under this request id.",
        zh="服务内部出错，已按本请求编号记入日志。",
    )
    advice = Message(
        en="Try again; if it comes back, give the operator the request id.",
        zh="请重试；如再次出现，请将请求编号告知运营方。",
    )
    # The handler of last resort stands outside of every middleware: nobody else adds the request's id.
    headers = {"X-Request-ID": getattr(request.state, "request_id", "")}
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", detail, advice=advice, headers=headers)


def _answer(
    request: Request,
    status: HTTPStatus,
    slug: str,
    detail: Message,
    *,
    advice: Message = SEE_DOCS,
    wrong: list[tuple[str, Message]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    language = language_of(request)
    problem = Problem(
        type=f"/problems/{slug}",
        title=title_of(slug, language),
        status=status,
        detail=detail.in_language(language),
        advice=(advice or SEE_DOCS).in_language(language),
        instance=request.url.path,
        request_id=getattr(request.state, "request_id", None),
        errors=[{"field": field, "message": fault.in_language(language)} for field, fault in wrong] if wrong else None,
    )
    body = problem.model_dump(exclude_none=True)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def language_of(request: Request) -> str:
    """The reader's language: as asked for, else as the browser prefers, else the operator's."""
    settings: Settings = request.app.state.application.settings
    return asked_language(request) or settings.language
