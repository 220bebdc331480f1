"""Text to tokens and passages: one analysis for every engine, for listings and for questions."""

from indexer.analysis.analyser import StandardAnalyser
from indexer.analysis.passages import Passage, passages

__all__ = ["Passage", "StandardAnalyser", "passages"]
