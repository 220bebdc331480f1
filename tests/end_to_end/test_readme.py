"""The README's commands, as they stand there: each block under ``<!-- run -->`` is run by a shell, in an empty folder beside the fixtures."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"<!-- run -->\n```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


def test_every_command_of_the_readme_runs(world, tmp_path):
    assert len(BLOCKS) >= 2
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    for block in BLOCKS:
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=world.environment,
            check=False,
        )
        assert ended.returncode == 0, f"{block}\n{ended.stderr}"
        assert ended.stdout
