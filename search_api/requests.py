"""What every door reads from a request: who asks, in which language, and which filters stand in the query string."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from models.settings import Settings
from models.viewer import ANONYMOUS, Viewer
from models.vocabulary import term_kinds
from ranking.filters import unknown_filter
from ranking.question import FieldTerm
from search_api.labels import name_of
from search_api.languages import asked_language

Language = Literal["en", "zh"]
CALLERS_OWN = frozenset({"q", "sort", "limit", "cursor", "lang", "facets"})
"""Query parameters of a search that are no filters."""

EXAMPLES = {
    "kind": "technology",
    "profile": "lender",
    "standing": "offered",
    "field": "H01M",
    "cpc": "H01M10/0562",
    "place": "CN-JS",
    "stage": "4..6",
    "published": "2025..2026",
    "year": "2026",
    "deal_type": "exclusive_licence",
    "party": "University",
    "role": "university",
    "language": "en",
    "legal_status": "in_force",
    "encumbrance": "pledged",
    "price": "<= $2M",
    "loan": "CNY 5 million",
    "side": "offers",
    "sole_collateral": "yes",
}
"""Values that show how a filter is written."""


def current_viewer(_request: Request) -> Viewer:
    """Who asks. Nobody can sign in yet: everyone reads what is open to everyone."""
    return ANONYMOUS


def reader_language(
    request: Request,
    lang: Annotated[
        Language | None,
        Query(
            description="The reader's language, for texts, labels and messages. Not given: as `Accept-Language` says.",
            openapi_examples={"Chinese": {"value": "zh"}},
        ),
    ] = None,
) -> str:
    """The language of the answer: as asked for, else as the browser prefers, else the operator's."""
    settings: Settings = request.app.state.application.settings
    return lang or asked_language(request) or settings.language


def language_of_body(request: Request, lang: Language | None) -> str:
    """The language of the answer where the body may name it too: the query string's holds, then the body's, then as without it."""
    request.state.lang = lang
    return reader_language(request)


def filters_of(request: Request, own: Collection[str], names: Collection[str]) -> tuple[FieldTerm, ...]:
    """The filters in the query string. ``own``: parameters that are the route's. Raises ``BadQuery`` for any other name."""
    given = [(name, value) for name, value in request.query_params.multi_items() if name not in own]
    return named_filters(given, names)


def named_filters(given: Iterable[tuple[str, str]], names: Collection[str]) -> tuple[FieldTerm, ...]:
    """Filters by name and value; one that was left empty, as a form sends it, is none. Raises ``BadQuery`` for an unknown name."""
    terms = []
    for name, value in given:
        if name not in names:
            raise unknown_filter(name, names)
        if value.strip():
            terms.append(FieldTerm(name, value))
    return tuple(terms)


def filter_parameters(names: Iterable[str]) -> list[dict[str, Any]]:
    """Every filter as OpenAPI documents it."""
    return [_parameter(name) for name in sorted(names)]


def _parameter(name: str) -> dict[str, Any]:
    kind = term_kinds().get(name)
    values = f" One of: {', '.join(kind.values)}." if kind and kind.values else ""
    made: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"Filter by {name_of(name, 'en')}; given several times, any of them.{values}",
        "schema": {"type": "array", "items": {"type": "string"}},
    }
    if name in EXAMPLES:
        made["example"] = [EXAMPLES[name]]
    return made


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]
ReaderLanguage = Annotated[str, Depends(reader_language)]
