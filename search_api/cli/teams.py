"""Teams as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from search_api.cli.answers import FAINT, put_faint
from search_api.cli.console import out, say
from search_api.matching.wording import labelled, signed
from search_api.teams.schemas import ImpossibleView, MemberView, PassedOverView, TeamAnswer
from search_api.teams.views import score_text
from search_api.web.wording import Wording


def put_team(answer: TeamAnswer) -> None:
    """Who takes which role and why, or why there is no team; what is to be known of the answer goes to stderr."""
    w = Wording(answer.language)
    for question in answer.questions:
        out.print(Text(f"? {question.text}", style="yellow"))
    for obstacle in answer.obstacles:
        out.print(Text(f"! {obstacle.text}", style="yellow"))
    for member in answer.members:
        _put_member(member, w)
    for vacancy in answer.vacancies:
        out.print(Text(w.get("team_optional", role=vacancy.role_label), style="bold"))
        out.print(Text(f"     {vacancy.text}"))
        _put_passed_over(vacancy.passed_over, w.team_candidates)
        out.print()
    if answer.impossible:
        _put_impossible(answer.impossible, w)
    for text in answer.summary:
        out.print(Text(text))
    for notice in answer.notices:
        say(notice.text, "yellow")


def _put_member(member: MemberView, w: Wording) -> None:
    card = member.listing
    out.print(
        Text.assemble(
            (f"{member.role_label}  ", FAINT),
            (f"{score_text(member.score)}  ", "bold green"),
            (card.title.text, "bold"),
        )
    )
    put_faint([*([card.party.name] if card.party else []), *([card.place.label] if card.place else []), card.id])
    for text in (*member.carries, member.chosen):
        out.print(Text(f"     {text}"))
    for reason in member.reasons:
        side = w.backward if reason.of == card.id else w.forward
        out.print(
            Text.assemble(f"     + {labelled(side, reason.text, w.language)}", (f"  {signed(reason.log_odds)}", FAINT))
        )
    for reason in member.against:
        side = w.backward if reason.of == card.id else w.forward
        out.print(
            Text.assemble(f"     − {labelled(side, reason.text, w.language)}", (f"  {signed(reason.log_odds)}", FAINT))
        )
    for number, check in enumerate(member.unmet):
        if not number:
            out.print(Text(f"     {w.team_unmet}", style=FAINT))
        side = w.backward if check.of == card.id else w.forward
        told = labelled(check.label, check.text, w.language)
        out.print(Text(f"         {labelled(side, told, w.language)}"))
    for question in member.questions:
        out.print(Text(f"     ? {question.text}", style="yellow"))
    for obstacle in member.obstacles:
        out.print(Text(f"     ! {obstacle.text}", style="yellow"))
    for note in member.notes:
        out.print(Text(f"     {note.text}", style="yellow"))
    _put_passed_over(member.passed_over, w.team_passed_over)
    if member.alternative:
        out.print(Text(f"     {labelled(w.team_alternative, member.alternative.text, w.language)}"))
    out.print()


def _put_passed_over(some: Iterable[PassedOverView], heading: str) -> None:
    for number, one in enumerate(some):
        if not number:
            out.print(Text(f"     {heading}", style=FAINT))
        out.print(Text.assemble("       ", (f"{score_text(one.score)}  ", FAINT), one.listing.title.text))
        for reason in one.reasons:
            out.print(Text(f"         {reason.text}"))


def _put_impossible(found: ImpossibleView, w: Wording) -> None:
    out.print(Text(found.text, style="bold"))
    if found.clash:
        out.print(Text(w.team_clash))
    for rule in found.clash:
        out.print(Text(f"  ✗ {rule.text}", style="red"))
    for obstacle in found.obstacles:
        out.print(Text(f"  ! {obstacle.text}", style="yellow"))
    for text in found.help:
        out.print(Text(f"  → {text}", style="green"))
    for pool in found.pools:
        out.print(Text(f"  {pool.text}"))
        for text in pool.kept_out:
            out.print(Text(f"     {text}", style=FAINT))
