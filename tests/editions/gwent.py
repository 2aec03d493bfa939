"""The bundled Gwent page as a force's effectiveness report of 2017: the page's words, laid out as such a PDF is.

Cover, contents and layout follow the field guide; every sentence of the body is the page's own.
"""

from __future__ import annotations

from tests.dialects import Bullets, Grade, Heading, Paragraph, Updated, gwent_page
from tests.editions.nodes import Body, Boxed, Contents, Cover, NewPage, Node, Table

RUNNING_HEAD = "PEEL: Police effectiveness 2017 – An inspection of Gwent Police"

CHAPTERS = {
    "How effective is the force at protecting those who are vulnerable from harm, and supporting victims?": (
        "Protecting vulnerable people and supporting victims"
    ),
    "How effective is the force at tackling serious and organised crime?": "Tackling serious and organised crime",
    "How effective are the force’s specialist capabilities?": "Specialist capabilities",
}
HEADLINE = "How effective is the force at keeping people safe and reducing crime?"


def gwent_report() -> list[Node]:
    """The report: cover, contents, an overview with the grades of all questions, a chapter for each question."""
    chapters = list(CHAPTERS.values())
    front: list[Node] = [
        Cover(
            ("PEEL: Police effectiveness 2017", "An inspection of Gwent Police"),
            ("March 2018", "© HMICFRS 2018", "ISBN: 978-1-78655-000-0", "www.justiceinspectorates.gov.uk/hmicfrs"),
        ),
        Contents(
            "Contents",
            (
                ("Risk-based inspection", "2"),
                ("Effectiveness overview", "3"),
                *((title, str(4 + at)) for at, title in enumerate(chapters)),
            ),
        ),
        Body(),
        Heading("Risk-based inspection", 1),
        Paragraph("The areas assessed in this report are listed in its contents."),
        NewPage(),
        Heading("Effectiveness overview", 1),
    ]
    return [*front, *_overview(), *_chapters()]


def _overview() -> list[Node]:
    page = gwent_page()
    start = next(at for at, node in enumerate(page) if isinstance(node, Updated))
    end = next(at for at, node in enumerate(page) if isinstance(node, Heading) and node.text.startswith("Questions"))
    told = [node for node in page[start + 1 : end] if not (isinstance(node, Paragraph) and node.link)]
    told_grades = ("Requires improvement", "Requires improvement", "Ungraded")
    grades = Table((("Question", "Grade"), *zip(CHAPTERS, told_grades, strict=True)))
    return [Heading(HEADLINE, 2), told[0], grades, *told[1:]]


def _chapters() -> list[Node]:
    page = gwent_page()
    start = next(at for at, node in enumerate(page) if isinstance(node, Heading) and node.text in CHAPTERS)
    nodes: list[Node] = []
    for node in page[start:]:
        if isinstance(node, Heading) and node.text in CHAPTERS:
            nodes += [NewPage(), Heading(CHAPTERS[node.text], 1)]
        elif isinstance(node, Heading):
            nodes.append(Boxed(node.text, ()))
        elif isinstance(node, Bullets) and isinstance(nodes[-1], Boxed):
            nodes[-1] = Boxed(nodes[-1].title, (node,))
        elif isinstance(node, Paragraph) and node.text.isdigit():
            continue
        elif isinstance(node, Paragraph | Grade | Bullets):
            nodes.append(node)
    return nodes
