"""The weights that an operator has learned: kept in the store by version, with a note of which are in use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.errors import NotFound
from models.messages import Message
from models.store import Store
from ranking.matching.weights import MatchWeights, default_weights

NAME, IN_USE = "match-weights", "match-weights-in-use"
KEPT = 50
"""Versions that are kept; an older one can no longer be gone back to."""

DEFAULT = 0
"""The version of the weights that come with the package."""


@dataclass(frozen=True)
class KeptVersion:
    """One version: when it was made, what from, and its figures."""

    version: int
    made: str
    figures: dict[str, Any]
    in_use: bool


@dataclass
class KeptWeights:
    """Versions of weights in a store."""

    store: Store
    _read: dict[int, MatchWeights] = field(default_factory=dict, init=False)

    def in_use(self) -> MatchWeights:
        """The weights by which matches are scored now. Raises ``BadInput`` where they cannot be read."""
        return self.get(self._version_in_use())

    def get(self, version: int) -> MatchWeights:
        """One version, which names itself after its number, such as ``learned-3``. Raises ``NotFound``."""
        if version == DEFAULT:
            return default_weights()
        if version not in self._read:
            found = self.store.snapshots.get(NAME, version)
            if found is None:
                raise NotFound(
                    Message(
                        en="There are no weights of version {version}.",
                        zh="没有版本为{version}的权重。",
                        version=version,
                    ),
                    advice=Message(en="List the versions: zhiqiao learn --list", zh="列出各版本：zhiqiao learn --list"),
                )
            weights = MatchWeights.from_json(found.body.decode())
            self._read[version] = weights.model_copy(update={"version": f"learned-{version}"})
        return self._read[version]

    def put(self, weights: MatchWeights, figures: dict[str, Any]) -> int:
        """Keep new weights and put them to use. Returns their version, by which ``get`` then names them."""
        version = self.store.snapshots.put(NAME, weights.model_dump_json().encode(), figures, keep=KEPT)
        self.use(version)
        return version

    def use(self, version: int) -> None:
        """Score by a version from now on; 0 is the default. Raises ``NotFound``."""
        self.get(version)
        self.store.snapshots.put(IN_USE, b"", {"version": version})

    def versions(self) -> list[KeptVersion]:
        """Every version, newest first, the default last."""
        now = self._version_in_use()
        kept = [
            KeptVersion(one.version, one.made.isoformat(timespec="seconds"), one.meta, one.version == now)
            for one in self.store.snapshots.kept(NAME)
        ]
        return [*kept, KeptVersion(DEFAULT, "", {"made_from": default_weights().made_from}, now == DEFAULT)]

    def _version_in_use(self) -> int:
        noted = self.store.snapshots.latest(IN_USE)
        return int(noted.meta["version"]) if noted else DEFAULT
