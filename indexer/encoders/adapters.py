"""Where adapters lie: those that come with the package, by name; the operator's own, by name; any other by its folder."""

from __future__ import annotations

import re
from pathlib import Path

from indexer.encoders import BASE
from indexer.encoders.adapter import WEIGHTS_FILE, Adapter
from models.errors import BadInput, SettingsError
from models.messages import Message

PACKAGED = Path(__file__).parent / "data" / "adapters"
"""One folder an adapter, named after it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def packaged_adapters() -> list[Adapter]:
    """Those that come with the package, by name."""
    return _adapters(PACKAGED)


def own_adapters(folder: Path) -> list[Adapter]:
    """The operator's own, by name. One named like a packaged one cannot be had by its name."""
    return _adapters(folder)


def find_adapter(name: str, own: Path | None = None) -> Adapter:
    """The adapter that ``name`` names: a packaged one, one of the folder ``own``, or a folder itself.

    Raises ``SettingsError`` where there is none.
    """
    named = [place / name for place in (PACKAGED, own) if place is not None and _NAME.fullmatch(name)]
    for folder in (*named, Path(name)):
        if (folder / WEIGHTS_FILE).is_file():
            return Adapter(folder.resolve().name, folder)
    known = [f"{BASE}+{adapter.name}" for adapter in (*packaged_adapters(), *(own_adapters(own) if own else ()))]
    raise SettingsError(
        Message(en="There is no adapter '{name}'.", zh="没有适配器“{name}”。", name=name),
        advice=Message(
            en="There are: {known}; `zhiqiao encoder use` goes over to one. One of another machine has to be copied whole into {own}.",
            zh="可用的有：{known}；用 `zhiqiao encoder use` 切换。在其他机器上训练的须整个复制到 {own}。",
            known=[BASE, *known],
            own=own or "ZHIQIAO_DATA/encoders",
        ),
    )


def check_name(name: str) -> str:
    """The name of a new adapter. Raises ``BadInput`` for one that cannot stand in a specification, or that a packaged one has."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            Message(en="An adapter cannot be called '{name}'.", zh="适配器不能命名为“{name}”。", name=name[:80]),
            advice=Message(
                en="Use up to 40 small letters, digits, hyphens and underscores.",
                zh="请用不超过40个小写字母、数字、连字符或下划线。",
            ),
        )
    if (PACKAGED / name).exists():
        raise BadInput(
            Message(en="The package has an adapter '{name}' already.", zh="软件包中已有适配器“{name}”。", name=name),
            advice=Message(en="Choose another name.", zh="请另选名称。"),
        )
    return name


def _adapters(folder: Path) -> list[Adapter]:
    return [Adapter(path.parent.name, path.parent) for path in sorted(folder.glob(f"*/{WEIGHTS_FILE}"))]
