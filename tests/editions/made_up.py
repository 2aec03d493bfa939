"""Made-up reports in the form of the integrated ones: 2018/19, 2021/22 and a short Welsh one.

No sentence here was ever printed by the inspectorate; forces, cycles, titles and fixed phrases are the real ones.
"""

from __future__ import annotations

from tests.dialects import Bullets, Grade, Heading, Item, Paragraph
from tests.editions.nodes import Body, Boxed, Columns, Contents, Cover, NewPage, Node, Table


def items(*texts: str) -> Bullets:
    return Bullets(tuple(map(Item, texts)))


_IMPRINT = ("© HMICFRS 2019", "ISBN: 978-1-78655-000-0", "www.justiceinspectorates.gov.uk/hmicfrs")
_FILLER = (
    "This paragraph was made up for a test. It tells of patrols, of plans and of the people who make them, and it says "
    "nothing about any real force. Officers in it speak with residents, and residents speak with officers."
)

DURHAM_HEAD = "PEEL: Police effectiveness, efficiency and legitimacy 2018/19 – An inspection of Durham Constabulary"

DURHAM_GRADES = {
    "effectiveness": ("Good", "graded", None),
    "effectiveness-preventing-crime": ("Outstanding", "carried_forward", "2016"),
    "effectiveness-investigating-crime": ("Good", "graded", None),
    "effectiveness-vulnerable-people": ("Requires improvement", "graded", None),
    "effectiveness-serious-organised-crime": ("Good", "carried_forward", "2017"),
    "effectiveness-specialist-capabilities": (None, "not_graded", None),
    "efficiency": ("Good", "graded", None),
    "efficiency-use-of-resources": ("Good", "carried_forward", "2017"),
    "efficiency-planning": ("Inadequate", "graded", None),
    "legitimacy": ("Requires improvement", "graded", None),
    "legitimacy-treating-the-public": ("Requires improvement", "graded", None),
    "legitimacy-workforce-ethics": ("Good", "graded", None),
    "legitimacy-treating-the-workforce": ("Good", "carried_forward", "2017"),
}


def durham_2018() -> list[Node]:
    """An integrated report of 2018/19, all of it made up."""
    return [
        Cover(
            ("PEEL", "Police effectiveness, efficiency and legitimacy 2018/19", "An inspection of Durham Constabulary"),
            _IMPRINT,
        ),
        Contents(
            "Contents",
            (
                ("What this report contains", "1"),
                ("Overall summary", "2"),
                ("Effectiveness", "3"),
                ("Preventing crime and tackling anti-social behaviour", "3"),
                ("Investigating crime", "4"),
                ("Efficiency", "6"),
                ("Legitimacy", "7"),
                ("Annex A – About the data", "8"),
            ),
        ),
        NewPage(),
        Heading("What this report contains", 1),
        Paragraph("This report is structured in four parts:"),
        items(
            "our overall summary;",
            "our findings on effectiveness;",
            "our findings on efficiency; and",
            "our findings on legitimacy.",
        ),
        Body(),
        Heading("Overall summary", 1),
        _summary_table(),
        Paragraph(_FILLER),
        NewPage(),
        Heading("Effectiveness", 1),
        Heading("How effectively does the force reduce crime and keep people safe?", 2),
        Grade("Good"),
        Heading("Summary", 3),
        Paragraph("Durham Constabulary is good at reducing crime and keeping people safe. " + _FILLER),
        Heading("Preventing crime and tackling anti-social behaviour", 2),
        Grade("Outstanding"),
        Paragraph(
            "This question was not subject to detailed inspection in 2018/19, and our judgment from the 2016 "
            "effectiveness inspection has been carried over."
        ),
        Heading("Investigating crime", 2),
        Grade("Good"),
        Boxed("Areas for improvement", (items("The force should improve how it allocates its made-up cases."),)),
        Heading("How effectively does the force catch criminals?", 3),
        Paragraph("The force works well with partner organisations to:"),
        Bullets(
            (
                Item("share what it knows;"),
                Item("find those who are wanted, by:", (Item("asking neighbours; and"), Item("looking twice."))),
                Item("bring them to court."),
            )
        ),
        *(Paragraph(_FILLER) for _ in range(5)),
        Heading("Protecting vulnerable people", 2),
        Grade("Requires improvement"),
        Boxed(
            "Cause of concern",
            (
                Paragraph("The force’s made-up queue of calls is a cause of concern. People wait in it too long."),
                Heading("Recommendations", 3),
                Paragraph("Within three months, the force should:"),
                items(
                    "review the queue each day;",
                    "tell those who wait how long it will be; and",
                    "publish what it finds.",
                ),
            ),
        ),
        *(Paragraph(_FILLER) for _ in range(2)),
        Heading("Tackling serious and organised crime", 2),
        Grade("Good"),
        Paragraph(
            "This question was not subject to detailed inspection in 2018/19, and our judgment from the 2017 "
            "effectiveness inspection has been carried over."
        ),
        Heading("Armed policing", 2),
        Paragraph("We do not make graded judgments in these areas. " + _FILLER),
        NewPage(),
        Heading("Efficiency", 1),
        Heading("How efficiently does the force operate and how sustainable are its services?", 2),
        Grade("Good"),
        Paragraph(_FILLER),
        Heading("Meeting current demands and using resources", 2),
        Grade("Good"),
        Paragraph(_FILLER),
        Heading("Planning for the future", 2),
        Grade("Inadequate"),
        Boxed(
            "Areas for improvement",
            (
                Bullets(
                    (
                        Item("The force should write a plan that says who does what."),
                        Item("The force should count its made-up vehicles by:", (Item("colour; and"), Item("age."))),
                    )
                ),
            ),
        ),
        Paragraph(_FILLER),
        NewPage(),
        Heading("Legitimacy", 1),
        Heading("How legitimately does the force treat the public and its workforce?", 2),
        Grade("Requires improvement"),
        Paragraph(_FILLER),
        Heading("Treating the public fairly", 2),
        Grade("Requires improvement"),
        Paragraph(_FILLER),
        Heading("Ethical and lawful workforce behaviour", 2),
        Grade("Good"),
        Paragraph(_FILLER),
        Heading("Treating the workforce fairly", 2),
        Grade("Good"),
        Paragraph(_FILLER),
        NewPage(),
        Heading("Annex A – About the data", 1),
        Paragraph("The data in this annex were made up. They came from:"),
        items("nobody in particular; and", "nowhere at all."),
    ]


def _summary_table() -> Table:
    return Table(
        (
            ("Area", "Grade", "Last inspected"),
            ("Preventing crime and tackling anti-social behaviour", "Outstanding", "2016"),
            ("Investigating crime", "Good", "2018/19"),
            ("Protecting vulnerable people", "Requires improvement", "2018/19"),
            ("Tackling serious and organised crime", "Good", "2017"),
            ("Meeting current demands and using resources", "Good", "2017"),
            ("Planning for the future", "Inadequate", "2018/19"),
            ("Treating the public fairly", "Requires improvement", "2018/19"),
            ("Ethical and lawful workforce behaviour", "Good", "2018/19"),
            ("Treating the workforce fairly", "Good", "2017"),
        )
    )


KENT_HEAD = "PEEL 2021/22 – An inspection of Kent Police"

KENT_GRADES = {
    "b-victims-service": (None, "not_graded", None),
    "b-recording-crime": ("Outstanding", "graded", None),
    "b-preventing-crime": ("Good", "graded", None),
    "b-treating-the-public": ("Adequate", "graded", None),
    "b-responding-to-public": ("Inadequate", "graded", None),
    "b-investigating-crime": ("Requires improvement", "graded", None),
    "b-vulnerable-people": ("Adequate", "graded", None),
    "b-managing-offenders": ("Good", "graded", None),
    "b-treating-the-workforce": ("Good", "graded", None),
    "b-use-of-resources": ("Requires improvement", "graded", None),
}

_JUDGMENTS = Columns(
    (
        ("Outstanding", ("Recording data about crime",)),
        ("Good", ("Preventing crime", "Managing offenders", "Developing a positive workplace")),
        ("Adequate", ("Treatment of the public", "Protecting vulnerable people")),
        ("Requires improvement", ("Investigating crime", "Good use of resources")),
        ("Inadequate", ("Responding to the public",)),
    )
)


def kent_2021() -> list[Node]:
    """A report of 2021/22, all of it made up."""
    return [
        Cover(
            ("PEEL 2021/22", "Police effectiveness, efficiency and legitimacy", "An inspection of Kent Police"),
            ("© HMICFRS 2022",),
        ),
        Contents(
            "Contents",
            (
                ("Overall summary", "1"),
                ("Providing a service to the victims of crime", "2"),
                ("Preventing crime", "2"),
                ("Responding to the public", "3"),
                ("About the data", "5"),
            ),
        ),
        Body(),
        Heading("Overall summary", 1),
        Heading("Our judgments", 2),
        Paragraph(
            "Our inspection assessed how good Kent Police is in ten areas of policing. We make graded judgments in "
            "nine of these ten as follows:"
        ),
        _JUDGMENTS,
        Paragraph(
            "We also inspected how effective a service Kent Police gives to victims of crime. We don’t make a graded "
            "judgment in this overall area."
        ),
        Paragraph("We set out our detailed findings about things the force is doing well and where it should improve."),
        NewPage(),
        Heading("Providing a service to the victims of crime", 1),
        Paragraph("We don’t make a graded judgment for this area. " + _FILLER),
        Heading("Recording data about crime", 1),
        Grade("Outstanding"),
        Paragraph("Kent Police is outstanding at recording crime. " + _FILLER),
        Heading("Preventing crime", 1),
        Grade("Good"),
        Paragraph("Kent Police is good at prevention and deterrence."),
        Boxed(
            "Area for improvement",
            (
                Heading("The force should make sure that made-up patrols are planned with residents", 3),
                Paragraph("Patrols were planned in an office. Residents told us that they were not asked."),
                Paragraph("The force has a form for this, but it isn’t used."),
            ),
        ),
        Paragraph(_FILLER),
        Heading("Responding to the public", 1),
        Grade("Inadequate"),
        Boxed(
            "Cause of concern",
            (
                Heading("The force doesn’t answer its made-up telephone in time", 3),
                Paragraph("It rang and rang. People who called gave up."),
                Heading("Recommendations", 3),
                Paragraph("Within three months, Kent Police should:"),
                items("answer the telephone; and", "count how often it rings."),
                Paragraph("Within six months, Kent Police should:"),
                items("buy a second one."),
            ),
        ),
        *(Paragraph(_FILLER) for _ in range(3)),
        Heading("Investigating crime", 1),
        Grade("Requires improvement"),
        Boxed(
            "Areas for improvement",
            (
                Heading("The force doesn’t always supervise its made-up investigations well enough", 3),
                Paragraph("We looked at twelve of them. In four of them:"),
                items("nobody had read the notes; and", "nobody had written any."),
                Heading("The force should return made-up bicycles to their owners", 3),
                Paragraph("It has a shed full of them."),
            ),
        ),
        *(Paragraph(_FILLER) for _ in range(4)),
        Heading("About the data", 1),
        Paragraph("The data of this report were made up."),
    ]


DYFED_HEAD = "PEEL 2021/22 – Arolygiad o Heddlu Dyfed-Powys"

DYFED_GRADES = {
    "b-preventing-crime": ("Good", "graded", None),
    "b-responding-to-public": ("Adequate", "graded", None),
    "b-investigating-crime": ("Requires improvement", "graded", None),
}


def dyfed_powys_2021(*, second: str = "Digonol") -> list[Node]:
    """A Welsh report of 2021/22 in short, all of it made up. ``second`` is the grade of its second area."""
    return [
        Cover(("PEEL 2021/22", "Arolygiad o Heddlu Dyfed-Powys"), ("© HMICFRS 2022",)),
        NewPage(),
        Heading("Crynodeb cyffredinol", 1),
        Heading("Ein dyfarniadau", 2),
        Paragraph(
            "Aseswyd pa mor dda yw Heddlu Dyfed-Powys. Rydym yn gwneud dyfarniadau graddedig mewn naw o’r deg hyn "
            "fel a ganlyn:"
        ),
        Columns(
            (
                ("Da", ("Atal troseddau",)),
                (second, ("Ymateb i’r cyhoedd",)),
                ("Angen gwella", ("Ymchwilio i droseddau",)),
            )
        ),
        Paragraph("Testun a wnaed ar gyfer prawf yw hwn. Nid yw’n sôn am unrhyw heddlu go iawn."),
        NewPage(),
        Heading("Atal troseddau", 1),
        Grade("Da"),
        Boxed(
            "Maes i’w wella",
            (Heading("Dylai’r heddlu gynllunio patrolau gyda thrigolion", 3), Paragraph("Nid yw’n gwneud hynny.")),
        ),
        Heading("Ymateb i’r cyhoedd", 1),
        Grade(second),
        Paragraph("Testun a wnaed ar gyfer prawf yw hwn."),
    ]
