"""Which links lead to PEEL pages, and what their addresses tell. Addresses as stored pages show them."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.capture.discover import links_in, sitemap_entries
from pipeline.capture.targets import Link, Listing, Scope, Target, overview_address, pdf_of, target_of
from pipeline.words.model import PageKind

SITE = "https://hmicfrs.justiceinspectorates.gov.uk"
ASSETS = "https://assets-hmicfrs.justiceinspectorates.gov.uk"


@pytest.mark.parametrize(
    ("path", "kind", "force_id", "cycle_id", "pillar"),
    [
        ("/", Listing.HOME, None, None, None),
        ("/peel-assessments/", Listing.LISTING, None, None, None),
        ("/peel-assessments/national-peel-reports/", Listing.LISTING, None, None, None),
        ("/peel-reports/", Listing.LISTING, None, None, None),
        ("/publications/", Listing.LISTING, None, None, None),
        ("/publications/page/2/", Listing.LISTING, None, None, None),
        ("/publications/?cat=peel&page=3", Listing.LISTING, None, None, None),
        ("/police-forces/kent/", Listing.LISTING, "kent", None, None),
        ("/peel-assessments/peel-2018/", PageKind.OVERVIEW, None, "2018-19", None),
        ("/peel-assessments/peel-2018/?view=table&sort=alpha&data=pillar", PageKind.OVERVIEW, None, "2018-19", None),
        ("/peel-assessments/peel-2016/gloucestershire/", PageKind.FORCE_PAGE, "gloucestershire", "2016", None),
        ("/peel-assessments/derbyshire", PageKind.FORCE_PAGE, "derbyshire", None, None),
        ("/bedfordshire/", PageKind.FORCE_PAGE, "bedfordshire", None, None),
        ("/peel-assessments/peel-2017/Gwent/effectiveness/?", PageKind.PILLAR_PAGE, "gwent", "2017", "effectiveness"),
        (
            "/peel-assessments/peel-2016/hampshire/leadership/",
            PageKind.LEADERSHIP_PAGE,
            "hampshire",
            "2016",
            "leadership",
        ),
        ("/peel-assessments/peel-2017/essex/other-reports/?", PageKind.OTHER_REPORTS, "essex", "2017", None),
        (
            "/peel-assessments/peel-2018/city-of-london/legitimacy/detailed-findings/",
            PageKind.DETAILED_FINDINGS,
            "city-of-london",
            "2018-19",
            "legitimacy",
        ),
        (
            "/peel-assessments/peel-2018/kent/efficiency/question-1/",
            PageKind.QUESTION_PAGE,
            "kent",
            "2018-19",
            "efficiency",
        ),
        ("/peel-reports/kent-2021-22/", PageKind.REPORT, "kent", "2021-22", None),
        ("/peel-reports/heddlu-dyfed-powys-2023-25/", PageKind.REPORT, "dyfed-powys", "2023-25", None),
        ("/peel-reports/hampshire-and-isle-of-wight-2021-22/", PageKind.REPORT, "hampshire", "2021-22", None),
        ("/peel-reports/kent-2021-22/managing-offenders/", PageKind.REPORT_SECTION, "kent", "2021-22", None),
        (
            "/publications/peel-assessment-2018-19-gloucestershire/",
            PageKind.PUBLICATION_PAGE,
            "gloucestershire",
            "2018-19",
            None,
        ),
        (
            "/publications/peel-police-legitimacy-2017-dorset/",
            PageKind.PUBLICATION_PAGE,
            "dorset",
            "2017",
            "legitimacy",
        ),
        (
            "/publications/police-effectiveness-vulnerability-2015-metropolitan/",
            PageKind.PUBLICATION_PAGE,
            "metropolitan",
            "2015",
            "effectiveness",
        ),
        (
            "/publication-html/effectiveness-of-vetting-and-counter-corruption-arrangements-in-cheshire-constabulary/",
            PageKind.SEPARATE_REPORT,
            "cheshire",
            None,
            None,
        ),
    ],
)
def test_pages(path: str, kind: object, force_id: str | None, cycle_id: str | None, pillar: str | None) -> None:
    target = target_of(SITE + path)
    assert target is not None
    assert (target.kind, target.force_id, target.cycle_id, target.pillar) == (kind, force_id, cycle_id, pillar)
    assert target.language == ("cy" if "heddlu" in path else "en")


@pytest.mark.parametrize(
    "path",
    [
        "/news/news-feed/peel-2018-19-group-1-force-press-releases/",
        "/publications/frs-assessment-2023-25-cumbria/",
        "/publications/cumbria-fire-and-rescue-service-2018-19/",
        "/publications/peel-police-effectiveness-2016-force-press-releases/",
        "/publications/police-effectiveness-2015/",
        "/peel-assessments/what-is-peel/peel-assessments-2021-22/",
        "/peel-assessments/how-we-inspect/2018-19-peel-assessment/",
        "/peel-assessments/peel-2018/?view=wheel&sort=alpha&data=question",
        "/peel-assessments/peel-2018/?view=table&sort=alpha&data=pillar&group_by_region=on",
        "/peel-assessments/peel-2018/camelot/",
        "/peel-reports/camelot-2021-22/",
        "/peel-assessments/peel-2016/kent/?replytocom=1",
        "/our-work/article/kent/",
    ],
)
def test_what_is_not_followed(path: str) -> None:
    assert target_of(SITE + path) is None


PUBLICATION = Target(f"{SITE}/publications/peel-assessment-2018-19-kent/", PageKind.PUBLICATION_PAGE, "kent", "2018-19")
PILLAR = Target(
    f"{SITE}/peel-assessments/peel-2017/gwent/effectiveness/", PageKind.PILLAR_PAGE, "gwent", "2017", "effectiveness"
)


def test_a_pdf_takes_what_its_page_and_its_name_tell() -> None:
    plain = pdf_of(Link(f"{ASSETS}/uploads/report.pdf", "Get it", False), PUBLICATION)
    assert plain is not None
    assert (plain.force_id, plain.cycle_id) == ("kent", "2018-19")
    welsh = pdf_of(Link(f"{ASSETS}/uploads/x.pdf", "yn Gymraeg (PDF document)", False), PILLAR)
    assert welsh is not None
    assert (welsh.pillar, welsh.language) == ("effectiveness", "cy")
    named = pdf_of(Link(f"{ASSETS}/uploads/police-efficiency-2016-kent.pdf", "here", False), PILLAR)
    assert named is not None
    assert (named.force_id, named.cycle_id, named.pillar) == ("kent", "2016", "efficiency")


@pytest.mark.parametrize(
    ("link", "page"),
    [
        (Link(f"{ASSETS}/uploads/guidance.pdf", "guidance", False), PILLAR),
        (Link(f"{ASSETS}/uploads/privacy.pdf", "Privacy (PDF)", True), PUBLICATION),
        (Link(f"{ASSETS}/uploads/all.pdf", "PDF", False), Target(f"{SITE}/publications/", Listing.LISTING)),
        (Link(f"{SITE}/peel-reports/", "PDF", False), PUBLICATION),
    ],
)
def test_pdfs_that_are_no_report(link: Link, page: Target) -> None:
    assert pdf_of(link, page) is None


def test_links_of_a_page() -> None:
    page = b"""<html><head><base href="/peel-assessments/"><link rel="next" href="?page=2"></head><body>
    <nav><a href="kent/">Kent</a></nav><a href="kent/">Kent</a> <a href="KENT/#top">again</a>
    <a href="mailto:a@b">mail</a> <a href="http://[bad/">bad</a> <a href="">self</a><a>none</a></body></html>"""
    links = links_in(page, f"{SITE}/x/")
    assert [link.url.removeprefix(SITE) for link in links] == [
        "/peel-assessments/?page=2",
        "/peel-assessments/kent/",
        "/peel-assessments/KENT/",
        "/peel-assessments/",
    ]
    assert not links[1].in_furniture


def test_sitemaps() -> None:
    index = b"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <sitemap><loc>https://h/a.xml</loc></sitemap></sitemapindex>"""
    assert [(e.url, e.is_sitemap) for e in sitemap_entries(index)] == [("https://h/a.xml", True)]
    urls = b"<urlset><url><loc> https://h/a/ </loc><lastmod>2024-01-05T10:00:00Z</lastmod></url><url><loc>b</loc></url>"
    assert [(e.url, e.changed) for e in sitemap_entries(urls)] == [("https://h/a/", date(2024, 1, 5))]
    assert sitemap_entries(b"") == []
    assert sitemap_entries(b"no XML") == []


def test_scope() -> None:
    kent = Scope(forces=frozenset({"kent"}), cycles=frozenset({"2018-19"}))
    assert kent.wants(PUBLICATION)
    assert not kent.wants(PILLAR)
    assert kent.wants(Target(SITE + "/", Listing.HOME))
    assert not kent.wants(Target(f"{SITE}/police-forces/gwent/", Listing.LISTING, "gwent"))
    assert not kent.wants(Target(f"{SITE}/bedfordshire/", PageKind.FORCE_PAGE, "bedfordshire"))


def test_overviews() -> None:
    assert overview_address("2018-19") == f"{SITE}/peel-assessments/peel-2018/"
    assert overview_address("2021-22") is None
