"""A row of a listing's form as a listing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from indexer.sources.forms.cells import Row, choose, day, last_day, one_of
from indexer.sources.forms.columns import TermColumn, plain
from indexer.sources.forms.numbers import asset_key
from indexer.sources.forms.parties import read_mention, read_names
from indexer.sources.forms.values import read_term
from indexer.sources.keys import digest
from models.listings import AssetLink, Listing, Section, Side, SideName, Standing, State, Tier
from models.messages import Message, Unfit
from models.vocabulary import kinds

TermCells = Sequence[tuple[TermColumn, str, str]]
"""The filled term columns of a row: what each means, its heading, its cell."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,199}")


def read_listing(row: Row, terms: TermCells) -> Listing:
    """The listing that a row tells of. Raises ``RowFault`` with every problem found."""
    title = row.both("title")
    if not title:
        row.problem(
            "title_en", Message(en="a listing needs a title in English or Chinese.", zh="信息须有中文或英文标题。")
        )
    party = read_mention(row)
    fields = {
        "kind": row.cells["kind"],
        "profile": row.read("profile", _profile(row.cells["kind"])),
        "title": title,
        "party": party,
        "owners": read_names(row, "owners"),
        "authority": row.text("authority"),
        "consents": read_names(row, "consents"),
        "offers": _side(row, SideName.OFFERS, terms),
        "seeks": _side(row, SideName.SEEKS, terms),
        "standing": row.read("standing", one_of("standing")) or Standing.OFFERED,
        "state": row.read("state", one_of("state")) or State.RELEASED,
        "admitted": row.listed("admitted"),
        "assets": (*_links(row, "assets", core=True), *_links(row, "supporting_assets", core=False)),
        "published": row.read("published", day),
        "shown_until": row.read("shown_until", last_day),
        "offer_until": row.read("offer_until", last_day),
        "link": row.text("link"),
    }
    made = digest(row.cells["kind"], *(party.name.root.values() if party else ()), *title.root.values())
    listing_id = row.read("id", _listing_id) or f"form-{made}"
    row.check()
    return Listing.model_validate({"id": listing_id, **fields})


def _listing_id(cell: str) -> str:
    if not _ID.fullmatch(cell):
        raise Unfit(
            Message(
                en="'{cell}' is no id; an id has up to 200 letters, digits and . _ : - and begins with a letter or digit.",
                zh="“{cell}”不是编号；编号最多200个字符，由字母、数字和 . _ : - 组成，以字母或数字开头。",
                cell=cell,
            )
        )
    return cell


def _profile(kind: str) -> Callable[[str], str]:
    profiles = kinds()[kind].profiles
    named: Mapping[str, str] = {
        plain(word): key for key, text in profiles.items() for word in (*text.root.values(), key)
    }
    return lambda cell: choose(cell, named)


def _side(row: Row, name: SideName, cells: TermCells) -> Side:
    sections = (Section(text=text, tier=tier) for tier in Tier if (text := row.both(_stem(name, tier))))
    stated = (
        row.tried(heading, cell, partial(read_term, column)) for column, heading, cell in cells if column.side is name
    )
    terms = tuple(term for term in stated if term is not None)
    return Side(sections=tuple(sections), terms=terms)


def _stem(side: SideName, tier: Tier) -> str:
    return side.value if tier is Tier.TEASER else f"{side.value}_{tier.value}"


def _links(row: Row, column: str, *, core: bool) -> tuple[AssetLink, ...]:
    return tuple(AssetLink(key=key, core=core) for key in row.each(column, asset_key))
