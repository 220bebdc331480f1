"""By what a mention of a party is recognised. Pure.

A mention is the party that has one of its identifiers; else the party known by its name (made comparable), in the same country, a
person or not. A name leads to no party that has another identifier of the same scheme: two bodies may share a name, not a code.
A party's id comes from the strongest identity under which it was first met, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.codes import PartyIdentifier, PartyScheme, normal_name
from models.parties import Party, PartyMention
from models.store.packing import digest, short_hash
from models.text import Text

_STRENGTH = {scheme: place for place, scheme in enumerate(PartyScheme)}
_APART = "\x1f"


def name_identities(name: Text, place: str | None, *, person: bool) -> list[str]:
    """The names, made comparable, with country and whether it is a person: what a party is known by without an identifier."""
    country = (place or "").partition("-")[0]
    mark = "person" if person else "body"
    comparable = (normal_name(words) or words.casefold() for _, words in name.items())
    return list(dict.fromkeys(_APART.join((mark, country, words)) for words in comparable))


def mention_identities(mention: PartyMention) -> list[str]:
    """The name identities of a mention."""
    return name_identities(mention.name, mention.place, person=mention.person)


def party_identities(party: Party) -> list[str]:
    """The name identities of a party, those of its older and other names among them."""
    names = (party.name, *party.other_names)
    found = (one for name in names for one in name_identities(name, party.place, person=party.person))
    return list(dict.fromkeys(found))


def mention_digest(mention: PartyMention) -> bytes:
    """What stands for a mention exactly as it is written."""
    names = [f"{language}={words}" for language, words in mention.name.root.items()]
    codes = [str(one) for one in mention.identifiers]
    rest = [mention.place or "", mention.role or "", "person" if mention.person else ""]
    return digest(_APART.join(names).encode(), _APART.join(codes).encode(), _APART.join(rest).encode())


def party_id(mention: PartyMention) -> str:
    """The id of a party that is first met as ``mention``."""
    if mention.identifiers:
        return f"p-{short_hash(str(min(mention.identifiers, key=_strength)))}"
    return f"p-{short_hash(mention_identities(mention)[0])}"


def agree(known: Iterable[str], told: Iterable[PartyIdentifier]) -> bool:
    """Whether no scheme gives two different values: ``known`` are identifiers as text."""
    schemes = {one.partition(":")[0] for one in known}
    return not any(one.scheme.value in schemes and str(one) not in set(known) for one in told)


def _strength(identifier: PartyIdentifier) -> tuple[int, str]:
    return _STRENGTH[identifier.scheme], identifier.value
