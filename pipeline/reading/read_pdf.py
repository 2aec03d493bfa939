"""PDF reports: bytes to passages.

A PDF holds glyphs at places. From them come lines (``pdf_lines``), regions in reading order (``pdf_layout``),
blocks (``pdf_blocks``), lists (``pdf_lists``) and passages (``pdf_passages``). Two witnesses that do not go through
the passages count the words (``pdf_witness``). Knows nothing of policing.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from pipeline.reading.pdf.about import first_heading, language_of, title_of
from pipeline.reading.pdf.chars import OutOfTimeError, PageDevice, PageTooLargeError, read_content
from pipeline.reading.pdf.drawn import Glyph, PageContent, is_white_on_white
from pipeline.reading.pdf.glyphs import is_unreadable
from pipeline.reading.pdf.layout import lay_out
from pipeline.reading.pdf.limits import DEFAULT_LIMITS, PdfLimits, is_cut_off, refused, unfolded_size, what_it_is
from pipeline.reading.pdf.links import Link, links_of
from pipeline.reading.pdf.objects import let_go, pack_offsets
from pipeline.reading.pdf.pages import Pages
from pipeline.reading.pdf.tags import Tags, read_tags
from pipeline.reading.pdf.turning import Turn, is_sideways, read_turned, turned_back
from pipeline.reading.pdf.witness import SecondEngine, compare_words, drawn_words, without_doubles
from pipeline.reading.pdf.writing import Written, write_passages
from pipeline.words.blocks import count_words, words_of
from pipeline.words.model import Medium, Passage, Problem, ReadDocument, Severity

_SHOWN_WORDS = 30
_SHOWN_ORDER = 80

_MISSING_LETTERS = 3
_UNREADABLE_SHARE = 0.05


def read_pdf(
    content: bytes, *, limits: PdfLimits = DEFAULT_LIMITS, out_of_time: Callable[[], bool] = lambda: False
) -> ReadDocument:
    """The passages of a PDF.

    Args:
        content: the file as it was saved.
        limits: bounds of size. Memory and time are bounded by :func:`pipeline.pdf_bounded.read_pdf_bounded`, which
            does the same in a child process.
        out_of_time: asked on every page; once it says yes, the rest is left and a problem says so.

    Returns:
        Passages with page, box (points) and ``locator`` "page N", and problems. A file that cannot be read has no
        passages and a problem of severity error that says what to do; nothing is raised.
    """
    if len(content) > limits.max_bytes:
        return refused(
            "pdf_too_large",
            f"has {len(content):,} bytes, more than the {limits.max_bytes:,} allowed; it was not read. Split it and "
            "add the parts, or raise PEEL_MAX_PDF_BYTES.",
        )
    if b"%PDF-" not in content[:1024]:
        return refused("pdf_damaged", f"is no PDF but {what_it_is(content)}. Fetch the report again.")
    unfolded = unfolded_size(content, limits.max_unfolded_bytes)
    if unfolded > limits.max_unfolded_bytes:
        return refused(
            "pdf_bomb",
            f"unfolds to more than {limits.max_unfolded_bytes:,} bytes; it was not read. If it is a real report, "
            "save it anew with another program and add that.",
        )
    try:
        return _Reading(content, limits, out_of_time).read()
    except PDFPasswordIncorrect:
        return refused("pdf_encrypted", "asks for a password. Save a copy without one and add that.")
    except OutOfTimeError:
        return refused("pdf_out_of_time", _out_of_time(limits))
    except (MemoryError, RecursionError) as error:
        return refused("pdf_too_large", f"needs more memory than is allowed ({type(error).__name__}); it was not read.")
    except Exception as error:  # pdfminer raises KeyError, TypeError, struct.error … on broken files
        return refused(
            "pdf_damaged",
            f"is damaged ({type(error).__name__}: {str(error)[:120]}). Fetch it again; if it stays so, open it in a "
            "viewer and save a repaired copy.",
        )


def _out_of_time(limits: PdfLimits) -> str:
    return (
        f"took longer than {limits.max_seconds:g} seconds to read. Raise PEEL_MAX_PDF_SECONDS if it is a real report."
    )


@dataclass(slots=True)
class _Reading:
    """One document on its way through the stages."""

    content: bytes
    limits: PdfLimits
    out_of_time: Callable[[], bool]
    problems: list[Problem] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    links: dict[int, tuple[Link, ...]] = field(default_factory=dict)
    turns: dict[int, Turn] = field(default_factory=dict)
    empty_pages: list[int] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    disagreeing: int = 0
    unreadable: int = 0
    letters: int = 0
    pages: int = 0

    def read(self) -> ReadDocument:
        document = PDFDocument(PDFParser(io.BytesIO(self.content)))
        pack_offsets(document)
        tags = read_tags(document)
        engine = SecondEngine(self.content)
        try:
            pages = self._laid_out(document, engine, tags)
        finally:
            engine.close()
        self._judge_pages()
        written = self._passages(pages, tags)
        passages = tuple(turned_back(written.passages, self.turns)) if self.turns else written.passages
        self._judge_words(passages)
        counted = sum(count_words(passage.text) for passage in passages)
        lost = [problem for problem in self.problems if problem.code in ("words_lost", "words_doubled")]
        difference = sum(
            len((problem.text or "").split()) * (1 if problem.code == "words_lost" else -1) for problem in lost
        )
        return ReadDocument(
            Medium.PDF,
            passages,
            words=counted + difference,
            markers_seen=written.markers,
            title=title_of(document) or first_heading(passages),
            language=language_of(document, tags),
            pages=self.pages,
            problems=tuple(self.problems),
        )

    def _add(self, severity: Severity, code: str, message: str, text: str | None = None) -> None:
        self.problems.append(Problem(severity, code, message, text=text))

    # -- pages ----------------------------------------------------------------------------------------------------

    def _laid_out(self, document: PDFDocument, engine: SecondEngine, tags: Tags) -> Pages:
        """One page after the other, so that only lines are kept of each."""
        pages = Pages()
        resources = PDFResourceManager()
        device = PageDevice(
            resources,
            max_glyphs=self.limits.max_page_glyphs,
            max_forms=self.limits.max_page_forms,
            out_of_time=self.out_of_time,
        )
        for number, page in enumerate(PDFPage.create_pages(document), start=1):
            if number > self.limits.max_pages:
                self._add(
                    Severity.ERROR,
                    "pdf_too_many_pages",
                    f"has more than {self.limits.max_pages:,} pages; the rest was not read. Raise PEEL_MAX_PDF_PAGES.",
                )
                break
            self.pages = number
            try:
                content, whole = self._content(page, device, resources, number)
            except OutOfTimeError:
                self._add(
                    Severity.ERROR, "pdf_out_of_time", f"{_out_of_time(self.limits)} Read up to page {number - 1}."
                )
                break
            # The second engine has no limits of its own: it is not asked about a page that broke ours.
            glyphs = self._checked(content, engine, number) if whole else content.glyphs
            if whole and len(glyphs) == len(content.glyphs) and is_sideways(glyphs):
                content = self._turned(page, content, device, resources, number)
                glyphs = content.glyphs
            glyphs = self._visible(glyphs, content, number)
            self.words.update(drawn_words(glyphs))
            links = tuple(links_of(page, content, number))
            if links:
                self.links[number] = links
            if not any(glyph.text.strip() for glyph in glyphs):
                self.empty_pages.extend([number] if content.pictures else [])
            layout = lay_out(content, number, glyphs, tags.cells_on(number))
            if layout.too_many_lines:
                self._add(
                    Severity.WARNING,
                    "pdf_drawing_skipped",
                    f"page {number} draws too many lines to look for tables; its words are read as plain text.",
                )
            for words in layout.doubtful:
                self._add(
                    Severity.WARNING,
                    "table_without_rules",
                    f"page {number} has what may be a table without rules; it is not certain which grade belongs to "
                    "what, so its lines are read as text. Compare them with the printed page.",
                    words,
                )
            for words in layout.unsure:
                self._add(
                    Severity.WARNING,
                    "reading_order_unsure",
                    f"page {number} has words side by side that may be two columns, or rows that belong together; "
                    "compare their order with the printed page.",
                    " ".join(words.split()[:_SHOWN_ORDER]),
                )
            self.disagreeing += layout.disagreeing
            pages.add(layout)
            let_go(document)
        return pages

    def _content(
        self, page: Any, device: PageDevice, resources: PDFResourceManager, number: int
    ) -> tuple[PageContent, bool]:
        """What the page draws, and false where it was cut at a limit."""
        try:
            return read_content(page, device, resources), True
        except PageTooLargeError as error:
            self._add(
                Severity.ERROR,
                "pdf_page_too_large",
                f"page {number} draws {error}; only what came before was read. Compare it with the printed page.",
            )
            return device.content, False
        except (OutOfTimeError, MemoryError):
            raise
        except Exception as error:  # whatever a broken font, stream or object makes pdfminer raise
            self._add(
                Severity.WARNING,
                "pdf_page_damaged",
                f"page {number} is damaged ({type(error).__name__}: {str(error)[:120]}); what could be read was kept. "
                "Compare it with the printed page.",
            )
        return device.content, True

    def _turned(
        self, page: Any, content: PageContent, device: PageDevice, resources: PDFResourceManager, number: int
    ) -> PageContent:
        """A sideways page as it is held to be read, its turn remembered; the page itself if it cannot be turned."""
        read = read_turned(page, device, resources)
        if read is None or any(glyph.text.startswith("(cid:") for glyph in content.glyphs):
            return content
        content, self.turns[number] = read
        self._add(Severity.INFO, "pdf_page_sideways", f"page {number} stands sideways; it was turned to be read.")
        return content

    def _checked(self, content: PageContent, engine: SecondEngine, number: int) -> list[Glyph]:
        """The page's glyphs, with those that only the second engine sees."""
        glyphs = engine.named_symbols(number, content.glyphs)
        self.unreadable += sum(1 for glyph in glyphs if is_unreadable(glyph.text))
        self.letters += len(glyphs)
        if engine.missing_letters(number, glyphs) < _MISSING_LETTERS:
            return glyphs
        added = engine.glyphs(number, content)
        if added:
            words = sorted(drawn_words(added).elements())
            self._add(
                Severity.WARNING,
                "pdf_second_engine",
                f"page {number}: {len(words)} words were seen by the second engine only and are read from it, without "
                "their type style. Compare them with the printed page.",
                " ".join(words[:_SHOWN_WORDS]),
            )
        return glyphs + added

    def _visible(self, glyphs: list[Glyph], content: PageContent, number: int) -> list[Glyph]:
        """Without what does not show: drawn twice, invisible, or beside the page."""
        shown = [
            glyph
            for glyph in without_doubles(glyphs)
            if glyph.x1 > 0 and glyph.x0 < content.width and glyph.bottom > 0 and glyph.top < content.height
        ]
        plain = [glyph for glyph in shown if not glyph.hidden and not is_white_on_white(glyph, content)]
        if len(plain) == len(shown):
            return shown
        if not any(glyph.text.strip() for glyph in plain):
            self._add(
                Severity.INFO,
                "pdf_text_layer",
                f"page {number} is a picture with an invisible text layer, made by text recognition; it was read.",
            )
            return shown
        seen = {id(glyph) for glyph in plain}
        hidden = sorted(drawn_words(glyph for glyph in shown if id(glyph) not in seen).elements())
        if hidden:
            self._add(
                Severity.INFO,
                "pdf_hidden_text",
                f"page {number}: {len(hidden)} words are drawn invisibly, or white on white, and were left out.",
                " ".join(hidden[:_SHOWN_WORDS]),
            )
        return plain

    def _judge_pages(self) -> None:
        if is_cut_off(self.content):
            self._add(
                Severity.ERROR,
                "pdf_cut_off",
                "is shorter than it says it is: the end is missing. What is there was read; fetch it again.",
            )
        if not self.pages:
            self._add(Severity.ERROR, "pdf_no_pages", "has no pages. Fetch it again.")
        elif not self.words and self.empty_pages:
            self._add(Severity.ERROR, "pdf_needs_ocr", "holds pictures of pages and no text: it needs OCR first.")
        elif not self.words:
            self._add(Severity.ERROR, "pdf_no_text", "holds no words. Open it in a viewer and compare.")
        elif self.empty_pages:
            numbers = ", ".join(map(str, self.empty_pages[:20]))
            self._add(
                Severity.WARNING,
                "pdf_page_without_text",
                f"has pictures and no text on page {numbers}: words in them are not read.",
            )
        if self.unreadable > max(20, _UNREADABLE_SHARE * self.letters):
            self._add(
                Severity.ERROR,
                "pdf_no_unicode",
                f"{self.unreadable:,} of {self.letters:,} characters have no letter in the file's fonts: it needs OCR, "
                "or a copy saved by another program.",
            )

    # -- passages -------------------------------------------------------------------------------------------------

    def _passages(self, pages: Pages, tags: Tags) -> Written:
        written = write_passages(pages, tags, self.links, self.disagreeing)
        for number, words in written.unsure:
            self._add(
                Severity.WARNING,
                "box_over_page_unsure",
                f"page {number} begins with a box that may be the rest of the one before; it is read as a new one. "
                "Compare it with the printed page.",
                words,
            )
        for code, told in written.told:
            self._add(Severity.INFO, code, told)
        self.marks.extend(written.marks)
        self.words.update(word for text in written.spoken for word in words_of(text))
        return written

    def _judge_words(self, passages: Sequence[Passage]) -> None:
        if self.marks:
            self._add(
                Severity.INFO,
                "pdf_footnote_marks",
                f"{len(self.marks)} footnote marks were left out of the words.",
                " ".join(self.marks),
            )
        lost, doubled = compare_words(self.words, passages, self.marks)
        if lost:
            self._add(
                Severity.ERROR,
                "words_lost",
                f"{len(lost)} drawn words stand in no passage. Report this file: the reader has a fault.",
                " ".join(lost),
            )
        if doubled:
            self._add(
                Severity.ERROR,
                "words_doubled",
                f"{len(doubled)} words stand in passages but are not drawn. Report this file: the reader has a fault.",
                " ".join(doubled),
            )
