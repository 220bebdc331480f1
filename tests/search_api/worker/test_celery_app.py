"""Celery's own command, where the settings are not such that it can work."""

import os
import subprocess
import sys

import pytest

CELERY = [sys.executable, "-m", "celery", "-A", "search_api.celery_app", "worker"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "Set ZHIQIAO_BROKER_URL, or use `zhiqiao worker`."),
        ({"ZHIQIAO_LANGUAGE": "zh"}, "请设置 ZHIQIAO_BROKER_URL，或使用 `zhiqiao worker`。"),
        ({"ZHIQIAO_BROKER_URL": "amqp://guest@localhost//"}, "It has to be an address of Redis"),
    ],
)
def test_it_ends_with_what_to_set(settings, said):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIQIAO_")}
    ended = subprocess.run(CELERY, env=plain | settings, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert said in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr
