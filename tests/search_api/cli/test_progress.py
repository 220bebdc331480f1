"""What is said of work that takes long."""

from search_api.cli.progress import Meter


def test_a_log_has_a_line_now_and_then(capsys):
    with Meter(line_seconds=0) as meter:
        meter("reading", 0, 0)
        meter("training", 25, 1600)
    assert capsys.readouterr().err.splitlines() == ["reading", "training: 25 of 1,600"]


def test_a_log_has_none_of_what_is_soon_done(capsys):
    with Meter() as meter:
        for done in range(1000):
            meter("training", done, 1000)
    assert capsys.readouterr().err == ""
