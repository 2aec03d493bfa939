"""The picture of a page with one passage outlined, for ``peel explain ID --image``."""

from __future__ import annotations

import io

import pypdfium2
from PIL import ImageDraw

from pipeline.words.model import Box

_SCALE = 2.0
"""Pixels per point: 144 dots per inch, so that small type is legible."""

_MARGIN = 3.0
_OUTLINE = (200, 30, 30)


class NoPictureError(ValueError):
    """The file cannot be drawn, or has no such page."""


def render_passage(content: bytes, box: Box) -> bytes:
    """The page of ``box`` as a PNG with the box outlined.

    Args:
        content: the PDF.
        box: a passage's place, in points from the left and top edge of the page as shown.

    Raises:
        NoPictureError: the file cannot be drawn or the page does not exist.
    """
    try:
        document = pypdfium2.PdfDocument(content)
        try:
            picture = document[box.page - 1].render(scale=_SCALE).to_pil().convert("RGB")
        finally:
            document.close()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise NoPictureError(f"page {box.page} cannot be drawn: {error}") from error
    corners = (box.x0 - _MARGIN, box.top - _MARGIN, box.x1 + _MARGIN, box.bottom + _MARGIN)
    ImageDraw.Draw(picture).rectangle([_SCALE * value for value in corners], outline=_OUTLINE, width=4)
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()
