"""Numbers of assets as the forms take them: patents of every office, and the registers of the other rights.

A right that is no patent is known by its kind and its number (``trademark:CN12345678``, ``domain_name:example.com``).
"""

from __future__ import annotations

from collections.abc import Callable

from indexer.sources.forms.values import closed
from models.assets import AssetIdentifier, AssetKind, IdentifierRole
from models.codes import DomainName, LayoutNumber, SoftwareCopyrightNumber, TrademarkNumber, parse_patent_number

PATENTS = frozenset({AssetKind.INVENTION, AssetKind.UTILITY_MODEL, AssetKind.DESIGN})


def asset_key(cell: str) -> str:
    """The key of an asset from its number: a patent's, or that of another right with its kind before it. Raises ``ValueError``."""
    kind, separator, number = cell.partition(":")
    right = _kind(kind) if separator else None
    if right is not None and right not in PATENTS:
        return register_identifier(right, number).key
    return parse_patent_number(number if right else cell).key


def register_identifier(kind: AssetKind, number: str, office: str = "CN") -> AssetIdentifier:
    """The identifier of a right that is no patent, from its number as people write it.

    ``office`` is taken for a trademark whose number names none. Raises ``ValueError`` with the forms that are read.
    """
    written = _REGISTERS[kind](number.strip(), office)
    return AssetIdentifier(role=IdentifierRole.REGISTRATION, number=written, key=f"{kind.value}:{written}")


def _trademark(number: str, office: str) -> str:
    found = TrademarkNumber.parse(f"{office}{number}" if number[:1].isdigit() else number)
    return f"{found.office}{found.number}"


_REGISTERS: dict[AssetKind, Callable[[str, str], str]] = {
    AssetKind.TRADEMARK: _trademark,
    AssetKind.SOFTWARE_COPYRIGHT: lambda number, _: str(SoftwareCopyrightNumber.parse(number)),
    AssetKind.DOMAIN_NAME: lambda number, _: str(DomainName.parse(number)),
    AssetKind.IC_LAYOUT: lambda number, _: str(LayoutNumber.parse(number)),
    AssetKind.KNOW_HOW: lambda number, _: number,
}


def _kind(word: str) -> AssetKind | None:
    try:
        return AssetKind(closed("asset_kind")(word))
    except ValueError:
        return None
