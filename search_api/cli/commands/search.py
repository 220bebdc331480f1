"""``zhiqiao search``: ask a question on the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from search_api.cli.asking import VIEWER, catch_up, typed_filters
from search_api.cli.console import put_json
from search_api.cli.reader import Language
from search_api.cli.session import environment_settings, opened


class Order(StrEnum):
    """The order of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(search)


def search(
    question: Annotated[str, typer.Argument(help='Words, "phrases", -word, and fields such as cpc:H01M.')] = "",
    kind: Annotated[
        list[str] | None, typer.Option("--kind", "-k", help="Only this kind of listing; may be repeated.")
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", "-f", help="A filter, such as office=CN; may be repeated.", metavar="NAME=VALUE"),
    ] = None,
    language: Language = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many results.", min=1, max=100)] = 10,
    sort: Annotated[Order, typer.Option("--sort", help="The order of results.")] = Order.RELEVANCE,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer as one JSON document, as the API does.")
    ] = False,
) -> None:
    """Search what was loaded, in English, Chinese or both. Without a question, the newest listings that pass the filters.

    What was loaded since the index was made is found by its words at once; `zhiqiao index` makes it findable by meaning.

    Example: `zhiqiao search "solid-state battery electrolyte" --kind technology --filter stage=4..6`

    Example: `zhiqiao search "知识产权质押贷款" --lang zh`
    """
    from search_api.cli.answers import put_answer  # noqa: PLC0415 — help is shown without the engine
    from search_api.search.question import SearchQuery, Sort  # noqa: PLC0415 — as above
    from search_api.search.service import SearchService  # noqa: PLC0415 — as above

    settings = environment_settings()
    query = SearchQuery(
        text=question,
        filters=typed_filters(filters or (), kind or ()),
        sort=Sort(sort.value),
        limit=limit,
        language=language.value if language else settings.language,
        facets=None if as_json else (),
    )
    with opened(settings) as application:
        catch_up(application)
        answer = SearchService(application).search(query, VIEWER)
        if as_json:
            put_json(answer.model_dump(mode="json"))
        else:
            put_answer(answer)
