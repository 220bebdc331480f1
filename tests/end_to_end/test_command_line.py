"""The main job by the installed command, with the real encoder: records go in, questions are answered in both languages."""

import signal
import subprocess

import httpx
import pytest

from tests.servers import free_port

FIRST = 3
"""Results among which an answer has to be."""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("ceramic separator for solid-state batteries", "tech-garnet-ceramic-separator"),
        ("固态电池 陶瓷隔膜", "tech-garnet-ceramic-separator"),
        # the other language only: nothing but meaning finds these
        ("fall detection for the elderly by millimetre-wave radar", "tech-elderly-fall-radar"),
        ("可回收环氧树脂 风电叶片", "tech-recyclable-epoxy"),
    ],
)
def test_questions_in_either_language_find_their_answer(world, question, answer):
    answered = world("search", question, "--kind", "technology", "--limit", str(FIRST))

    assert answer in [one["id"] for one in answered["results"]]
    assert answered["coverage"] == 1.0


def test_a_question_that_nothing_answers_scores_below_one_that_something_does(world):
    known = world("search", "ceramic separator for solid-state batteries", "--limit", "1")
    unknown = world("search", "opera singers and their costumes", "--limit", "1")

    assert unknown["results"][0]["score"] < known["results"][0]["score"]


def test_loading_again_changes_nothing(world):
    again = world("load", "fixtures/world")

    assert again["unchanged"] == again["read"]


def test_the_doctor_is_content(world):
    assert {one["level"] for one in world("doctor")} <= {"ok", "warn"}
    assert {one["part"]: one["level"] for one in world("doctor")}["index"] == "ok"


def test_the_server_answers_in_the_browser_and_by_its_api_and_ends_when_told(world):
    port = free_port()
    command = [world.command, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=world.environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            announced = next(line for line in server.stderr if "Open" in line)
            assert f"{address}/" in announced
            answered = httpx.get(f"{address}/api/v1/search", params={"q": "固态电池 陶瓷隔膜"}, timeout=60).json()
            page = httpx.get(address, timeout=60)
        finally:
            server.send_signal(signal.SIGTERM)
            logs = server.stderr.read()
    assert server.returncode == 0, logs
    assert "tech-garnet-ceramic-separator" in [one["id"] for one in answered["results"]]
    assert page.status_code == 200
    assert '"event": "request"' in logs
