"""How a folder of ONNX files says what it wants: its own ``encoder.json``, or the files that sentence-transformers writes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.encoders.sentence_session import Pooling
from models.errors import SettingsError
from models.messages import Message

OPTIONS_FILE = "encoder.json"

_CORRECT = Message(en="Correct or remove it.", zh="请更正或删除该文件。")


@dataclass(frozen=True)
class FolderOptions:
    """What an encoder puts before its texts, where it cuts them, and how it pools. Vectors are always scaled to length 1."""

    query_prefix: str = ""
    passage_prefix: str = ""
    max_tokens: int = 512
    pooling: Pooling = "mean"

    def as_record(self) -> dict[str, str | int]:
        """The options as JSON values, in the form that ``read_options`` reads."""
        return asdict(self)


def read_options(folder: Path) -> FolderOptions:
    """The options of ``folder``; what no file states keeps its default.

    Raises:
        SettingsError: a file is no JSON object, names a pooling other than ``mean`` and ``cls``, or no length.
    """
    own = folder / OPTIONS_FILE
    return _own_options(own) if own.exists() else _sentence_transformers_options(folder)


def _own_options(path: Path) -> FolderOptions:
    stated = _read(path)
    defaults = FolderOptions()
    pooling = stated.get("pooling", defaults.pooling)
    max_tokens = stated.get("max_tokens", defaults.max_tokens)
    if not isinstance(max_tokens, int) or max_tokens < 1:
        raise SettingsError(
            Message(
                en="{path}: max_tokens is {given}.",
                zh="{path}：max_tokens 为 {given}。",
                path=path,
                given=repr(max_tokens),
            ),
            advice=Message(en="Give a number from 1 up, such as 512.", zh="请给出不小于1的数字，例如512。"),
        )
    if pooling not in {"mean", "cls"}:
        raise SettingsError(
            Message(
                en="{path}: unknown pooling {given}.",
                zh="{path}：没有 pooling {given}。",
                path=path,
                given=repr(pooling),
            ),
            advice=Message(en="Use mean or cls.", zh="请用 mean 或 cls。"),
        )
    return FolderOptions(
        query_prefix=str(stated.get("query_prefix", defaults.query_prefix)),
        passage_prefix=str(stated.get("passage_prefix", defaults.passage_prefix)),
        max_tokens=max_tokens,
        pooling=pooling,
    )


def _sentence_transformers_options(folder: Path) -> FolderOptions:
    prompts = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    lengths = _read(folder / "sentence_bert_config.json")
    pooling = _read(folder / "1_Pooling" / "config.json")
    return FolderOptions(
        query_prefix=prompts.get("query", ""),
        passage_prefix=prompts.get("passage", prompts.get("document", "")),
        max_tokens=int(lengths.get("max_seq_length") or FolderOptions.max_tokens),
        pooling="cls" if pooling.get("pooling_mode_cls_token") else "mean",
    )


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsError(
            Message(en="{path} is not JSON: {why}.", zh="{path} 不是 JSON：{why}。", path=path, why=error),
            advice=_CORRECT,
        ) from error
    if not isinstance(content, dict):
        raise SettingsError(
            Message(en="{path} holds no JSON object.", zh="{path} 中没有 JSON 对象。", path=path), advice=_CORRECT
        )
    return content
