"""Search results and listings as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from search_api.cli.console import out, say
from search_api.listings.schemas import AssetView, ListingView, SideView, TermView
from search_api.search.schemas import Highlighted, LegScore, Passage, Result, SearchAnswer

MARK = "bold yellow"
FAINT = "bright_black"
_MOST_TERMS = 4
_LONGEST_VALUE = 60


def put_answer(answer: SearchAnswer) -> None:
    """The results, best first; what is to be known of the answer goes to stderr."""
    for number, result in enumerate(answer.results, start=answer.start + 1):
        _put_result(number, result)
    for notice in answer.notices:
        say(notice.text, "yellow")
    say(f"{len(answer.results)} of {answer.total:,} shown." if answer.results else "Nothing was found.")


def _put_result(number: int, result: Result) -> None:
    score = "" if result.score is None else f"{result.score:.2f}  "
    head = Text.assemble((f"{number:>3}. ", FAINT), (score, "bold green"))
    out.print(head + _marked(result.title, "bold"))
    party = [result.party.name] if result.party else []
    place = [result.place.label] if result.place else []
    put_faint([result.kind_label, *party, *place, result.standing_label, *_terms(result.terms[:_MOST_TERMS])])
    if result.passage and result.passage.text:
        put_passage(result.passage)
    legs = [*_leg("words", result.legs.keyword), *_leg("meaning", result.legs.vector)]
    put_faint([*legs, result.id, *([result.link] if result.link else [])])
    out.print()


def put_faint(parts: Iterable[str]) -> None:
    """A faint line of parts."""
    out.print(Text("     " + " · ".join(parts), style=FAINT))


def _leg(name: str, leg: LegScore | None) -> list[str]:
    if leg is None:
        return []
    return [f"{name} {leg.score:.2f}" + (f" (no. {leg.rank})" if leg.rank else "")]


def _terms(terms: Iterable[TermView]) -> list[str]:
    return [f"{term.label}: {_short(term.value)}" for term in terms]


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE].rstrip() + "…"


def put_passage(passage: Passage) -> None:
    """A passage with what met marked."""
    out.print(Text("     ") + _passage(passage))


def _passage(passage: Passage) -> Text:
    made = _marked(passage)
    made.append("…" if passage.after else "")
    return Text("…" if passage.before else "") + made


def _marked(text: Highlighted, style: str = "") -> Text:
    made = Text(text.text, style=style)
    for start, end in text.spans:
        made.stylize(MARK, start, end)
    made.plain = made.plain.replace("\n", " ")
    return made


def put_listing(listing: ListingView) -> None:
    """A whole listing."""
    out.print(Text(listing.title.text, style="bold"))
    party = [listing.party.name] if listing.party else []
    out.print(Text(" · ".join([listing.kind_label, *party, listing.standing_label, listing.id]), style=FAINT))
    for side in (listing.offers, listing.seeks):
        _put_side(side)
    for asset in listing.assets:
        _put_asset(asset)
    dates = {"published": listing.published, "shown until": listing.shown_until, "offer until": listing.offer_until}
    for name, day in dates.items():
        if day:
            _put_pair(name, day.isoformat())
    if listing.link:
        _put_pair("link", listing.link)
    for record in listing.records:
        _put_pair("source", f"{record.source}, {record.file}, {record.place}, loaded {record.loaded}")


def _put_side(side: SideView) -> None:
    if not (side.sections or side.terms):
        return
    out.print()
    out.print(Text(side.label, style="bold"))
    for section in side.sections:
        out.print(Text(section.text))
    for term in side.terms:
        weight = "" if term.weight == "stated" else f" ({term.weight_label})"
        of = ": ".join(filter(None, (term.subject_label, term.among_label)))
        _put_pair(f"{term.label} {of}".strip(), f"{term.value}{weight}")


def _put_asset(asset: AssetView) -> None:
    out.print()
    numbers = ", ".join(asset.numbers)
    out.print(Text.assemble((numbers, "bold"), f"  {asset.kind_label}, {asset.status_label}"))
    if asset.owners:
        _put_pair("owners", ", ".join(asset.owners))
    if asset.expires:
        _put_pair("expires", f"{asset.expires}")
    for burden in asset.encumbrances:
        _put_pair(burden.label, ", ".join(burden.holders))


def _put_pair(name: str, value: str) -> None:
    out.print(Text.assemble((f"  {name}: ", FAINT), value))
