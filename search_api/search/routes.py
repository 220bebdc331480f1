"""The HTTP routes of search."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request

from models.vocabulary import term_kinds
from ranking.filters import ALIASES, BUILT_IN
from search_api.listings.routes import ListingId
from search_api.problems import responses
from search_api.requests import (
    CALLERS_OWN,
    CurrentViewer,
    ReaderLanguage,
    filter_parameters,
    filters_of,
    language_of_body,
    named_filters,
)
from search_api.search.facets import FACETS
from search_api.search.question import MOST_PER_PAGE, USUAL_PER_PAGE, SearchQuery, Sort
from search_api.search.schemas import Pasted, SearchAnswer, Suggestions
from search_api.search.service import SearchService

router = APIRouter(prefix="/api/v1", tags=["search"])

FILTER_NAMES = frozenset({*BUILT_IN, *term_kinds(), *ALIASES}) - CALLERS_OWN
LONGEST_QUESTION = 10_000
WITH_FILTERS: dict[str, Any] = {"parameters": filter_parameters(FILTER_NAMES)}

Typed = Annotated[
    str,
    Query(
        max_length=LONGEST_QUESTION,
        description='Free text in English, Chinese or both; `"a phrase"`, `-word`, and any filter as `name:value`.',
        openapi_examples={
            "words": {"value": "solid-state battery separator"},
            "Chinese": {"value": "专利质押贷款"},
            "a phrase and a filter": {"value": '"solid-state" -garnet cpc:H01M'},
        },
    ),
]
Limit = Annotated[
    int,
    Query(ge=1, le=MOST_PER_PAGE, description="Results a page.", openapi_examples={"a few": {"value": 5}}),
]
Facets = Annotated[
    str | None,
    Query(
        description=f"Facets to count, separated by commas; empty for none. Not given: all of {', '.join(FACETS)}.",
        openapi_examples={"two": {"value": "kind,field"}},
    ),
]


@router.get("/search", summary="Find listings", openapi_extra=WITH_FILTERS, responses=responses(410, 422, 503))
def search(
    request: Request,
    viewer: CurrentViewer,
    language: ReaderLanguage,
    q: Typed = "",
    sort: Annotated[
        Sort,
        Query(
            description="By relevance, or by the day of publication: with a question, the better results of it.",
            openapi_examples={"the newest first": {"value": "newest"}},
        ),
    ] = Sort.RELEVANCE,
    limit: Limit = USUAL_PER_PAGE,
    cursor: Annotated[
        str | None, Query(description="`next` of an answer: its next page. Nothing else is needed then.")
    ] = None,
    facets: Facets = None,
) -> SearchAnswer:
    """Find listings by words and by meaning, inside the filters. Without any text: what passes the filters, newest first."""
    service: SearchService = request.app.state.search
    if cursor:
        return service.page(cursor, viewer, language=language)
    query = SearchQuery(
        text=q,
        filters=filters_of(request, CALLERS_OWN, FILTER_NAMES),
        sort=sort,
        limit=limit,
        language=language,
        facets=_listed(facets),
    )
    return service.search(query, viewer)


@router.get("/suggest", summary="Complete a question", responses=responses(422, 503))
def suggest(
    request: Request,
    viewer: CurrentViewer,
    language: ReaderLanguage,
    q: Annotated[
        str,
        Query(
            max_length=LONGEST_QUESTION,
            description="What was typed so far.",
            openapi_examples={"a start": {"value": "batt"}},
        ),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=20, description="Suggestions at most.")] = 8,
) -> Suggestions:
    """Ways to go on typing: words, titles and parties of listings that the caller may read."""
    service: SearchService = request.app.state.search
    return service.suggest(q, viewer, language=language, limit=limit)


@router.get(
    "/listings/{listing_id}/similar",
    summary="Find listings like one",
    openapi_extra=WITH_FILTERS,
    responses=responses(404, 422, 503),
)
def similar_listings(
    request: Request,
    listing_id: ListingId,
    viewer: CurrentViewer,
    language: ReaderLanguage,
    limit: Limit = USUAL_PER_PAGE,
    facets: Facets = None,
) -> SearchAnswer:
    """Listings that say about the same, of its kind unless `kind=` says otherwise."""
    service: SearchService = request.app.state.search
    filters = filters_of(request, CALLERS_OWN - {"q", "sort", "cursor"}, FILTER_NAMES)
    query = SearchQuery(filters=filters, limit=limit, language=language, facets=_listed(facets))
    return service.more_like(listing_id, query, viewer)


@router.post("/similar", summary="Find listings like a text", responses=responses(400, 422, 503))
def similar_to_text(
    request: Request,
    viewer: CurrentViewer,
    language: ReaderLanguage,
    pasted: Annotated[
        Pasted,
        Body(
            openapi_examples={
                "an abstract": {
                    "value": {
                        "text": "A ceramic separator for lithium metal cells is tape-cast and sintered within minutes.",
                        "filters": {"kind": ["technology", "need"]},
                        "limit": 5,
                    }
                }
            }
        ),
    ],
) -> SearchAnswer:
    """Listings like a pasted text. Its words are taken as they are: quotes and signs mean nothing here."""
    service: SearchService = request.app.state.search
    language = language_of_body(request, pasted.lang)
    given = [(name, value) for name, values in pasted.filters.items() for value in values]
    query = SearchQuery(
        text=pasted.text,
        filters=named_filters(given, FILTER_NAMES),
        limit=pasted.limit,
        language=language,
        facets=None if pasted.facets is None else tuple(pasted.facets),
    )
    return service.similar(query, viewer)


def _listed(facets: str | None) -> tuple[str, ...] | None:
    return None if facets is None else tuple(name.strip() for name in facets.split(",") if name.strip())
