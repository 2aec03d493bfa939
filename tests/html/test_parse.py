"""Our leaner tree is the one that BeautifulSoup builds by itself, but for white space between elements."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.html.decode import decode_page
from pipeline.reading.html.parse import parse
from tests.dialects import DIALECTS, gwent_html

_NEIGHBOURS = ("parent", "next_element", "previous_element", "next_sibling", "previous_sibling")


def picture(soup: BeautifulSoup) -> list[tuple[object, ...]]:
    """Every node in document order with what stands around it, so that each link of the tree is compared."""
    return [(_face(node), *(_face(getattr(node, name)) for name in _NEIGHBOURS)) for node in soup.descendants]


def _face(node: PageElement | None) -> tuple[object, ...]:
    if node is None:
        return ("nothing",)
    if isinstance(node, Tag):
        return (node.name, sorted(node.attrs.items()), len(node.contents))
    return (type(node).__name__ if str(node).strip() else "", " ".join(str(node).split()))


def assert_same(text: str) -> None:
    own = BeautifulSoup(text, "lxml", multi_valued_attributes=None, string_containers={})
    assert picture(parse(text)) == picture(own)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_trees_of_whole_pages_are_equal(dialect: str) -> None:
    assert_same(decode_page(gwent_html(dialect)).text)


_PIECES = """<p> </p> <ul> <li> </ul> <b> </b> <o:p> </o:p> <svg> x <td> <pre>_x <i_a:b=1> <!--c--> <br> <br/> </div>
<div> </body> </html> <html_lang=en> <body_class=x> <head> <title>t</title> <script>a<b</script> <style>p</style>
<![CDATA[x]]> <?pi_x?> <!DOCTYPE_html> <table> <tr> </table> <template>y</template> &amp; &nbsp;
<textarea>z</textarea> <option>"""


@given(st.lists(st.sampled_from([piece.replace("_", " ") for piece in _PIECES.split()]), min_size=1, max_size=40))
def test_trees_of_any_markup_are_equal(pieces: list[str]) -> None:
    assert_same("<p>" + "".join(pieces))
