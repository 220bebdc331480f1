"""Texts of a batch side by side with texts as long: what is filled up to the longest of a batch is computed for nothing. Needs torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

TOGETHER = 16
"""Texts that are encoded side by side, each as wide as the longest of them."""

_VECTOR = "sentence_embedding"


class Trimmed(torch.nn.Module):  # type: ignore[misc]  # torch is checked nowhere: its environment is another
    """A model that encodes a batch by length, ``TOGETHER`` texts at a time; the vectors are in the batch's order, and the same."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, features: Mapping[str, Any]) -> dict[str, torch.Tensor]:
        """The vectors of a batch, of shape (texts, dimensions)."""
        lengths = features["attention_mask"].sum(dim=1)
        order = torch.argsort(lengths, stable=True)
        parts = [self.model(_part(features, rows, int(lengths[rows].max())))[_VECTOR] for rows in order.split(TOGETHER)]
        return {_VECTOR: torch.cat(parts)[torch.argsort(order)]}


def _part(features: Mapping[str, Any], rows: torch.Tensor, width: int) -> dict[str, Any]:
    """Some texts of a batch, ``width`` tokens wide; what is of no text stays as it is."""
    return {
        name: values[rows, :width] if isinstance(values, torch.Tensor) and values.ndim > 1 else values
        for name, values in features.items()
    }
