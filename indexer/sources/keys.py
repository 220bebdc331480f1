"""Keys for records that bring none: the same record read again has the same key."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_UNSAFE = re.compile(r"[^A-Za-z0-9._:\-]+")


def digest(*parts: str) -> str:
    """Sixteen hexadecimal digits that stand for some texts. Spacing does not change them; case and width do.

    Records that differ in anything that is kept must differ in their key, or each load would change one into the other.
    """
    plain = "\x1f".join(" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()[:16]


def listing_id(prefix: str, name: str) -> str:
    """A listing's id from a record's own name: what an id may not hold becomes a hyphen."""
    return f"{prefix}-{_UNSAFE.sub('-', name.strip()).strip('-')}"[:200]
