"""What a code that cannot be read raises: the text, why it does not parse, and what forms do."""

from __future__ import annotations

from models.messages import Message, Unfit

_SHOWN = 80


class CodeError(Unfit):
    """A text that is not a code of its kind. ``code`` names the kind, ``text`` is what was read, ``forms`` are examples that parse.

    ``reason`` goes on after a colon, without a stop at its end.
    """

    def __init__(self, code: Message | str, text: str, reason: Message, forms: Message | str = "") -> None:
        self.code = Message.of(code)
        self.reason = reason
        super().__init__(self.reason)
        self.args = (code, text, reason, forms)
        self.text = text
        self.forms = Message.of(forms)

    @property
    def said(self) -> Message:
        """The whole of it. It is put together when it is read: readers that try one form after another raise many that nobody reads."""
        return _told(self.code, self.text, self.reason, self.forms)

    def __str__(self) -> str:
        return str(self.said)


class CheckDigitError(CodeError):
    """A code of the right form whose check digit is wrong; ``expected`` is the digit that its other digits ask for."""

    def __init__(self, code: Message | str, text: str, found: str, expected: str) -> None:
        super().__init__(
            code,
            text,
            Message(
                en="its check digit is {found}, but the other digits ask for {expected}",
                zh="校验位为{found}，而按其余各位应为{expected}",
                found=found,
                expected=expected,
            ),
        )
        self.args = (code, text, found, expected)
        self.found = found
        self.expected = expected


def _told(code: Message, text: str, reason: Message, forms: Message) -> Message:
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    said = Message(
        en='{code} "{text}" cannot be read: {reason}.',
        zh="{code}“{text}”无法识别：{reason}。",
        code=code.started(),
        text=shown,
        reason=reason,
    )
    if not forms:
        return said
    advice = Message(en="Forms that are read: {forms}.", zh="可用写法：{forms}。", forms=forms)
    return Message.joined([said, advice])
