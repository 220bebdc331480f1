"""Which language a request is answered in."""

from __future__ import annotations

from starlette.requests import Request

from models.text import LANGUAGES


def asked_language(request: Request) -> str | None:
    """What ``lang=`` says, else ``lang`` in the body, else what the browser prefers; ``None`` where none names a language that we have.

    Whoever has read the body puts its language into the request's state.
    """
    for asked in (request.query_params.get("lang"), getattr(request.state, "lang", None)):
        if isinstance(asked, str) and asked in LANGUAGES:
            return asked
    return preferred(request.headers.get("accept-language", ""))


def preferred(accepted: str) -> str | None:
    """The first of our languages in an ``Accept-Language`` header, by its weights; ``None`` where none is in it."""
    weighed = [_weighed(part) for part in accepted.split(",")]
    ours = [(weight, tag) for weight, tag in weighed if tag in LANGUAGES and weight > 0]
    return max(ours, key=lambda pair: pair[0])[1] if ours else None


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameters = part.partition(";")
    primary = tag.strip().lower().partition("-")[0]
    try:
        weight = float(parameters.strip().removeprefix("q=")) if parameters.strip() else 1.0
    except ValueError:
        weight = 0.0
    return weight, primary
