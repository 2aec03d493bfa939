"""Which addresses name the same page; forms as the published pages and archives show them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.words.addresses import (
    archived_address,
    canonical_url,
    is_site_address,
    mirror,
    original_address,
    path_segments,
)

G3 = "https://hmicfrs.justiceinspectorates.gov.uk"
KENT = f"{G3}/peel-assessments/peel-2018/kent/"


@pytest.mark.parametrize(
    "url",
    [
        KENT,
        "https://www.justiceinspectorates.gov.uk///hmicfrs/peel-assessments/peel-2018/kent/",
        "http://www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2018/kent",
        f"{G3}/peel-assessments/peel-2018/kent?",
        f"{G3}/peel-assessments/peel-2018/Kent/#effectiveness",
        f"{G3}:443/peel-assessments/peel-2018/kent/?utm_source=x",
    ],
)
def test_all_forms_of_a_page_have_one_canonical_address(url: str) -> None:
    assert canonical_url(url) == KENT
    assert canonical_url(canonical_url(url)) == KENT
    assert is_site_address(url)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (f"{G3}/x/?view=table&sort=alpha", f"{G3}/x/?sort=alpha&view=table"),
        (f"{G3}/wp-content/uploads/Kent.pdf", f"{G3}/wp-content/uploads/Kent.pdf"),
        ("http://www.justiceinspectorates.gov.uk/hmic", f"{G3}/"),
        (
            "http://www.justiceinspectorates.gov.uk/hmiprisons/a",
            "http://www.justiceinspectorates.gov.uk/hmiprisons/a",
        ),
        (
            "https://s3-eu-west-2.amazonaws.com/assets-hmicfrs.justiceinspectorates.gov.uk/uploads/Kent.pdf",
            "https://assets-hmicfrs.justiceinspectorates.gov.uk/uploads/Kent.pdf",
        ),
        ("http://127.0.0.1:8000//Hmic/a#b", "http://127.0.0.1:8000/Hmic/a"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
    ],
)
def test_canonical_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize("url", ["", "kent/", "ftp://host/a", "https://", "http://host:port/", "mailto:a@b"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError):
        canonical_url(url)
    assert not is_site_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.justiceinspectorates.gov.uk/hmiprisons/a",
        "https://example.org/peel-assessments/",
        "https://hmicfrs.justiceinspectorates.gov.uk:8443/",
        "https://hmicfrs.justiceinspectorates.gov.uk.example.org/",
        "https://s3-eu-west-2.amazonaws.com/another/uploads/a.pdf",
    ],
)
def test_foreign_hosts(url: str) -> None:
    assert not is_site_address(url)


@pytest.mark.parametrize(
    "archive",
    [
        "https://webarchive.nationalarchives.gov.uk/ukgwa/20170302101112id_/",
        "https://webarchive.nationalarchives.gov.uk/20170302101112/",
        "https://web.archive.org/web/20170302101112if_/",
        "http://127.0.0.1:8000/any/where/20170302101112/",
    ],
)
def test_archived_address(archive: str) -> None:
    found = archived_address(archive + "http:/www.justiceinspectorates.gov.uk/hmic/a/")
    assert found is not None
    assert found.url == "http://www.justiceinspectorates.gov.uk/hmic/a/"
    assert found.captured_at == datetime(2017, 3, 2, 10, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize("url", [KENT, "https://web.archive.org/web/20179902101112/http://a/"])
def test_no_archived_address(url: str) -> None:
    assert archived_address(url) is None


def test_a_mirror_stands_for_the_main_site() -> None:
    stand_in = mirror("http://127.0.0.1:8000/")
    assert stand_in.original_of("http://127.0.0.1:8000/peel-assessments/") == f"{G3}/peel-assessments/"
    old = stand_in.original_of("http://127.0.0.1:8000/hmicfrs/peel-assessments/peel-2018/kent")
    assert old is not None
    assert canonical_url(old) == KENT
    assert stand_in.address_of("http://www.justiceinspectorates.gov.uk/hmic/a") == "http://127.0.0.1:8000/a/"
    assert original_address("http://127.0.0.1:8001/", [stand_in]) is None
    assert original_address("http://127.0.0.1:80001/", [stand_in]) is None


def test_a_mirror_of_another_host_under_a_folder() -> None:
    files = mirror("http://127.0.0.1:8001/assets=https://assets-hmicfrs.justiceinspectorates.gov.uk/")
    pdf = "https://assets-hmicfrs.justiceinspectorates.gov.uk/uploads/Kent.pdf"
    assert files.original_of("http://127.0.0.1:8001/assets/uploads/Kent.pdf") == pdf
    assert files.address_of(pdf) == "http://127.0.0.1:8001/assets/uploads/Kent.pdf"
    assert files.original_of("http://127.0.0.1:8001/assets2/uploads/Kent.pdf") is None
    assert files.address_of(KENT) is None


@pytest.mark.parametrize("text", ["127.0.0.1:8000", "http://a/?b=1", "http://a/=http://"])
def test_what_names_no_mirror(text: str) -> None:
    with pytest.raises(ValueError):
        mirror(text)


def test_path_segments() -> None:
    assert path_segments(f"{G3}//peel%2Dassessments/Kent/?a=b") == ("peel-assessments", "kent")


@given(
    st.sampled_from(
        ["https://hmicfrs.justiceinspectorates.gov.uk", "http://www.justiceinspectorates.gov.uk/hmic", "http://h:81"]
    ),
    st.lists(st.text("aB-._%2é /", max_size=6), max_size=4),
    st.text("ab=&?#% é", max_size=8),
)
def test_a_canonical_address_is_its_own_canonical_address(base: str, parts: list[str], end: str) -> None:
    once = canonical_url("/".join([base, *parts]) + end)
    assert canonical_url(once) == once
