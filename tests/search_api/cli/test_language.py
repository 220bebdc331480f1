"""What goes wrong is told in the reader's language, and so are a listing's labels."""

import re

import pytest

import fixtures
from search_api.cli.reader import reader_language

HAN = re.compile("[\u4e00-\u9fff]")

WRONG = {
    "show": ("show", "nobody"),
    "search": ("search", "--filter", "stage=high"),
    "search with no name": ("search", "--filter", "stage"),
    "similar": ("similar", "nobody"),
    "match": ("match", "nobody"),
    "match with a wrong option": ("match", "x", "--rebuild"),
    "explain": ("explain", "nobody", "nobody"),
    "team": ("team", "nobody"),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_errors_are_in_the_language_that_was_asked_for(zhiqiao, form, arguments):
    zhiqiao("load", form({"pump": "A pump"}))
    ended = zhiqiao(*arguments, "--lang", "zh")
    assert ended.code != 0
    said = [line for line in ended.err.splitlines() if line.strip() and "indexing" not in line][-2:]
    assert all(HAN.search(line) for line in said), ended.err
    assert not HAN.search(zhiqiao(*arguments, "--lang", "en").err)


def test_without_a_language_errors_are_in_the_operators(zhiqiao, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_LANGUAGE", "zh")
    assert "没有供需信息“nobody”。" in zhiqiao("show", "nobody").err
    assert "There is no listing 'nobody'." in zhiqiao("show", "nobody", "--lang", "en").err
    assert "没有可供学习的数据。" in zhiqiao("learn").err


def test_settings_that_cannot_be_used_are_told_in_the_language_that_can(zhiqiao, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_LANGUAGE", "zh")
    monkeypatch.setenv("ZHIQIAO_WINDOW", "many")
    ended = zhiqiao("settings")
    assert "以下设置无法使用：window（ZHIQIAO_WINDOW）：须为整数。" in ended.err
    monkeypatch.setenv("ZHIQIAO_LANGUAGE", "fr")
    assert reader_language() == "en"


def test_a_listing_is_shown_with_labels_in_the_readers_language(zhiqiao):
    zhiqiao("load", fixtures.__path__[0] + "/world")
    shown = zhiqiao("show", "tech-garnet-ceramic-separator", "--lang", "zh").out
    for label in ("权利人：", "届满日：", "发布日期：", "数据来源：form，"):
        assert label in shown
    assert re.search("第[0-9]+行，[0-9]{4}年[0-9]+月[0-9]+日载入", shown)
    assert not re.search("owners|expires|published|loaded|line", shown)
    in_english = zhiqiao("show", "tech-garnet-ceramic-separator", "--lang", "en").out
    assert re.search("line [0-9]+, loaded [0-9]{4}-", in_english)
