"""``zhiqiao team``: the best set of parties for a listing that needs several roles."""

from __future__ import annotations

from typing import Annotated

import typer

from search_api.cli.asking import VIEWER, catch_up
from search_api.cli.console import put_json
from search_api.cli.reader import Language
from search_api.cli.session import environment_settings, opened


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(team)


def team(
    listing: Annotated[str, typer.Argument(help="The id of a listing, as results show it.", metavar="ID")],
    role: Annotated[
        list[str] | None,
        typer.Option(
            "--role",
            "-r",
            help="A role that has to be filled, such as lender; may be repeated. Without it: the usual ones.",
        ),
    ] = None,
    optional: Annotated[
        list[str] | None,
        typer.Option(
            "--optional", "-o", help="A role that is filled where somebody is likely enough; may be repeated."
        ),
    ] = None,
    divisible: Annotated[
        bool | None,
        typer.Option(
            "--divisible/--indivisible", help="Whether several may share the amount; without it: as the listing says."
        ),
    ] = None,
    language: Language = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer as one JSON document, as the API does.")
    ] = False,
) -> None:
    """Find a whole team: who takes each role, why, what keeps better scores out, and who else would; or what leaves no team.

    Example: `zhiqiao team need-financing-gardenia`

    Example: `zhiqiao team tech-garnet-ceramic-separator --role broker --role appraiser --lang zh`
    """
    from search_api.cli.teams import put_team  # noqa: PLC0415 — help is shown without the engine
    from search_api.teams.service import TeamQuery, TeamService  # noqa: PLC0415 — as above

    settings = environment_settings()
    query = TeamQuery(
        required=tuple(role or ()),
        optional=tuple(optional or ()),
        divisible=divisible,
        language=language.value if language else settings.language,
    )
    with opened(settings) as application:
        catch_up(application)
        answer = TeamService(application).team(listing, query, VIEWER)
    if as_json:
        put_json(answer.model_dump(mode="json"))
    else:
        put_team(answer)
