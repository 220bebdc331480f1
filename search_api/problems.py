"""Errors as RFC 9457 problem details, every one of them, validation and unknown paths included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from models import errors
from models.text import Text
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
    "unavailable": Text.of(en="Not available", zh="暂不可用"),
}
"""What each type of problem is called, for readers of either language."""

log = structlog.get_logger()


class Problem(BaseModel):
    """A problem detail (RFC 9457). ``type`` names the problem for programs, ``detail`` says it to people, ``advice`` what to do."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "/problems/not-found",
                "title": "Not found",
                "status": 404,
                "detail": "There is no listing 'tech-nowhere'.",
                "advice": "Search for it, or check its id.",
                "instance": "/api/v1/listings/tech-nowhere",
                "request_id": "5f0c9a1e",
            }
        }
    )
    type: str
    title: str
    status: int
    detail: str
    advice: str | None = None
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
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return _answer(request, status, error.problem, error.message, advice=error.advice or None, headers=headers)


def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    wrong = [{"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()]
    detail = "; ".join(f"{one['field']}: {one['message']}" for one in wrong)
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", detail, wrong=wrong)


def _http(request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    detail = f"There is nothing at {request.url.path}." if status is HTTPStatus.NOT_FOUND else str(error.detail)
    advice = "/api/v1/docs lists every path." if status is HTTPStatus.NOT_FOUND else None
    slug = status.phrase.lower().replace(" ", "-")
    return _answer(request, status, slug, detail, advice=advice, headers=dict(error.headers or {}))


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected", path=request.url.path, exc_info=error)
    detail = "Something went wrong here that should not have. It has been logged under this request id."
    # The handler of last resort stands outside of every middleware: nobody else adds the request's id.
    headers = {"X-Request-ID": getattr(request.state, "request_id", "")}
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", detail, headers=headers)


def _answer(
    request: Request,
    status: HTTPStatus,
    slug: str,
    detail: str,
    *,
    advice: str | None = None,
    wrong: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    problem = Problem(
        type=f"/problems/{slug}",
        title=title_of(slug, asked_language(request) or "en"),
        status=status,
        detail=detail,
        advice=advice,
        instance=request.url.path,
        request_id=getattr(request.state, "request_id", None),
        errors=wrong,
    )
    body = problem.model_dump(exclude_none=True)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)
