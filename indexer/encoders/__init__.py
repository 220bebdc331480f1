"""Encoders: texts to vectors. ``open_encoder`` makes the one that a setting names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import SettingsError
from models.messages import Message

if TYPE_CHECKING:
    from models.ports import Encoder

BASE = "e5-small"
"""The base encoder, without an adapter."""

DEFAULT = f"{BASE}+zhiqiao"
"""The encoder where nobody chooses one: the base with an adapter of ``data/adapters``."""

FORMS = (
    BASE,
    f"{BASE}+ADAPTER_OR_FOLDER",
    "onnx:FOLDER",
    "sentence-transformers:MODEL_OR_FOLDER",
    "openai:http://host/v1#model-name",
)
"""What a specification may look like."""


def is_trainable(spec: str) -> bool:
    """Whether ``spec`` is of the encoders that can be trained further: the base, or an adapter of it."""
    return spec == BASE or (spec.startswith(f"{BASE}+") and spec != f"{BASE}+")


def open_encoder(
    spec: str, *, cache: Path, adapters: Path | None = None, threads: int | None = None, api_key: str | None = None
) -> Encoder:
    """The encoder that ``spec`` names; nothing is loaded before its first text.

    Args:
        spec: one of ``FORMS``.
        cache: the folder where the base encoder and its adapted ones are built.
        adapters: the folder of the operator's own adapters, where there is one.
        threads: cores to use; all of them where it is None.
        api_key: for an embeddings server.

    Raises:
        SettingsError: ``spec`` has none of the forms, or names an adapter that is not there.
    """
    spec = spec.strip()
    if is_trainable(spec):
        return _e5(cache, spec.removeprefix(BASE).removeprefix("+"), adapters, threads)
    kind, _, rest = spec.partition(":")
    if kind == "onnx" and rest:
        return _onnx_folder(Path(rest), threads)
    if kind == "sentence-transformers" and rest:
        return _sentence_transformer(rest, threads)
    if kind == "openai" and rest:
        return _openai_compatible(rest, api_key)
    raise SettingsError(
        Message(en="Unknown encoder {spec}.", zh="没有编码器 {spec}。", spec=repr(spec)),
        advice=Message(en="Use one of: {forms}", zh="可用：{forms}", forms=[*FORMS]),
    )


# The parts are imported where they are needed: a command that encodes nothing should not wait for onnxruntime.


def _e5(cache: Path, adapter: str, adapters: Path | None, threads: int | None) -> Encoder:
    from indexer.encoders.adapters import find_adapter  # noqa: PLC0415 - see above
    from indexer.encoders.e5 import E5Small  # noqa: PLC0415 - see above

    return E5Small(cache, find_adapter(adapter, adapters) if adapter else None, threads=threads)


def _onnx_folder(folder: Path, threads: int | None) -> Encoder:
    from indexer.encoders.onnx_folder import OnnxFolderEncoder  # noqa: PLC0415 - see above

    if not folder.is_dir():
        raise SettingsError(
            Message(
                en="The encoder's folder {folder} does not exist.", zh="编码器目录 {folder} 不存在。", folder=folder
            ),
            advice=Message(en="Name a folder with model.onnx in it.", zh="请指定含 model.onnx 的目录。"),
        )
    return OnnxFolderEncoder(folder, threads=threads)


def _sentence_transformer(model: str, threads: int | None) -> Encoder:
    from indexer.encoders.sentence_transformer import SentenceTransformerEncoder  # noqa: PLC0415 - see above

    return SentenceTransformerEncoder(model, threads=threads)


def _openai_compatible(address: str, api_key: str | None) -> Encoder:
    from indexer.encoders.openai_compatible import OpenAICompatibleEncoder  # noqa: PLC0415 - see above

    url, _, model = address.partition("#")
    if not model or not url.startswith(("http://", "https://")):
        raise SettingsError(
            Message(
                en="The embeddings server {address} lacks its model.",
                zh="向量服务 {address} 未写明模型。",
                address=repr(address),
            ),
            advice=Message(en="Use the form {form}", zh="写法：{form}", form=FORMS[-1]),
        )
    return OpenAICompatibleEncoder(url, model, api_key=api_key)
