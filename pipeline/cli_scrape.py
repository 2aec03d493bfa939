"""The command that asks the site, a mirror of it or a web archive for reports."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli_shared import Exit, RawOption, fail, settings_of

app = typer.Typer()


@app.command()
def scrape(
    cycle: Annotated[list[str] | None, typer.Option(help="Only this cycle, such as 2018-19. May be repeated.")] = None,
    force: Annotated[list[str] | None, typer.Option(help="Only this force, such as kent. May be repeated.")] = None,
    since: Annotated[str | None, typer.Option(help="Only what changed since this date, ISO.")] = None,
    site: Annotated[
        list[str] | None,
        typer.Option(help="Base address to ask instead of the site: BASE or BASE=ORIGINAL. May be repeated."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", help="memento for the UK Government Web Archive, or a Memento server's base address."),
    ] = None,
    delay: Annotated[float, typer.Option(help="Seconds between two requests to one host.", min=0)] = 5.0,
    contact: Annotated[
        str | None, typer.Option(help="How the site's owner reaches you: e-mail or web address. [env: PEEL_CONTACT]")
    ] = None,
    raw: RawOption = None,
) -> None:
    """Fetch what is new or changed into the raw store: slowly, by robots.txt, and only until the site says no."""
    from pipeline.capture.scrape import scrape as run_scrape
    from pipeline.capture.store import RawStore, StoreError
    from pipeline.console import scrape_progress
    from pipeline.scraping import options_of, outcome_lines, went_well

    settings = settings_of(raw, None)
    if contact:
        settings = settings.model_copy(update={"contact": contact})
    try:
        options = options_of(
            settings,
            cycles=cycle or (),
            forces=force or (),
            since=since,
            sites=site or (),
            delay=delay,
            source=source,
        )
        with scrape_progress() as progress:
            summary = run_scrape(RawStore(settings.raw), options, progress)
    except (ValueError, StoreError) as error:
        fail(str(error))
    for line in outcome_lines(summary):
        typer.echo(line)
    raise typer.Exit(Exit.WELL if went_well(summary) else Exit.ERRORS)
