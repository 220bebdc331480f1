"""The HTTP routes of matching."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request

from search_api.listings.routes import ListingId
from search_api.matching.schemas import DraftListing, MatchAnswer, PairAnswer
from search_api.matching.service import MatchQuery, MatchService
from search_api.problems import responses
from search_api.requests import (
    CurrentViewer,
    ReaderLanguage,
    filter_parameters,
    filters_of,
    language_of_body,
    named_filters,
)
from search_api.search.question import USUAL_PER_PAGE
from search_api.search.routes import FILTER_NAMES, Limit

router = APIRouter(prefix="/api/v1", tags=["matching"])

OWN = frozenset({"kind", "limit", "lang"})
"""Query parameters of matching that are no filters."""

MATCH_FILTERS = FILTER_NAMES - OWN

Kinds = Annotated[
    list[str] | None,
    Query(
        description="The kind of listing that is to answer; may be repeated. Not given: every kind that can.",
        openapi_examples={"needs": {"value": ["need"]}},
    ),
]


@router.get(
    "/listings/{listing_id}/matches",
    summary="Find who fits a listing",
    openapi_extra={"parameters": filter_parameters(MATCH_FILTERS)},
    responses=responses(404, 422, 503),
)
def matches_of_listing(
    request: Request,
    listing_id: ListingId,
    viewer: CurrentViewer,
    language: ReaderLanguage,
    kind: Kinds = None,
    limit: Limit = USUAL_PER_PAGE,
) -> MatchAnswer:
    """Whom a listing fits and who fits it, best first, inside the filters: both sides' scores, reasons and checks, and what is to be confirmed.

    `almost` has what one hard demand keeps apart, `asks` the questions whose answers decide.
    """
    service: MatchService = request.app.state.matching
    query = MatchQuery(
        kinds=tuple(kind or ()),
        filters=filters_of(request, OWN, MATCH_FILTERS),
        limit=limit,
        language=language,
    )
    return service.matches(listing_id, query, viewer)


@router.post("/match", summary="Find who fits a text", responses=responses(400, 422, 503))
def match_text(
    request: Request,
    viewer: CurrentViewer,
    language: ReaderLanguage,
    draft: Annotated[
        DraftListing,
        Body(
            openapi_examples={
                "a technology sought": {
                    "value": {
                        "text": "We look for a garnet ceramic separator for solid-state batteries, thinner than 30 micrometres.",
                        "kind": "need",
                        "terms": {"stage": ["5..9!"], "price": ["CNY 3-12 million"]},
                        "kinds": ["technology"],
                        "limit": 5,
                    }
                },
                "a mandate in Chinese": {
                    "value": {
                        "text": "重点投资固态电池、储能和半导体材料，已完成中试，有客户验证。",
                        "kind": "mandate",
                        "profile": "fund",
                        "terms": {"place": ["CN-JS!"], "offers.ticket": ["1000万-5000万元人民币"]},
                    }
                },
            }
        ),
    ],
) -> MatchAnswer:
    """Whom a pasted text fits: an abstract, a mandate, a need, with terms if there are any. It is matched like a listing, and not stored."""
    service: MatchService = request.app.state.matching
    language = language_of_body(request, draft.lang)
    given = [(name, value) for name, values in draft.filters.items() for value in values]
    query = MatchQuery(
        kinds=tuple(draft.kinds),
        filters=named_filters(given, MATCH_FILTERS),
        limit=draft.limit,
        language=language,
    )
    return service.of_text(draft, query, viewer)


@router.get("/matches/{one}/{other}", summary="Explain a match", responses=responses(404, 422, 503))
def explain_match(
    request: Request,
    one: Annotated[
        str,
        Path(
            description="The id of the listing that asks.",
            openapi_examples={"technology": {"value": "tech-garnet-ceramic-separator"}},
        ),
    ],
    other: Annotated[
        str,
        Path(
            description="The id of the other listing.",
            openapi_examples={"need": {"value": "need-ceramic-separator-line"}},
        ),
    ],
    viewer: CurrentViewer,
    language: ReaderLanguage,
) -> PairAnswer:
    """What two listings think of each other and why, also where something keeps them apart.

    Contributions add up to each side's log-odds; how both sides were joined and calibrated follows.
    """
    service: MatchService = request.app.state.matching
    return service.pair(one, other, viewer, language)
