"""What keeps a training from forgetting: the distance of a text's vector from the one that it had before. Needs torch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch


class RetentionLoss(torch.nn.Module):  # type: ignore[misc]  # torch is checked nowhere: its environment is another
    """``weight`` times the mean of 1 − cos(vector now, vector before); the vectors before are the labels, of shape (texts, dimensions)."""

    def __init__(self, model: Any, weight: float) -> None:
        super().__init__()
        self.model = model
        self.weight = weight

    def forward(self, features: Iterable[Mapping[str, Any]], labels: torch.Tensor) -> torch.Tensor:
        """The loss of one batch of single texts."""
        (texts,) = features
        now = self.model(dict(texts))["sentence_embedding"]
        cosine = torch.nn.functional.cosine_similarity(now, labels.to(now), dim=-1)
        return self.weight * (1 - cosine).mean()
