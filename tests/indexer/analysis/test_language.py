"""Which language a text is in."""

import pytest

from indexer.analysis import StandardAnalyser


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A method for recycling batteries", "en"),
        ("batteries", "en"),
        ("R245fa 制冷剂的余热回收系统", "zh"),
        ("基于 OLED 的显示装置", "zh"),
        ("An OLED display made in 深圳 with a new driver circuit", "en"),
        ("リチウム電池の製造方法", "ja"),
        ("리튬이온 배터리", "ko"),
        ("Разработка батарей", "ru"),
        ("Ελληνική γλώσσα", "el"),
        ("اللغة العربية", "ar"),
        ("ภาษาไทย", "th"),
        ("Das Verfahren zur Herstellung der Batterie und die Vorrichtung", "de"),
        ("Le procédé de fabrication des batteries et les dispositifs pour la voiture", "fr"),
        ("ＯＬＥＤ", "en"),
        ("", "und"),
        ("123 456 — !", "und"),
        ("\ud800", "und"),
    ],
)
def test_language(analyser: StandardAnalyser, text: str, language: str):
    assert analyser.language(text) == language
