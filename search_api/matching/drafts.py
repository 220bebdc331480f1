"""Drafts: a pasted text with its terms as a listing that is not stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indexer.facts import term_fact
from indexer.sources.forms.columns import TermColumn, close_headings, read_headings
from indexer.sources.forms.values import read_term
from models.constraints import Interval
from models.errors import BadInput, BadQuery
from models.listings import Listing, Section, Side, SideName
from models.ports import Analyser
from models.terms import Codes, Term, Weight
from models.text import Text
from models.vocabulary import Kind, kinds, term_kinds
from ranking.filters import ALIASES
from search_api.evaluation.documents import first_sentence
from search_api.matching.schemas import Draft

DRAFT = "pasted:text"
"""The id of a listing that is not stored; no stored one has it."""

USUAL_KIND = "need"
SEEKING = frozenset({"need", "mandate"})
"""The kinds whose text says what they seek; that of the others says what they offer."""


def draft_listing(draft: Draft, analyser: Analyser) -> Listing:
    """The listing that a draft is. Raises ``BadInput`` for a text that says nothing, ``BadQuery`` for a kind or a term that cannot be read."""
    kind = _kind(draft.kind or USUAL_KIND)
    profile = _profile(kind, draft.profile)
    text = draft.text.strip()
    if not analyser.word_texts(text):
        raise BadInput(
            "The text says nothing.", advice="Paste an abstract, a mandate, or a few words of what is sought."
        )
    side = SideName.SEEKS if kind.key in SEEKING else SideName.OFFERS
    terms = [*_read(draft.terms, side), *_full(draft.offers, SideName.OFFERS), *_full(draft.seeks, SideName.SEEKS)]
    _check(terms)
    heading, body = (draft.title.strip(), text) if draft.title and draft.title.strip() else first_sentence(text)
    sections = {side: (Section(text=Text({analyser.language(text): body or heading})),)}
    sides = {
        name.value: Side(sections=sections.get(name, ()), terms=tuple(term for of, term in terms if of is name))
        for name in SideName
    }
    title = Text({analyser.language(heading): heading})
    return Listing(id=DRAFT, kind=kind.key, profile=profile, title=title, source="pasted", **sides)


def _kind(given: str) -> Kind:
    plain = given.strip().casefold()
    for key, kind in kinds().items():
        if plain == key or any(plain == word.casefold() for _, word in kind.name.items()):
            return kind
    raise BadQuery(f"There is no kind of listing '{given}'.", advice=f"Kinds are: {', '.join(kinds())}.")


def _profile(kind: Kind, given: str | None) -> str | None:
    if given is not None and given not in kind.profiles:
        known = ", ".join(kind.profiles) or "none"
        raise BadQuery(f"The kind '{kind.key}' has no variety '{given}'.", advice=f"Varieties are: {known}.")
    return given


def _read(terms: Mapping[str, Sequence[str]], side: SideName) -> Iterator[tuple[SideName, Term]]:
    """Terms as they are written in forms, each under its name, with or without the side before it."""
    for name, values in terms.items():
        column = _column(name, side)
        for value in values:
            try:
                yield column.side, read_term(column, value)
            except ValueError as error:
                raise BadQuery(f"The term '{name}' cannot take '{value}': {str(error).rstrip('.')}.") from error


def _column(name: str, side: SideName) -> TermColumn:
    plain = ALIASES.get(name, name)
    (meaning,) = read_headings((plain if "." in plain else f"{side.value}.{plain}",)).meanings
    if isinstance(meaning, TermColumn):
        return meaning
    near = close_headings(name)
    meant = f"Did you mean {near}? " if near else ""
    raise BadQuery(f"There is no term '{name}'.", advice=f"{meant}Terms are: {', '.join(term_kinds())}.")


def _full(terms: Sequence[Term], side: SideName) -> Iterator[tuple[SideName, Term]]:
    for term in terms:
        if side is SideName.OFFERS and term.weight is not Weight.STATED:
            raise BadQuery(
                f"The term '{term.name}' is offered, and cannot be {term.weight.value}.",
                advice="Put what is required, preferred or excluded under seeks.",
            )
        yield side, term


def _check(terms: Sequence[tuple[SideName, Term]]) -> None:
    """Refuse what nothing can meet: a thing that is required and excluded, or two spans of one term that have nothing in common."""
    sought = [term for side, term in terms if side is SideName.SEEKS]
    for term in sought:
        for other in sought:
            if term.name == other.name and _contradict(term, other):
                raise BadInput(
                    f"The term '{term.name}' contradicts itself: nothing can meet all that is asked of it.",
                    advice="Leave out what is excluded or what is required, or join both into one.",
                )


def _contradict(one: Term, other: Term) -> bool:
    if (one.weight, other.weight) == (Weight.REQUIRED, Weight.EXCLUDED):
        if isinstance(one.value, Codes) and isinstance(other.value, Codes):
            return set(one.value.codes) <= set(other.value.codes)
        return one.value == other.value
    if one.weight is Weight.REQUIRED and other.weight is Weight.REQUIRED and one.key == other.key:
        return _apart(one, other)
    return False


def _apart(one: Term, other: Term) -> bool:
    """Whether two spans of one term have nothing in common: of codes and of several currencies any will do."""
    (name, fact), (other_name, other_fact) = term_fact(one), term_fact(other)
    spans = isinstance(fact, Interval) and isinstance(other_fact, Interval) and name == other_name
    return spans and not fact.meets(other_fact)  # type: ignore[union-attr,arg-type]  # both are spans there
