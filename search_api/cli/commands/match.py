"""``zhiqiao match``: who fits a listing, or a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from models.errors import BadInput
from models.messages import Message
from search_api.cli.asking import VIEWER, catch_up, typed_filters
from search_api.cli.commands.match_all import All, match_all
from search_api.cli.console import put_json
from search_api.cli.reader import Language
from search_api.cli.session import environment_settings, opened

USUAL = 10
"""Matches of one listing, where nobody asks for another number."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(match)


def match(  # noqa: PLR0917 — the options of one command
    listing: Annotated[
        str | None, typer.Argument(help="The id of a listing, as results show it; none with `--all`.", metavar="ID")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="Match every listing with every other kind, and keep the best in the store.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="With `--all`: score every pair again, not only those of what changed.")
    ] = False,
    workers: Annotated[
        bool, typer.Option("--workers", help="With `--all`: leave it to a worker; `zhiqiao jobs` shows how far it is.")
    ] = False,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", "-k", help="Only who is of this kind; without it, of every kind that can answer."),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", "-f", help="A filter, such as place=CN-JS; may be repeated.", metavar="NAME=VALUE"),
    ] = None,
    language: Language = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", help="How many matches: 10, or 20 a listing with `--all`.", min=1, max=100),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer as one JSON document, as the API does.")
    ] = False,
) -> None:
    """Find who fits a listing: what each side wants of the other, why, what is to be confirmed, and who almost fits.

    Example: `zhiqiao match tech-garnet-ceramic-separator --kind need`

    Example: `zhiqiao match need-ceramic-separator-line --kind technology --lang zh`

    With `--all` everybody is matched at once: the first time every pair, then what changed. Ctrl-C stops it; the next run goes on from there.

    Example: `zhiqiao match --all`
    """
    if everybody or listing is None:
        how = All(kind or (), limit, rebuild=rebuild, workers=workers, as_json=as_json)
        _all(listing, filters or (), how, everybody=everybody)
        return
    if rebuild or workers:
        raise BadInput(
            Message(
                en="`--rebuild` and `--workers` go with `--all`.",
                zh="`--rebuild` 和 `--workers` 须与 `--all` 一起使用。",
            ),
            advice=Message(en="A single listing is always matched anew.", zh="单条信息总是重新匹配。"),
        )
    from search_api.cli.matches import put_matches  # noqa: PLC0415 — help is shown without the engine
    from search_api.matching.service import MatchQuery, MatchService  # noqa: PLC0415 — as above

    settings = environment_settings()
    query = MatchQuery(
        kinds=tuple(kind or ()),
        filters=typed_filters(filters or ()),
        limit=limit or USUAL,
        language=language.value if language else settings.language,
    )
    with opened(settings) as application:
        catch_up(application)
        answer = MatchService(application).matches(listing, query, VIEWER)
    if as_json:
        put_json(answer.model_dump(mode="json"))
    else:
        put_matches(answer)


def _all(listing: str | None, filters: Sequence[str], how: All, *, everybody: bool) -> None:
    if not everybody:
        raise BadInput(
            Message(en="It is not said which listing is to be matched.", zh="未指明要匹配哪条信息。"),
            advice=Message(en="Give its id, or `--all` for everybody.", zh="请给出编号，或用 `--all` 匹配全部。"),
        )
    if listing is not None or filters:
        raise BadInput(
            Message(en="`--all` takes neither an id nor a filter.", zh="`--all` 不接受编号或筛选条件。"),
            advice=Message(en="Choose kinds with `--kind`.", zh="请用 `--kind` 选择类型。"),
        )
    match_all(how)
