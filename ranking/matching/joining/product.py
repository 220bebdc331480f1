"""The product: the chance that both accept, were their answers independent (as in Kleinerman et al., RecSys 2018, before weighting)."""

from __future__ import annotations

from dataclasses import dataclass

from ranking.matching.joining.base import Scores


@dataclass(frozen=True, slots=True)
class Product:
    """fb."""

    name: str = "product"

    def join(self, forward: Scores, backward: Scores) -> Scores:
        """See ``Joining.join``."""
        return forward * backward
