"""US SBIR and STTR research grants as sbir.gov published them: awards (technologies) and solicitation topics (grant programmes), as CSV.

Both are told by their headings. The agency, phase and programme stand as a section of their own behind the text, so that they are
found and shown without mixing with what the record is about.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import BinaryIO

from indexer.sources.base import Context, FormatSource, Head, attempt
from indexer.sources.keys import digest
from indexer.sources.tables import NamedRow, headings, named_rows
from indexer.sources.titles import clean, title_or_clause
from models.errors import BadInput
from models.listings import Listing, Section, Side, Standing
from models.messages import Message
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.terms import Codes, Period, Term
from models.text import Text

AWARDS, TOPICS = "sbir-award", "sbir-topic"

_DETAIL = re.compile(r"/detail/(\d+)")
_AWARD_HEADINGS = ({"abstract"}, {"agency"}, {"firm", "company"}, {"title", "award title"}, {"phase"})
_TOPIC_HEADINGS = ({"topic name", "topic title"}, {"description", "topic description"}, {"agency"}, {"close date"})
_US = "US"


def _recognises(wanted: tuple[set[str], ...]) -> Callable[[Head], bool]:
    def recognises(head: Head) -> bool:
        found = headings(head.first_line)
        return all(found & names for names in wanted)

    return recognises


def _reads(
    build: Callable[[NamedRow, Origin], Record],
) -> Callable[[BinaryIO, str, Context], Iterator[Record | Refusal]]:
    def read(stream: BinaryIO, origin_file: str, context: Context) -> Iterator[Record | Refusal]:
        for row in named_rows(stream, context):
            origin = Origin(file=origin_file, place=row.place)
            yield attempt(partial(build, row, origin), origin, raw=row.raw)

    return read


def award(row: NamedRow, origin: Origin) -> Record:
    """The technology that one award tells of. Raises ``BadInput`` for a row with neither title nor abstract."""
    cell = _cells(row)
    abstract = clean(cell("abstract"))
    title = title_or_clause(clean(cell("award title", "title")), abstract)
    firm, link = _line(clean(cell("firm", "company"))), cell("link", "url", "award link").strip()
    found = _DETAIL.search(link)
    key = f"{AWARDS}-{found[1] if found else digest(firm, title, cell('year', 'award year'), cell('phase'), abstract)}"
    listing = Listing(
        id=key,
        kind="technology",
        title=Text.of(en=title),
        party=PartyMention(name=Text.of(en=firm), place=_US, role="company") if firm else None,
        offers=Side(sections=_sections(abstract, _award_words(row)), terms=(_place(),)),
        standing=Standing.PUBLIC_RECORD,
        published=_year(cell("award year", "year")),
        source=AWARDS,
        link=_web(link),
    )
    return Record(source=AWARDS, key=key, origin=origin, listing=listing)


def topic(row: NamedRow, origin: Origin) -> Record:
    """The grant programme that one solicitation topic tells of. Raises ``BadInput`` for a row with neither title nor description."""
    cell = _cells(row)
    text = clean(cell("topic description", "description"))
    title = title_or_clause(clean(cell("topic title", "topic name")), text)
    opens, closes = _day(cell("open date")), _day(cell("close date"))
    stated = [cell(name) for name in ("agency", "phase", "program", "release date", "open date", "close date", "url")]
    key = f"{TOPICS}-{digest(title, *stated, text)}"
    agency = agencies(cell("agency"))
    listing = Listing(
        id=key,
        kind="mandate",
        profile="grant",
        title=Text.of(en=title),
        party=PartyMention(name=Text.of(en=_body(agency)), place=_US, role="government") if agency else None,
        offers=Side(sections=_sections(_topic_words(row)), terms=(_grant(), _place(), *_open(opens, closes))),
        seeks=Side(sections=_sections(text)),
        standing=Standing.PUBLIC_RECORD,
        published=_day(cell("release date")) or opens,
        offer_until=closes,
        source=TOPICS,
        link=_web(cell("url", "link").strip()),
    )
    return Record(source=TOPICS, key=key, origin=origin, listing=listing)


@lru_cache(maxsize=1024)
def agencies(text: str) -> tuple[str, ...]:
    """The department and the bodies under it that a cell names (``Air Force > Department of Defense``, ``A,A,B``), the department first."""
    named = dict.fromkeys(part for piece in re.split(r">|,", clean(text)) if (part := _line(piece)))
    return tuple(sorted(named, key=lambda name: not name.startswith("Department")))


def _cells(row: NamedRow) -> Callable[..., str]:
    if row.fault:
        raise BadInput(
            row.fault, advice=Message(en="Get the file again, or correct the row.", zh="请重新获取文件，或更正该行。")
        )
    return lambda *names: next((row.cells[name] for name in names if row.cells.get(name)), "")


def _body(agency: tuple[str, ...]) -> str:
    """The body that acts: the one under the department where one is named, the department where several are."""
    return agency[1] if len(agency) == 2 else agency[0]


def _award_words(row: NamedRow) -> str:
    cell = _cells(row)
    what = " ".join(part for part in (clean(cell("program")), clean(cell("phase")), "award") if part)
    return _sentence(what, agencies(cell("agency")), cell("award year", "year"))


def _topic_words(row: NamedRow) -> str:
    cell = _cells(row)
    parts = (clean(cell("program")).replace(",", "/"), clean(cell("phase")).replace(",", " and "), "solicitation topic")
    return _sentence(" ".join(part for part in parts if part), agencies(cell("agency")), "")


def _sentence(what: str, agency: tuple[str, ...], year: str) -> str:
    by = f", {', '.join(agency)}" if agency else ""
    return f"{what}{by}{f', {year.strip()}' if year.strip() else ''}."


def _sections(*texts: str) -> tuple[Section, ...]:
    return tuple(Section(text=Text.of(en=text)) for text in texts if text)


def _place() -> Term:
    return Term(name="place", value=Codes(codes=(_US,)))


def _grant() -> Term:
    return Term(name="deal_type", value=Codes(codes=("grant",)))


def _open(opens: dt.date | None, closes: dt.date | None) -> tuple[Term, ...]:
    if opens is None and closes is None:
        return ()
    ordered = opens is None or closes is None or opens <= closes
    return (Term(name="open", value=Period(start=opens if ordered else None, end=closes)),)


def _line(text: str) -> str:
    return " ".join(text.split())


def _web(link: str) -> str | None:
    return link if link.startswith(("http://", "https://")) else None


def _year(text: str) -> dt.date | None:
    match = re.search(r"\b(?:19|20)\d{2}\b", text)
    return dt.date(int(match[0]), 1, 1) if match else None


@lru_cache(maxsize=4096)
def _day(text: str) -> dt.date | None:
    for form in ("%B %d, %Y", "%b %d, %Y", "%Y-%m-%d", "%m/%d/%Y"):
        try:
            return dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 — a calendar day has no zone
        except ValueError:
            continue
    return None


AWARD_SOURCE = FormatSource(
    name=AWARDS,
    describes=Text.of(en="SBIR/STTR awards (CSV of sbir.gov)", zh="美国 SBIR/STTR 资助项目（CSV）"),
    recogniser=_recognises(_AWARD_HEADINGS),
    reader=_reads(award),
)
TOPIC_SOURCE = FormatSource(
    name=TOPICS,
    describes=Text.of(en="SBIR/STTR solicitation topics (CSV of sbir.gov)", zh="美国 SBIR/STTR 申报课题（CSV）"),
    recogniser=_recognises(_TOPIC_HEADINGS),
    reader=_reads(topic),
)
SOURCES = (AWARD_SOURCE, TOPIC_SOURCE)
