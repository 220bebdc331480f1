"""The field's own words in one language ask for the same in the other, alone and as people ask with them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from indexer.training.texts import Pair, RecordText
from models.codes import packaged_concordance
from models.codes.classification import class_titles
from models.roles import team_roles
from models.text import Text
from models.vocabulary import kinds, term_kinds

SOURCE = "vocabulary"

ASKED = {
    "en": ("{}", "technology for {}", "Who offers {}?", "We look for {}.", "{}: patents and licences"),
    "zh": ("{}", "{}技术", "谁提供{}？", "我们寻求{}。", "{}：专利与许可"),
}
"""How people ask with a word."""


def pairs(_: Sequence[RecordText], chance: random.Random) -> Iterator[Pair]:
    """Each word of the vocabulary in both directions."""
    for number, words in enumerate(_vocabulary()):
        for language, other in (("en", "zh"), ("zh", "en")):
            asked = chance.choice(ASKED[language]).format(words.get(language))
            yield Pair(SOURCE, f"{SOURCE}-{number}", words.get("en").casefold(), asked, words.get(other))


def _vocabulary() -> Iterator[Text]:
    """Words that have both languages, each once."""
    seen: set[str] = set()
    named = [*(one.name for one in kinds().values()), *(one.name for one in term_kinds().values())]
    concordance = packaged_concordance()
    industries = map(concordance.names, concordance.codes)
    for words in (*class_titles().values(), *named, *(role.name for role in team_roles().values()), *industries):
        if words.get("en") and words.get("zh") and words.get("en").casefold() not in seen:
            seen.add(words.get("en").casefold())
            yield words
