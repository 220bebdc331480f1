"""What is said of work that takes long."""

from search_api.cli.progress import Meter, ReadingMeter


def test_a_log_has_a_line_now_and_then(capsys):
    with Meter(line_seconds=0) as meter:
        meter("reading", 0, 0)
        meter("training", 25, 1600)
    assert capsys.readouterr().err.splitlines() == ["reading", "training: 25 of 1,600"]


def test_a_log_says_how_far_files_are_read(capsys):
    with ReadingMeter(line_seconds=0) as meter:
        meter("awards.csv.gz", 1000, 14629971, 12)
    assert capsys.readouterr().err.splitlines() == ["awards.csv.gz: 12 records, 1,000 of 14,629,971 bytes"]


def test_a_log_has_none_of_what_is_soon_done(capsys):
    with Meter() as meter:
        for done in range(1000):
            meter("training", done, 1000)
    assert capsys.readouterr().err == ""
