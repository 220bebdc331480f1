"""``zhiqiao explain``: why two listings match as they do."""

from __future__ import annotations

from typing import Annotated

import typer

from search_api.cli.asking import VIEWER, catch_up
from search_api.cli.console import put_json
from search_api.cli.reader import Language
from search_api.cli.session import environment_settings, opened


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(explain)


def explain(
    one: Annotated[str, typer.Argument(help="The id of the listing that asks.", metavar="ID")],
    other: Annotated[str, typer.Argument(help="The id of the other listing.", metavar="OTHER")],
    language: Language = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the explanation as one JSON document, as the API does.")
    ] = False,
) -> None:
    """Explain a match: every contribution of both sides, the checks, the passages that met, and what keeps the two apart if anything does.

    Example: `zhiqiao explain tech-garnet-ceramic-separator need-ceramic-separator-line`
    """
    from search_api.cli.matches import put_explanation  # noqa: PLC0415 — help is shown without the engine
    from search_api.matching.service import MatchService  # noqa: PLC0415 — as above

    settings = environment_settings()
    with opened(settings) as application:
        catch_up(application)
        pair = MatchService(application).pair(one, other, VIEWER, language.value if language else settings.language)
    if as_json:
        put_json(pair.model_dump(mode="json"))
    else:
        put_explanation(pair)
