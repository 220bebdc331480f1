"""Reading tasks: what is wrong with one is said with its file and line."""

import pytest

from models.errors import BadTask
from search_api.evaluation import read_task


def test_a_task_is_read_in_the_order_of_its_files(write_task):
    task = read_task(
        write_task(questions={"q2": ("water pump", "d3"), "q1": "solar"}, answers={"q1": ["d1"], "q2": ["d2", "d4"]})
    )

    assert task.name == "task"
    assert [name for name, _, _ in task.documents] == ["d1", "d2", "d3", "d4", "d5"]
    assert list(task.questions) == [("q2", "water pump"), ("q1", "solar")]
    assert list(task.relevance.items()) == [("q2", {"d2": 1, "d4": 1}), ("q1", {"d1": 1})]
    assert dict(task.own) == {"q2": "d3"}


def test_questions_without_a_judgement_are_not_asked(write_task):
    task = read_task(write_task(answers={"q1": ["d1"]}))

    assert [name for name, _ in task.questions] == ["q1"]


def test_a_document_of_ones_own_that_is_not_in_the_corpus_needs_no_leaving_out(write_task):
    assert dict(read_task(write_task(questions={"q1": ("solar", "d9")}, answers={"q1": ["d1"]})).own) == {}


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(write_task, name):
    folder = write_task()
    (folder / name).unlink()

    with pytest.raises(BadTask, match=name):
        read_task(folder)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(BadTask, match="no folder"):
        read_task(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "line", "says"),
    [
        ("corpus.jsonl", "{", "corpus.jsonl, line 6: it is not JSON"),
        ("corpus.jsonl", "[]", "corpus.jsonl, line 6: it is not an object"),
        ("corpus.jsonl", '{"text": "x"}', "corpus.jsonl, line 6: it has no '_id'"),
        ("corpus.jsonl", '{"_id": "d1", "text": "x"}', "corpus.jsonl, line 6: the _id 'd1' stands on line 1 already"),
        ("corpus.jsonl", '{"_id": "d9", "text": 9}', "corpus.jsonl, line 6: its 'text' is not text"),
        ("qrels/test.tsv", "q9\td1\t1", "test.tsv, line 5: queries.jsonl has no question 'q9'"),
        ("qrels/test.tsv", "q1\td9\t1", "test.tsv, line 5: corpus.jsonl has no document 'd9'"),
        ("qrels/test.tsv", "q1\td1\t2", "test.tsv, line 5: the pair 'q1', 'd1' is judged twice"),
        ("qrels/test.tsv", "q1\td2", "test.tsv, line 5: it has 2 columns"),
        ("qrels/test.tsv", "q1\td2\tyes", "test.tsv, line 5: its score 'yes' is not a whole number"),
    ],
)
def test_a_broken_line_is_named(write_task, name, line, says):
    path = write_task() / name
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")

    with pytest.raises(BadTask) as error:
        read_task(path.parent if name != "qrels/test.tsv" else path.parent.parent)
    assert says in error.value.message


def test_a_judgement_file_without_its_heading_is_not_read_as_if_it_had_one(write_task):
    folder = write_task()
    (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\n", "utf-8")

    with pytest.raises(BadTask, match=r"test.tsv, line 1: the first line is not the heading"):
        read_task(folder)


def test_a_file_in_another_encoding_is_named(write_task):
    folder = write_task()
    with (folder / "corpus.jsonl").open("ab") as file:
        file.write('{"_id": "d6", "text": "隔膜"}\n'.encode("gb18030"))

    with pytest.raises(BadTask, match=r"corpus.jsonl, line 6: it is not UTF-8"):
        read_task(folder)
