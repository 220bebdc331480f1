"""Pieces of HTML that templates are made of: marked text, bars, digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib import resources

from markupsafe import Markup, escape

from search_api.listings.schemas import TermView
from search_api.search.schemas import Part

HIDDEN_TERMS = frozenset({"field", "language", "office", "asset_kind", "place", "industry"})
"""Terms that a result's line leaves to the listing's page, because other lines show them or they are long."""

MOST_TERMS = 5
BAR = 120


def marked(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """The text with its spans as ``<mark>``."""
    parts, last = [], 0
    for start, end in spans:
        parts += [escape(text[last:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        last = end
    return Markup("").join([*parts, escape(text[last:])])


def coded(text: str) -> Markup:
    """A text whose stretches between backticks are code."""
    pieces = text.split("`")
    made = [Markup("<code>{}</code>").format(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces)]
    return Markup("").join(made)


def is_web_address(link: str | None) -> bool:
    """Whether a link may be followed from a page: records can say anything."""
    return link is not None and link.startswith(("https://", "http://"))


def telling(terms: Iterable[TermView]) -> list[TermView]:
    """The terms that a result shows: what it offers first, then what it requires."""
    shown = [term for term in terms if term.name not in HIDDEN_TERMS]
    offered = [term for term in shown if term.side == "offers"]
    required = [term for term in shown if term.side == "seeks" and term.weight == "required"]
    return [*offered, *required][:MOST_TERMS]


def shares(parts: Sequence[Part], score: float) -> list[tuple[str, float, float]]:
    """The score as a bar of ``BAR`` units, shared by the legs' contributions: the name, start and width of each stretch."""
    positive = [(part.name, max(part.value, 0.0)) for part in parts if part.name != "question"]
    total = sum(value for _, value in positive) or 1.0
    bars, start = [], 0.0
    for name, value in positive:
        width = BAR * score * value / total
        bars.append((name, round(start, 1), round(width, 1)))
        start += width
    return bars


def digest(name: str) -> str:
    """What tells one version of a static file from the next."""
    content = resources.files("search_api.web").joinpath("static", name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:10]
