"""Made-up reports with all that makes a printed one hard: boxes and tables over page ends, columns, notes, numbers.

No sentence here was ever printed by the inspectorate; forces, cycles, titles and fixed phrases are the real ones.
:data:`PRINTED` are those of which ``tests/editions/files`` has PDFs by programs that the tests do not need.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.dialects import Bullets, Grade, Heading, Item, Paragraph
from tests.editions.nodes import (
    Body,
    Boxed,
    Columns,
    Contents,
    Cover,
    NewPage,
    Node,
    Noted,
    Numbered,
    Push,
    Table,
    TwoColumns,
)

_FILLER = (
    "This paragraph was made up for a test. It tells of patrols, of plans and of the people who make them, and it says "
    "nothing about any real force. Officers in it speak with residents, and residents speak with officers."
)


def _bullets(*items: str | Item) -> Bullets:
    return Bullets(tuple(item if isinstance(item, Item) else Item(item) for item in items))


def _numbered(*texts: str) -> Numbered:
    return Numbered(tuple(map(Item, texts)))


def _carried(year: str) -> Paragraph:
    return Paragraph(
        f"This question was not subject to detailed inspection in 2018/19, and our judgment from the {year} "
        "effectiveness inspection has been carried over."
    )


LANCASHIRE_HEAD = "PEEL: Police effectiveness, efficiency and legitimacy 2018/19 – An inspection of Lancashire"
LANCASHIRE_GRADES = {
    "effectiveness": ("Good", "graded", None),
    "effectiveness-preventing-crime": ("Good", "carried_forward", "2016"),
    "effectiveness-investigating-crime": ("Requires improvement", "graded", None),
    "effectiveness-vulnerable-people": ("Inadequate", "graded", None),
    "effectiveness-serious-organised-crime": ("Outstanding", "carried_forward", "2017"),
    "effectiveness-specialist-capabilities": (None, "not_graded", None),
}


def lancashire_2018() -> list[Node]:
    """An integrated report of 2018/19, of whose three parts only effectiveness was made up."""
    return [
        Cover(
            (
                "PEEL",
                "Police effectiveness, efficiency and legitimacy 2018/19",
                "An inspection of Lancashire Constabulary",
            ),
            ("May 2019", "© HMICFRS 2019", "ISBN: 978-1-78655-000-0", "www.justiceinspectorates.gov.uk/hmicfrs"),
        ),
        Contents(
            "Contents",
            (
                ("What this report contains", "i"),
                ("Force in context", "1"),
                ("Effectiveness", "2"),
                ("Preventing crime and tackling anti-social behaviour", "2"),
                ("Investigating crime", "3"),
                ("Protecting vulnerable people", "5"),
                ("Annex A – About the data", "6"),
            ),
        ),
        NewPage(),
        Heading("What this report contains", 1),
        Paragraph("This report is structured in two parts:"),
        _numbered("our findings on effectiveness; and", "our notes about the data."),
        Body(),
        Heading("Force in context", 1),
        Paragraph(_FILLER),
        _context(),
        NewPage(),
        Heading("Effectiveness", 1),
        Heading("How effectively does the force reduce crime and keep people safe?", 2),
        Grade("Good"),
        Heading("Summary", 3),
        Paragraph("Lancashire Constabulary is good at reducing crime and keeping people safe. " + _FILLER),
        Table(
            (
                ("Area", "Grade", "Last inspected"),
                ("Preventing crime and tackling anti-social behaviour", "Good", "2016"),
                ("Investigating crime", "Requires improvement", "2018/19"),
                ("Protecting vulnerable people", "Inadequate", "2018/19"),
                ("Tackling serious and organised crime", "Outstanding", "2017"),
            )
        ),
        Heading("Preventing crime and tackling anti-social behaviour", 2),
        Grade("Good"),
        _carried("2016"),
        NewPage(),
        Heading("Investigating crime", 2),
        Grade("Requires improvement"),
        Noted("The constabulary keeps its made-up notebooks in a made-up cupboard.", "A notebook is a book of notes."),
        Push(425),
        _investigating_box(),
        Heading("How effectively does the force catch criminals?", 3),
        Paragraph("The constabulary works well with partner organisations to:"),
        _bullets(
            "share what it knows, be it much or little, with all those who have a right to know it and who ask for it;",
            Item(
                "find those who are wanted, by:",
                (
                    Item("asking neighbours:", (Item("who live next door; or"), Item("who live across the road; and"))),
                    Item("looking twice in the places where people who are wanted are wont to be found in the end."),
                ),
            ),
            "bring them to court.",
        ),
        Noted("Two other teams help with this when they are asked.", "The teams were made up, and so was their help."),
        NewPage(),
        Heading("Protecting vulnerable people", 2),
        Grade("Inadequate"),
        Boxed(
            "Cause of concern",
            (
                Paragraph("The queue of made-up calls is a cause of concern. People wait in it for too long."),
                Heading("Recommendations", 3),
                Paragraph("The force should immediately:"),
                _numbered(
                    "review the queue each day, so that no call that tells of a risk of harm is left in it overnight;",
                    "tell those who wait how long it will be; and",
                    "publish what it finds.",
                ),
                Paragraph("By 31 January 2020, the force should:"),
                _numbered("answer every call; and", "count the calls that nobody answered."),
            ),
        ),
        Noted("The queue was seen by nobody.", "It could not be seen, since it was made up."),
        Heading("Tackling serious and organised crime", 2),
        Grade("Outstanding"),
        _carried("2017"),
        Heading("Armed policing", 2),
        Paragraph("We do not make graded judgments in these areas. " + _FILLER),
        NewPage(),
        Heading("Annex A – About the data", 1),
        Paragraph("The data in this annex were made up. They came from:"),
        _bullets("nobody in particular; and", "nowhere at all."),
    ]


def _context() -> TwoColumns:
    """Columns of unequal length, of short lines and lists."""
    return TwoColumns(
        (
            Paragraph("Lancashire has hills and a coast. Its constabulary looks after both of them."),
            Paragraph("In its villages:"),
            _bullets("there are halls;", "there are greens; and", "there is at least one pond with ducks on it."),
            Paragraph("The ducks have no need of police."),
        ),
        (
            Paragraph("Its towns are by the sea or inland. In its towns:"),
            _bullets(
                Item("there are streets, with:", (Item("lamps; and"), Item("names that people know;"))),
                "there are markets, which open early and close late; and",
                "there are stations.",
            ),
            Paragraph(_FILLER),
            Paragraph("Nobody counted the towns. Nobody counted the villages. Nobody counted the ducks."),
        ),
    )


def _investigating_box() -> Boxed:
    return Boxed(
        "Areas for improvement",
        (
            _bullets(
                "The force should improve how it allocates its made-up cases, so that those who are given one have the "
                "skills, the time and the help that it needs.",
                Item(
                    "The force should make sure that its supervisors:",
                    (
                        Item("read every notebook;"),
                        Item("ask about what they have read, and write down what they are told about it; and"),
                        Item("return the notebook to the person who wrote it."),
                    ),
                ),
                "The force should keep victims informed of what happens to their cases, and of what does not happen.",
                "The force should count its cupboards.",
                "The force should ask those who no longer support a prosecution why this is so, and should learn from "
                "what they say.",
            ),
        ),
    )


GWENT_HEAD = "PEEL 2021/22 – An inspection of Gwent Police"
GWENT_GRADES = {
    "b-victims-service": (None, "not_graded", None),
    "b-recording-crime": ("Outstanding", "graded", None),
    "b-preventing-crime": ("Good", "graded", None),
    "b-treating-the-public": ("Adequate", "graded", None),
    "b-responding-to-public": ("Inadequate", "graded", None),
    "b-investigating-crime": ("Requires improvement", "graded", None),
    "b-vulnerable-people": ("Adequate", "graded", None),
    "b-managing-offenders": ("Good", "graded", None),
    "b-treating-the-workforce": ("Adequate", "graded", None),
    "b-use-of-resources": ("Requires improvement", "graded", None),
}


def gwent_2021() -> list[Node]:
    """A report of 2021/22 whose judgments table runs over a page end and which has a page in two columns."""
    return [
        Cover(
            ("PEEL 2021/22", "Police effectiveness, efficiency and legitimacy", "An inspection of Gwent Police"),
            ("© HMICFRS 2022",),
        ),
        Contents(
            "Contents",
            (
                ("Overall summary", "1"),
                ("Providing a service to the victims of crime", "3"),
                ("Preventing crime", "4"),
                ("Responding to the public", "5"),
                ("Investigating crime", "6"),
                ("About the data", "8"),
            ),
        ),
        Body(),
        Heading("Overall summary", 1),
        Heading("Our judgments", 2),
        Push(485),
        Paragraph(
            "Our inspection assessed how good Gwent Police is in ten areas of policing. We make graded judgments in "
            "nine of these ten as follows:"
        ),
        Columns(
            (
                ("Outstanding", ("Recording data about crime",)),
                ("Good", ("Preventing crime", "Managing offenders")),
                (
                    "Adequate",
                    ("Treatment of the public", "Protecting vulnerable people", "Developing a positive workplace"),
                ),
                ("Requires improvement", ("Investigating crime", "Good use of resources")),
                ("Inadequate", ("Responding to the public",)),
            )
        ),
        Paragraph(
            "We also inspected how effective a service Gwent Police gives to victims of crime. We don’t make a graded "
            "judgment in this overall area."
        ),
        Paragraph("We set out our detailed findings about things the force is doing well and where it should improve."),
        NewPage(),
        Heading("Providing a service to the victims of crime", 1),
        Noted("We don’t make a graded judgment for this area. " + _FILLER, "The victims were made up as well."),
        NewPage(),
        Heading("Preventing crime", 1),
        Grade("Good"),
        Paragraph("Gwent Police is good at prevention and deterrence."),
        _prevention(),
        Boxed(
            "Promising practice",
            (
                Heading("The force lends its made-up ladders to residents", 3),
                Paragraph("It has eleven of them, and every one of them is lent out on most days of the year."),
            ),
        ),
        Paragraph(_FILLER),
        NewPage(),
        Heading("Responding to the public", 1),
        Grade("Inadequate"),
        Boxed(
            "Cause of concern",
            (
                Heading("The force doesn’t answer its made-up telephone in time", 3),
                Paragraph("It rang and rang. People who called gave up."),
                Heading("Recommendations", 3),
                Paragraph("By 31 March 2023, Gwent Police should:"),
                _numbered(
                    "answer the telephone, by day and by night, and say who is speaking;",
                    "count how often it rings; and",
                    "write the number down.",
                ),
                Paragraph("Within six months, Gwent Police should:"),
                _numbered("buy a second telephone; and", "tell residents its number."),
            ),
        ),
        Paragraph(_FILLER),
        NewPage(),
        Heading("Investigating crime", 1),
        Grade("Requires improvement"),
        Push(450),
        Boxed(
            "Areas for improvement",
            (
                Heading("The force doesn’t always supervise its made-up investigations well enough", 3),
                Paragraph("We looked at twelve of them. In four of them:"),
                _bullets(
                    "nobody had read the notes;",
                    "nobody had written any; and",
                    Item("somebody had lost:", (Item("the pencil; or"), Item("the paper to write on."))),
                ),
                Heading("The force should return made-up bicycles to their owners", 3),
                Paragraph("It has a shed full of them. Some have been in it since the year in which it was built."),
                Heading("The force should paint its shed", 3),
                Paragraph("The shed was green once. Nobody whom we asked could say what colour it has now."),
            ),
        ),
        Paragraph(_FILLER),
        NewPage(),
        Heading("About the data", 1),
        Paragraph("The data of this report were made up. They came from:"),
        _bullets("nobody in particular; and", "nowhere at all."),
    ]


def _prevention() -> TwoColumns:
    """A box in the left column, a list of three levels in the longer right one."""
    return TwoColumns(
        (
            Boxed(
                "Area for improvement",
                (
                    Heading("The force should plan its made-up patrols with residents", 3),
                    Paragraph("Patrols were planned in an office. Residents told us that:"),
                    _bullets("they were not asked; and", "they would have had much to say about it."),
                ),
            ),
            Paragraph("The office has a window, from which one sees a street that is patrolled."),
        ),
        (
            Paragraph("The force knows its streets. In them it works with:"),
            _bullets(
                "shops;",
                Item(
                    "schools, where officers:",
                    (
                        Item("sing;"),
                        Item("read aloud from:", (Item("books; and"), Item("letters that children have written; and"))),
                        Item("answer questions; and"),
                    ),
                ),
                "owners of dogs.",
            ),
            Paragraph(_FILLER),
            Paragraph("It was asked to do more of this. It does more of it."),
        ),
    )


GWENT_WELSH_HEAD = "PEEL 2021/22 – Arolygiad o Heddlu Gwent"
_WELSH_FILLER = "Testun a wnaed ar gyfer prawf yw hwn. Nid yw’n sôn am unrhyw heddlu go iawn, nac am unrhyw le go iawn."


def gwent_2021_welsh() -> list[Node]:
    """The Welsh edition of :func:`gwent_2021`, in short."""
    return [
        Cover(("PEEL 2021/22", "Arolygiad o Heddlu Gwent"), ("© HMICFRS 2022",)),
        NewPage(),
        Heading("Crynodeb cyffredinol", 1),
        Heading("Ein dyfarniadau", 2),
        Push(495),
        Paragraph(
            "Aseswyd pa mor dda yw Heddlu Gwent. Rydym yn gwneud dyfarniadau graddedig mewn naw o’r deg hyn fel a "
            "ganlyn:"
        ),
        Columns(
            (
                ("Rhagorol", ("Cofnodi data am droseddau",)),
                ("Da", ("Atal troseddau", "Rheoli troseddwyr")),
                ("Digonol", ("Triniaeth o’r cyhoedd", "Amddiffyn pobl agored i niwed", "Datblygu gweithle cadarnhaol")),
                ("Angen gwella", ("Ymchwilio i droseddau", "Defnydd da o adnoddau")),
                ("Annigonol", ("Ymateb i’r cyhoedd",)),
            )
        ),
        Paragraph(_WELSH_FILLER),
        NewPage(),
        Heading("Atal troseddau", 1),
        Grade("Da"),
        TwoColumns(
            (
                Boxed(
                    "Maes i’w wella",
                    (
                        Heading("Dylai’r heddlu gynllunio ei batrolau gyda thrigolion", 3),
                        Paragraph("Dywedodd trigolion wrthym:"),
                        _bullets("na ofynnwyd iddynt; ac", "y byddai ganddynt lawer i’w ddweud."),
                    ),
                ),
                Paragraph("Mae ffenestr yn y swyddfa."),
            ),
            (
                Paragraph("Mae’r heddlu’n gweithio gyda:"),
                _bullets("siopau;", "ysgolion; a", "chathod."),
                Paragraph(_WELSH_FILLER),
            ),
        ),
        NewPage(),
        Heading("Ymateb i’r cyhoedd", 1),
        Grade("Annigonol"),
        Boxed(
            "Achos pryder",
            (
                Heading("Nid yw’r heddlu’n ateb y ffôn mewn pryd", 3),
                Paragraph("Canodd y ffôn, a chanodd eto."),
                Heading("Argymhellion", 3),
                Paragraph("Erbyn 31 Mawrth 2023, dylai Heddlu Gwent:"),
                _numbered("ateb y ffôn; a", "chyfrif y galwadau."),
            ),
        ),
        Paragraph(_WELSH_FILLER),
    ]


PRINTED: dict[str, tuple[Callable[[], Sequence[Node]], str, str]] = {
    "lancashire": (lancashire_2018, LANCASHIRE_HEAD, "en"),
    "gwent-english": (gwent_2021, GWENT_HEAD, "en"),
    "gwent-welsh": (gwent_2021_welsh, GWENT_WELSH_HEAD, "cy"),
}
"""Report, running head and language by name."""
