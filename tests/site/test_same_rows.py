"""The same reports by every way in give the same rows; only how and when they were captured differs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline import build
from pipeline.capture.imports import add
from pipeline.capture.scrape import ScrapeOptions, scrape
from pipeline.capture.store import RawStore
from pipeline.capture.targets import Scope
from pipeline.product.arrow import Row, Rows
from pipeline.product.publish import current_release, rows_of_release
from pipeline.settings import Settings
from tests.site.conftest import OPERATOR, QUICK, StillClock, options_for
from tests.standin import ArchiveServer, Resource, SiteServer, resources

GWENT_AND_LINCOLNSHIRE = Scope(
    cycles=frozenset({"2017", "2018-19", "2021-22"}), forces=frozenset({"gwent", "lincolnshire"})
)
SAID = (
    "gradings",
    "grade_history",
    "findings",
    "bullets",
    "evidence",
    "passages",
    "documents",
    "coverage",
    "questions",
)


def rows_of(raw: Path) -> Rows:
    settings = Settings.chosen(raw, raw.parent / "processed")
    build.refresh(settings)
    release = current_release(settings.processed)
    assert release is not None
    return rows_of_release(release)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    raw = tmp_path_factory.mktemp("live") / "raw"
    with SiteServer() as site:
        site.show_version(2)
        options = options_for(site, scope=GWENT_AND_LINCOLNSHIRE)
        scrape(RawStore(raw), options, surroundings=StillClock().surroundings)
    return rows_of(raw)


def timeless(rows: list[Row]) -> list[Row]:
    """The rows less the times of capture, which each way tells as its own."""
    return [{name: value for name, value in row.items() if not name.endswith("captured_at")} for row in rows]


def reports_of(live: Rows) -> list[Resource]:
    held = {capture["canonical_url"] for capture in live["captures"]}
    return [resource for resource in resources(2) if resource.url in held]


def by_warc(live: Rows, folder: Path) -> None:
    warc = folder / "reports.warc.gz"
    with warc.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for report in reports_of(live):
            http = StatusAndHeaders("200 OK", [("Content-Type", report.media_type)], protocol="HTTP/1.1")
            payload = io.BytesIO(report.content)
            writer.write_record(writer.create_warc_record(report.url, "response", payload=payload, http_headers=http))
    add(RawStore(folder / "raw"), [warc])


def by_wacz(live: Rows, folder: Path) -> None:
    (folder / "warc").mkdir()
    by_warc(live, folder / "warc")
    with zipfile.ZipFile(folder / "reports.wacz", "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.write(folder / "warc" / "reports.warc.gz", "archive/data.warc.gz")
    add(RawStore(folder / "raw"), [folder / "reports.wacz"])


def by_memento(live: Rows, folder: Path) -> None:
    with ArchiveServer() as archive:
        options = ScrapeOptions(
            OPERATOR,
            scope=GWENT_AND_LINCOLNSHIRE,
            memento_base=archive.base,
            memento_is_named=True,
            versions=1,
            limits=QUICK,
        )
        scrape(RawStore(folder / "raw"), options, surroundings=StillClock().surroundings)


def saved(live: Rows, folder: Path) -> Path:
    """Pages tell their address by their canonical link, PDFs by the manifest."""
    (folder / "saved").mkdir()
    lines = ["path,url,captured_at"]
    for number, report in enumerate(reports_of(live)):
        ending = "pdf" if report.media_type == "application/pdf" else "html"
        (folder / "saved" / f"{number}.{ending}").write_bytes(report.content)
        if ending == "pdf":
            lines.append(f"{number}.pdf,{report.url},2026-01-05")
    (folder / "saved" / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder / "saved"


def by_folder(live: Rows, folder: Path) -> None:
    add(RawStore(folder / "raw"), [saved(live, folder)])


def by_zip(live: Rows, folder: Path) -> None:
    place = saved(live, folder)
    with zipfile.ZipFile(folder / "saved.zip", "w") as archive:
        for file in sorted(place.iterdir()):
            archive.write(file, f"saved/{file.name}")
    add(RawStore(folder / "raw"), [folder / "saved.zip"])


WAYS: dict[str, Callable[[Rows, Path], None]] = {
    "warc": by_warc,
    "wacz": by_wacz,
    "memento": by_memento,
    "folder": by_folder,
    "zip": by_zip,
}


@pytest.mark.parametrize("way", WAYS)
def test_rows_are_those_of_the_live_scrape(way: str, live: Rows, tmp_path: Path) -> None:
    WAYS[way](live, tmp_path)
    rows = rows_of(tmp_path / "raw")
    assert len(live["gradings"]) > 40
    assert min(len(live[table]) for table in SAID) > 0
    for table in SAID:
        assert timeless(rows[table]) == timeless(live[table]), table
    method = {"wacz": "warc", "folder": "file", "zip": "file"}.get(way, way)
    assert {capture["method"] for capture in rows["captures"]} == {method}
    assert {capture["method"] for capture in live["captures"]} == {"live"}
