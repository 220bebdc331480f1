"""Fusion: joining what the keyword leg and the vector leg say. One method a file."""

from ranking.fusion.base import Fused, Fusion, Signal
from ranking.fusion.confident_sum import ConfidentSum
from ranking.fusion.rrf import ReciprocalRank
from ranking.fusion.single_leg import SingleLeg
from ranking.fusion.standardised_sum import StandardisedSum

__all__ = ["ConfidentSum", "Fused", "Fusion", "ReciprocalRank", "Signal", "SingleLeg", "StandardisedSum"]
