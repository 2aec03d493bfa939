"""The README's own examples, run as they stand."""

from __future__ import annotations

import doctest
import os
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.product.arrow import Rows
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def beside_release(bundled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder like the project's after a run."""
    (tmp_path / "processed").symlink_to(bundled.processed, target_is_directory=True)
    (tmp_path / "raw").symlink_to(ROOT / "raw", target_is_directory=True)
    monkeypatch.chdir(tmp_path)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.usefixtures("beside_release")
def test_python_examples_print_what_they_show() -> None:
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks("python")), {}, "README.md", "README.md", 0)
    assert len(examples.examples) >= 6
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples)
    assert result.failed == 0


@pytest.mark.usefixtures("beside_release")
def test_commands_print_what_they_show() -> None:
    sessions = [session for block in blocks("console") for session in re.split(r"^\$ ", block, flags=re.M)[1:]]
    assert sessions
    for session in sessions:
        command, _, expected = session.partition("\n")
        result = CliRunner().invoke(app, shlex.split(command)[1:], env=dict(os.environ))
        assert result.exit_code == 0
        assert result.stdout.strip() == expected.strip()


def test_rows_shown_are_rows_of_the_release(bundled_rows: Rows) -> None:
    shown = re.findall(r"^\| (gwent-\S+) \| (.*?) \| (\S+) \| (\d+) \|$", README, re.MULTILINE)
    assert [
        (row["grading_id"], row["grade"] or "", row["status"], str(row["readings"])) for row in bundled_rows["gradings"]
    ] == [(i, grade.strip(), status, readings) for i, grade, status, readings in shown]
    bullets = re.findall(r"^\| ([\d.]+) \| (\w+) \| (.*?) ?\| (.+) \|$", README, re.MULTILINE)
    assert len(bullets) == 3
    held = {(b["path"], b["kind"], b["lead_in"] or "", b["text"]) for b in bundled_rows["bullets"]}
    assert set(bullets) <= held


def test_every_command_is_in_the_readme() -> None:
    for name in get_command(app).commands:  # type: ignore[attr-defined]
        assert re.search(rf"`peel {name}\b", README), name
