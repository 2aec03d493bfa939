"""Saved files of every kind give captures with the address and time that they tell, or a refusal."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.capture.imports import Import, Refusal, add, imports_of
from pipeline.capture.store import RawStore
from pipeline.words.addresses import mirror
from pipeline.words.model import CaptureMethod

PAGE = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/cumbria/effectiveness/"
PDF_PAGE = "https://assets-hmicfrs.justiceinspectorates.gov.uk/uploads/Cumbria.pdf"
HTML = b"<!doctype html><html><head><title>Cumbria PEEL 2017</title></head><body><p>Made up.</p></body></html>"
CANONICAL = HTML.replace(b"<title>", f'<link rel="canonical" href="{PAGE}"><title>'.encode())
PDF = b"%PDF-1.4\n%made up\n"
SCRIPT_TIME = "Thu Mar 22 2018 11:30:00 GMT+0100 (Central European Standard Time)"
TIME = datetime(2018, 3, 22, 10, 30, tzinfo=UTC)


def only(path: Path, **options: object) -> Import:
    found = list(imports_of(path, **options))  # type: ignore[arg-type]
    assert len(found) == 1
    assert isinstance(found[0], Import), found[0]
    return found[0]


def refusal(path: Path, **options: object) -> Refusal:
    found = list(imports_of(path, **options))  # type: ignore[arg-type]
    assert len(found) == 1
    assert isinstance(found[0], Refusal)
    return found[0]


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    path.write_bytes(zip_bytes(members))
    return path


def zip_bytes(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("head", "url", "time"),
    [
        (f'<link rel="canonical" href="{PAGE}">', PAGE, None),
        (f'<meta property="og:url" content="{PAGE}">', PAGE, None),
        (f"<!-- saved from url=(0081){PAGE} -->", PAGE, None),
        ("<!-- saved from url=(0014)about:internet -->", None, None),
        (
            f"<!--\n Page saved with SingleFile \n url: {PAGE} \n saved date: {SCRIPT_TIME}\n-->",
            PAGE,
            TIME,
        ),
        (
            f'<link rel="canonical" href="https://web.archive.org/web/20180322103000/{PAGE}">',
            PAGE,
            TIME,
        ),
        (f'<!-- saved from url=(0081){PAGE} --><link rel="canonical" href="../efficiency/">', None, None),
        ('<link rel="canonical" href="/peel-assessments/">', None, None),
        ("", None, None),
    ],
)
def test_a_page_saved_by_a_browser_tells_its_address(
    tmp_path: Path, head: str, url: str | None, time: datetime | None
) -> None:
    if "../efficiency/" in head:
        url = PAGE.replace("effectiveness", "efficiency")
    found = only(written(tmp_path / "Cumbria.html", HTML.replace(b"<title>", head.encode() + b"<title>")))
    assert (found.facts.url, found.facts.captured_at) == (url, time)
    assert found.facts.method is CaptureMethod.FILE
    assert found.facts.media_type == "text/html"


def test_mhtml_gives_its_page_with_address_and_time(tmp_path: Path) -> None:
    text = (
        "From: <Saved by Blink>\r\n"
        f"Snapshot-Content-Location: {PAGE}\r\n"
        "Subject: Cumbria\r\nDate: Thu, 22 Mar 2018 10:30:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n'
        f"----b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: {PAGE}"
        "\r\n\r\n<html><body>Made up =E2=80=99 page=\r\n s</body></html>\r\n----b\r\n"
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n----b--\r\n"
    )
    found = only(written(tmp_path / "page.mhtml", text.encode()))
    assert found.content == "<html><body>Made up ’ page s</body></html>".encode()
    assert (found.facts.url, found.facts.captured_at) == (PAGE, TIME)


def test_the_folder_that_a_browser_saves_beside_a_page_belongs_to_it(tmp_path: Path) -> None:
    written(tmp_path / "Cumbria.html", CANONICAL)
    written(tmp_path / "Cumbria_files" / "frame.html", HTML)
    written(tmp_path / "Cumbria_files" / "style.css", b"p {}")
    assert only(tmp_path).path.name == "Cumbria.html"


def test_a_text_capture_tells_nothing_and_its_file_date_is_no_time(tmp_path: Path) -> None:
    facts = only(written(tmp_path / "page.txt", b"Cumbria PEEL 2017\n")).facts
    assert (facts.url, facts.captured_at, facts.media_type) == (None, None, "text/plain")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-be"])
def test_a_page_of_wide_characters_is_a_page(tmp_path: Path, encoding: str) -> None:
    page = "<!DOCTYPE html><html><body><p>The force’s plan</p></body></html>".encode(encoding)
    assert only(written(tmp_path / "page.html", page)).facts.media_type == "text/html"


def test_an_archive_address_gives_original_and_time(tmp_path: Path) -> None:
    archive = f"https://webarchive.nationalarchives.gov.uk/ukgwa/20180322103000/{PAGE}"
    facts = only(written(tmp_path / "page.txt", b"Cumbria"), url=archive).facts
    assert (facts.url, facts.captured_at, facts.archive_url) == (PAGE, TIME, archive)


def test_an_address_that_is_none_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="absolute"):
        list(imports_of(written(tmp_path / "page.txt", b"x"), url="cumbria"))


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(imports_of(tmp_path / "no"))


MANIFEST = f"path,url,captured_at\ncumbria.pdf,{PDF_PAGE},2018-03-22T11:30:00+01:00\ntext/page.capture,{PAGE},\n"


def test_a_manifest_tells_about_files_beside_it(tmp_path: Path) -> None:
    written(tmp_path / "cumbria.pdf", PDF)
    written(tmp_path / "text" / "page.capture", b"Cumbria PEEL 2017")
    written(tmp_path / "other.txt", b"not listed")
    manifest = written(tmp_path / "list.csv", b"\xef\xbb\xbf" + MANIFEST.encode())
    listed = [f.facts for f in imports_of(manifest) if isinstance(f, Import)]
    assert [(f.url, f.captured_at) for f in listed] == [(PDF_PAGE, TIME), (PAGE, None)]
    folder = [f.facts for f in imports_of(tmp_path) if isinstance(f, Import)]
    assert [(f.url, f.captured_at) for f in folder] == [(PDF_PAGE, TIME), (None, None), (PAGE, None)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("no.pdf,,", "no file 'no.pdf'"),
        ("cumbria.pdf,cumbria,", "not an absolute"),
        (f"cumbria.pdf,{PDF_PAGE},22/03/2018", "'22/03/2018' is no date"),
        (",,", "path is empty"),
    ],
)
def test_a_wrong_row_of_a_manifest_is_refused_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    written(tmp_path / "cumbria.pdf", PDF)
    found = refusal(written(tmp_path / "list.csv", f"path,url,captured_at\n{row}\n".encode()))
    assert says in found.message
    assert "Line 2" in found.message


def test_a_zip_gives_what_its_folder_gives(tmp_path: Path) -> None:
    members = {
        "saved/Cumbria.html": CANONICAL,
        "saved/Cumbria_files/x.html": HTML,
        "saved/cumbria.pdf": PDF,
        "saved/text/page.capture": b"Cumbria PEEL 2017",
        "saved/list.csv": MANIFEST.encode(),
    }
    for name, content in members.items():
        written(tmp_path / "folder" / name, content)
    archive = zipped(tmp_path / "saved.zip", members | {"__MACOSX/saved/._x": b"\0", ".DS_Store": b"\0"})
    nested = zipped(tmp_path / "nested.zip", {"inner/saved.zip": archive.read_bytes()})
    store = RawStore(tmp_path / "raw")
    first = add(store, [tmp_path / "folder"])
    assert (len(first.added), first.refused) == (3, ())
    for other in (archive, nested, tmp_path / "folder"):
        again = add(store, [other])
        assert (len(again.added), len(again.known), again.refused) == (0, 3, ())


def test_a_mirrored_folder_tells_addresses_by_its_names(tmp_path: Path) -> None:
    written(tmp_path / "assets-hmicfrs.justiceinspectorates.gov.uk" / "uploads" / "Cumbria.pdf", PDF)
    assert only(tmp_path).facts.url == PDF_PAGE
    page = tmp_path / "x" / "hmicfrs.justiceinspectorates.gov.uk" / "peel-reports" / "kent-2021-22" / "index.html"
    written(page, HTML)
    assert only(tmp_path / "x").facts.url == "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/kent-2021-22/"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\0", "a PNG picture"),
        ("a.bin", b"\0\1\2", "unknown kind"),
        ("a.dat", b" \n", "empty"),
        ("a.gz", gzip.compress(b"no WARC"), "a gzip file"),
        ("a.zip", b"PK\x03\x04 cut off", "cannot be read"),
        ("a.docx", zip_bytes({"[Content_Types].xml": b"<x/>"}), "Word or Excel"),
        (
            "a.mhtml",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n",
            "without",
        ),
        ("a.css", b"p { color: red }", "ends in .css"),
        ("a.csv", b"name,value\n1,2\n", "ends in .csv"),
    ],
)
def test_an_unknown_file_is_refused_and_the_others_are_read(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    written(tmp_path / name, content)
    written(tmp_path / "good.html", CANONICAL)
    found = list(imports_of(tmp_path))
    (refused,) = [f for f in found if isinstance(f, Refusal)]
    assert says in refused.message
    assert name in refused.place
    assert len(found) == 2


def test_zips_are_opened_only_so_deep(tmp_path: Path) -> None:
    content = zip_bytes({"page.txt": b"deep"})
    for _ in range(3):
        content = zip_bytes({"inner.zip": content})
    assert "deep" in refusal(written(tmp_path / "a.zip", content)).message


def test_a_member_that_unfolds_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.capture.imports.CAPTURE_LIMIT", 1_000_000)
    assert "larger" in refusal(zipped(tmp_path / "bomb.zip", {"a.txt": b"a" * 5_000_000})).message


def record(
    url: str = PAGE,
    body: bytes = HTML,
    status: str = "200 OK",
    kind: str = "response",
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"), ("ETag", '"7"')),
) -> Callable[[WARCWriter], None]:
    def write(writer: WARCWriter) -> None:
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind == "response" else None
        made = writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_content_type="" if http else "text/html",
            warc_headers_dict={"WARC-Date": "2018-03-22T10:30:00Z"},
        )
        writer.write_record(made)

    return write


def warc(*records: Callable[[WARCWriter], None], compressed: bool = True) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    writer.write_record(writer.create_warcinfo_record("made-up.warc", {"software": "tests"}))
    for write in records:
        write(writer)
    return out.getvalue()


@pytest.mark.parametrize("compressed", [True, False])
def test_warc_records_are_captures(tmp_path: Path, compressed: bool) -> None:
    pdf = record(PDF_PAGE, PDF, headers=(("Content-Type", "application/pdf"),))
    found = list(imports_of(written(tmp_path / "a.warc", warc(record(), pdf, compressed=compressed))))
    page, report, left = found
    assert isinstance(page, Import)
    assert isinstance(report, Import)
    assert isinstance(left, Refusal)
    assert (page.content, report.content) == (HTML, PDF)
    assert (page.facts.url, page.facts.captured_at, page.facts.etag) == (PAGE, TIME, '"7"')
    assert (page.facts.method, page.facts.http_status) == (CaptureMethod.WARC, 200)
    assert left.on_purpose
    assert "1 of type warcinfo" in left.message


def test_warc_answers_are_decoded(tmp_path: Path) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    found = next(imports_of(written(tmp_path / "a.warc", warc(record(body=gzip.compress(HTML), headers=headers)))))
    assert isinstance(found, Import)
    assert found.content == HTML


def test_warc_resource_records_and_archived_addresses(tmp_path: Path) -> None:
    inside = f"https://web.archive.org/web/20170101000000id_/{PAGE}"
    first, second, _ = imports_of(written(tmp_path / "a.warc", warc(record(kind="resource"), record(inside))))
    assert isinstance(first, Import)
    assert isinstance(second, Import)
    assert (first.facts.url, first.facts.http_status) == (PAGE, None)
    assert (second.facts.url, second.facts.archive_url) == (PAGE, inside)


def test_warc_records_that_are_no_reports_are_left_out_and_counted(tmp_path: Path) -> None:
    content = warc(
        record("https://example.org/a/"),
        record(status="404 Not Found"),
        record(body=b"\x89PNG\0", headers=(("Content-Type", "image/png"),)),
        record(body=b"p {}", headers=(("Content-Type", "text/css"),)),
        record(body=b" "),
        record(),
    )
    page, left = imports_of(written(tmp_path / "a.warc.gz", content))
    assert isinstance(page, Import)
    assert isinstance(left, Refusal)
    for told in ("1 of other hosts", "1 with status 404", "2 that are no HTML", "1 without content"):
        assert told in left.message


def test_warc_of_a_mirror_is_taken_when_the_mirror_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc", warc(record("http://127.0.0.1:8000/peel-reports/kent-2021-22/")))
    assert len(add(RawStore(tmp_path / "a"), [path]).added) == 0
    (capture,) = add(RawStore(tmp_path / "b"), [path], mirrors=[mirror("http://127.0.0.1:8000")]).added
    assert capture.canonical_url == "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/kent-2021-22/"


@pytest.mark.parametrize("compressed", [True, False])
def test_a_warc_cut_anywhere_gives_no_short_page_and_says_so(tmp_path: Path, compressed: bool) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    record()(writer)
    head = out.tell()
    record(body=HTML * 20)(writer)
    whole = out.getvalue()
    for cut in range(head + 1, len(whole) - 5, 17):
        found = list(imports_of(written(tmp_path / "a.warc", whole[:cut])))
        bodies = [f.content for f in found if isinstance(f, Import)]
        assert bodies in ([HTML], [HTML, HTML * 20])
        assert any(isinstance(f, Refusal) and not f.on_purpose for f in found), cut


def test_a_warc_answer_shorter_than_its_server_announced_is_refused(tmp_path: Path) -> None:
    short = record(headers=(("Content-Type", "text/html"), ("Content-Length", "9999")))
    found = next(imports_of(written(tmp_path / "a.warc", warc(short))))
    assert isinstance(found, Refusal)
    assert "9,999" in found.message


def test_a_warc_with_changed_bytes_is_refused(tmp_path: Path) -> None:
    changed = warc(record(), compressed=False).replace(b"Made up.", b"Made on.")
    found = next(imports_of(written(tmp_path / "a.warc", changed)))
    assert isinstance(found, Refusal)
    assert "digest" in found.message


def test_a_wacz_gives_its_warcs_and_nothing_else(tmp_path: Path) -> None:
    members = {
        "datapackage.json": b"{}",
        "archive/data.warc.gz": warc(record()),
        "pages/pages.jsonl": b"{}",
        "indexes/index.cdx": b"x",
    }
    found = [f for f in imports_of(zipped(tmp_path / "a.wacz", members)) if not getattr(f, "on_purpose", False)]
    assert [(type(f), f.place.endswith(PAGE)) for f in found] == [(Import, True)]


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert [f.path for f in imports_of(tmp_path) if isinstance(f, Refusal)] == [tmp_path / "gone.txt"]
