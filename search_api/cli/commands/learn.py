"""``zhiqiao learn``: fit the weights of matching, and go back to earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import BadInput
from models.messages import Message
from models.records import Refusal
from search_api.cli.asking import catch_up
from search_api.cli.console import put_json, put_table, say, table
from search_api.cli.refusals import RefusalFile, as_row, tell_refused
from search_api.cli.session import environment_settings, opened

if TYPE_CHECKING:
    from search_api.learning.kept import KeptVersion
    from search_api.learning.service import Learned


class Learner(StrEnum):
    """What is learned: weights that can be read, trees, or whichever of both is better."""

    LINEAR = "linear"
    TREES = "trees"
    BOTH = "both"

    @property
    def tried(self) -> tuple[str, ...]:
        """The learners that are tried."""
        return (Learner.LINEAR.value, Learner.TREES.value) if self is Learner.BOTH else (self.value,)


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
    *,
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
    refused: Annotated[
        Path | None, typer.Option("--refused", help="Keep the lines that are refused in this file.", metavar="FILE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Fit the weights of matching from what became of matches, cross-validated by party.

    Weights that are not better by more than chance are refused. A line of a file that cannot be used is refused alone, and named.

    Example: `zhiqiao learn outcomes.csv`, `zhiqiao learn --list`, `zhiqiao learn --use 0`
    """
    if show or use is not None:
        _versions(judged or tasks, use, as_json=as_json)
        return
    if not judged and not tasks:
        raise BadInput(
            Message(en="There is nothing to learn from.", zh="没有可供学习的数据。"),
            advice=Message(en="Name a file of judged pairs, or a --task.", zh="请给出已评判配对的文件，或 --task。"),
        )
    _learn(judged or [], tasks or [], learner.tried, keep=keep, refused=refused, dry_run=dry_run, as_json=as_json)


def _versions(given: Sequence[Path] | None, use: int | None, *, as_json: bool) -> None:
    from search_api.learning.kept import KeptWeights  # noqa: PLC0415 — help is shown without the engine

    if given:
        raise BadInput(
            Message(
                en="`{option}` learns nothing, and takes neither a file nor a task.",
                zh="`{option}` 不进行学习，不接受文件或任务。",
                option="--list" if use is None else "--use",
            ),
            advice=Message(
                en="Learn first, in a command of its own: zhiqiao learn FILE",
                zh="请先单独学习：zhiqiao learn FILE",
            ),
        )
    with opened(environment_settings()) as application:
        kept = KeptWeights(application.store)
        if use is not None:
            kept.use(use)
        put_versions(kept.versions(), as_json=as_json)


def _learn(
    judged: Sequence[Path],
    tasks: Sequence[Path],
    learners: Sequence[str],
    *,
    keep: Path | None,
    refused: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    from search_api.evaluation import read_task  # noqa: PLC0415 — as above
    from search_api.learning.judged import read_judged  # noqa: PLC0415 — as above
    from search_api.learning.service import LearningService  # noqa: PLC0415 — as above

    files = [read_judged(path) for path in judged]
    pairs, refusals = [pair for one in files for pair in one.pairs], [each for one in files for each in one.refusals]
    _tell(len(pairs), refusals, refused)
    read = [read_task(path) for path in tasks]
    with opened(environment_settings()) as application:
        if judged:
            catch_up(application)
        service = LearningService(application)
        lists = service.lists_of_pairs(pairs)
        for task in read:
            lists += service.lists_of_task(task, application.settings, keep)
        made_from = ", ".join(path.resolve().name for path in (*judged, *tasks))
        learned = service.learn_best(lists, learners, made_from=made_from, dry_run=dry_run)
    put_learned(learned, service.skipped, refusals, as_json=as_json)


def _tell(usable: int, refusals: Sequence[Refusal], kept: Path | None) -> None:
    """Keep the lines that were refused where that is wanted, and tell them."""
    if kept:
        with RefusalFile(kept) as file:
            file.add(refusals)
    tell_refused(usable, refusals, f" They are kept in {kept}." if kept else " `--refused FILE` keeps them.")


def put_learned(
    learned: Sequence[Learned], skipped: Sequence[str], refusals: Sequence[Refusal], *, as_json: bool
) -> None:
    """Print what was learned, and what became of it."""
    if as_json:
        put_json(
            {
                "learned": [_document(one) for one in learned],
                "skipped": list(skipped),
                "refused": [as_row(one) for one in refusals],
            }
        )
        return
    made = table(
        "learner", "lists", "nDCG@10 before", "after", "difference (95 %)", "calibration error", "", right=(1, 2, 3, 5)
    )
    for one in learned:
        found = one.verdict.comparison
        made.add_row(
            one.learner,
            str(len(one.verdict.before)),
            f"{one.verdict.mean_before:.4f}",
            f"{one.verdict.mean_after:.4f}",
            f"{found.difference:+.4f} [{found.low:+.4f}, {found.high:+.4f}]",
            f"{one.verdict.error:.3f}",
            _fate(one),
        )
    put_table(made)
    if skipped:
        say(f"Not there any more, and left out: {', '.join(skipped[:5])}{' …' if len(skipped) > 5 else ''}")


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
    return "better" if one.verdict.accepted else "refused: not better on held-out parties by more than chance"


def _document(one: Learned) -> dict[str, Any]:
    found = one.verdict.comparison
    return {
        "learner": one.learner,
        "lists": len(one.verdict.before),
        "ndcg_before": one.verdict.mean_before,
        "ndcg_after": one.verdict.mean_after,
        "difference": [found.difference, found.low, found.high],
        "calibration_error": one.verdict.error,
        "accepted": one.verdict.accepted,
        "version": one.version,
        "weights": None if one.weights.trees else one.weights.weights,
    }
