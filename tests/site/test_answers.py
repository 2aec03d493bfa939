"""What answers mean, and what robots.txt and archives' lists say."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.capture.answers import Verdict, challenge_in, judge, retry_after, soft_404_in
from pipeline.capture.robots import Robots, robots_address
from pipeline.capture.timemap import Memento, archived_forms, mementos_in, picked

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PAGE = b"<!DOCTYPE html><html><head><title>Kent PEEL 2017</title></head><body><h1>Kent</h1></body></html>"
URL = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/kent/"


def verdict(status: int, content: bytes = b"", url: str = URL, **headers: str) -> Verdict:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return judge(url, status, told, content, NOW).verdict


@pytest.mark.parametrize(
    ("status", "content", "headers", "expected"),
    [
        (200, PAGE, {"content_type": "text/html"}, Verdict.PAGE),
        (200, PAGE, {}, Verdict.PAGE),
        (200, b"%PDF-1.4", {"content_type": "text/html"}, Verdict.PAGE),
        (200, b"User-agent: *", {"content_type": "text/plain"}, Verdict.PAGE),
        (304, b"", {}, Verdict.NOT_MODIFIED),
        (301, b"", {"location": "/"}, Verdict.REDIRECT),
        (300, b"", {}, Verdict.FAILED),
        (404, PAGE, {}, Verdict.GONE),
        (410, b"", {}, Verdict.GONE),
        (401, PAGE, {}, Verdict.BLOCKED),
        (403, PAGE, {}, Verdict.BLOCKED),
        (429, PAGE, {}, Verdict.BLOCKED),
        (429, PAGE, {"retry_after": "soon"}, Verdict.BLOCKED),
        (429, PAGE, {"retry_after": "30"}, Verdict.RETRY),
        (500, b"", {}, Verdict.RETRY),
        (503, PAGE, {"cf_mitigated": "challenge"}, Verdict.BLOCKED),
        (403, PAGE, {"memento_datetime": "x"}, Verdict.GONE),
        (503, PAGE, {"memento_datetime": "x"}, Verdict.GONE),
        (204, b"", {}, Verdict.FAILED),
    ],
)
def test_what_an_answer_means(status: int, content: bytes, headers: dict[str, str], expected: Verdict) -> None:
    assert verdict(status, content, **headers) is expected


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Made-up shield",
        "Access denied",
        "Checking your browser before accessing",
        "Please verify you are a human",
        "Verifying you are human",
    ],
)
def test_challenge_pages(title: str) -> None:
    page = PAGE.replace(b"Kent PEEL 2017", title.encode())
    assert challenge_in({}, page)
    assert verdict(200, PAGE.replace(b"</body>", b"<script>window._cf_chl_opt={}</script></body>")) is Verdict.BLOCKED


@pytest.mark.parametrize(
    "text",
    [
        "Kent PEEL 2017",
        "Access to justice",
        "Security checks on staff and vetting of officers",
        "How the force moves on in a moment of change",
    ],
)
def test_pages_are_no_challenge(text: str) -> None:
    assert challenge_in({}, PAGE.replace(b"Kent PEEL 2017", text.encode())) is None


@pytest.mark.parametrize(
    ("title", "is_lost"),
    [
        ("Page not found - Made up", True),
        ("404", True),
        ("Error 404 (Not Found)", True),
        ("Sorry, we cannot find that page", True),
        ("This page can’t be found", True),
        ("The page could not be found", True),
        ("Kent PEEL 2017", False),
        ("Stolen goods could not be found by the force", False),
        ("404 officers inspected", False),
    ],
)
def test_soft_404(title: str, is_lost: bool) -> None:
    assert (soft_404_in(PAGE.replace(b"Kent PEEL 2017", title.encode())) is not None) == is_lost


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 05 Jan 2026 09:01:00 GMT", 60.0),
        ("Mon, 05 Jan 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        (None, None),
        ("-5", None),
    ],
)
def test_retry_after(stated: str | None, seconds: float | None) -> None:
    assert retry_after(stated, NOW) == seconds


def test_robots() -> None:
    robots = Robots(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\nAllow: /a/b\nCrawl-delay: 2.5\nSitemap: /s.xml\n")
    assert not robots.decision("https://h/a/c").allowed
    assert robots.decision("https://h/a/b").allowed
    assert robots.crawl_delay == 2.5
    assert robots.sitemaps("https://h/x/") == ["https://h/s.xml"]
    assert Robots(None).decision("https://h/a").told == "no robots.txt"
    assert robots_address("https://h:8/x?y") == "https://h:8/robots.txt"
    named = Robots(b"User-agent: peel-pipeline\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert not named.decision("https://h/a").allowed


TIMEMAP = """<http://www.justiceinspectorates.gov.uk/hmic/a/>; rel="original",
<https://archive.example/ukgwa/timemap/link/http://x/a/>; rel="self"; type="application/link-format",
<https://archive.example/ukgwa/20180101000000mp_/http://x/a/>; rel="memento"; datetime="Mon, 01 Jan 2018 00:00:00 GMT",
<https://archive.example/ukgwa/20160101000000/http://x/a/>; rel="first memento"; datetime="Fri, 01 Jan 2016",
<https://archive.example/m?id=7>; rel="memento"; datetime="Fri, 01 Jan 2016 00:00:00 GMT"
"""


def test_mementos_of_a_list() -> None:
    found = mementos_in(TIMEMAP.encode())
    assert [memento.archive_url for memento in found] == [
        "https://archive.example/ukgwa/20160101000000id_/http://x/a/",
        "https://archive.example/ukgwa/20180101000000id_/http://x/a/",
    ]
    assert [memento.captured_at.year for memento in found] == [2016, 2018]


def test_picked_versions_spread_over_time() -> None:
    all_of_them = [Memento(datetime(year, 1, 1, tzinfo=UTC), "u", str(year)) for year in range(2015, 2025)]
    assert [m.archive_url for m in picked(all_of_them, 1)] == ["2024"]
    assert [m.archive_url for m in picked(all_of_them, 2)] == ["2024", "2015"]
    assert [m.archive_url for m in picked(all_of_them, 4)] == ["2024", "2021", "2018", "2015"]
    assert len(picked(all_of_them, 0)) == 10
    assert [m.archive_url for m in picked(all_of_them, 0, date(2023, 1, 1))] == ["2024", "2023"]


def test_forms_under_which_archives_hold_a_page() -> None:
    assert archived_forms(URL) == [
        URL,
        "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2017/kent/",
        "https://www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2017/kent/",
    ]
    pdf = "https://assets-hmicfrs.justiceinspectorates.gov.uk/uploads/Kent.pdf"
    assert archived_forms(pdf) == [pdf]
