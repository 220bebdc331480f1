"""Matches as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from search_api.cli.answers import FAINT, put_faint, put_passage
from search_api.cli.console import out, say
from search_api.matching.schemas import (
    AlmostView,
    CheckView,
    MatchAnswer,
    MatchSide,
    MatchView,
    PairAnswer,
    ReasonView,
)
from search_api.matching.wording import labelled
from search_api.search.schemas import Card
from search_api.web.wording import Wording

STYLES = {"met": "green", "failed": "red", "not stated": "yellow"}
SIGNS = {"met": "✓", "failed": "✗", "not stated": "?"}


def put_matches(answer: MatchAnswer) -> None:
    """Who fits, best first; what is to be known of the answer goes to stderr."""
    w = Wording(answer.language)
    for number, match in enumerate(answer.results, start=1):
        _put_match(number, match, w)
    _put_almost(answer.almost, w)
    if answer.asks:
        out.print(Text(w.would_decide, style="bold"))
        for ask in answer.asks:
            out.print(Text(f"  {ask.text}"))
        out.print()
    for notice in answer.notices:
        say(notice.text, "yellow")
    say(w.get("of_matches", shown=len(answer.results), total=answer.total) if answer.results else w.nobody_fits)


def put_explanation(pair: PairAnswer) -> None:
    """Why two listings match as they do."""
    w = Wording(pair.language)
    for card in (pair.asker, pair.listing):
        out.print(Text(card.title.text, style="bold"))
        put_faint([*_card(card), card.id])
    out.print()
    _put_pair(w.score, f"{pair.score:.2f}")
    for text in pair.apart:
        out.print(Text(f"  ✗ {w.kept_apart}: {text}", style="red"))
    for side, title in ((pair.forward, pair.asker.title.text), (pair.backward, pair.listing.title.text)):
        out.print()
        out.print(Text(w.get("thinks", title=title), style="bold"))
        _put_side(side, w)
        _put_contributions(side, w)
        if side.passages:
            put_passage(side.passages.asking)
            put_passage(side.passages.answering)
    out.print()
    for text in (pair.joining.text, pair.calibration.text, *(one.text for one in pair.rules)):
        out.print(Text(text))
    _put_rest(pair)
    for notice in pair.notices:
        say(notice.text, "yellow")


def _put_match(number: int, match: MatchView, w: Wording) -> None:
    card = match.listing
    head = Text.assemble((f"{number:>3}. ", FAINT), (f"{match.score:.2f}  ", "bold green"), (card.title.text, "bold"))
    out.print(head)
    scores = [f"{w.forward} {_figure(match.forward.score)}", f"{w.backward} {_figure(match.backward.score)}"]
    put_faint([*_card(card), *scores, card.id])
    for label, side in ((w.forward, match.forward), (w.backward, match.backward)):
        out.print(Text(f"     {label}", style=FAINT))
        if side.silent and not side.reasons:
            put_faint([side.text])
        for reason in side.reasons:
            _put_reason(reason)
        if side.against:
            _put_reason(side.against)
    for check in (*match.forward.checks, *match.backward.checks):
        if check.weight != "preferred":
            _put_check(check, w.language)
    _put_rest(match)
    out.print()


def _put_side(side: MatchSide, w: Wording) -> None:
    put_faint([side.text, f"{w.score} {_figure(side.score)}"])
    for reason in side.reasons:
        _put_reason(reason)
    if side.against:
        _put_reason(side.against)
    for check in side.checks:
        _put_check(check, w.language)


def _put_contributions(side: MatchSide, w: Wording) -> None:
    for one in side.contributions:
        out.print(Text(f"     {one.log_odds:+6.2f}  {one.label}", style=FAINT))
    out.print(Text(f"     {side.log_odds:+6.2f}  {w.log_odds_sum}", style=FAINT))


def _put_reason(reason: ReasonView) -> None:
    out.print(Text.assemble("     ", (f"{reason.log_odds:+.1f} ".replace("-", "−"), FAINT), reason.text))


def _put_check(check: CheckView, language: str) -> None:
    outcome = f"（{check.outcome_label}）" if language == "zh" else f" ({check.outcome_label})"
    text = f"{labelled(check.label, check.text, language)}{outcome}"
    out.print(Text.assemble("     ", (SIGNS[check.outcome], STYLES[check.outcome]), f" {text}"))


def _put_rest(match: MatchView) -> None:
    for obstacle in match.obstacles:
        out.print(Text(f"     ! {obstacle.text}", style="yellow"))
    for question in match.questions:
        out.print(Text(f"     ? {question.text}", style="yellow"))
    for note in match.notes:
        out.print(Text(f"     {note.text}", style="yellow"))


def _put_almost(almost: Iterable[AlmostView], w: Wording) -> None:
    for number, one in enumerate(almost):
        if not number:
            out.print(Text(w.almost, style="bold"))
        out.print(Text.assemble(f"  {one.score:.2f}  ", (one.listing.title.text, "bold"), f" ({one.listing.id})"))
        out.print(Text(f"     {one.text}"))


def _card(card: Card) -> list[str]:
    party = [card.party.name] if card.party else []
    place = [card.place.label] if card.place else []
    return [card.kind_label, *party, *place, card.standing_label]


def _figure(score: float | None) -> str:
    return "–" if score is None else f"{score:.2f}"


def _put_pair(name: str, value: str) -> None:
    out.print(Text.assemble((f"  {name}: ", FAINT), value))
