"""``zhiqiao learn``: fit the weights of matching, and go back to earlier ones."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import BadInput
from search_api.cli.asking import catch_up
from search_api.cli.console import put_json, put_table, say, table
from search_api.cli.session import environment_settings, opened

if TYPE_CHECKING:
    from search_api.learning.kept import KeptVersion
    from search_api.learning.service import Learned, LearningService


class Learner(StrEnum):
    """What is learned: weights that can be read, trees, or whichever of both is better."""

    LINEAR = "linear"
    TREES = "trees"
    BOTH = "both"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(learn)


def learn(
    judged: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files of judged pairs, CSV or JSONL: asker, candidate, and an outcome (declined, no_answer, accepted, introduced, deal) or grade.",
            metavar="JUDGED…",
        ),
    ] = None,
    tasks: Annotated[
        list[Path] | None, typer.Option("--task", help="An evaluation task in BEIR form; may be repeated.")
    ] = None,
    learner: Annotated[Learner, typer.Option("--learner", help="What to learn.")] = Learner.BOTH,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be learned; change nothing.")] = False,
    show: Annotated[bool, typer.Option("--list", help="List the versions of the weights.")] = False,
    use: Annotated[
        int | None, typer.Option("--use", help="Go back to a version; 0 is the default.", metavar="VERSION")
    ] = None,
    keep: Annotated[Path | None, typer.Option("--keep", help="Keep the data of tasks in this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Fit the weights of matching from what became of matches, cross-validated by party; weights that are not better are refused.

    Example: `zhiqiao learn outcomes.csv`, `zhiqiao learn --list`, `zhiqiao learn --use 0`
    """
    from search_api.learning.service import LearningService  # noqa: PLC0415 — help is shown without the engine

    settings = environment_settings()
    with opened(settings) as application:
        service = LearningService(application)
        if use is not None:
            service.kept.use(use)
        if show or use is not None:
            put_versions(service.kept.versions(), as_json=as_json)
            return
        if not judged and not tasks:
            raise BadInput("There is nothing to learn from.", advice="Name a file of judged pairs, or a --task.")
        if judged:
            catch_up(application)
        put_learned(
            service, _learned(service, judged or [], tasks or [], learner, keep, dry_run=dry_run), as_json=as_json
        )


def _learned(
    service: LearningService,
    judged: list[Path],
    tasks: list[Path],
    learner: Learner,
    keep: Path | None,
    *,
    dry_run: bool,
) -> list[Learned]:
    from search_api.evaluation import read_task  # noqa: PLC0415 — as above
    from search_api.learning.judged import read_judged  # noqa: PLC0415 — as above

    lists = service.lists_of_pairs([pair for path in judged for pair in read_judged(path)])
    for path in tasks:
        lists += service.lists_of_task(read_task(path), service.application.settings, keep)
    made_from = ", ".join(path.resolve().name for path in (*judged, *tasks))
    learners = ["linear", "trees"] if learner is Learner.BOTH else [learner.value]
    tried = [service.learn(lists, name, made_from=made_from, dry_run=True) for name in learners]
    best = max(tried, key=lambda one: one.verdict.after.mean())
    if dry_run or not best.verdict.accepted:
        return tried
    return [service.learn(lists, best.learner, made_from=made_from), *(one for one in tried if one is not best)]


def put_learned(service: LearningService, learned: list[Learned], *, as_json: bool) -> None:
    """Print what was learned, and what became of it."""
    if as_json:
        put_json({"learned": [_document(one) for one in learned], "skipped": service.skipped})
        return
    made = table(
        "learner", "lists", "nDCG@10 before", "after", "difference (95 %)", "calibration error", "", right=(1, 2, 3, 5)
    )
    for one in learned:
        found, error = one.verdict.comparison, one.verdict.error
        made.add_row(
            one.learner,
            str(len(one.verdict.before)),
            f"{one.verdict.before.mean():.4f}",
            f"{one.verdict.after.mean():.4f}",
            f"{found.difference:+.4f} [{found.low:+.4f}, {found.high:+.4f}]",
            f"{error:.3f}",
            _fate(one),
        )
    put_table(made)
    if service.skipped:
        say(
            f"Not there any more, and left out: {', '.join(service.skipped[:5])}{' …' if len(service.skipped) > 5 else ''}"
        )


def put_versions(versions: list[KeptVersion], *, as_json: bool) -> None:
    """Print the versions of the weights."""
    if as_json:
        put_json([asdict(one) for one in versions])
        return
    made = table("version", "made", "from", "nDCG@10 before", "after", "in use", right=(0, 3, 4))
    for one in versions:
        figures = one.figures
        after, before = figures.get("ndcg_after", ""), figures.get("ndcg_before", "")
        in_use = "yes" if one.in_use else ""
        made.add_row(str(one.version), one.made, str(figures.get("made_from", "")), str(before), str(after), in_use)
    put_table(made)


def _fate(one: Learned) -> str:
    if one.version is not None:
        return f"in use as version {one.version}"
    return "better" if one.verdict.accepted else "refused: not better on held-out parties"


def _document(one: Learned) -> dict[str, Any]:
    found = one.verdict.comparison
    return {
        "learner": one.learner,
        "lists": len(one.verdict.before),
        "ndcg_before": float(one.verdict.before.mean()),
        "ndcg_after": float(one.verdict.after.mean()),
        "difference": [found.difference, found.low, found.high],
        "calibration_error": one.verdict.error,
        "accepted": one.verdict.accepted,
        "version": one.version,
        "weights": None if one.weights.trees else one.weights.weights,
    }
