"""What a user may rely on when US research grants are read: awards as technologies, topics as grant programmes."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from indexer.sources.base import Context, Head
from indexer.sources.sbir import AWARD_SOURCE, SOURCES, TOPIC_SOURCE, agencies
from models.listings import Listing, Standing
from models.records import Record, Refusal
from models.terms import Codes, Period

AWARD = {
    "abstract": "A film&#039;s conductivity is raised &amp;amp; kept.\n\nIt works.",
    "agency": "Air Force > Department of Defense",
    "firm": "Acme Films, Inc.",
    "link": "https://www.sbir.gov/sbirsearch/detail/123",
    "phase": "Phase II",
    "program": "SBIR",
    "title": "SOLID ELECTROLYTE FILM",
    "year": "1998",
}
TOPIC = {
    "Topic Name": "Low-noise voltage source",
    "Description": "A source of 10&nbsp;kV is sought.",
    "Agency": "Department of Commerce,National Institute of Standards and Technology,Department of Commerce",
    "Phase": "Phase I,Phase II",
    "Program": "SBIR",
    "Release Date": "January 3, 2017",
    "Open Date": "January 10, 2017",
    "Close Date": "March 30, 2017",
    "URL": "https://example.org/topic",
}


def read(*rows: dict[str, str]) -> list[Record | Refusal]:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    data = out.getvalue().encode("utf-8")
    (source,) = (one for one in SOURCES if one.recognise(Head("rows.csv", data)))
    return list(source.read(io.BytesIO(data), "rows.csv", Context()))


def listing(row: dict[str, str]) -> Listing:
    (found,) = read(row)
    assert isinstance(found, Record)
    assert found.listing is not None
    assert found.key == found.listing.id
    return found.listing


def test_an_award_is_a_technology_of_its_firm_that_nobody_here_offers() -> None:
    found = listing(AWARD)
    assert (found.id, found.kind, found.standing) == ("sbir-award-123", "technology", Standing.PUBLIC_RECORD)
    assert found.title.get("en") == "SOLID ELECTROLYTE FILM"
    assert found.party is not None
    assert (found.party.name.get("en"), found.party.role, found.party.place) == ("Acme Films, Inc.", "company", "US")
    assert found.published == dt.date(1998, 1, 1)
    assert found.link == AWARD["link"]


def test_references_to_characters_are_read_and_agency_and_phase_stand_apart_from_the_text() -> None:
    abstract, about = (section.text.get("en") for section in listing(AWARD).offers.sections)
    assert abstract == "A film's conductivity is raised & kept.\nIt works."
    assert about == "SBIR Phase II award, Department of Defense, Air Force, 1998."


@pytest.mark.parametrize("title", ["n/a", "", "Not Available"])
def test_an_award_without_a_title_has_the_first_clause_of_its_abstract(title: str) -> None:
    assert listing({**AWARD, "title": title}).title.get("en") == "A film's conductivity is raised & kept"


def test_an_award_without_a_link_has_a_key_of_its_own_each_time_the_same() -> None:
    bare = {**AWARD, "link": ""}
    assert listing(bare).id == listing(bare).id != listing({**bare, "firm": "Other"}).id
    assert listing(bare).link is None


def test_a_topic_is_a_grant_programme_of_its_agency() -> None:
    found = listing(TOPIC)
    assert (found.kind, found.profile, found.standing) == ("mandate", "grant", Standing.PUBLIC_RECORD)
    assert found.party is not None
    assert (found.party.name.get("en"), found.party.role) == (
        "National Institute of Standards and Technology",
        "government",
    )
    assert found.seeks.sections[0].text.get("en") == "A source of 10 kV is sought."
    terms = {term.name: term.value for term in found.offers.terms}
    assert terms["deal_type"] == Codes(codes=("grant",))
    assert terms["open"] == Period(start=dt.date(2017, 1, 10), end=dt.date(2017, 3, 30))
    assert (found.published, found.offer_until) == (dt.date(2017, 1, 3), dt.date(2017, 3, 30))


def test_a_topic_of_several_bodies_is_their_departments() -> None:
    found = listing({**TOPIC, "Agency": "Department of Defense,Army,Navy"})
    assert found.party is not None
    assert found.party.name.get("en") == "Department of Defense"
    assert agencies("Army > Department of Defense") == ("Department of Defense", "Army")


def test_a_record_with_a_title_alone_loads_and_one_with_neither_is_refused() -> None:
    alone, neither = read({**TOPIC, "Description": ""}, {**TOPIC, "Topic Name": "", "Description": ""})
    assert isinstance(alone, Record)
    assert isinstance(neither, Refusal)
    assert (neither.origin.place, "neither a title nor a text" in neither.reason) == ("line 3", True)


def test_each_file_is_told_by_its_headings_whatever_its_name() -> None:
    award, topic = ",".join(reversed(AWARD)).upper().encode(), ",".join(TOPIC).encode()
    assert [source.recognise(Head("x.txt", award)) for source in (AWARD_SOURCE, TOPIC_SOURCE)] == [True, False]
    assert [source.recognise(Head("x.txt", topic)) for source in (AWARD_SOURCE, TOPIC_SOURCE)] == [False, True]
    assert not any(source.recognise(Head("x.csv", b"title,year\n")) for source in SOURCES)
