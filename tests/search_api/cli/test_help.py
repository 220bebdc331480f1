"""Help, and the ways in which a command can end."""

import pytest
import typer

from models import errors
from search_api.cli import app
from search_api.cli.exits import ExitCode, code_of

COMMANDS = sorted(typer.main.get_group(app).commands)


def test_without_arguments_every_command_is_listed(zhiqiao):
    ended = zhiqiao("--help")

    assert ended.code == 0
    assert all(name in ended.out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(zhiqiao, command):
    ended = zhiqiao(command, "--help")

    assert ended.code == 0
    assert "Example: " in ended.out
    assert f"zhiqiao {command}" in ended.out.split("Example: ", 1)[1]


@pytest.mark.parametrize("arguments", [("nonsense",), ("load",), ("search", "--limit", "0"), ("serve", "--port", "x")])
def test_wrong_usage_ends_with_2(zhiqiao, arguments):
    ended = zhiqiao(*arguments)

    assert ended.code == 2
    assert ended.out == ""
    assert "Error" in ended.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.BadTask("x"), ExitCode.BAD_INPUT),
        (errors.SettingsError("x"), ExitCode.BAD_INPUT),
        (errors.NotFound("x"), ExitCode.FAILED),
        (errors.MissingExtra("x", "evaluate"), ExitCode.UNAVAILABLE),
        (errors.StoreUnavailable("x"), ExitCode.UNAVAILABLE),
        (errors.RebuildNeeded("x"), ExitCode.UNAVAILABLE),
        (errors.Conflict("x"), ExitCode.UNAVAILABLE),
    ],
)
def test_scripts_can_tell_errors_apart_by_the_exit_code(error, code):
    assert code_of(error) is code


def test_a_setting_that_cannot_work_is_a_message_and_no_traceback(zhiqiao, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_WINDOW", "many")

    ended = zhiqiao("load", "anything")

    assert ended.code == 2
    assert "ZHIQIAO_WINDOW" in ended.err
    assert "Traceback" not in ended.err


def test_a_data_folder_that_cannot_be_written_is_a_message(zhiqiao, data, form):
    data.parent.mkdir(exist_ok=True)
    data.write_text("a file where the folder should be")

    ended = zhiqiao("load", form({"one": "A pump"}))

    assert ended.code in {1, 3}
    assert str(data) in ended.err
    assert "Traceback" not in ended.err
