"""What evaluation tasks ask and answer, as what a training leaves out."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.training.without import Without
from ranking.evaluate import Task

HIDDEN_PARTY = "firm-"
"""How the ids of parties begin whose names a task hides: see ``indexer.training.without``."""


def without_tasks(tasks: Iterable[Task]) -> Without:
    """Everything of the tasks that a training must not see: questions, right answers, the records they were made from, and hidden parties."""
    without = Without()
    for task in tasks:
        answers = {document for grades in task.relevance.values() for document, grade in grades.items() if grade > 0}
        for name, text in task.questions:
            without.add_id(name)
            without.add_text(text)
        for name, title, text in task.documents:
            if name in answers:
                without.add_id(name)
                for part in (title, text, f"{title}. {text}"):
                    without.add_text(part)
        for name in task.own.values():
            without.add_id(name)
        for name in (*(name for name, _ in task.questions), *(name for name, _, _ in task.documents)):
            if name.startswith(HIDDEN_PARTY):
                without.add_party(name)
    return without
