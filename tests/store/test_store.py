"""The raw store keeps bytes and facts, adds nothing twice, and finds damage."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.capture.ledger import CaptureFacts, Visit, VisitOutcome
from pipeline.capture.store import RawStore, StoreError
from pipeline.words.model import CaptureMethod

PAGE = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/gwent/effectiveness/"
OLD_FORM = "http://www.justiceinspectorates.gov.uk///hmicfrs/peel-assessments/peel-2017/gwent/effectiveness?"
TIME = datetime(2018, 3, 22, 10, 30, tzinfo=UTC)


def facts(url: str | None = PAGE, captured_at: datetime | None = TIME, **more: object) -> CaptureFacts:
    return CaptureFacts(
        url=url,
        method=CaptureMethod.FILE,
        media_type="text/html",
        captured_at=captured_at,
        **more,  # type: ignore[arg-type]
    )


def visit(outcome: VisitOutcome, **more: object) -> Visit:
    return Visit(PAGE, TIME, CaptureMethod.LIVE, outcome, **more)  # type: ignore[arg-type]


def test_bytes_come_back_and_the_ledger_tells_their_facts(tmp_path: Path) -> None:
    put, new = RawStore(tmp_path).put(b"<html>Made up\r\n</html>", facts(url=OLD_FORM, etag='"1"'))
    assert new
    store = RawStore(tmp_path)
    assert store.captures() == [put]
    assert store.read(put.sha256) == b"<html>Made up\r\n</html>"
    assert put.url == OLD_FORM
    assert put.canonical_url == PAGE
    assert put.etag == '"1"'
    assert store.verify() == []


def test_the_same_capture_is_added_once(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.put(b"one", facts())
    before = (tmp_path / "ledger.jsonl").read_bytes()
    _, new = RawStore(tmp_path).put(b"one", facts())
    assert not new
    assert (tmp_path / "ledger.jsonl").read_bytes() == before


def test_other_bytes_at_one_address_are_another_capture_and_nothing_is_replaced(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    first, _ = store.put(b"not yet graded", facts())
    second, _ = store.put(b"requires improvement", facts())
    assert {c.capture_id for c in store.captures()} == {first.capture_id, second.capture_id}
    assert store.read(first.sha256) == b"not yet graded"


def test_order_of_captures_does_not_depend_on_the_order_of_adding(tmp_path: Path) -> None:
    one, other = RawStore(tmp_path / "a"), RawStore(tmp_path / "b")
    items = [(b"x", facts()), (b"y", facts(url=None, captured_at=None)), (b"z", facts(captured_at=None))]
    for content, told in items:
        one.put(content, told)
    for content, told in reversed(items):
        other.put(content, told)
    assert one.captures() == other.captures()


def test_visits_are_written_down_and_are_no_captures(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    gone = store.note(visit(VisitOutcome.GONE, http_status=404))
    listing = store.note(visit(VisitOutcome.READ, media_type="text/html"), b"<html>a listing</html>")
    again = RawStore(tmp_path)
    assert again.captures() == []
    assert again.visits() == [gone, listing]
    assert listing.sha256
    assert again.read(listing.sha256) == b"<html>a listing</html>"


def test_rounds_tell_whether_a_scrape_came_to_its_end(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.begin_round("r-1", "all")
    store.end_round("r-1", found=7)
    store.begin_round("r-2", "all")
    told = [(past.round_id, past.ended, past.found) for past in RawStore(tmp_path).rounds()]
    assert told == [("r-1", True, 7), ("r-2", False, None)]


def test_a_mirror_s_address_is_kept_and_the_canonical_one_is_the_original_s(tmp_path: Path) -> None:
    capture, _ = RawStore(tmp_path).put(b"x", facts(url="http://127.0.0.1:8000/a", stands_for=PAGE))
    assert RawStore(tmp_path).captures()[0] == capture
    assert (capture.url, capture.canonical_url) == ("http://127.0.0.1:8000/a", PAGE)


def test_a_reader_sees_what_another_store_object_added_later(tmp_path: Path) -> None:
    reader = RawStore(tmp_path)
    assert reader.captures() == []
    RawStore(tmp_path).put(b"x", facts())
    assert len(reader.captures()) == 1


def test_a_changed_original_is_found_and_healed_by_adding_the_same_file_again(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    capture, _ = store.put(b"right", facts())
    path = store.path_of(capture.sha256)
    assert path is not None
    path.write_bytes(b"wrong")
    with pytest.raises(StoreError, match="damaged"):
        store.read(capture.sha256)
    assert [d.place for d in store.verify()] == [capture.sha256]
    store.put(b"right", facts())
    assert store.verify() == []


def test_a_missing_original_is_found(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    capture, _ = store.put(b"right", facts())
    path = store.path_of(capture.sha256)
    assert path is not None
    path.unlink()
    assert "missing" in store.verify()[0].message


def test_an_original_that_no_line_names_is_checked_too(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    capture, _ = store.put(b"right", facts())
    (tmp_path / "ledger.jsonl").unlink()
    assert RawStore(tmp_path).verify() == []
    path = store.path_of(capture.sha256)
    assert path is not None
    path.write_bytes(b"wrong")
    assert len(RawStore(tmp_path).verify()) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"no json\n", "cannot be read"),
        (b"[]\n", "no JSON object"),
        (b'{"record": "other"}\n', "no known kind"),
        (b'{"record": "capture", "capture_id": "c-1"}\n', "sha256 is missing"),
        (
            b'{"record": "round", "round_id": "r", "event": "paused", "at": "2020-01-01", "scope": ""}\n',
            "paused",
        ),
    ],
)
def test_a_broken_line_is_damage_and_the_others_are_read(tmp_path: Path, line: bytes, says: str) -> None:
    store = RawStore(tmp_path)
    store.put(b"one", facts())
    with (tmp_path / "ledger.jsonl").open("ab") as ledger:
        place = ledger.tell()
        ledger.write(line)
    store.put(b"two", facts())
    again = RawStore(tmp_path)
    assert len(again.captures()) == 2
    assert says in again.verify()[0].message
    assert f"the line at byte {place} cannot be read" in again.verify()[0].message


def test_a_line_changed_after_writing_is_damage(tmp_path: Path) -> None:
    RawStore(tmp_path).put(b"one", facts())
    ledger = tmp_path / "ledger.jsonl"
    record = json.loads(ledger.read_text())
    ledger.write_text(json.dumps(record | {"url": PAGE.replace("gwent", "kent")}) + "\n")
    assert "changed after" in RawStore(tmp_path).verify()[0].message


def test_a_ledger_that_became_shorter_is_read_anew(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.put(b"one", facts())
    short = (tmp_path / "ledger.jsonl").read_bytes()
    store.put(b"two", facts())
    (tmp_path / "ledger.jsonl").write_bytes(short)
    assert len(store.captures()) == 1


def test_a_folder_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot write"):
        RawStore(tmp_path / "file" / "raw").put(b"x", facts())
