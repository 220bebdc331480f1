"""``zhiqiao load``: a report that adds up, and refusals that are kept."""

import json

TITLES = {f"tech-{number}": f"Pump number {number}" for number in range(1, 101)}


def test_the_report_adds_up_and_loading_again_changes_nothing(zhiqiao, form):
    path = form(TITLES)

    first = zhiqiao("load", path, "--json")
    again = zhiqiao("load", path, "--json")

    assert first.code == again.code == 0
    assert first.document == {"read": 100, "new": 100, "changed": 0, "unchanged": 0, "merged": 0, "refused": 0}
    assert again.document == {"read": 100, "new": 0, "changed": 0, "unchanged": 100, "merged": 0, "refused": 0}


def test_a_changed_record_counts_as_changed(zhiqiao, form):
    zhiqiao("load", form(TITLES))

    ended = zhiqiao("load", form({**TITLES, "tech-1": "A quieter pump"}), "--json")

    assert ended.document["changed"] == 1
    assert ended.document["unchanged"] == 99


def test_one_broken_record_in_a_hundred_loses_only_itself_and_is_kept(zhiqiao, form, tmp_path):
    path = form({**TITLES, "tech-50": ""})
    kept = tmp_path / "refused.jsonl"

    ended = zhiqiao("load", path, "--json", "--refused", kept)

    assert ended.code == 0
    assert ended.document == {"read": 100, "new": 99, "changed": 0, "unchanged": 0, "merged": 0, "refused": 1}
    assert "1 of 100 records were refused" in ended.err
    [refused] = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    assert list(refused) == ["file", "place", "key", "reason", "advice", "reason_zh", "advice_zh", "raw"]
    assert refused["file"].endswith("technologies.jsonl")
    assert "50" in refused["place"]
    assert "tech-50" in refused["raw"]
    assert zhiqiao("show", "tech-49").code == 0
    assert zhiqiao("show", "tech-50").code == 1


def test_a_hundred_refusals_are_summed_up_by_reason(zhiqiao, form):
    ended = zhiqiao("load", form({**dict.fromkeys(TITLES, ""), "whole": "A pump"}))

    assert ended.err.count("Refused: ") == 3
    assert "100 × " in ended.err


def test_a_load_that_gave_nothing_ends_with_1(zhiqiao, form, tmp_path):
    (tmp_path / "notes.txt").write_text("not data")

    assert zhiqiao("load", form({"one": ""}, name="broken.jsonl")).code == 1
    assert zhiqiao("load", tmp_path / "notes.txt").code == 1


def test_a_path_that_is_not_there_is_bad_input(zhiqiao, tmp_path):
    ended = zhiqiao("load", tmp_path / "nowhere")

    assert ended.code == 2
    assert "nowhere" in ended.err
    assert ended.out == ""


def test_without_json_the_report_is_a_table_and_says_what_to_do_next(zhiqiao, form):
    ended = zhiqiao("load", form({"one": "A pump"}))

    headings, numbers = ended.out.splitlines()
    assert headings.split() == ["read", "new", "changed", "unchanged", "merged", "refused"]
    assert numbers.split() == ["1", "1", "0", "0", "0", "0"]
    assert "zhiqiao serve" in ended.err
    assert "Next" not in zhiqiao("load", form({"one": "A pump"})).err, "nothing was new"


def test_refusals_are_told_in_the_readers_language(zhiqiao, tmp_path, monkeypatch):
    path = tmp_path / "needs.csv"
    path.write_text("id,kind,title_en,seeks.stage,seeks.price\nn-1,need,A pump,9-3,USD 9-3 million\n", "utf-8")
    kept = tmp_path / "refused.jsonl"
    monkeypatch.setenv("ZHIQIAO_LANGUAGE", "zh")
    ended = zhiqiao("load", path, "--refused", kept)
    assert "第2行：“seeks.stage”列：" in ended.err
    assert "下限高于上限" in ended.err
    assert "请更正所列单元格后重新载入：其余部分已入库。" in ended.err
    assert "1条记录中有1条未收录。" in ended.err
    (refused,) = map(json.loads, kept.read_text("utf-8").splitlines())
    assert "column 'seeks.stage'" in refused["reason"]
    assert "“seeks.stage”列" in refused["reason_zh"]
