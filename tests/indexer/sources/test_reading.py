"""What a user may rely on when loading files, folders and archives."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from indexer.sources import SOURCES, read_paths, recognise
from indexer.sources.base import Context, FormatSource, Head
from indexer.sources.reading import Reading
from models.errors import BadInput, UnknownFormat
from models.records import Origin, Record, Refusal
from models.text import Text

OFFICES = Path(__file__).parents[3] / "fixtures" / "offices"
GRANTS = OFFICES / "uspto-grants.xml"
GRANT_KEYS = ["US19999901B2", "USD1999901S1", "USPP99901P3"]


def items(*paths: Path) -> list[Record | Refusal]:
    return [item for _, item in read_paths(paths)]


def keys(*paths: Path) -> list[str | None]:
    return [item.key for item in items(*paths)]


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_every_source_has_a_name_of_its_own_and_says_what_it_reads_in_both_languages():
    assert len({source.name for source in SOURCES}) == len(SOURCES)
    assert all(source.describes.get("en") and source.describes.get("zh") for source in SOURCES)


@pytest.mark.parametrize("path", sorted(OFFICES.iterdir()), ids=lambda path: path.name)
def test_every_office_fixture_is_recognised_by_one_source_only_and_loads_without_refusal(path):
    head = Head(path.name, path.read_bytes()[:65536])
    assert [source.name for source in SOURCES if source.recognise(head)] == [recognise(path).name]
    found = items(path)
    assert found
    assert all(isinstance(item, Record) for item in found)


def test_an_archive_gives_the_records_that_the_file_in_it_gives(tmp_path):
    data = GRANTS.read_bytes()
    (tmp_path / "grants.xml.gz").write_bytes(gzip.compress(data))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep/grants.xml", data)
    zipped(tmp_path / "grants.zip", **{"grants.xml": data, "readme.txt": b"about"})
    zipped(tmp_path / "outer.zip", **{"inner.zip": inner.getvalue()})
    for name in ("grants.xml.gz", "grants.zip", "outer.zip"):
        assert keys(tmp_path / name) == GRANT_KEYS, name
        assert recognise(tmp_path / name).name == "uspto-grant"


def test_a_gz_of_several_members_is_read_to_its_end(tmp_path):
    data = GRANTS.read_bytes()
    cut = data.index(b"<?xml", 10)
    (tmp_path / "grants.xml.gz").write_bytes(gzip.compress(data[:cut]) + gzip.compress(data[cut:]))
    assert keys(tmp_path / "grants.xml.gz") == GRANT_KEYS


def test_where_a_record_came_from_names_the_archive_and_the_member(tmp_path):
    path = zipped(tmp_path / "bulk.zip", **{"a/grants.xml": GRANTS.read_bytes()})
    assert items(path)[0].origin == Origin(file=f"{path.as_posix()}!a/grants.xml", place="line 3")


def test_in_a_folder_what_is_no_data_is_left_out_and_listed_and_hidden_files_are_not_looked_at(tmp_path):
    (tmp_path / "grants.xml").write_bytes(GRANTS.read_bytes())
    (tmp_path / "README.md").write_text("# About")
    (tmp_path / ".hidden.xml").write_text("<nothing/>")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.xml").write_text("<nothing/>")
    reading = read_paths([tmp_path])
    assert [item.key for _, item in reading] == GRANT_KEYS
    assert reading.skipped == [(tmp_path / "README.md").as_posix()]


@pytest.mark.parametrize(("name", "named"), [("mystery.xml", False), ("mystery.dat", True)])
def test_a_file_that_should_be_data_and_that_no_source_knows_is_refused_with_the_formats_there_are(
    tmp_path, name, named
):
    (tmp_path / name).write_text("<mystery/>")
    (refused,) = items(tmp_path / name if named else tmp_path)
    assert isinstance(refused, Refusal)
    assert refused.reason == f"No source recognises the format of '{name}'."
    assert "uspto-grant" in refused.advice
    assert "zhiqiao template" in refused.advice


def test_an_empty_file_is_refused_as_empty(tmp_path):
    (tmp_path / "a.csv").touch()
    (refused,) = items(tmp_path)
    assert refused.reason == "It is empty."


def test_recognising_an_unknown_file_raises_and_says_what_is_known(tmp_path):
    (tmp_path / "mystery.xml").write_text("<mystery/>")
    with pytest.raises(UnknownFormat, match="epo-exchange"):
        recognise(tmp_path / "mystery.xml")


def test_a_path_that_does_not_exist_is_told_before_anything_is_read(tmp_path):
    with pytest.raises(BadInput, match="There is no file or folder"):
        read_paths([GRANTS, tmp_path / "nowhere"])


def test_a_file_named_twice_or_by_its_folder_too_is_read_once():
    assert keys(GRANTS, GRANTS, OFFICES).count("US19999901B2") == 1


def test_a_damaged_file_is_refused_and_the_rest_goes_on(tmp_path):
    data = GRANTS.read_bytes()
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(data)[:-900])
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 this is no archive")
    (tmp_path / "c.xml").write_bytes(data)
    found = items(tmp_path)
    refused = [item for item in found if isinstance(item, Refusal)]
    assert [Path(item.origin.file).name for item in refused if "!" not in item.origin.file][-1] == "b.zip"
    assert {Path(item.origin.file).name for item in refused} == {"a.xml.gz", "b.zip"}
    assert [item.key for item in found if item.origin.file.endswith("c.xml")] == GRANT_KEYS


def test_an_encrypted_member_is_refused_in_words(tmp_path):
    path = zipped(tmp_path / "locked.zip", **{"grants.xml": GRANTS.read_bytes()})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    (refused,) = items(path)
    assert refused.reason == "It is encrypted."


def test_a_decompression_bomb_is_refused(tmp_path):
    path = tmp_path / "bomb.xml.gz"
    with gzip.open(path, "wb", compresslevel=9) as bomb:
        bomb.write(GRANTS.read_bytes())
        for _ in range(100):
            bomb.write(b" " * (1 << 20))
    *records, refused = items(path)
    assert [item.key for item in records] == GRANT_KEYS
    assert "decompression bomb" in refused.reason


def test_archives_in_archives_end_somewhere(tmp_path):
    data = GRANTS.read_bytes()
    for depth in range(6):
        holder = io.BytesIO()
        with zipfile.ZipFile(holder, "w") as archive:
            archive.writestr(f"level{depth}.zip" if depth else "grants.xml", data)
        data = holder.getvalue()
    (tmp_path / "matryoshka.zip").write_bytes(data)
    (refused,) = items(tmp_path / "matryoshka.zip")
    assert "archives deep" in refused.reason


def test_gz_in_gz_is_followed_no_deeper_than_other_archives(tmp_path):
    data = b"no record"
    for _ in range(6):
        data = gzip.compress(data)
    (tmp_path / "matryoshka.gz").write_bytes(data)
    (refused,) = items(tmp_path / "matryoshka.gz")
    assert "archives deep" in refused.reason


def test_progress_never_goes_back_and_ends_at_the_total(tmp_path):
    for number in range(4):
        (tmp_path / f"{number}.xml").write_bytes(GRANTS.read_bytes())
    zipped(tmp_path / "5.zip", **{"grants.xml": GRANTS.read_bytes()})
    steps = [progress for progress, _ in read_paths([tmp_path])]
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert {step.total for step in steps} == {sum(path.stat().st_size for path in tmp_path.iterdir())}
    assert done[-1] <= steps[-1].total
    assert steps[-2].file.endswith("5.zip!grants.xml")


def test_a_reader_that_meets_damage_says_after_which_record():
    def reader(stream, file, context):
        yield Record(source="t", key="1", origin=Origin(file=file, place="line 7"))
        raise EOFError("cut off")

    source = FormatSource("t", Text.of(en="test", zh="试"), lambda head: True, reader)
    _, (_, refused) = Reading([GRANTS], [source], Context())
    assert refused.origin.place == "after line 7"
    assert "cut off" in refused.reason
