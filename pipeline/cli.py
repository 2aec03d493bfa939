"""The command ``peel``. Heavy packages are imported inside the commands that use them, so that help is quick."""

from __future__ import annotations

import json
import sys
import traceback
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import cli_releases, cli_scrape
from pipeline.cli_shared import Exit, ProcessedOption, RawOption, fail, settings_of

if TYPE_CHECKING:
    from pipeline.build import Outcome
    from pipeline.capture.imported import Imported
    from pipeline.capture.store import RawStore
    from pipeline.settings import Settings

app = typer.Typer(
    name="peel",
    help="PEEL reports of the police inspectorate as tables: gradings, areas for improvement, every bullet.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_scrape.app)
app.add_typer(cli_releases.app)


def main() -> None:
    """Entry point of the installed command. An interrupt or a closed pipe ends it without a trace."""
    import os
    import signal

    # Arrow's own allocators keep what they once had: a run over many documents would need twice the memory.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    # A stop from outside must run the same clean-up as Ctrl-C, or children would be left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except (KeyboardInterrupt, SystemExit) as end:
        # Typer makes an exit of an interrupt, without a word.
        if isinstance(end, SystemExit) and end.code != Exit.INTERRUPTED:
            raise
        typer.echo("Interrupted. What was stored stays; run again to go on.", err=True)
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception:
        # Nobody foresaw it: the trace is for us. Python's own exit code would say that something was published.
        traceback.print_exc()
        sys.exit(Exit.FAILED)


@app.command()
def run(
    raw: RawOption = None,
    processed: ProcessedOption = None,
    plain: Annotated[bool, typer.Option("--plain", help="Do the same work without Prefect.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Read all documents again, not only what is new or stale.")
    ] = False,
) -> None:
    """Read what is new in the raw store and publish the tables."""
    from pipeline.build import RunError
    from pipeline.capture.store import StoreError
    from pipeline.console import print_outcome
    from pipeline.prefect_home import PrefectUnavailable
    from pipeline.product.draft import PublishError
    from pipeline.workers import WorkersLost

    settings = settings_of(raw, processed)
    try:
        outcome = _run_plain(settings, everything) if plain else _run_flow(settings, everything)
    except (RunError, PublishError, StoreError, PrefectUnavailable, WorkersLost) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error}. Nothing was published; the current release is as it was.")
    print_outcome(outcome, settings)
    raise typer.Exit(outcome.exit_code)


def _run_plain(settings: Settings, everything: bool) -> Outcome:
    from pipeline import build
    from pipeline.console import progress
    from pipeline.progress import tell

    with progress(), build.only_run(settings):
        planned = build.plan(settings, everything=everything)
        tell("reading", 0, len(planned.stale))
        for done, _ in enumerate(build.extract(settings, planned, planned.stale), start=1):
            tell("reading", done, len(planned.stale))
        return build.finish(settings, planned)


def _run_flow(settings: Settings, everything: bool) -> Outcome:
    from pipeline import build
    from pipeline.console import progress
    from pipeline.extraction import work_folder
    from pipeline.prefect_home import configured_server, prefect_api

    build.plan(settings)  # A missing raw store is told at once, not after a server has started.
    if configured_server() is None:
        typer.echo("Starting Prefect for this run (10 to 30 seconds; --plain runs without it) ...", err=True)
    with prefect_api(work_folder(settings.processed) / "prefect"), progress():
        from pipeline.flows import refresh

        return refresh(str(settings.raw), str(settings.processed), everything)


@app.command()
def serve() -> None:
    """Serve the scheduled flows from this process: weekly scrape, refresh by hand, nightly check. Needs a server."""
    import httpx

    from pipeline.prefect_home import configured_server

    server = configured_server()
    if server is None:
        fail(
            "Schedules need a Prefect server: start one (prefect server start) and set PREFECT_API_URL to its address."
        )
    from pipeline.serving import serve_all

    try:
        serve_all()
    except httpx.HTTPError as error:
        fail(_no_server(server, error))


@app.command()
def watch() -> None:
    """Let the Prefect server itself tell PEEL_NOTIFY_URL of runs that do not start, or end without a word."""
    import httpx

    from pipeline.prefect_home import configured_server

    server, notify_url = configured_server(), settings_of(None, None).notify_url
    if server is None:
        fail("The server is what watches: set PREFECT_API_URL to its address.")
    if notify_url is None:
        fail("Set PEEL_NOTIFY_URL to the web address that is to be told.")
    from pipeline.watching import watch as watch_runs

    try:
        names = watch_runs(notify_url)
    except httpx.HTTPError as error:
        fail(_no_server(server, error))
    for name in names:
        typer.echo(f"the server watches: {name}")
    typer.echo("Its page Automations shows, pauses and deletes them.")


def _no_server(address: str, error: Exception) -> str:
    return f"{address}: {error}. Is this the address of a Prefect server, and is it there?"


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders to add.", metavar="PATH...")],
    url: Annotated[str | None, typer.Option(help="Address that the file was saved from.")] = None,
    captured_at: Annotated[
        str | None, typer.Option(help="When it was saved, ISO 8601, UTC unless it says otherwise.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="A remark for the ledger.")] = None,
    raw: RawOption = None,
) -> None:
    """Add saved files to the raw store: originals untouched, each capture a line of the ledger."""
    from pipeline.capture.imports import imports_of
    from pipeline.capture.store import RawStore, StoreError
    from pipeline.words.addresses import canonical_url

    settings = settings_of(raw, None)
    try:
        if url is not None:
            canonical_url(url)
        moment = _moment(captured_at)
    except ValueError as error:
        fail(str(error))
    store = RawStore(settings.raw)
    counts: Counter[str] = Counter()
    for path in paths:
        try:
            for found in imports_of(path, url, moment):
                counts[_put(store, found, note)] += 1
        except (OSError, StoreError) as error:
            counts["failed"] += 1
            typer.echo(f"not added: {error}", err=True)
    typer.echo(
        f"{counts['added']} added, {counts['already there']} already there, {counts['refused']} refused, in "
        f"{settings.raw}. Next: peel run"
    )
    bad = counts["failed"] + counts["refused"]
    taken = counts["added"] + counts["already there"]
    raise typer.Exit(Exit.WELL if not bad else Exit.ERRORS if taken else Exit.FAILED)


def _put(store: RawStore, found: Imported, note: str | None) -> str:
    """Put one finding of an import into the store and say so. Returns what became of it."""
    from pipeline.capture.imported import Refusal

    if isinstance(found, Refusal):
        if not found.on_purpose:
            typer.echo(f"not added: {found.place}: {found.message}", err=True)
        return "left out" if found.on_purpose else "refused"
    capture, fresh = store.put(found.content, replace(found.facts, note=note or found.facts.note))
    state = "added" if fresh else "already there"
    typer.echo(f"{state}: {found.place} as {capture.capture_id} ({capture.media_type}, {capture.bytes:,} bytes)")
    return state


@app.command("read")
def read_path(
    path: Annotated[Path, typer.Argument(help="A report as text, HTML or PDF.")],
    url: Annotated[str | None, typer.Option(help="Address that the file was saved from.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One passage a line, as JSON.")] = False,
) -> None:
    """Print the passages of one file as an indented tree, with what claims each. Needs no raw store."""
    from pipeline.explain import passage_lines, passage_records, read_file
    from pipeline.extraction import limits_of

    if not path.is_file():
        fail(f"{path}: no such file")
    try:
        reading = read_file(path, url, limits_of(settings_of(None, None)))
    except (ValueError, OSError) as error:
        fail(str(error))
    lines = map(_json, passage_records(reading)) if as_json else passage_lines(reading)
    for line in lines:
        typer.echo(line)
    problems = reading.interpretation.problems
    for problem in problems:
        typer.echo(f"{problem.severity}: {path.name}: {problem.message}", err=True)
    raise typer.Exit(Exit.ERRORS if any(p.severity == "error" for p in problems) else Exit.WELL)


@app.command()
def explain(
    row_id: Annotated[str, typer.Argument(help="Id of a grading, finding or bullet.", metavar="ID")],
    image: Annotated[
        Path | None, typer.Option(help="Write the page of the PDF it was read from, with the place outlined, as PNG.")
    ] = None,
    raw: RawOption = None,
    processed: ProcessedOption = None,
) -> None:
    """Show where a grading, finding or bullet was read: the quote, its place, the rule that read it."""
    from pipeline.explain import NotFound, explanation, picture

    settings = settings_of(raw, processed)
    try:
        lines = explanation(settings, row_id)
        drawn = picture(settings, row_id) if image is not None else b""
        if image is not None:
            image.write_bytes(drawn)
    except (NotFound, OSError) as error:
        fail(str(error))
    for line in lines:
        typer.echo(line)
    if image is not None:
        typer.echo(f"\npicture written to {image}")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time; write it like 2024-05-31 or 2024-05-31T10:30:00Z") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _json(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)
