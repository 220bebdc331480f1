"""What to answer to a name that is not there. No HTTP."""

from __future__ import annotations

from models.errors import BadQuery
from models.messages import Message, coded, shortened
from models.vocabulary import kinds


def no_kind(given: str) -> BadQuery:
    """No kind of listing has this name."""
    known = coded({key: kind.name for key, kind in kinds().items()})
    return BadQuery(
        Message(en="There is no kind of listing '{kind}'.", zh="没有信息类型“{kind}”。", kind=shortened(given)),
        advice=Message(en="Kinds are: {kinds}.", zh="可用的类型：{kinds}。", kinds=known),
    )
