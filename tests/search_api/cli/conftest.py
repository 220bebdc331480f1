"""Runs commands in this process, over a data folder of the test's own, with a stand-in for the encoder."""

import json
from dataclasses import dataclass

import pytest

import indexer.encoders
from benchmarks.word_encoder import WordEncoder
from search_api.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        """The one JSON document on stdout."""
        return json.loads(self.out)


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The data folder, which no command has made yet."""
    folder = tmp_path / "data"
    monkeypatch.setenv("ZHIQIAO_DATA", str(folder))
    for name in ("ZHIQIAO_SETTINGS", "ZHIQIAO_DATABASE_URL", "ZHIQIAO_ENCODER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(indexer.encoders, "open_encoder", lambda *_given, **_options: WordEncoder())
    return folder


@pytest.fixture
def zhiqiao(data, monkeypatch, capsys):
    """Runs ``zhiqiao`` with arguments."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["zhiqiao", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def form(tmp_path):
    """Writes a JSONL form of technologies by id and title; an empty title makes a record that is refused."""

    def write(rows, name="technologies.jsonl"):
        path = tmp_path / name
        lines = [
            {"id": key, "kind": "technology", "title_en": title, "offers_en": title} for key, title in rows.items()
        ]
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
        return path

    return write
