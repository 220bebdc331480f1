"""Small tasks in BEIR form, and an evaluation with a stand-in encoder."""

import json

import pytest

from benchmarks.word_encoder import WordEncoder
from models.settings import Settings
from search_api.evaluation import Evaluation

DOCUMENTS = {
    "d1": "Solar cells of perovskite on glass.",
    "d2": "A pump for water with a ceramic bearing.",
    "d3": "A pump for water, driven by wind: the pump stands over the water of a well.",
    "d4": "Vaccines that need no cooling.",
    "d5": "一种用于固态电池的陶瓷隔膜。",
}
QUESTIONS = {
    "q1": "perovskite solar cells",
    "q2": "water pump",
    "q3": "quantum gravity",
}
ANSWERS = {"q1": ["d1"], "q2": ["d2"], "q3": ["d4"]}


@pytest.fixture
def write_task(tmp_path):
    """Writes a task: documents by id, questions by id (a text, or a text and the document it was made from), answers by question."""

    def write(documents=DOCUMENTS, questions=QUESTIONS, answers=ANSWERS, name="task"):
        folder = tmp_path / name
        (folder / "qrels").mkdir(parents=True)
        corpus = [{"_id": key, "title": "", "text": text} for key, text in documents.items()]
        _write(folder / "corpus.jsonl", corpus)
        _write(folder / "queries.jsonl", [_question(key, asked) for key, asked in questions.items()])
        judged = [f"{question}\t{document}\t1" for question, some in answers.items() for document in some]
        lines = ["query-id\tcorpus-id\tscore", *judged]
        (folder / "qrels" / "test.tsv").write_text("\n".join(lines) + "\n", "utf-8")
        return folder

    return write


@pytest.fixture
def evaluation(tmp_path):
    return Evaluation(Settings(data=tmp_path / "user"), WordEncoder())


def _write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _question(key, asked):
    text, own = asked if isinstance(asked, tuple) else (asked, None)
    return {"_id": key, "text": text, **({"metadata": {"self": own}} if own else {})}
