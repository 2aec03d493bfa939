"""The commands about what is published: list, compare, export, go back, tidy up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_shared import Exit, ProcessedOption, RawOption, fail, settings_of

if TYPE_CHECKING:
    from pipeline.product.publish import Release

app = typer.Typer()


@app.command()
def tables(processed: ProcessedOption = None) -> None:
    """List the published tables with their rows and columns."""
    from pipeline.words.schema import TABLES

    settings = settings_of(None, processed)
    release = _current(settings.processed)
    typer.echo(f"Release {release.version} in {settings.processed / 'current'}")
    for table in TABLES:
        typer.echo(f"\n{table.name}  {release.rows(table.name):,} rows, one per {table.row}")
        typer.echo(f"  {', '.join(table.column_names)}")


@app.command()
def status(raw: RawOption = None, processed: ProcessedOption = None) -> None:
    """Say which documents a run would read or interpret again, and why."""
    from pipeline.build import RunError, plan, table_reasons
    from pipeline.product.publish import current_release, kept_draft

    settings = settings_of(raw, processed)
    try:
        planned = plan(settings)
    except RunError as error:
        fail(str(error))
    for work in planned.works:
        if work.stale_because:
            what = "read" if work.document.document_id in planned.to_read else "interpreted"
            typer.echo(f"stale: {work.document.name}: {work.stale_because}; will be {what}")
    typer.echo(f"{len(planned.stale)} of {len(planned.works)} documents are stale.")
    reasons = table_reasons(settings, planned)
    typer.echo(f"The tables will be made again: {', '.join(reasons)}." if reasons else "The tables are up to date.")
    release = current_release(settings.processed)
    typer.echo(f"Current release: {release.version}" if release else "No release is current.")
    if draft := kept_draft(settings.processed):
        typer.echo(f"A required check held the last run back; its draft is in {draft}.")


@app.command()
def releases(processed: ProcessedOption = None) -> None:
    """List all releases, oldest first, with the tables that each has others of than the one above."""
    from pipeline.product.changes import other_tables
    from pipeline.product.publish import current_release
    from pipeline.product.publish import releases as all_releases

    settings = settings_of(None, processed)
    current, above = current_release(settings.processed), None
    found = all_releases(settings.processed)
    if not found:
        typer.echo(f"No release in {settings.processed}.", err=True)
    for release in found:
        mark = "*" if current is not None and release.version == current.version else " "
        rows = {name: release.rows(name) for name in ("documents", "gradings", "findings", "bullets")}
        typer.echo(f"{mark} {release.version}  {', '.join(f'{count:,} {name}' for name, count in rows.items())}")
        if above is not None:
            others = [other.name for other in other_tables(above.tables, release.tables)]
            typer.echo(f"    differs in {', '.join(others) or 'nothing'}")
        above = release


@app.command()
def rollback(
    version: Annotated[str, typer.Argument(help="The release to go back to; see peel releases.")],
    processed: ProcessedOption = None,
) -> None:
    """Make an older release the current one again. Newer ones stay, and are not published a second time."""
    from pipeline.product.draft import PublishError
    from pipeline.product.upkeep import alone, roll_back

    settings = settings_of(None, processed)
    try:
        with alone(settings.processed, settings.lock_seconds):
            release = roll_back(settings.processed, version)
    except PublishError as error:
        fail(str(error))
    typer.echo(
        f"Current release: {release.version}. A run publishes again once it finds something that no newer release says."
    )


@app.command()
def prune(
    keep: Annotated[int, typer.Option(help="How many of the newest releases stay.", min=1)],
    processed: ProcessedOption = None,
) -> None:
    """Delete old releases; the current one always stays."""
    from pipeline.product.draft import PublishError
    from pipeline.product.publish import version_folders
    from pipeline.product.upkeep import alone
    from pipeline.product.upkeep import prune as prune_releases

    settings = settings_of(None, processed)
    try:
        with alone(settings.processed, settings.lock_seconds):
            deleted = prune_releases(settings.processed, keep)
    except PublishError as error:
        fail(str(error))
    for version in deleted:
        typer.echo(f"deleted {version}")
    typer.echo(f"{len(deleted)} deleted, {len(version_folders(settings.processed))} kept.")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A release, by version.", metavar="A")],
    after: Annotated[str, typer.Argument(help="A release, by version.", metavar="B")],
    processed: ProcessedOption = None,
) -> None:
    """Show what changed in meaning between two releases."""
    from pipeline.product.changes import COMPARED, changes_between, other_tables
    from pipeline.product.notes import changes_note
    from pipeline.product.publish import is_whole, rows_of_release
    from pipeline.product.publish import releases as all_releases

    settings = settings_of(None, processed)
    known = {release.version: release for release in all_releases(settings.processed)}
    for version in (before, after):
        if version not in known:
            fail(f"There is no release {version} in {settings.processed}; there are: {', '.join(known) or 'none'}.")
        if not is_whole(known[version]):
            fail(f"Release {version} in {settings.processed} is damaged and cannot be compared.")
    old, new = (rows_of_release(known[version], COMPARED) for version in (before, after))
    others = other_tables(known[before].tables, known[after].tables)
    changes = {"changes": changes_between(old, new)}
    typer.echo(changes_note(old, new | changes, after, before, others, limit=0), nl=False)


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", help="csv, xlsx, duckdb or sqlite.")],
    to: Annotated[Path | None, typer.Option(help="Folder for csv, else file. [default: peel-VERSION…]")] = None,
    processed: ProcessedOption = None,
) -> None:
    """Write the current release in another form."""
    from pipeline.product.export import ExportError, Format
    from pipeline.product.export import export as write

    settings = settings_of(None, processed)
    if form not in list(Format):
        fail(f"There is no format {form!r}; there are {', '.join(Format)}.")
    release = _current(settings.processed)
    suffix = "" if form == Format.CSV else f".{form}"
    try:
        written = write(release, Format(form), to or Path(f"peel-{release.version}{suffix}"))
    except ExportError as error:
        fail(str(error))
    for path in written:
        typer.echo(path)


@app.command()
def verify(raw: RawOption = None, processed: ProcessedOption = None) -> None:
    """Read every original and every file of all releases again and compare them with their hashes."""
    from pipeline import build
    from pipeline.capture.store import RawStore
    from pipeline.product.publish import version_folders

    settings = settings_of(raw, processed)
    try:
        damage = build.verify(settings)
    except build.RunError as error:
        fail(str(error))
    for message in damage:
        typer.echo(message)
    held = len(RawStore(settings.raw).captures()), len(version_folders(settings.processed))
    typer.echo(f"{held[0]} captures, {held[1]} releases, {len(damage)} damages found.")
    raise typer.Exit(Exit.ERRORS if damage else Exit.WELL)


def _current(processed: Path) -> Release:
    from pipeline.product.publish import current_release

    release = current_release(processed)
    if release is None:
        fail(f"No release in {processed}. Make one with peel run.")
    return release
