"""``zhiqiao encoder``: which encoders there are, going over to one, comparing two, and training one of one's own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import BadInput
from models.messages import Message
from search_api.cli.commands import encoder_train
from search_api.cli.commands.evaluate import Keep, Legs
from search_api.cli.console import put_json, put_table, say, table
from search_api.cli.exits import ExitCode
from search_api.cli.outcomes import read_outcomes
from search_api.cli.progress import Meter
from search_api.cli.session import environment_settings, opened

if TYPE_CHECKING:
    from search_api.encoders.catalogue import Listed
    from search_api.encoders.comparing import Compared

group = typer.Typer(
    name="encoder",
    help="What turns texts into vectors: list, use, compare and train encoders.\n\n"
    "Example: `zhiqiao encoder list`, `zhiqiao encoder use e5-small`",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    encoder_train.register(group)
    app.add_typer(group)


@group.command("list")
def list_encoders(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List the encoders that have a name: which is in use, which made the index, and what each came to on pairs kept aside.

    Example: `zhiqiao encoder list --json`
    """
    from search_api.encoders.catalogue import encoders  # noqa: PLC0415 — help is shown without the engine

    with opened() as application:
        found = encoders(application)
    if as_json:
        put_json([asdict(one) for one in found])
        return
    made = table(
        "encoder", "from", "made", "pairs", "nDCG@10 before", "after", "in use", "made the index", right=(3, 4, 5)
    )
    for one in found:
        made.add_row(*_row(one))
    put_table(made)
    for one in found:
        if one.problem:
            say(f"{one.spec}: {one.problem}", "yellow")


@group.command()
def use(
    name: Annotated[
        str, typer.Argument(help="The encoder: e5-small, e5-small+ADAPTER, or another form of ZHIQIAO_ENCODER.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Go over to another encoder: everything is encoded, the index is built beside the old one, and then both are switched.

    Nothing changes before the end; Ctrl-C keeps what is encoded. Going back takes moments: vectors are kept. A running `zhiqiao serve` goes on
    with the old encoder while vectors are made, and has to be stopped for the switch.

    Example: `zhiqiao encoder use e5-small`
    """
    from search_api.encoders.using import use_encoder  # noqa: PLC0415 — as above

    with opened() as application:
        try:
            with Meter() as meter:
                other = use_encoder(application, name, meter)
        except KeyboardInterrupt:
            say("Stopped. Nothing was switched; what is encoded is kept.")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        state = other.generations.reader().state()
        document = {
            "encoder": name,
            "fingerprint": other.encoder.fingerprint,
            "listings": state.listings,
            "encoded": state.encoded,
        }
    if as_json:
        put_json(document)
    else:
        say(f"{name} is in use; the index holds {state.listings:,} listings.", "green")


@group.command()
def compare(
    first: Annotated[str, typer.Argument(help="An encoder.")],
    second: Annotated[str, typer.Argument(help="The encoder that is compared with it.")],
    tasks: Annotated[list[Path] | None, typer.Option("--on", help="A folder in BEIR form; may be repeated.")] = None,
    outcomes: Annotated[
        Path | None,
        typer.Option("--outcomes", help="What became of your leads, as for `zhiqiao learn`.", metavar="FILE"),
    ] = None,
    legs: Legs = "vector,hybrid",
    keep: Keep = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Compare two encoders on the same questions, leg by leg, with the paired bootstrap over questions.

    Example: `zhiqiao encoder compare e5-small e5-small+ours --on tasks/prior-art --legs vector,hybrid,match`
    """
    from search_api.encoders.comparing import compare as compared  # noqa: PLC0415 — as above
    from search_api.encoders.comparing import outcomes_task  # noqa: PLC0415 — as above
    from search_api.evaluation import chosen_legs, read_task  # noqa: PLC0415 — as above

    if not tasks and outcomes is None:
        raise BadInput(
            Message(en="There is nothing to compare on.", zh="没有可供比较的数据。"),
            advice=Message(
                en="Name a task with --on, or a file with --outcomes.",
                zh="请用 --on 指定任务，或用 --outcomes 指定文件。",
            ),
        )
    chosen = chosen_legs(legs)
    read = [read_task(folder) for folder in tasks or ()]
    with opened() as application, Meter() as meter:
        if outcomes is not None:
            read.append(outcomes_task(application, read_outcomes(application, outcomes)))
        one, other = application.open_encoder(first), application.open_encoder(second)
        found = compared(environment_settings(), one, other, read, meter, legs=chosen, keep=keep)
    put_compared(found, as_json=as_json)


def put_compared(found: list[Compared], *, as_json: bool) -> None:
    """Print what a comparison came to."""
    if as_json:
        put_json([asdict(one) for one in found])
        return
    made = table("task", "leg", "nDCG@10 first", "second", "difference (95 %)", "p", right=(2, 3, 5))
    for one in found:
        by = one.comparison
        difference = f"{by.difference:+.4f} [{by.low:+.4f}, {by.high:+.4f}]"
        made.add_row(one.task, one.leg, f"{one.first:.4f}", f"{one.second:.4f}", difference, f"{by.chance:.3f}")
    put_table(made)


def _row(one: Listed) -> list[str]:
    figures = ["" if figure is None else f"{figure:.4f}" for figure in (one.before, one.after)]
    pairs = f"{one.pairs:,}" if one.pairs else ""
    return [
        one.spec,
        one.origin,
        one.made,
        pairs,
        *figures,
        "yes" if one.in_use else "",
        "yes" if one.made_index else "",
    ]
