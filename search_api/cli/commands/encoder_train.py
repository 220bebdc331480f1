"""``zhiqiao encoder train``: from files of records, and an operator's own outcomes, to an adapter of the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import BadInput
from models.messages import Message
from search_api.cli.console import put_json, say
from search_api.cli.exits import ExitCode
from search_api.cli.outcomes import read_outcomes
from search_api.cli.progress import Meter
from search_api.cli.reader import reader_language
from search_api.cli.session import opened

if TYPE_CHECKING:
    from indexer.encoders.adapter import Adapter
    from indexer.training.pairs.outcomes import Outcome
    from ranking.evaluate import Task
    from search_api.assembly import Application
    from search_api.encoders.training import TrainingRequest

LEAST_OUTCOMES = 200
"""Judged leads under which training would learn chance."""


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command()(train)


def train(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders that `zhiqiao load` reads, and files of title pairs.", metavar="PATH…"),
    ] = None,
    *,
    name: Annotated[str, typer.Option("--name", help="What the adapter is called, in ZHIQIAO_DATA/encoders.")] = "own",
    outcomes: Annotated[
        Path | None,
        typer.Option("--outcomes", help="What became of your leads, as for `zhiqiao learn`.", metavar="FILE"),
    ] = None,
    without: Annotated[
        list[Path] | None,
        typer.Option(
            "--without", help="An evaluation task whose questions, answers and parties are left out; may be repeated."
        ),
    ] = None,
    on: Annotated[
        list[Path] | None,
        typer.Option("--on", help="A task on which the result may not be worse; left out too. May be repeated."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--start",
            help="The encoder to train further: e5-small or e5-small+ADAPTER. Not given: the one in use if it is one of these, else the default.",
        ),
    ] = None,
    steps: Annotated[int | None, typer.Option("--steps", help="Batches to train on; not given: 800.", min=1)] = None,
    batch: Annotated[int | None, typer.Option("--batch", help="Pairs a batch; not given: 32.", min=2)] = None,
    tokens: Annotated[
        int | None, typer.Option("--tokens", help="Tokens of a text that are read; not given: 128.", min=8, max=512)
    ] = None,
    mix: Annotated[
        str | None,
        typer.Option(
            "--mix", help="How often each kind comes, KIND=SHARE with commas between: docs/encoder.md has the kinds."
        ),
    ] = None,
    shares: Annotated[
        list[float] | None,
        typer.Option(
            "--share",
            help="A share of the change to try; may be repeated. Not given: 0.5, 0.75 and 1.",
            min=0.05,
            max=1,
        ),
    ] = None,
    negatives: Annotated[int, typer.Option("--negatives", help="Hard negatives a pair.", min=0, max=8)] = 1,
    by_words: Annotated[bool, typer.Option("--by-words", help="Find hard negatives by words alone: quicker.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same training.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a training of this name that was stopped.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the recipe as one JSON document.")] = False,
) -> None:
    """Train an adapter for the encoder from pairs of texts that belong together (extra `train`).

    Pairs are built from records: a title and its text, two awards of one company, keywords, the two languages of one record, and leads that
    were accepted. Ctrl-C stops it; `--resume` goes on. Nothing is switched: `zhiqiao encoder use` does that. A result is refused,
    with its figures, if it is no better than where it began on pairs kept aside, or worse than the encoder in use on held-out outcomes or a
    task of `--on`.

    Example: `zhiqiao encoder train records/ --name ours --without tasks/prior-art`
    """
    from indexer.encoders.adapters import check_name  # noqa: PLC0415 — help is shown without the engine
    from indexer.training.mix import DEFAULT_MIX, OWN_MIX, TrainingOptions, read_mix  # noqa: PLC0415 — as above
    from search_api.encoders.accepting import check_name_free  # noqa: PLC0415 — as above
    from search_api.encoders.kept_pairs import begun_at  # noqa: PLC0415 — as above
    from search_api.encoders.training import TrainingRequest, usual_start  # noqa: PLC0415 — as above
    from search_api.evaluation import read_task  # noqa: PLC0415 — as above

    check_name(name)
    if not paths and outcomes is None:
        raise BadInput(
            Message(en="There is nothing to train from.", zh="没有可供训练的数据。"),
            advice=Message(en="Name files of records, or --outcomes.", zh="请给出数据文件，或 --outcomes。"),
        )
    usual = OWN_MIX if outcomes else DEFAULT_MIX
    given: dict[str, Any] = {"steps": steps, "batch": batch, "tokens": tokens, "shares": tuple(shares or ())}
    options = replace(
        TrainingOptions(seed=seed, mix=read_mix(mix) if mix else usual),
        **{key: one for key, one in given.items() if one},
    )
    judged_on = [read_task(folder) for folder in on or ()]
    left_out = [read_task(folder) for folder in without or ()] + judged_on
    with opened() as application:
        check_name_free(name, application.encoder_spec)
        if on or outcomes:
            application.open_encoder(application.encoder_spec)  # where it cannot be opened, that is told now
        work = application.settings.data / "training" / name
        told = _outcomes(application, outcomes) if outcomes else []
        request = TrainingRequest(
            paths=paths or (),
            work=work,
            options=options,
            without=left_out,
            outcomes=told,
            start=start or (begun_at(work) if resume else None) or usual_start(application.encoder_spec),
            negatives=negatives,
            by_meaning=not by_words,
        )
        adapter = _train(application, request, name, judged_on, resume=resume)
    _put(adapter, as_json=as_json)


def _outcomes(application: Application, path: Path) -> list[Outcome]:
    found = read_outcomes(application, path)
    if len(found) < LEAST_OUTCOMES:
        raise BadInput(
            Message(
                en="There are {count} outcomes of listings that are there, and at least {least} are needed.",
                zh="现存信息的结果有{count}条，至少须有{least}条。",
                count=len(found),
                least=LEAST_OUTCOMES,
            ),
            advice=Message(
                en="`zhiqiao learn` needs fewer: it fits the weights of matching.",
                zh="`zhiqiao learn` 所需较少：它拟合匹配的权重。",
            ),
        )
    return found


def _train(
    application: Application, request: TrainingRequest, name: str, tasks: Sequence[Task], *, resume: bool
) -> Adapter:
    from search_api.encoders.kept_pairs import begun_at  # noqa: PLC0415 — as above
    from search_api.encoders.training import Training  # noqa: PLC0415 — as above

    try:
        with Meter() as meter:
            training = Training(application.settings, request, meter, _notice)
            adapter = training.run(request.work / name, resume=resume)
            return training.accepted(application, adapter, tasks, application.settings.adapters / name)
    except KeyboardInterrupt:
        if begun_at(request.work) is None:
            say(
                "Stopped before its pairs were found: there is nothing to go on with yet. The same command begins anew."
            )
        else:
            say(
                "Stopped. The same command with --resume goes on from the last checkpoint, or from the first step where there is none yet."
            )
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def _notice(said: Message) -> None:
    say(said.in_language(reader_language()), "yellow")


def _put(adapter: Adapter, *, as_json: bool) -> None:
    recipe = adapter.recipe
    if as_json:
        put_json(recipe.model_dump(mode="json", exclude={"checks"}))
        return
    before, after = recipe.at(0.0), recipe.at(recipe.share)
    if before and after:
        say(
            f"nDCG@10 on pairs kept aside: {before.mean:.4f} where it began ({recipe.start}), {after.mean:.4f} now, "
            f"with a share of {recipe.share:.0%}."
        )
    say(
        f"{adapter.folder} holds it, after {recipe.options['steps_made']:,} steps. `zhiqiao encoder use e5-small+{adapter.name}` goes over to it; "
        "`zhiqiao encoder compare` says first whether it is better than what is in use.",
        "green",
    )
