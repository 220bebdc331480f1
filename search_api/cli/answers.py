"""Search results and listings as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from models.messages import JOINERS
from search_api.cli.console import out, say
from search_api.labels import PARTS, day
from search_api.listings.origins import place_text
from search_api.listings.schemas import AssetView, ListingView, SideView, TermView
from search_api.search.schemas import Highlighted, LegScore, Passage, Result, SearchAnswer
from search_api.web.wording import Wording

MARK = "bold yellow"
FAINT = "bright_black"
_MOST_TERMS = 4
_LONGEST_VALUE = 60


def put_answer(answer: SearchAnswer) -> None:
    """The results, best first; what is to be known of the answer goes to stderr."""
    w = Wording(answer.language)
    for number, result in enumerate(answer.results, start=answer.start + 1):
        _put_result(number, result, w)
    for notice in answer.notices:
        say(notice.text, "yellow")
    say(w.get("shown", shown=len(answer.results), total=f"{answer.total:,}") if answer.results else w.none_found)


def _put_result(number: int, result: Result, w: Wording) -> None:
    score = "" if result.score is None else f"{result.score:.2f}  "
    head = Text.assemble((f"{number:>3}. ", FAINT), (score, "bold green"))
    out.print(head + _marked(result.title, "bold"))
    party = [result.party.name] if result.party else []
    place = [result.place.label] if result.place else []
    put_faint([result.kind_label, *party, *place, result.standing_label, *_terms(result.terms[:_MOST_TERMS])])
    if result.passage and result.passage.text:
        put_passage(result.passage)
    legs = [*_leg("keyword", result.legs.keyword, w), *_leg("meaning", result.legs.vector, w)]
    put_faint([*legs, result.id, *([result.link] if result.link else [])])
    out.print()


def put_faint(parts: Iterable[str]) -> None:
    """A faint line of parts."""
    out.print(Text("     " + " · ".join(parts), style=FAINT))


def _leg(name: str, leg: LegScore | None, w: Wording) -> list[str]:
    if leg is None:
        return []
    rank = f" ({w.get('rank', rank=leg.rank)})" if leg.rank else ""
    return [f"{PARTS[name].best(w.language)[1]} {leg.score:.2f}{rank}"]


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
    """A whole listing, in its reader's language."""
    w = Wording(listing.language)
    out.print(Text(listing.title.text, style="bold"))
    party = [listing.party.name] if listing.party else []
    out.print(Text(" · ".join([listing.kind_label, *party, listing.standing_label, listing.id]), style=FAINT))
    for side in (listing.offers, listing.seeks):
        _put_side(side, w)
    for asset in listing.assets:
        _put_asset(asset, w)
    dates = {
        w.published: listing.published,
        w.shown_until: listing.shown_until,
        w.offer_until: listing.offer_until,
    }
    for name, date in dates.items():
        if date:
            _put_pair(name, day(date, w.language), w)
    if listing.link:
        _put_pair(w.source, listing.link, w)
    for record in listing.records:
        place = place_text(record.place, w.language)
        loaded = day(record.loaded, w.language)
        _put_pair(w.records, w.get("record", source=record.source, file=record.file, place=place, day=loaded), w)


def _put_side(side: SideView, w: Wording) -> None:
    if not (side.sections or side.terms):
        return
    out.print()
    out.print(Text(side.label, style="bold"))
    for section in side.sections:
        out.print(Text(section.text))
    for term in side.terms:
        weight = (
            ""
            if term.weight == "stated"
            else f"（{term.weight_label}）"
            if w.language == "zh"
            else f" ({term.weight_label})"
        )
        of = ": ".join(filter(None, (term.subject_label, term.among_label)))
        _put_pair(f"{term.label} {of}".strip(), f"{term.value}{weight}", w)


def _put_asset(asset: AssetView, w: Wording) -> None:
    out.print()
    comma = JOINERS[w.language]
    numbers = comma.join(asset.numbers)
    out.print(Text.assemble((numbers, "bold"), f"  {comma.join((asset.kind_label, asset.status_label))}"))
    if asset.owners:
        _put_pair(w.owners, comma.join(asset.owners), w)
    if asset.expires:
        _put_pair(w.expires, day(asset.expires, w.language), w)
    for burden in asset.encumbrances:
        _put_pair(burden.label, comma.join(burden.holders), w)


def _put_pair(name: str, value: str, w: Wording) -> None:
    out.print(Text.assemble((f"  {name}{'：' if w.language == 'zh' else ': '}", FAINT), value))
