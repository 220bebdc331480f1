"""Which encoders there are: the base, adapters that come with the package, the operator's own; which is in use, and which made the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.encoders import BASE
from indexer.encoders.adapter import Adapter
from indexer.encoders.adapters import own_adapters, packaged_adapters
from indexer.encoders.build import checks_of, fingerprint
from indexer.made_by import MadeBy
from models.errors import SettingsError
from search_api.assembly import Application


@dataclass(frozen=True)
class Listed:
    """One encoder. ``before`` and ``after``: the mean figure on pairs kept aside, of what it was trained from and of itself.

    ``problem``: why it cannot be used, where it cannot.
    """

    spec: str
    origin: str
    fingerprint: str
    made: str = ""
    pairs: int = 0
    before: float | None = None
    after: float | None = None
    in_use: bool = False
    made_index: bool = False
    problem: str = ""


def encoders(application: Application) -> list[Listed]:
    """Every encoder that has a name, the one in use too where it has another."""
    used, index = application.encoder_spec, index_encoder(application)
    found = list(_all(application.settings.adapters, used, index))
    if not any(one.in_use for one in found):
        found.append(_other(application, used, index))
    return found


def index_encoder(application: Application) -> str | None:
    """The fingerprint of the encoder that made the live index; ``None`` where there is no index, or it cannot be opened by the encoder in use."""
    try:
        live = application.generations.live()
    except SettingsError:
        return None
    return None if live is None else MadeBy.from_json(application.generations.made_by(live)).encoder


def _other(application: Application, used: str, index: str | None) -> Listed:
    """The encoder in use, where it is none of the others."""
    try:
        mark = application.encoder.fingerprint
    except SettingsError as error:
        return Listed(used, "setting", "", in_use=True, problem=str(error))
    return Listed(used, "setting", mark, in_use=True, made_index=mark == index)


def _all(own: Path, used: str, index: str | None) -> Iterator[Listed]:
    mark = fingerprint()
    yield Listed(BASE, "base", mark, in_use=used == BASE, made_index=mark == index)
    packaged = packaged_adapters()
    names = {adapter.name for adapter in packaged}
    for origin, adapters in (("package", packaged), ("own", own_adapters(own))):
        for adapter in adapters:
            if origin == "package" or adapter.name not in names:
                yield _listed(adapter, origin, used, index)


def _listed(adapter: Adapter, origin: str, used: str, index: str | None) -> Listed:
    spec = f"{BASE}+{adapter.name}"
    try:
        recipe, mark = adapter.recipe, fingerprint(adapter)
        checks_of(adapter)
        _ = adapter.changes, adapter.means
    except SettingsError as error:
        return Listed(spec, origin, "", in_use=used == spec, problem=str(error))
    before, after = recipe.at(0.0), recipe.at(recipe.share)
    return Listed(
        spec=spec,
        origin=origin,
        fingerprint=mark,
        made=recipe.made,
        pairs=sum(count.pairs for count in recipe.pairs),
        before=round(before.mean, 4) if before else None,
        after=round(after.mean, 4) if after else None,
        in_use=used == spec,
        made_index=mark == index,
    )
