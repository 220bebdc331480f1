"""Why a database does not do what it is asked, told apart by what the operator has to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import exc

from models.errors import StoreUnavailable
from models.messages import Message


@dataclass(frozen=True, slots=True)
class _Reason:
    """What is said where PostgreSQL gives the state, or what the database says has the words.

    libpq gives no state of a connection that was refused, so that its words have to do, in the languages of servers that we know.
    """

    state: str
    words: re.Pattern[str]
    en: str
    zh: str
    advice: Message


_REASONS = (
    _Reason(
        "28P01",
        re.compile(r'authentication failed|no password supplied|role "[^"]*" does not exist|认证失败'),
        "The database {name} refuses the user or the password: {cause}.",
        "数据库 {name} 拒绝了用户名或密码：{cause}。",
        Message(
            en="Correct the user and the password in ZHIQIAO_DATABASE_URL; in a password / is written %2F, @ %40, : %3A, % %25.",
            zh="请更正 ZHIQIAO_DATABASE_URL 中的用户名和密码；密码中的 / 写作 %2F，@ 写作 %40，: 写作 %3A，% 写作 %25。",
        ),
    ),
    _Reason(
        "3D000",
        re.compile(r'database "[^"]*" does not exist|数据库 ?["“][^"”]*["”] ?不存在'),
        "The server answers, and has no database {name}: {cause}.",
        "服务器有响应，但没有数据库 {name}：{cause}。",
        Message(
            en="Create it (`createdb`), or correct its name in ZHIQIAO_DATABASE_URL. Its tables are made at the first start.",
            zh="请创建该数据库（`createdb`），或更正 ZHIQIAO_DATABASE_URL 中的名称。数据表在首次启动时创建。",
        ),
    ),
    _Reason(
        "42P01",
        re.compile(r"no such table"),
        "The database {name} lacks tables that this version needs: {cause}.",
        "数据库 {name} 缺少本版本所需的数据表：{cause}。",
        Message(
            en="`zhiqiao load` or `zhiqiao serve` makes them.", zh="`zhiqiao load` 或 `zhiqiao serve` 会创建数据表。"
        ),
    ),
    _Reason(
        "",
        re.compile(r"is not a database"),
        "The file of the store {name} cannot be read: {cause}.",
        "数据库文件 {name} 无法读取：{cause}。",
        Message(
            en="Put a backup in its place, or choose another folder with ZHIQIAO_DATA.",
            zh="请用备份替换该文件，或用 ZHIQIAO_DATA 另选目录。",
        ),
    ),
)
_AWAY = _Reason(
    "",
    re.compile(""),
    "The database {name} does not answer: {cause}.",
    "数据库 {name} 没有响应：{cause}。",
    Message(
        en="Check that the database runs, and that the host and the port in ZHIQIAO_DATABASE_URL are right.",
        zh="请检查数据库是否运行，以及 ZHIQIAO_DATABASE_URL 中的主机和端口是否正确。",
    ),
)


def unavailable(name: str, error: exc.SQLAlchemyError) -> StoreUnavailable:
    """The error of the store called ``name``, its URL without the password, for one of the database's."""
    original = getattr(error, "orig", None) or error
    cause = " ".join(str(original).split()).rstrip(".")
    state = getattr(original, "sqlstate", None)
    reason = next((one for one in _REASONS if (state and one.state == state) or one.words.search(cause)), _AWAY)
    return StoreUnavailable(Message(en=reason.en, zh=reason.zh, name=name, cause=cause), advice=reason.advice)


def is_not_ready(error: exc.DBAPIError) -> bool:
    """A file that is no database, or a PostgreSQL database without our tables."""
    return type(error) is exc.DatabaseError or type(error.orig).__name__ == "UndefinedTable"
