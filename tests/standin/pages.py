"""The pages and PDFs of the stand-in site, made up from the vocabulary; every one says that it is made up.

Page layouts follow what stored copies of the real site show: title, pillar, headline, date and grade, questions
with number, title and grade, lists. Grades are chosen by a hash, so the same page is the same everywhere.
Nothing here depends on host or port: links are relative to the site or name its real hosts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from pipeline import vocabulary
from pipeline.vocabulary import Force, Pillar, Question
from pipeline.words.model import Grade
from tests.standin.pdf import pdf

SITE = "https://hmicfrs.justiceinspectorates.gov.uk"
ASSETS = "https://assets-hmicfrs.justiceinspectorates.gov.uk"

FORCES = (
    "bedfordshire",
    "cambridgeshire",
    "cheshire",
    "city-of-london",
    "cumbria",
    "devon-and-cornwall",
    "gwent",
    "hampshire",
    "hertfordshire",
    "leicestershire",
    "lincolnshire",
    "metropolitan",
)
"""Forces of whose reports no figure was published that the made-up ones would contradict."""

PILLAR_CYCLES = {"2016": "peel-2016", "2017": "peel-2017", "2018-19": "peel-2018"}
REPORT_CYCLES = ("2021-22", "2023-25")
DATES = {"2016": "02/03/2017", "2017": "22/03/2018", "2018-19": "02/05/2019"}
PUBLISHED = {"2018-19": "2 May 2019", "2021-22": "13 April 2022", "2023-25": "12 March 2024"}

NOT_YET_GRADED = ("cumbria", "2017", "effectiveness")
"""In version 1 this pillar is not graded yet; version 2 grades it."""

REWORDED = ("lincolnshire", "2018-19", "legitimacy")
"""In version 2 an area for improvement of this pillar is worded anew."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that the site holds. ``url`` is its address on the real site's newest hosts."""

    url: str
    content: bytes
    media_type: str
    is_document: bool
    changed: str = "2024-01-05"

    @property
    def path(self) -> str:
        return self.url.removeprefix(SITE).removeprefix(ASSETS)


def resources(version: int = 1) -> list[Resource]:
    """Everything that the site holds, in the given version of it, sorted by address."""
    found = [*_documents(version)]
    found += [*_ways_to_others(found)]
    return sorted(found, key=lambda resource: resource.url)


def grade_of(force_id: str, cycle_id: str, what: str, version: int = 1) -> Grade | None:
    """The made-up grade of a pillar, question or area; None while it is not graded yet."""
    if version == 1 and (force_id, cycle_id) == NOT_YET_GRADED[:2] and what == NOT_YET_GRADED[2]:
        return None
    grades = list(vocabulary.grades_of(cycle_id))
    if what in vocabulary.PILLARS:
        # The published totals of these cycles leave room for some of these two among twelve forces.
        grades = [Grade.GOOD, Grade.REQUIRES_IMPROVEMENT]
    digest = hashlib.sha256(f"{force_id} {cycle_id} {what}".encode()).digest()
    return grades[digest[0] % len(grades)]


def _documents(version: int) -> Iterator[Resource]:
    for cycle_id, part in PILLAR_CYCLES.items():
        yield _page(f"/peel-assessments/{part}/", _overview(cycle_id, part))
        for force in _forces():
            yield from _pillar_cycle(force, cycle_id, part, version)
    for force in _forces():
        yield from _publication(force, "2018-19", None)
    for cycle_id in REPORT_CYCLES:
        for force in _forces():
            slug = f"{force.slugs[-1] if force.force_id == 'hampshire' else force.force_id}-{cycle_id}"
            yield _page(f"/peel-reports/{slug}/", _report(force, cycle_id))
            if force.force_id == "gwent":
                yield _page(f"/peel-reports/heddlu-{slug}/", _welsh_report(force, cycle_id))
            yield from _publication(force, cycle_id, f"/peel-reports/{slug}/")


def _pillar_cycle(force: Force, cycle_id: str, part: str, version: int) -> Iterator[Resource]:
    base = f"/peel-assessments/{part}/{force.force_id}/"
    yield _page(base, _force_page(force, cycle_id, base, version))
    for pillar in vocabulary.pillars_of(cycle_id):
        name = pillar.pillar
        if name == "leadership":
            yield _page(f"{base}leadership/", _leadership(force, cycle_id))
            continue
        yield _page(f"{base}{name}/", _pillar_page(force, pillar, base, version))
        if cycle_id == "2018-19":
            yield _page(f"{base}{name}/detailed-findings/", _pillar_page(force, pillar, base, version, detailed=True))
    if force.force_id == "gwent" and cycle_id == "2017":
        lines = ["Heddlu Gwent PEEL 2017", "Effeithiolrwydd", "Adroddiad gwneud yw hwn, ar gyfer profion yn unig."]
        yield Resource(_welsh_pdf(), pdf(lines), "application/pdf", True)


def _welsh_pdf() -> str:
    return f"{ASSETS}/uploads/heddlu-gwent-effeithiolrwydd-2017.pdf"


def _page(path: str, html: str, *, is_document: bool = True) -> Resource:
    head = f'<link rel="canonical" href="{SITE}{path}">'
    content = html.replace("<head>", f"<head>\n{head}", 1).encode()
    return Resource(SITE + path, content, "text/html; charset=UTF-8", is_document)


def _forces() -> list[Force]:
    return [vocabulary.forces()[force_id] for force_id in FORCES]


def _made_up(force: Force) -> str:
    return (
        "<p>This report is made up for the tests and the demonstration of a program. "
        f"It says nothing about the real {escape(force.name)}.</p>"
    )


def _layout(title: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>{escape(title)} - Made-up inspectorate</title>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><nav><ul>
<li><a href="/">Home</a></li><li><a href="/peel-assessments/">PEEL assessments</a></li>
<li><a href="/peel-reports/">PEEL reports</a></li><li><a href="/publications/">Publications</a></li>
<li><a href="/news/news-feed/made-up/">News</a></li>
</ul></nav></header>
<main id="main">
{body}
</main>
<footer><p>Made-up site on loopback.</p><a href="https://example.org/privacy/">Privacy</a></footer>
</body>
</html>
"""


def _year(cycle_id: str) -> str:
    return "2018/19" if cycle_id == "2018-19" else cycle_id


def _overview(cycle_id: str, part: str) -> str:
    links = "\n".join(
        f'<li><a href="/peel-assessments/{part}/{force.force_id}/">{escape(force.short_name)}</a></li>'
        for force in _forces()
    )
    views = (
        f'<p><a href="/peel-assessments/{part}/?view=wheel&amp;sort=alpha&amp;data=question">Loading graph...</a></p>'
    )
    return _layout(f"PEEL {_year(cycle_id)}", f"<h1>PEEL {_year(cycle_id)}</h1>\n{views}\n<ul>\n{links}\n</ul>")


_CLAIMS = {
    "2018-19": {
        "effectiveness": "the extent to which the force is effective at reducing crime and keeping people safe",
        "efficiency": "the extent to which the force operates efficiently and sustainably",
        "legitimacy": "the extent to which the force treats the public and its workforce legitimately",
    },
}
_ADJECTIVES = {"effectiveness": "effective", "efficiency": "efficient", "legitimacy": "legitimate"}


def _claim(cycle_id: str, pillar: str, grade: Grade | None) -> str:
    told = "is not yet graded" if grade is None else _verb(grade)
    claims = _CLAIMS.get(cycle_id)
    if claims:
        return f"{claims[pillar]} {told}."
    at = "at keeping people safe and reducing crime"
    return f"The extent to which the force is {_ADJECTIVES[pillar]} {at} {told}."


def _verb(grade: Grade) -> str:
    return "requires improvement" if grade is Grade.REQUIRES_IMPROVEMENT else f"is {grade.lower()}"


def _force_page(force: Force, cycle_id: str, base: str, version: int) -> str:
    pillars = [p for p in vocabulary.pillars_of(cycle_id) if p.pillar != "leadership"]
    grades = {p.pillar: grade_of(force.force_id, cycle_id, p.pillar, version) for p in pillars}
    claims = "\n".join(f"<p>{_claim(cycle_id, name, grade)}</p>" for name, grade in grades.items())
    blocks = "\n".join(
        f'<section><h2><a href="{base}{p.pillar}/">{p.pillar.title()}</a></h2>\n<h3>{escape(p.headline or "")}</h3>\n'
        f'<p class="updated">Last updated {DATES[cycle_id]}</p>\n{_label(grades[p.pillar])}</section>'
        for p in pillars
    )
    extra = ""
    if cycle_id == "2016":
        extra = f'<p><a href="{base}leadership/">Leadership</a></p>'
    if cycle_id == "2018-19":
        title = f"PEEL: Police effectiveness, efficiency and legitimacy 2018/19 – {escape(force.name)}"
        link = f"/publications/peel-assessment-2018-19-{force.force_id}/"
        extra = f'<p>Download the full report</p><p><a href="{link}">{title}</a></p>'
    body = (
        f"<h1>{escape(force.short_name)} {_year(cycle_id)}</h1>\n{_made_up(force)}\n{claims}\n{extra}\n{blocks}\n"
        "<h2>HMI&#39;s observations</h2>\n<p>I have made up these observations, and they commend nobody.</p>"
    )
    return _layout(f"{force.short_name} {_year(cycle_id)}", body)


def _label(grade: Grade | None) -> str:
    text = "To be graded" if grade is None else grade.value
    return f'<p class="grade grade--{text.lower().replace(" ", "-")}">{text}</p>\n'


def _pillar_page(force: Force, pillar: Pillar, base: str, version: int, *, detailed: bool = False) -> str:
    cycle_id, name = pillar.cycle_id, pillar.pillar
    grade = grade_of(force.force_id, cycle_id, name, version)
    year = "2018" if cycle_id == "2018-19" else cycle_id
    summary = (
        f"<p>{escape(force.name)} {_verb(grade)} in this made-up assessment.</p>"
        if grade
        else "<p>This made-up assessment is not finished.</p>"
    )
    welsh = ""
    if force.force_id == "gwent" and cycle_id == "2017" and name == "effectiveness":
        welsh = f'<p><a href="{_welsh_pdf()}">Os hoffech chi ddarllen hwn trwy’r Gymraeg (PDF document)</a></p>'
    questions = ""
    if grade:
        sections = [_question(force, question, version) for question in vocabulary.questions_of(cycle_id, name)]
        questions = f"<h2>Questions for {name.title()}</h2>\n" + "\n".join(sections)
    more = ""
    if cycle_id == "2018-19" and not detailed:
        more = f'<p><a href="{base}{name}/detailed-findings/">Detailed findings for question 1</a></p>'
    body = (
        f'<h1>{escape(force.short_name)} PEEL {year}</h1>\n<p class="pillar">{name.title()}</p>\n'
        f'<h2>{escape(pillar.headline or "")}</h2>\n<p class="updated">Last updated {DATES[cycle_id]}</p>\n'
        f"{_label(grade)}{summary}\n{welsh}\n{_made_up(force)}\n{questions}\n{more}"
    )
    return _layout(f"{force.short_name} PEEL {year}", body)


def _question(force: Force, question: Question, version: int) -> str:
    grade = grade_of(force.force_id, question.cycle_id, question.question_id, version)
    label = _label(grade) if question.graded else '<p class="grade">Ungraded</p>'
    parts = [
        f'<section>\n<p class="number">{question.ordinal}</p>\n<h3>{escape(question.text)}</h3>\n{label}',
        "<p>The force has done what a made-up force does in such a case.</p>",
        "<p>The force:</p>\n<ul>\n<li>writes down what it plans;</li>\n<li>does some of it; and</li>\n"
        "<li>reads the rest again a year later.</li>\n</ul>",
    ]
    if question.graded and grade in {Grade.REQUIRES_IMPROVEMENT, Grade.GOOD}:
        parts.append(_areas(force, question, version))
    if question.graded and grade is Grade.INADEQUATE:
        parts.append(
            "<h4>Cause of concern</h4>\n<p>The made-up records of the force are a cause of concern.</p>\n"
            "<h4>Recommendations</h4>\n<p>The force should immediately:</p>\n<ul>\n"
            "<li>make up better records; and</li>\n<li>keep them where they can be found.</li>\n</ul>"
        )
    return "\n".join(parts) + "\n</section>"


def _areas(force: Force, question: Question, version: int) -> str:
    when = "at least once a year"
    if version > 1 and (force.force_id, question.cycle_id, question.pillar) == REWORDED:
        when = "every month"
    return (
        "<h4>Areas for improvement</h4>\n<ul>\n"
        f"<li>The force should check its made-up plans {when}.</li>\n"
        "<li>The force should improve how it makes things up, by:\n<ul>\n"
        "<li>asking those who know; and</li>\n<li>writing down what they say.</li>\n</ul>\n</li>\n</ul>"
    )


def _leadership(force: Force, cycle_id: str) -> str:
    questions = "\n".join(
        f'<section>\n<p class="number">{q.ordinal}</p>\n<h3>{escape(q.text)}</h3>\n'
        "<p>The leaders of a made-up force lead it in a made-up way.</p>\n</section>"
        for q in vocabulary.questions_of(cycle_id, "leadership")
    )
    body = (
        f"<h1>{escape(force.short_name)} PEEL {cycle_id}</h1>\n<h2>Leadership</h2>\n"
        f'<p class="updated">Last updated 08/12/2016</p>\n{_made_up(force)}\n'
        f"<h2>Questions for Leadership</h2>\n{questions}"
    )
    return _layout(f"{force.short_name} PEEL {cycle_id} Leadership", body)


def _areas_of(cycle_id: str) -> list[Question]:
    framework = {"2021-22": "B", "2023-25": "PEEL"}[cycle_id]
    return [q for q in vocabulary.questions_of(cycle_id) if q.framework == framework and q.inspection == "always"]


def _report(force: Force, cycle_id: str) -> str:
    areas = _areas_of(cycle_id)
    graded = [area for area in areas if area.graded]
    rows = "\n".join(
        f"<tr><td>{escape(area.text)}</td><td>{grade_of(force.force_id, cycle_id, area.question_id)}</td></tr>"
        for area in graded
    )
    label = {"2021-22": "2021/22", "2023-25": "2023–25"}[cycle_id]
    sections = "\n".join(_area(force, cycle_id, area) for area in areas)
    body = (
        f"<h1>PEEL {label} – An inspection of {escape(force.name)}</h1>\n"
        f"<p>Published on: {PUBLISHED[cycle_id]}</p>\n{_made_up(force)}\n<h2>Overall summary</h2>\n"
        f"<h3>Our judgments</h3>\n<p>Our inspection assessed how good {escape(force.name)} is in {len(areas)} areas of "
        f"policing. We make graded judgments in {len(graded)} of these {len(areas)} as follows:</p>\n"
        f"<table>\n<tr><th>Area</th><th>Judgment</th></tr>\n{rows}\n</table>\n{sections}\n"
        "<h2>About the data</h2>\n<p>There is no data: all of this is made up.</p>"
    )
    return _layout(f"PEEL {label} – An inspection of {force.name}", body)


def _area(force: Force, cycle_id: str, area: Question) -> str:
    grade = grade_of(force.force_id, cycle_id, area.question_id)
    parts = [f"<section>\n<h2>{escape(area.text)}</h2>"]
    if area.graded and grade:
        parts.append(f'<p class="grade">{grade}</p>')
    parts.append("<p>What follows is made up, like all the rest.</p>")
    if area.graded and grade in {Grade.ADEQUATE, Grade.REQUIRES_IMPROVEMENT}:
        parts.append(
            "<h3>Areas for improvement</h3>\n<h4>The force needs to improve how it makes up its plans</h4>\n"
            "<p>Its plans are made up too late. It knows this.</p>"
        )
    if area.graded and grade is Grade.INADEQUATE:
        parts.append(
            "<h3>Cause of concern</h3>\n<p>The made-up records of the force are a cause of concern.</p>\n"
            "<h3>Recommendations</h3>\n<p>Within three months, the force should:</p>\n<ul>\n"
            "<li>make up better records; and</li>\n<li>keep them where they can be found.</li>\n</ul>"
        )
    return "\n".join(parts) + "\n</section>"


def _welsh_report(force: Force, cycle_id: str) -> str:
    label = {"2021-22": "2021/22", "2023-25": "2023–25"}[cycle_id]
    body = (
        f"<h1>PEEL {label} – Arolygiad o {escape(force.welsh_name or force.name)}</h1>\n"
        "<p>Adroddiad gwneud yw hwn, ar gyfer profion yn unig.</p>\n<h2>Crynodeb cyffredinol</h2>\n"
        "<h3>Ein barn</h3>\n"
        "<p>Rydym yn gwneud dyfarniadau graddedig mewn wyth o’r naw hyn fel a ganlyn:</p>\n"
        "<p>Nid yw’n dweud dim am yr heddlu go iawn.</p>\n<h2>Am y data</h2>\n<p>Nid oes data.</p>"
    )
    return _layout(f"Heddlu {force.short_name} {label}", body).replace('lang="en-GB"', 'lang="cy"')


def _publication(force: Force, cycle_id: str, report: str | None) -> Iterator[Resource]:
    slug = f"peel-assessment-{cycle_id}-{force.force_id}"
    label = {"2018-19": "2018/19", "2021-22": "2021/22", "2023-25": "2023–25"}[cycle_id]
    title = f"PEEL {label} – An inspection of {force.name}"
    file = f"{ASSETS}/uploads/{slug}.pdf"
    online = f'<p><a href="{report}">Read the report online</a></p>\n' if report else ""
    body = (
        f"<h1>{escape(title)}</h1>\n<p>Published on: {PUBLISHED[cycle_id]}</p>\n"
        f"<p>Police Forces: {escape(force.short_name)}</p>\n{_made_up(force)}\n<h2>Get the report</h2>\n{online}"
        f'<p><a href="{file}">{escape(title)} (PDF document)</a></p>\n'
        '<p><a href="https://get.adobe.com/uk/reader/">Get the free PDF Reader from Adobe (external link)</a></p>'
    )
    yield _page(f"/publications/{slug}/", _layout(title, body))
    lines = [title, f"Published on: {PUBLISHED[cycle_id]}", "This report is made up for the tests of a program."]
    if cycle_id == "2018-19":
        for pillar in _ADJECTIVES:
            claim = _claim(cycle_id, pillar, grade_of(force.force_id, cycle_id, pillar))
            lines.append(claim[0].upper() + claim[1:])
    yield Resource(file, pdf(lines), "application/pdf", True)


def _ways_to_others(documents: list[Resource]) -> Iterator[Resource]:
    cycles = "".join(f'<li><a href="/peel-assessments/{p}/">PEEL {p[5:]}</a></li>' for p in PILLAR_CYCLES.values())
    yield _page("/", _layout("Home", f"<h1>Made-up inspectorate</h1>\n<ul>{cycles}</ul>"), is_document=False)
    yield _page(
        "/peel-assessments/",
        # The old form of an address, as many pages still print it.
        _layout(
            "PEEL",
            f'<h1>PEEL</h1>\n<ul>{cycles}</ul><a href="http://www.justiceinspectorates.gov.uk/hmicfrs/peel-reports">All</a>',
        ),
        is_document=False,
    )
    # The newest reports are found by the sitemap only, one of them by nothing else.
    reports = [r for r in documents if r.path.startswith("/peel-reports/") and "leicestershire-2023-25" not in r.url]
    yield _page("/peel-reports/", _layout("Reports", "<h1>Reports</h1>" + _links(reports)), is_document=False)
    publications = [
        r for r in documents if r.path.startswith("/publications/") and "leicestershire-2023-25" not in r.url
    ]
    half = len(publications) // 2
    following = '<a class="next" href="/publications/page/2/">Next</a>'
    first = _links(publications[:half]) + following
    yield _page("/publications/", _layout("Publications", "<h1>Publications</h1>" + first), is_document=False)
    second = _layout("Publications", "<h1>Publications</h1>" + _links(publications[half:]))
    yield _page("/publications/page/2/", second, is_document=False)
    fire = "<h1>Fire and rescue</h1><p>Made up. Good.</p>"
    yield _page("/publications/frs-assessment-cumbria-fire-and-rescue/", _layout("Fire", fire), is_document=False)


def _links(found: list[Resource]) -> str:
    return "<ul>" + "".join(f'<li><a href="{r.path}">{r.path.strip("/")}</a></li>' for r in found) + "</ul>"
