"""A row of the party form as a party, and the columns that name a party in the other forms."""

from __future__ import annotations

import datetime as dt
import re

from indexer.sources.forms.cells import Row, last_day, paired, period, reason
from indexer.sources.forms.places import read_place
from indexer.sources.forms.values import closed
from indexer.sources.keys import digest
from indexer.sources.values import distinct, is_person, text_in
from models.codes import PartyIdentifier
from models.messages import Message
from models.parties import Membership, Party, PartyMention, PartyRole
from models.text import Text

_DATED = re.compile(r"(.+?)\s+(\S*\.\.\S*)")


def read_party(row: Row) -> Party:
    """The party that a row tells of. Problems are noted in the row; raises ``ValueError`` where the party cannot be made."""
    name = row.both("name")
    if not name:
        row.problem("name_en", Message(en="a party needs a name in English or Chinese.", zh="机构须有中文或英文名称。"))
    identifiers = row.each("party_id", PartyIdentifier.parse)
    roles = row.each("roles", _role)
    place = row.read("place", read_place)
    memberships = row.each("memberships", _membership)
    row.check()
    party_id = row.text("id") or (str(identifiers[0]) if identifiers else f"party-{digest(*name.root.values())}")
    known = Party(id=party_id, name=name, roles=roles, place=place, person=row.cells["kind"] == "person")
    if known.person:
        return known
    more = {"other_names": tuple(text_in(None, part) for part in row.listed("other_names")), "identifiers": identifiers}
    return known.model_copy(
        update=more
        | {
            "memberships": memberships,
            "parent": row.text("parent"),
            "website": row.text("website"),
            "profile": row.both("profile"),
        }
    )


def read_mention(row: Row) -> PartyMention | None:
    """The party that the columns ``party_…`` of a listing name, or ``None`` where they are empty."""
    name = row.both("party")
    details = {
        "identifiers": row.each("party_id", PartyIdentifier.parse),
        "place": row.read("party_place", read_place),
        "role": row.read("party_role", closed("party_role")),
    }
    if not name:
        if any(details.values()):
            row.problem(
                "party_en",
                Message(
                    en="the party has no name; give it in English or Chinese.",
                    zh="机构没有名称；请给出中文或英文名称。",
                ),
            )
        return None
    return PartyMention.model_validate({"name": name, **details})


def read_names(row: Row, stem: str) -> tuple[PartyMention, ...]:
    """The parties of ``STEM_en`` and ``STEM_zh``, paired by position."""
    heading = row.headings.get(f"{stem}_en", f"{stem}_zh")
    try:
        names = paired(row.listed(f"{stem}_en"), row.listed(f"{stem}_zh"))
    except ValueError as error:
        row.problem(heading, reason(error))
        return ()
    return distinct(_mention(name) for name in names)


def _mention(name: Text) -> PartyMention:
    return PartyMention(name=name, person=all(is_person(written) for _, written in name.items()))


def _role(part: str) -> PartyRole:
    word, since, until = _dated(part)
    return PartyRole(role=closed("party_role")(word), since=since, until=until)


def _membership(part: str) -> Membership:
    of, since, until = _dated(part)
    return Membership(of=of, since=since, until=until)


def _dated(part: str) -> tuple[str, dt.date | None, dt.date | None]:
    match = _DATED.fullmatch(part)
    if match is None:
        return part, None, None
    start, _, end = match[2].partition("..")
    return match[1], period(start)[0] if start else None, last_day(end) if end else None
