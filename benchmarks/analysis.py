"""How many documents a second the analysis makes tokens of, beside plain rjieba and plain bm25s in the same run.

Run it with ``python benchmarks/analysis.py [documents]``. The documents are made up of this file's own words: 150 English words, or 200
Chinese characters. Trust the ratios: the seconds are those of one core of the machine at hand.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterable

import bm25s  # type: ignore[import-untyped]  # ships no types
import rjieba

from indexer.analysis import StandardAnalyser, passages

ENGLISH = """
    lithium-ion battery electrode material with high energy density and a method for preparing the same comprising coating layer of SnO2
    sensors measuring temperature pressure between 25 °C and 3.5 MPa wherein controllers are configured to process signals from state-of-the-art
    wireless networks improved efficiency manufacturing investors licensing university research R245fa refrigerant cycle turbine recovery
    """
CHINESE = """
    本发明公开了一种 锂离子电池 正极材料 及其 制备方法 ， 所述 复合材料 具有 较高的 能量密度 和 循环稳定性 。 包括 以下步骤 ： 通过 控制器 采集
    温度传感器 信号 ， 实现 有机朗肯循环 余热回收 发电系统 的 实时监测 ； 采用 R245fa 工质 ， 成本低 ， 适用于 工业废气处理 领域 。 专利权质押融资
    """


def documents(words: list[str], separator: str, length: int, count: int, seed: int = 7) -> list[str]:
    """``count`` texts of ``length`` words (English) or characters (Chinese), the same for the same seed."""
    draw = random.Random(seed)
    if separator:
        return [separator.join(draw.choices(words, k=length)) for _ in range(count)]
    return ["".join(draw.choices(words, k=length))[:length] for _ in range(count)]


def rate(work: Callable[[str], object], texts: Iterable[str], count: int) -> float:
    """Documents a second, the best of three passes."""
    texts = list(texts)
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for text in texts:
            work(text)
        best = min(best, time.perf_counter() - start)
    return count / best


def bm25s_rate(texts: list[str]) -> float:
    """bm25s tokenises whole corpora: its documents a second, English stop words left out, no stems."""
    start = time.perf_counter()
    bm25s.tokenize(texts, stopwords="en", show_progress=False)
    return len(texts) / (time.perf_counter() - start)


def main(count: int) -> None:
    """Print one line a way of working, with a column a language."""
    english = documents(ENGLISH.split(), " ", 150, count)
    chinese = documents(CHINESE.split(), "", 200, count)
    analyser = StandardAnalyser()
    ways: dict[str, Callable[[str], object]] = {
        "term_texts": analyser.term_texts,
        "word_texts": analyser.word_texts,
        "both": lambda text: (analyser.term_texts(text), analyser.word_texts(text)),
        "terms (with places)": analyser.terms,
        "words (with places)": analyser.words,
        "passages": passages,
        "language": analyser.language,
        "rjieba cut": rjieba.cut,
        "rjieba cut_for_search": rjieba.cut_for_search,
    }
    print(f"{'documents a second':24}{'en, 150 words':>16}{'zh, 200 chars':>16}")
    for name, work in ways.items():
        print(f"{name:24}{rate(work, english, count):16,.0f}{rate(work, chinese, count):16,.0f}")
    print(f"{'bm25s.tokenize':24}{bm25s_rate(english):16,.0f}{bm25s_rate(chinese):16,.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
