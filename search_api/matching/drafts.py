"""Drafts: a pasted text with its terms as a listing that is not stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indexer.facts import Ancestry, term_fact
from indexer.sources.forms.columns import TermColumn, close_headings, read_headings
from indexer.sources.forms.values import read_term
from models.constraints import Interval
from models.errors import BadInput, BadQuery
from models.listings import Listing, Section, Side, SideName
from models.messages import NONE, Message, coded, shortened
from models.ports import Analyser
from models.terms import Codes, Term, Weight
from models.text import Text
from models.validation import message_of
from models.vocabulary import Kind, kinds, term_kinds
from ranking.filters import ALIASES
from search_api.evaluation.documents import first_sentence
from search_api.matching.schemas import Draft
from search_api.pasted import check_says_something
from search_api.unknown import no_kind

DRAFT = "pasted:text"
"""The id of a listing that is not stored; no stored one has it."""

USUAL_KIND = "need"
SEEKING = frozenset({"need", "mandate"})
"""The kinds whose text says what they seek; that of the others says what they offer."""


def draft_listing(draft: Draft, analyser: Analyser, ancestries: Mapping[str, Ancestry]) -> Listing:
    """The listing that a draft is. ``ancestries``: what lies above a code, by its tree.

    Raises ``BadInput`` for a text that says nothing or contradicts itself, ``BadQuery`` for a kind or a term that cannot be read.
    """
    kind = _kind(draft.kind or USUAL_KIND)
    profile = _profile(kind, draft.profile)
    text = draft.text.strip()
    check_says_something(text, analyser)
    side = SideName.SEEKS if kind.key in SEEKING else SideName.OFFERS
    terms = [*_read(draft.terms, side), *_full(draft.offers, SideName.OFFERS), *_full(draft.seeks, SideName.SEEKS)]
    _check(terms, ancestries)
    heading, body = (draft.title.strip(), text) if draft.title and draft.title.strip() else first_sentence(text)
    sections = {side: (Section(text=Text({analyser.language(text): body or heading})),)}
    sides = {
        name.value: Side(sections=sections.get(name, ()), terms=tuple(term for of, term in terms if of is name))
        for name in SideName
    }
    title = Text({analyser.language(heading): heading})
    return Listing(id=DRAFT, kind=kind.key, profile=profile, title=title, source="pasted", **sides)


_WEIGHTS = {
    Weight.STATED: "已说明",
    Weight.PREFERRED: "优先",
    Weight.REQUIRED: "必备",
    Weight.EXCLUDED: "排除",
}
_TERMS_ADVICE = Message(
    en="Write it as in the forms, such as CNY 5-20 million! or not: CN-XJ; docs/formats.md has the terms.",
    zh="请按表单写法填写，例如 500万-2000万元人民币! 或 排除：CN-XJ；条件见 docs/formats.md。",
)


def _kind(given: str) -> Kind:
    plain = given.strip().casefold()
    for key, kind in kinds().items():
        if plain == key or any(plain == word.casefold() for _, word in kind.name.items()):
            return kind
    raise no_kind(given)


def _profile(kind: Kind, given: str | None) -> str | None:
    if given is not None and given not in kind.profiles:
        raise BadQuery(
            Message(
                en="The kind '{kind}' has no variety '{given}'.",
                zh="类型“{kind}”没有细类“{given}”。",
                kind=kind.key,
                given=shortened(given),
            ),
            advice=Message(
                en="Varieties are: {known}.", zh="可用的细类：{known}。", known=coded(kind.profiles) or NONE
            ),
        )
    return given


def _read(terms: Mapping[str, Sequence[str]], side: SideName) -> Iterator[tuple[SideName, Term]]:
    """Terms as they are written in forms, each under its name, with or without the side before it."""
    for name, values in terms.items():
        column = _column(name, side)
        for value in values:
            try:
                yield column.side, read_term(column, value)
            except ValueError as error:
                raise BadQuery(
                    Message(
                        en="The term '{name}' cannot take '{value}': {why}.",
                        zh="条件“{name}”不接受“{value}”：{why}。",
                        name=name,
                        value=shortened(value),
                        why=message_of(error).clause(),
                    ),
                    advice=_TERMS_ADVICE,
                ) from error


def _column(name: str, side: SideName) -> TermColumn:
    plain = ALIASES.get(name, name)
    (meaning,) = read_headings((plain if "." in plain else f"{side.value}.{plain}",)).meanings
    if isinstance(meaning, TermColumn):
        return meaning
    near = close_headings(name)
    meant = [Message(en="Did you mean {near}?", zh="您是指{near}吗？", near=near)] if near else []
    every = Message(en="Terms are: {names}.", zh="可用的条件：{names}。", names=[*term_kinds()])
    raise BadQuery(
        Message(en="There is no term '{name}'.", zh="没有条件“{name}”。", name=shortened(name)),
        advice=Message.joined([*meant, every]),
    )


def _full(terms: Sequence[Term], side: SideName) -> Iterator[tuple[SideName, Term]]:
    for term in terms:
        if side is SideName.OFFERS and term.weight is not Weight.STATED:
            raise BadQuery(
                Message(
                    en="The term '{name}' is offered, and cannot be {weight}.",
                    zh="条件“{name}”属于所供，不能标为{word}。",
                    name=term.name,
                    weight=term.weight.value,
                    word=_WEIGHTS[term.weight],
                ),
                advice=Message(
                    en="Put what is required, preferred or excluded under seeks.",
                    zh="必备、优先或排除的条件请写在 seeks 之下。",
                ),
            )
        yield side, term


def _check(terms: Sequence[tuple[SideName, Term]], ancestries: Mapping[str, Ancestry]) -> None:
    """Refuse what nothing can meet: a thing that is required and excluded, or two spans of one term that have nothing in common."""
    sought = [term for side, term in terms if side is SideName.SEEKS]
    for term in sought:
        if term.weight is not Weight.REQUIRED:
            continue
        alike = [one for one in sought if one.name == term.name and one.subject is term.subject]
        excluded = [one for one in alike if one.weight is Weight.EXCLUDED]
        if _excludes(excluded, term, ancestries) or any(_apart(term, one) for one in alike):
            raise BadInput(
                Message(
                    en="The term '{name}' contradicts itself: nothing can meet all that is asked of it.",
                    zh="条件“{name}”自相矛盾：没有信息能同时满足其全部要求。",
                    name=term.name,
                ),
                advice=Message(
                    en="Leave out what is excluded or what is required, or join both into one.",
                    zh="请删去排除项或必备项，或将两者合并。",
                ),
            )


def _excludes(excluded: Sequence[Term], term: Term, ancestries: Mapping[str, Ancestry]) -> bool:
    """Whether all that a term requires is excluded: each of its codes, or something above it, such as the country of a province."""
    if not isinstance(term.value, Codes):
        return any(one.value == term.value for one in excluded)
    codes = {code for one in excluded if isinstance(one.value, Codes) for code in one.value.codes}
    above = ancestries.get(term_kinds()[term.name].tree or "", _itself)
    return all(not codes.isdisjoint(above(code)) for code in term.value.codes)


def _itself(code: str) -> tuple[str]:
    return (code,)


def _apart(one: Term, other: Term) -> bool:
    """Whether two required spans of one term have nothing in common: of codes and of several currencies any will do."""
    if other.weight is not Weight.REQUIRED or one.key != other.key:
        return False
    (name, fact), (other_name, other_fact) = term_fact(one), term_fact(other)
    spans = isinstance(fact, Interval) and isinstance(other_fact, Interval) and name == other_name
    return spans and not fact.meets(other_fact)  # type: ignore[union-attr,arg-type]  # both are spans there
