"""``zhiqiao evaluate``: how good the answers are, on questions whose answers are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search_api.cli.console import put_json, put_table, say, table
from search_api.cli.progress import Meter
from search_api.cli.session import environment_settings, opened

if TYPE_CHECKING:
    from ranking.evaluate import Task
    from search_api.evaluation import Evaluation, LegOutcome

JUDGED = "nDCG@10"
"""The measure that the hybrid's difference to its legs is shown of."""

Legs = Annotated[str, typer.Option("--legs", help="Which legs, with commas between: keyword, vector, hybrid, match.")]
Keep = Annotated[
    Path | None,
    typer.Option("--keep", help="Keep stores (and embedded indexes) here, so that a second run encodes nothing."),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evaluate)


def evaluate(
    tasks: Annotated[list[Path], typer.Argument(help="Folders in BEIR form.", metavar="TASK_DIR…")],
    legs: Legs = "keyword,vector,hybrid",
    keep: Keep = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the measures as one JSON document.")] = False,
) -> None:
    """Measure nDCG@10, MRR@10 and Recall@100 of each leg on tasks in BEIR form, apart from your own data.

    Measured on the engine of `ZHIQIAO_ENGINE`; an index made for this on Elasticsearch is removed at the end.

    A task is a folder with `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. A question that finds nothing counts as zero.

    Example: `zhiqiao evaluate tasks/prior-art tasks/licensees --legs hybrid,match --json`
    """
    from search_api.evaluation import Evaluation, chosen_legs, read_task  # noqa: PLC0415 — help is shown without the engine

    chosen = chosen_legs(legs)
    read = [read_task(folder) for folder in tasks]
    with opened() as application:
        evaluation = Evaluation(environment_settings(), application.encoder, keep)
        found = [outcome for task in read for outcome in _run(evaluation, task, chosen)]
    if as_json:
        put_json([{"task": one.task, "leg": one.leg, "measures": one.measures} for one in found])
    else:
        _put(found)


def _run(evaluation: Evaluation, task: Task, legs: list[str]) -> list[LegOutcome]:
    say(f"{task.name}: {len(task.documents):,} documents, {len(task.questions):,} questions")
    with Meter() as meter:
        return evaluation.run(task, legs, meter)


def _put(found: list[LegOutcome]) -> None:
    names = list(found[0].by_question)
    made = table("task", "leg", *names, f"hybrid − leg ({JUDGED}, 95 %)", right=tuple(range(2, 2 + len(names))))
    for one in found:
        measures = [f"{value:.4f}" for value in one.measures.values()]
        made.add_row(one.task, one.leg, *measures, _difference(one, found))
    put_table(made)


def _difference(leg: LegOutcome, found: list[LegOutcome]) -> str:
    """How much better the hybrid is than this leg on the same task, by the paired bootstrap over questions."""
    from ranking.evaluate import paired_bootstrap  # noqa: PLC0415 — as above
    from search_api.evaluation import HYBRID  # noqa: PLC0415 — as above

    hybrid = next((one for one in found if one.task == leg.task and one.leg == HYBRID), None)
    if hybrid is None or hybrid is leg:
        return ""
    compared = paired_bootstrap(hybrid.by_question[JUDGED], leg.by_question[JUDGED])
    return f"{compared.difference:+.4f} [{compared.low:+.4f}, {compared.high:+.4f}], p = {compared.chance:.3f}"
