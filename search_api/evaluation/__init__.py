"""Evaluation: tasks in BEIR form, run through the same store, pipeline and search as a user's own data, and apart from them."""

from search_api.evaluation.service import HYBRID, LEGS, Evaluation, LegOutcome, chosen_legs
from search_api.evaluation.task import read_task

__all__ = ["HYBRID", "LEGS", "Evaluation", "LegOutcome", "chosen_legs", "read_task"]
