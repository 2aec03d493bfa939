"""Which reader reads which bytes: by what the bytes themselves show, whatever a server called them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.words.model import Medium, Problem, ReadDocument, Severity


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may spend on one document: bytes, pages, seconds. What needs more becomes a problem."""

    max_text_bytes: int = 4 * 1024 * 1024
    max_html_bytes: int = 20 * 1024 * 1024
    max_pdf_bytes: int = 64 * 1024 * 1024
    max_pdf_pages: int = 3_000
    max_pdf_seconds: float = 300.0
    max_pdf_memory_bytes: int = 2 * 1024 * 1024 * 1024


def read(content: bytes, media_type: str, limits: Limits) -> ReadDocument:
    """The passages of a document, by the reader for its medium.

    Args:
        content: the original.
        media_type: what the bytes are, as found when they were captured.
        limits: sizes above which a document is refused with a problem.
    """
    if media_type == "text/plain":
        from pipeline.reading.read_text import read_text

        return read_text(content, max_bytes=limits.max_text_bytes)
    if media_type in {"text/html", "application/xhtml+xml"}:
        from pipeline.reading.read_html import read_html

        return read_html(content, max_bytes=limits.max_html_bytes)
    if media_type == "application/pdf":
        from pipeline.pdf_bounded import read_pdf_bounded
        from pipeline.reading.pdf.limits import PdfLimits

        return read_pdf_bounded(
            content,
            limits=PdfLimits(
                max_bytes=limits.max_pdf_bytes,
                max_pages=limits.max_pdf_pages,
                max_seconds=limits.max_pdf_seconds,
                max_memory_bytes=limits.max_pdf_memory_bytes,
            ),
        )
    problem = Problem(
        Severity.ERROR,
        "not_text",
        f"is of the type {media_type}, which no reader takes; nothing was read. If it is a report, add it as the "
        "publisher's page (HTML), PDF or as a text capture.",
    )
    return ReadDocument(Medium.TEXT, (), words=0, markers_seen=0, problems=(problem,))
