"""Going over to another encoder, and back: vectors first, while everything goes on; then the index beside the old one, and the switch."""

from __future__ import annotations

from collections.abc import Callable

from indexer.switching import build_beside, encode_everything
from models.errors import Conflict
from models.messages import Message
from search_api.assembly import Application
from search_api.encoders.choice import EncoderChoice

Report = Callable[[str, int, int], None]


def use_encoder(application: Application, spec: str, report: Report) -> Application:
    """Make ``spec`` the encoder of the store and its index; returns the application that uses it, for the caller to close.

    Raises ``Conflict`` where a setting names another encoder, or another process owns the index, ``SettingsError`` for an encoder that is
    not there.
    """
    named = application.settings.encoder
    if named not in (None, spec):
        raise Conflict(
            Message(
                en="ZHIQIAO_ENCODER names {named}, which goes before any choice.",
                zh="ZHIQIAO_ENCODER 指定了 {named}，优先于任何选择。",
                named=named,
            ),
            advice=Message(
                en="Remove that setting, or set it to {spec}.", zh="请去掉该设置，或设为 {spec}。", spec=spec
            ),
        )
    other = Application(application.settings, encoder=application.open_encoder(spec), store=application.store)
    encode_everything(other.parts, lambda done, of: report("encoding", done, of))
    build_beside(
        other.parts,
        lambda done, of: report("building the index", done, of),
        lambda: EncoderChoice(application.store).put(spec),
    )
    return other
