"""Samples of files leave what is there alone."""

from benchmarks.samples import sample


def test_files_of_one_name_give_two_samples(tmp_path):
    sources = []
    for place in ("awards", "patents"):
        (tmp_path / place).mkdir()
        source = tmp_path / place / "records.jsonl"
        source.write_text("".join(f"{place} {number}\n" for number in range(3)))
        sources.append(source)
    made = [sample(source, 2, tmp_path) for source in sources]
    assert [one.read_text() for one in made] == ["awards 0\nawards 1\n", "patents 0\npatents 1\n"]


def test_a_source_that_lies_in_the_folder_stays_whole(tmp_path):
    source = tmp_path / "records.csv"
    source.write_text("id,title\na,A\nb,B\n")
    made = sample(source, 1, tmp_path)
    assert source.read_text() == "id,title\na,A\nb,B\n"
    assert made.read_text().splitlines() == ["id,title", "a,A"]
