"""The parts of an EPO exchange document: numbers in three notations, parties in three, classifications, citations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from indexer.sources.values import cited, day, identified, mention, owners, plain, readable
from indexer.sources.xml import Element, text_at
from models.assets import AssetIdentifier, IdentifierRole
from models.codes import PatentNumber, normal_name, parse_patent_number
from models.messages import Message, Unfit
from models.parties import PartyMention

_BEST_NAMES = ("original", "docdba", "docdb", "epodoc", "")
_BEST_NUMBERS = ("original", "docdb", "epodoc", "")
_NATION = re.compile(r"\s*\[([A-Z]{2})\]\s*$")
_PCT = "W"


def publication(holder: Element, record: Element) -> tuple[PatentNumber, dt.date | None]:
    """The publication number in ``holder``, from its DOCDB form where there is one, else from the record's own attributes.

    Raises ``CodeError``, ``Unfit``.
    """
    references = [holder] if holder.tag == "publication-reference" else holder.findall("publication-reference")
    for notation in ("docdb", "", "epodoc"):
        for document in _documents(references, notation):
            return parse_patent_number(written(document)), day(text_at(document, "date"))
    if record.get("doc-number"):
        return parse_patent_number(" ".join(record.get(part, "") for part in ("country", "doc-number", "kind"))), None
    raise Unfit(Message(en="It has no publication number.", zh="没有公开号。"))


def application(holder: Element) -> AssetIdentifier | None:
    """The application's number from the first notation that can be read without doubt.

    DOCDB leaves the series code out of US numbers, so that the office's own form comes first.
    """
    for reference in holder.iterfind("application-reference"):
        documents = list(reference.iterfind("document-id"))
        if any(text_at(one, "kind") == _PCT for one in documents):
            documents = [one for one in documents if text_at(one, "country")]
        if found := _filed(documents, IdentifierRole.APPLICATION):
            return found
    return None


def priorities(holder: Element) -> Iterator[AssetIdentifier]:
    """The priorities that a record claims, each by the first notation that can be read."""
    for claim in holder.iter("priority-claim"):
        if found := _filed(list(claim.iterfind("document-id")), IdentifierRole.PRIORITY):
            yield found


def written(document: Element, *, kind: bool = True) -> str:
    """A ``document-id`` as one text."""
    parts = (text_at(document, "country"), text_at(document, "doc-number"), text_at(document, "kind") if kind else "")
    return " ".join(part for part in parts if part)


def applicants(biblio: Element) -> tuple[PartyMention, ...]:
    """Who filed: the name as filed where the record has it, its country from the EPO's notation. Inventors only where they filed."""
    invented = {normal_name(name) for _, name, _ in _names(biblio, "inventors/inventor", "inventor-name")}
    by_place: dict[str, tuple[str, str | None, bool]] = {}
    for sequence, name, nation in _names(biblio, "applicants/applicant", "applicant-name"):
        best, place, person = by_place.get(sequence, (name, nation, False))
        by_place[sequence] = best, place or nation, person or normal_name(name) in invented
    return owners(mention(name, place=place, person=person or None) for name, place, person in by_place.values())


def class_texts(biblio: Element) -> Iterator[str]:
    """Classification symbols as written: CPC, then IPC."""
    for entry in biblio.iter("patent-classification"):
        scheme = entry.find("classification-scheme")
        if scheme is not None and scheme.get("scheme", "").upper().startswith("CPC"):
            parts = [text_at(entry, part) for part in ("section", "class", "subclass", "main-group", "subgroup")]
            yield "{}{}{}{}/{}".format(*parts) if all(parts) else text_at(entry, "classification-symbol")
    for entry in biblio.iter("classification-ipcr", "classification-ipc"):
        yield from (text_at(one, ".") for one in entry.iter("text"))


def citations(biblio: Element) -> Iterator[str]:
    """Keys of the patents that the record cites, from their DOCDB form."""
    for citation in biblio.iter("patcit"):
        documents = sorted(citation.iterfind("document-id"), key=lambda one: one.get("document-id-type") != "docdb")
        if key := next((found for one in documents if (found := cited(written(one)))), None):
            yield key


def as_identifier(number: PatentNumber, date: dt.date | None) -> AssetIdentifier:
    """A publication as an identifier, a grant where its kind code says so."""
    role = IdentifierRole(number.role) if number.role else IdentifierRole.PUBLICATION
    return identified(number, role, date)


def _documents(references: list[Element], notation: str) -> Iterator[Element]:
    for reference in references:
        for document in reference.iterfind("document-id"):
            if (document.get("document-id-type") or reference.get("data-format") or "") == notation:
                yield document


def _notation_rank(document: Element) -> int:
    notation = document.get("document-id-type") or ""
    return _BEST_NUMBERS.index(notation) if notation in _BEST_NUMBERS else len(_BEST_NUMBERS)


def _filed(documents: list[Element], role: IdentifierRole) -> AssetIdentifier | None:
    date = next((found for one in documents if (found := day(text_at(one, "date")))), None)
    office = next((nation for one in documents if (nation := _nation(one))), None)
    for document in sorted(documents, key=_notation_rank):
        text = written(document)
        named = bool(re.match(r"[A-Z]{2}", text))
        if identifier := readable(text, role, office=None if named else office, date=date):
            return identifier
    return None


def _nation(document: Element) -> str:
    """The office that a DOCDB or EPODOC number is of; an office's own form names none."""
    epodoc = document.get("document-id-type") == "epodoc"
    return text_at(document, "country") or (text_at(document, "doc-number")[:2] if epodoc else "")


def _names(biblio: Element, path: str, named: str) -> Iterator[tuple[str, str, str | None]]:
    """Sequence, name and country of each party, the best notation first."""
    entries = [entry for parties in biblio.iter("parties") for entry in parties.iterfind(path)]
    for entry in sorted(entries, key=_name_rank):
        name = plain(text_at(entry, f"{named}/name") or text_at(entry, "addressbook/name"))
        nation = _NATION.search(name)
        residence = text_at(entry, "residence/country")
        yield entry.get("sequence", name), _NATION.sub("", name), nation[1] if nation else residence or None


def _name_rank(entry: Element) -> int:
    notation = entry.get("data-format") or ""
    return _BEST_NAMES.index(notation) if notation in _BEST_NAMES else len(_BEST_NAMES)
