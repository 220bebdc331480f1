"""The fixture world, loaded and indexed once by child processes with the real encoder.

``ZHIQIAO_TEST_CACHE`` names a folder in which the encoder is kept between runs; without it, it is built once a run.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installed:
    """The installed command, over one data folder."""

    data: Path

    @property
    def command(self):
        return str(Path(sys.executable).with_name("zhiqiao"))

    @property
    def environment(self):
        """This process's environment without settings of ours, and with the command in the path."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIQIAO_")}
        path = os.pathsep.join([str(Path(sys.executable).parent), plain.get("PATH", "")])
        return {**plain, "PATH": path, "ZHIQIAO_DATA": str(self.data)}

    def __call__(self, *arguments):
        """The one JSON document that a command prints."""
        ended = subprocess.run(
            [self.command, *arguments, "--json"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=self.environment,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)


@pytest.fixture(scope="session")
def encoder_files(tmp_path_factory):
    """Where the real encoder's files are kept."""
    kept = os.environ.get("ZHIQIAO_TEST_CACHE")
    folder = Path(kept).absolute() / "models" if kept else tmp_path_factory.mktemp("models")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def world(tmp_path_factory, encoder_files):
    """The installed command over the fixture world, found by words and by meaning."""
    data = tmp_path_factory.mktemp("world")
    (data / "models").symlink_to(encoder_files)
    zhiqiao = Installed(data)
    loaded = zhiqiao("load", "fixtures/world")
    assert loaded["refused"] == 0
    assert loaded["read"] == sum(loaded.values()) - loaded["read"] > 0
    indexed = zhiqiao("index")
    assert indexed["encoded"] == indexed["units"] > 0
    return zhiqiao
