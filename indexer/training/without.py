"""What a training leaves out: whatever the evaluation tasks ask, answer or are about, so that their figures stay honest.

A record is left out when it has the id of a question or a right answer, when its text is theirs, or when it is of a party that a task
describes. Tasks that hide their parties' names name them by a digest: ``firm-`` and ten digits of the name's SHA-1.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.training.texts import RecordText
from models.codes import normal_name

_OPENING = 80
"""Letters by which a text is told: a task may cut a text short, or hide a name further on."""

_TASKS_MARK = re.compile(r"^(?:[a-z]{1,4}-)?(?=[A-Z]{2}\d)")


@dataclass
class Without:
    """Texts by their openings, ids, and digests of parties' names that a training must not see."""

    openings: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def add_text(self, text: str) -> None:
        """Leave out records with this text."""
        if opening := opening_of(text):
            self.openings.add(opening)

    def add_id(self, name: str) -> None:
        """Leave out the record with this id; a task may have put a mark before it, such as ``q-``."""
        self.ids.add(_TASKS_MARK.sub("", name))

    def add_party(self, digest: str) -> None:
        """Leave out everything of a party that is described under ``firm-…``."""
        self.parties.add(digest)

    def name_parties(self, texts: Iterable[RecordText]) -> None:
        """Learn under which other spellings the parties stand in the records: all that are comparable with one that is left out."""
        self.named |= {text.party for text in texts if text.named and self._hidden(text.named)}

    def has(self, text: RecordText) -> bool:
        """Whether a record is left out."""
        return (
            text.key in self.ids or self.has_party(text) or any(map(self.has_text, (text.whole, text.text, text.title)))
        )

    def has_party(self, text: RecordText) -> bool:
        """Whether a record is of a party that is left out."""
        return bool(text.named) and (text.party in self.named or self._hidden(text.named))

    def _hidden(self, named: str) -> bool:
        """Whether a name is one that a task hides."""
        return bool(self.parties) and any(party_digest(form) in self.parties for form in _as_in_files(named))

    def has_text(self, text: str) -> bool:
        """Whether a text is one that is left out."""
        return opening_of(text) in self.openings


def opening_of(text: str) -> str:
    """The first letters and digits of a text, folded: all of a short one."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKC", text[: 4 * _OPENING]).casefold() if sign.isalnum())
    return letters[:_OPENING]


def party_digest(name: str) -> str:
    """How a task that hides names calls a party."""
    return f"firm-{hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:10]}"


def _as_in_files(named: str) -> list[str]:
    """A name as a file may have it: sources tidy blanks, a digest was made of what stood there, one blank too many perhaps."""
    doubled = [f"{named[:place]} {named[place:]}" for place, sign in enumerate(named) if sign == " "]
    return [form + end for form in (named, *doubled) for end in ("", " ")]


def masked(text: str, named: str) -> str:
    """A text without the name of a party in it, as written and without its legal form."""
    for form in filter(None, (named, normal_name(named))):
        text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())
