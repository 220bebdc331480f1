"""What exists is named in a document, and what a document points to exists."""

import re
from pathlib import Path

import pytest
import typer

from benchmarks.__main__ import BENCHMARKS
from indexer.sources import SOURCES
from models.settings import PREFIX, Settings
from models.vocabulary import term_kinds
from ranking.filters import ALIASES, BUILT_IN
from search_api.cli import app
from search_api.problems import STATUSES
from search_api.search.notices import WORDS

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def read(name):
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", [PREFIX + field.upper() for field in Settings.model_fields])
@pytest.mark.parametrize("document", ["README.md", "docs/operations.md"])
def test_every_setting_is_named(document, name):
    assert f"`{name}`" in read(document)


@pytest.mark.parametrize("command", sorted(typer.main.get_group(app).commands))
def test_every_command_is_named(command):
    assert f"`zhiqiao {command}" in read("README.md")


@pytest.mark.parametrize("name", sorted({*BUILT_IN, *term_kinds(), *ALIASES}))
def test_every_filter_is_named(name):
    assert f"`{name}`" in read("docs/search.md")


@pytest.mark.parametrize("name", [source.name for source in SOURCES])
def test_every_format_is_named(name):
    assert f"| `{name}` |" in read("docs/formats.md")


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_notice_is_named(code):
    assert f"`{code}`" in read("docs/search.md")


def served_problems():
    """The problem types that the API can answer with."""
    kinds = [*STATUSES]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return sorted({kind.problem for kind in kinds} - NOT_SERVED)


NOT_SERVED = {"bad-task", "unknown-format", "conflict", "unavailable"}
"""What only commands say, and what is never raised itself."""


@pytest.mark.parametrize("problem", served_problems())
def test_every_problem_that_the_api_answers_with_is_named(problem):
    assert f"`{problem}`" in read("docs/search.md")


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"`?zhiqiao ([a-z]+)", "".join(read(one) for one in map(str, DOCUMENTS)))))
)
def test_no_document_names_a_command_that_is_not_there(command):
    assert command in typer.main.get_group(app).commands


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document):
    targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8"))
    missing = [target for target in targets if not (document.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("name", [one.name for one in BENCHMARKS])
def test_every_benchmark_is_there(name):
    assert (ROOT / "benchmarks" / f"{name}.py").is_file()


def test_no_document_names_a_benchmark_that_is_not_there():
    named = set(re.findall(r"python -m benchmarks ([a-z_]+)", "".join(path.read_text("utf-8") for path in DOCUMENTS)))
    assert named <= {one.name for one in BENCHMARKS}
