"""Joining what two sides think of each other into one mutual score. One method a file."""

from ranking.matching.joining.base import Joining, joined
from ranking.matching.joining.harmonic import HarmonicMean
from ranking.matching.joining.minimum import Minimum
from ranking.matching.joining.opinion_pool import OpinionPool
from ranking.matching.joining.product import Product
from ranking.matching.joining.uninorm import CrossRatioUninorm

METHODS: dict[str, Joining] = {
    method.name: method for method in (HarmonicMean(), Product(), Minimum(), CrossRatioUninorm(), OpinionPool())
}
"""Every method by its name."""

__all__ = ["METHODS", "CrossRatioUninorm", "HarmonicMean", "Joining", "Minimum", "OpinionPool", "Product", "joined"]
