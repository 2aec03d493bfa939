"""The command's own behaviour: help, quick start, exit codes, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.product.arrow import Rows
from pipeline.settings import Settings
from pipeline.words.schema import TABLE

RUNNER = CliRunner()
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]
ADDRESS = "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2017/gwent/effectiveness/"
PAGE = next((Path(__file__).parents[2] / "raw" / "originals").glob("2b/*.txt"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = RUNNER.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.stdout) > 100


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pipeline.cli import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print([m for m in ('prefect', 'pandas', 'pyarrow', 'bs4', 'pdfplumber', 'pydantic') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_read_prints_a_tree_without_any_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUNNER.invoke(app, ["read", str(PAGE)])
    assert result.exit_code == 0
    assert "pillar_page, gwent, 2017, effectiveness, rendering A" in result.stdout
    lines = {line.strip(): len(line) - len(line.lstrip()) for line in result.stdout.splitlines()}
    indents = {line[: line.index("[")]: indent for line, indent in lines.items() if "[" in line}
    parent = next(i for line, i in indents.items() if "The force should improve its overall approach" in line)
    child = next(i for line, i in indents.items() if "clarifying the policy" in line)
    assert child > parent


def test_read_json_gives_the_rows_of_passages(bundled_rows: Rows) -> None:
    address = f"https://web.archive.org/web/20180401000000/{ADDRESS}"
    result = RUNNER.invoke(app, ["read", str(PAGE), "--json", "--url", address])
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["ordinal"] for record in records] == list(range(1, len(records) + 1))
    assert all(list(record) == TABLE["passages"].column_names for record in records)
    published = [row for row in bundled_rows["passages"] if row["document_id"] == records[0]["document_id"]]
    assert published == records


def test_explain_tells_quote_place_and_rule(bundled: Settings) -> None:
    arguments = [
        "explain",
        "gwent-2017-effectiveness",
        "--raw",
        str(bundled.raw),
        "--processed",
        str(bundled.processed),
    ]
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 0
    for words in ("“Requires improvement”", "line 9, passage 5", "rule      label after its title"):
        assert words in result.stdout


def test_explain_of_an_unknown_id(bundled: Settings) -> None:
    result = RUNNER.invoke(app, ["explain", "gwent-1999", "--processed", str(bundled.processed)])
    assert result.exit_code == 2
    assert "gwent-1999" in result.stderr


def test_tables_lists_rows_and_columns(bundled: Settings) -> None:
    result = RUNNER.invoke(app, ["tables", "--processed", str(bundled.processed)])
    assert result.exit_code == 0
    assert "bullets  23 rows" in result.stdout
    assert "grading_id, force_id" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--plain", "--raw", "nowhere"], "peel add"),
        (["tables", "--processed", "nowhere"], "peel run"),
        (["explain", "x", "--processed", "nowhere"], "peel run"),
        (["read", "nowhere.txt"], "no such file"),
        (["read", str(PAGE), "--url", "nowhere"], "nowhere"),
        (["add", "nowhere.txt", "--raw", "r"], "nowhere.txt"),
        (["add", str(PAGE), "--url", "not an address", "--raw", "r"], "address"),
        (["add", str(PAGE), "--captured-at", "yesterday", "--raw", "r"], "2024-05-31"),
    ],
)
def test_what_cannot_run_says_why_and_ends_with_2(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_folders_come_from_the_environment_too(bundled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_PROCESSED", str(bundled.processed))
    assert RUNNER.invoke(app, ["tables"]).exit_code == 0


def test_a_closed_pipe_is_no_failure(bundled: Settings) -> None:
    command = f"{sys.executable} -m pipeline explain gwent-2017-effectiveness | head -n 1"
    environment = os.environ | {"PEEL_RAW": str(bundled.raw), "PEEL_PROCESSED": str(bundled.processed)}
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment, check=True)
    assert result.stdout == "grading gwent-2017-effectiveness\n"
    assert result.stderr == ""


def run_that_meets(event: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    code = (
        "import pipeline.build, sys\nfrom pipeline.cli import main\n"
        f"def meet(*_, **__): raise {event}\n"
        "pipeline.build.plan = meet\n"
        f"sys.argv = ['peel', 'run', '--plain', '--processed', {str(tmp_path)!r}]\nmain()"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_what_nobody_foresaw_is_no_run(tmp_path: Path) -> None:
    """Code 1 says that something was published, or held back by a check."""
    result = run_that_meets("KeyError('unforeseen')", tmp_path)
    assert result.returncode == 2
    assert "KeyError: 'unforeseen'" in result.stderr


def test_an_interrupt_says_that_nothing_is_lost(tmp_path: Path) -> None:
    result = run_that_meets("KeyboardInterrupt", tmp_path)
    assert result.returncode == 130
    assert result.stderr == "Interrupted. What was stored stays; run again to go on.\n"
