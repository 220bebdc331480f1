"""The pages as routes: what a browser asks for, answered by the same services as the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, cast

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException

from models.errors import Expired, ZhiqiaoError
from search_api.labels import day, language_name
from search_api.listings.origins import place_text
from search_api.listings.service import ListingService
from search_api.matching.routes import MATCH_FILTERS
from search_api.matching.routes import OWN as MATCH_OWN
from search_api.matching.service import MatchQuery, MatchService
from search_api.matching.wording import signed
from search_api.problems import nothing_at, shown, status_of, title_of, when_to_return
from search_api.requests import CALLERS_OWN, CurrentViewer, ReaderLanguage, filters_of, reader_language
from search_api.search.question import SearchQuery, Sort
from search_api.search.routes import FILTER_NAMES
from search_api.search.schemas import SearchAnswer
from search_api.search.service import SearchService
from search_api.teams.service import TeamQuery, TeamService, has_team
from search_api.web.documentation import documented, schema_of, type_of
from search_api.web.links import Links
from search_api.web.marking import coded, digest, is_web_address, marked, shares, telling
from search_api.web.wording import EXAMPLES, Wording

router = APIRouter(include_in_schema=False)

OPEN_FACETS = frozenset({"kind", "standing", "field"})
"""Facets that are unfolded from the start."""

SHOWN_VALUES = 7
OWN = CALLERS_OWN | {"like"}


def install_pages(app: FastAPI) -> None:
    """Add the pages and their files to ``app``."""
    app.mount("/static", StaticFiles(packages=[("search_api.web", "static")]), name="static")
    app.state.templates = _environment()
    app.include_router(router)
    app.add_exception_handler(HTTPException, _page_or(app.exception_handlers[HTTPException]))


@router.get("/", response_class=HTMLResponse)
def search_page(request: Request, viewer: CurrentViewer, language: ReaderLanguage) -> HTMLResponse:
    """The box, the filters, and the results of a question."""
    service: SearchService = request.app.state.search
    values = request.query_params

    def answered() -> SearchAnswer:
        if cursor := values.get("cursor"):
            return service.page(cursor, viewer, language=language)
        query = SearchQuery(
            text=values.get("q", ""),
            filters=filters_of(request, OWN, FILTER_NAMES),
            sort=_sort(values.get("sort")),
            language=language,
        )
        if like := values.get("like"):
            return service.more_like(like, query, viewer)
        return service.search(query, viewer)

    return _searched(request, language, answered)


@router.get("/listings/{listing_id}", response_class=HTMLResponse)
def listing_page(request: Request, listing_id: str, viewer: CurrentViewer, language: ReaderLanguage) -> HTMLResponse:
    """One listing, readable."""
    service: ListingService = request.app.state.listings
    try:
        listing = service.get(listing_id, viewer, language)
    except ZhiqiaoError as error:
        return _rendered(request, "error.html", language, status=status_of(error), error=shown(error), question="")
    return _rendered(request, "listing.html", language, listing=listing, question="")


@router.get("/listings/{listing_id}/matches", response_class=HTMLResponse)
def matches_page(request: Request, listing_id: str, viewer: CurrentViewer, language: ReaderLanguage) -> HTMLResponse:
    """Who fits a listing, by kind."""
    service: MatchService = request.app.state.matching
    chosen = tuple(kind for kind in request.query_params.getlist("kind") if kind)
    try:
        filters = filters_of(request, MATCH_OWN, MATCH_FILTERS)
        answer = service.matches(listing_id, MatchQuery(kinds=chosen, filters=filters, language=language), viewer)
    except ZhiqiaoError as error:
        return _rendered(request, "error.html", language, status=status_of(error), error=shown(error), question="")
    return _rendered(request, "matches.html", language, answer=answer, chosen=chosen, question="")


@router.get("/listings/{listing_id}/team", response_class=HTMLResponse)
def team_page(request: Request, listing_id: str, viewer: CurrentViewer, language: ReaderLanguage) -> HTMLResponse:
    """The best team for a listing that needs several roles."""
    service: TeamService = request.app.state.team
    values = request.query_params
    query = TeamQuery(tuple(values.getlist("required")), tuple(values.getlist("optional")), language=language)
    try:
        answer = service.team(listing_id, query, viewer)
    except ZhiqiaoError as error:
        return _rendered(request, "error.html", language, status=status_of(error), error=shown(error), question="")
    return _rendered(request, "team.html", language, answer=answer, question="")


@router.get("/matches/{one}/{other}", response_class=HTMLResponse)
def match_page(request: Request, one: str, other: str, viewer: CurrentViewer, language: ReaderLanguage) -> HTMLResponse:
    """Why two listings match as they do."""
    service: MatchService = request.app.state.matching
    try:
        pair = service.pair(one, other, viewer, language)
    except ZhiqiaoError as error:
        return _rendered(request, "error.html", language, status=status_of(error), error=shown(error), question="")
    return _rendered(request, "match.html", language, pair=pair, question="")


@router.get("/api/v1/docs", response_class=HTMLResponse)
def documentation_page(request: Request, language: ReaderLanguage) -> HTMLResponse:
    """The API's documentation, made from its OpenAPI document; it needs nothing from elsewhere."""
    document = request.app.openapi()
    groups = documented(document)
    return _rendered(request, "documentation.html", language, document=document, groups=groups, question="")


Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def _page_or(problem: Any) -> Handler:
    """Answers a browser at an address where nothing is with a page, and everyone else with ``problem``."""

    async def handle(request: Request, error: Exception) -> Response:
        if not _browsed(request) or cast("HTTPException", error).status_code != HTTPStatus.NOT_FOUND:
            return cast("Response", await problem(request, error))
        language = reader_language(request)
        missing = nothing_at(request.url.path)
        return _rendered(request, "error.html", language, status=HTTPStatus.NOT_FOUND, error=missing, question="")

    return handle


def _browsed(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def _searched(request: Request, language: str, answered: Callable[[], SearchAnswer]) -> HTMLResponse:
    """The page of an answer, or of what went wrong with it, the box and what was typed in it kept."""
    values = request.query_params
    asked = bool(set(values) - {"lang"})
    page: dict[str, Any] = {
        "question": values.get("q", ""),
        "asked": asked,
        "sort": _sort(values.get("sort")).value,
        "examples": EXAMPLES[language],
        "answer": None,
        "error": None,
    }
    try:
        page["answer"] = answered()
    except ZhiqiaoError as error:
        page |= {"error": shown(error), "expired": isinstance(error, Expired)}
        return _rendered(request, "search.html", language, status=status_of(error), **page)
    return _rendered(request, "search.html", language, **page)


def _rendered(request: Request, template: str, language: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    environment: Environment = request.app.state.templates
    content = environment.get_template(template).render(
        w=Wording(language),
        language=language,
        links=Links(request.url.path, request.query_params.multi_items()),
        **values,
    )
    return HTMLResponse(content, status_code=status, headers=when_to_return(status))


def _sort(value: str | None) -> Sort:
    return Sort(value) if value in set(Sort) else Sort.RELEVANCE


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("search_api.web"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "marked": marked,
        "coded": coded,
        "is_web_address": is_web_address,
        "title_of": title_of,
        "telling": telling,
        "has_team": has_team,
        "shares": shares,
        "signed": signed,
        "day": day,
        "place_text": place_text,
        "language_name": language_name,
        "open_facets": OPEN_FACETS,
        "shown_values": SHOWN_VALUES,
        "type_of": type_of,
        "schema_of": schema_of,
        "style": digest("style.css"),
        "script": digest("suggest.js"),
    }
    return environment
