"""Pasted texts, as every door takes them."""

from __future__ import annotations

from models.errors import BadInput
from models.messages import Message
from models.ports import Analyser


def check_says_something(text: str, analyser: Analyser) -> None:
    """Raise ``BadInput`` for a text without a word to search by: an empty one, signs alone, or stop words (``the of and``)."""
    if not analyser.term_texts(text):
        raise BadInput(
            Message(en="The text says nothing.", zh="文本没有内容。"),
            advice=Message(
                en="Paste an abstract, a mandate, or a few words of what is sought.",
                zh="请粘贴摘要、投资偏好，或几个说明所求的词。",
            ),
        )
