"""The same reports by every way in: the same bytes under the same canonical addresses, told apart by method."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.capture.crawl import Found
from pipeline.capture.imports import add
from pipeline.capture.scrape import ScrapeOptions, ScrapeSummary, scrape
from pipeline.capture.store import RawStore
from pipeline.capture.targets import Scope
from pipeline.words.model import CaptureMethod
from tests.site.conftest import OPERATOR, QUICK, StillClock
from tests.standin import ArchiveServer, Resource, SiteServer, faults, resources

Scrape = Callable[..., ScrapeSummary]

GWENT = Scope(forces=frozenset({"gwent"}))


def told(store: RawStore) -> dict[str, str]:
    return {capture.canonical_url or "": capture.sha256 for capture in store.captures()}


@pytest.fixture
def live(site: SiteServer, store: RawStore, scraped: Scrape) -> dict[str, str]:
    site.show_version(2)
    scraped(scope=GWENT)
    return told(store)


@pytest.fixture
def reports(live: dict[str, str]) -> list[Resource]:
    return [resource for resource in resources(2) if resource.url in live]


def warc_of(reports: list[Resource]) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for report in reports:
        length = str(len(report.content))
        headers = [("Content-Type", report.media_type), ("Content-Length", length)]
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        # As a crawl of the old host would name it.
        old = "http://www.justiceinspectorates.gov.uk/hmicfrs/"
        url = report.url.replace("https://hmicfrs.justiceinspectorates.gov.uk/", old)
        payload = io.BytesIO(report.content)
        writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=http))
    return out.getvalue()


def test_warc_and_wacz(tmp_path: Path, live: dict[str, str], reports: list[Resource]) -> None:
    assert len(reports) == len(live)
    warc = tmp_path / "a.warc.gz"
    warc.write_bytes(warc_of(reports))
    wacz = tmp_path / "a.wacz"
    with zipfile.ZipFile(wacz, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.write(warc, "archive/data.warc.gz")
    for path in (warc, wacz):
        other = RawStore(tmp_path / path.suffix)
        add(other, [path])
        assert told(other) == live
        assert {capture.method for capture in other.captures()} == {CaptureMethod.WARC}


def test_saved_folder_with_manifest(tmp_path: Path, live: dict[str, str], reports: list[Resource]) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    lines = ["path,url,captured_at"]
    for number, report in enumerate(reports):
        # Pages tell their address by their canonical link, PDFs need the manifest.
        ending = "pdf" if report.media_type == "application/pdf" else "html"
        (folder / f"{number}.{ending}").write_bytes(report.content)
        if ending == "pdf":
            lines.append(f"{number}.pdf,{report.url},2024-01-05")
    (folder / "list.csv").write_text("\n".join(lines))
    other = RawStore(tmp_path / "other")
    summary = add(other, [folder])
    assert summary.refused == ()
    assert told(other) == live
    assert {capture.method for capture in other.captures()} == {CaptureMethod.FILE}


def test_memento(tmp_path: Path, live: dict[str, str]) -> None:
    other = RawStore(tmp_path / "other")
    with ArchiveServer() as archive:
        options = archive_options(archive, versions=1)
        summary = scrape(other, options, surroundings=StillClock().surroundings)
        assert told(other) == live
        assert {capture.method for capture in other.captures()} == {CaptureMethod.MEMENTO}
        assert summary.found == len(live)
        pages = [path for path in archive.paths() if "id_/" in path]
        assert len(pages) == len(set(pages))
        captures = other.captures()
        again = scrape(other, options, surroundings=StillClock().surroundings)
        assert other.captures() == captures
        assert again.found == summary.found
        documents = [p for p in archive.paths() if "id_/" in p and p.removeprefix("/ukgwa/") in _held(other)]
        assert len(documents) == len(set(documents))


def _held(store: RawStore) -> set[str]:
    return {(capture.archive_url or "").partition("/ukgwa/")[2] for capture in store.captures()}


def archive_options(archive: ArchiveServer, versions: int, scope: Scope = GWENT) -> ScrapeOptions:
    return ScrapeOptions(
        OPERATOR,
        scope=scope,
        memento_base=archive.base,
        memento_is_named=True,
        versions=versions,
        limits=QUICK,
    )


def test_memento_takes_older_versions_too(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    scope = Scope(forces=frozenset({"cumbria"}), cycles=frozenset({"2017"}))
    with ArchiveServer() as archive:
        scrape(store, archive_options(archive, 0, scope), surroundings=StillClock().surroundings)
    page = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/cumbria/effectiveness/"
    versions = [capture for capture in store.captures() if capture.canonical_url == page]
    assert [capture.captured_at.year for capture in versions if capture.captured_at] == [2018, 2024]
    assert len({capture.sha256 for capture in versions}) == 2
    assert "www.justiceinspectorates.gov.uk/hmicfrs/" in (versions[0].url or "")
    assert (versions[0].archive_url or "").startswith(archive.base + "20180410093000id_/http")


def test_an_archived_refusal_is_no_page_and_no_stop(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    page = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/hertfordshire/"
    with ArchiveServer() as archive:
        told = {"Memento-Datetime": "Fri, 05 Jan 2024 12:00:00 GMT"}
        archive.faults[f"/ukgwa/{archive.NEW}id_/{page}"] = faults.status(403, told)
        archive.faults[f"/ukgwa/{archive.NEW}id_/{page}effectiveness/"] = faults.status(
            302, {**told, "Location": f"{archive.base}20231231000000id_/{page}effectiveness/"}
        )
        scope = Scope(forces=frozenset({"hertfordshire"}), cycles=frozenset({"2017"}))
        summary = scrape(store, archive_options(archive, 1, scope), surroundings=StillClock().surroundings)
    assert summary.stopped == ()
    assert page not in told_urls(store)


def told_urls(store: RawStore) -> set[str]:
    return {capture.canonical_url or "" for capture in store.captures()}


def test_an_archive_that_says_stop_is_left_alone(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    with ArchiveServer() as archive:
        home = "https://hmicfrs.justiceinspectorates.gov.uk/"
        archive.faults[f"/ukgwa/timemap/link/{home}"] = faults.status(429)
        summary = scrape(store, archive_options(archive, 1), surroundings=StillClock().surroundings)
        assert len(archive.log) == 2
    assert len(summary.stopped) == 1
    assert summary.count(Found.BLOCKED) == 1
    assert summary.left > 1


def test_an_archive_whose_robots_txt_forbids_is_not_asked(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    with ArchiveServer() as archive:
        rules = b"User-agent: *\nDisallow: /\n"
        archive.faults["/robots.txt"] = faults.status(200, {"Content-Type": "text/plain"}, rules)
        summary = scrape(store, archive_options(archive, 1), surroundings=StillClock().surroundings)
        assert len(archive.log) == 1
    assert {outcome.found for outcome in summary.outcomes} == {Found.REFUSED}
