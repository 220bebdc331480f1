"""What a code that cannot be read raises: the text, why it does not parse, and what forms do."""

from __future__ import annotations

_SHOWN = 80


class CodeError(ValueError):
    """A text that is not a code of its kind. ``code`` names the kind, ``text`` is what was read, ``forms`` are examples that parse."""

    def __init__(self, code: str, text: str, reason: str, forms: str = "") -> None:
        super().__init__(code, text, reason, forms)
        self.code = code
        self.text = text
        self.reason = reason
        self.forms = forms

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= _SHOWN else self.text[: _SHOWN - 1] + "…"
        advice = f" Forms that are read: {self.forms}." if self.forms else ""
        return f'{self.code[:1].upper()}{self.code[1:]} "{shown}" cannot be read: {self.reason}.{advice}'


class CheckDigitError(CodeError):
    """A code of the right form whose check digit is wrong; ``expected`` is the digit that its other digits ask for."""

    def __init__(self, code: str, text: str, found: str, expected: str) -> None:
        super().__init__(code, text, f"its check digit is {found}, but the other digits ask for {expected}")
        self.args = (code, text, found, expected)
        self.found = found
        self.expected = expected
