"""What all commands share: options, exit codes, and how they fail."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from pipeline.settings import Settings

RawOption = Annotated[Path | None, typer.Option("--raw", help="Folder of the raw store. [env: PEEL_RAW; default: raw]")]
ProcessedOption = Annotated[
    Path | None,
    typer.Option("--processed", help="Folder of releases. [env: PEEL_PROCESSED; default: processed]"),
]


class Exit(IntEnum):
    """Exit codes of all commands."""

    WELL = 0
    ERRORS = 1
    """Done, with errors among the problems, or not published because a check failed."""
    FAILED = 2
    """Could not run."""
    INTERRUPTED = 130
    """Ctrl-C, as shells tell it."""


def settings_of(raw: Path | None, processed: Path | None) -> Settings:
    """The settings with the folders of the options; ends the command if the environment holds an invalid one."""
    from pydantic import ValidationError

    from pipeline.settings import Settings

    try:
        return Settings.chosen(raw, processed)
    except ValidationError as error:
        fail(f"A setting from the environment is not valid: {error}")


def fail(message: str) -> NoReturn:
    """End the command: it could not run."""
    typer.echo(f"peel: {message}", err=True)
    raise typer.Exit(Exit.FAILED)
