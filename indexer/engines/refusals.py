"""What engines refuse, in the same words whichever of them it is."""

from __future__ import annotations

from models.errors import Conflict, EngineUnavailable, NotFound, RebuildNeeded
from models.messages import Message

AGAIN = Message(
    en="Rebuild the index from the store: `zhiqiao index --rebuild`.",
    zh="请从数据库重建索引：`zhiqiao index --rebuild`。",
)
"""What to do about an index that cannot be read."""


def no_index() -> EngineUnavailable:
    """Nothing was built yet."""
    return EngineUnavailable(
        Message(en="There is no index yet.", zh="尚无索引。"),
        advice=Message(
            en="Load records and let the indexer run: `zhiqiao load PATH…`, then `zhiqiao index`.",
            zh="请先载入数据，再建立索引：`zhiqiao load PATH…`，然后 `zhiqiao index`。",
        ),
    )


def no_generation(name: str) -> NotFound:
    """There is no generation of that name."""
    return NotFound(Message(en="There is no index named {name}.", zh="没有名为{name}的索引。", name=name), advice=AGAIN)


def other_form(name: str, form: object, reads: int) -> RebuildNeeded:
    """Another version of the product wrote it."""
    return RebuildNeeded(
        Message(
            en="The index {name} has form {form}, this version reads form {reads}.",
            zh="索引{name}的格式为{form}，本版本读取格式{reads}。",
            name=name,
            form=form,
            reads=reads,
        ),
        advice=AGAIN,
    )


def other_dimensions(name: str, held: int, made: int) -> RebuildNeeded:
    """It holds vectors of another length than the encoder makes."""
    return RebuildNeeded(
        Message(
            en="The index {name} holds vectors of {held} numbers, the encoder makes {made}.",
            zh="索引{name}的向量为{held}维，而编码器生成{made}维。",
            name=name,
            held=held,
            made=made,
        ),
        advice=AGAIN,
    )


def is_live(name: str) -> Conflict:
    """The live generation cannot be dropped."""
    return Conflict(
        Message(en="The index {name} is live.", zh="索引{name}正在使用。", name=name),
        advice=Message(en="Switch to another one first.", zh="请先切换到另一个索引。"),
    )


def is_written(name: str) -> Conflict:
    """Another process writes it."""
    return Conflict(
        Message(
            en="The index {name} is being written by another process.", zh="索引{name}正由另一进程写入。", name=name
        ),
        advice=Message(en="Stop that one, or wait for it.", zh="请停止该进程，或等待其结束。"),
    )


def no_writer(name: str) -> EngineUnavailable:
    """A writer that was closed, or that a failure left half-way."""
    return EngineUnavailable(
        Message(en="The writer of {name} is closed or has failed.", zh="索引{name}的写入已关闭或失败。", name=name),
        advice=Message(en="Open it again.", zh="请重新打开。"),
    )
