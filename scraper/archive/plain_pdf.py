"""A PDF from readable text, so that the bundled snapshot can keep its PDFs as files one can edit.

The source begins with `Key: value` lines up to the first blank one: `Title`, `Author`, `Running` (printed at
the head of every page) and, where the file is to state it, `Created` (YYYY-MM-DD). In the body a blank
line ends a paragraph, `# ` opens a heading, `- ` an item, and a line `---` begins a new page. What a page
cannot hold flows onto the next one.
"""

import textwrap
from dataclasses import dataclass

from scraper.errors import ArchiveError

#: A4 in points, as PDF counts (ISO 32000-1, 8.3.2.3: 1/72 inch).
PAGE_WIDTH, PAGE_HEIGHT = 595, 842
MARGIN = 62
LEADING = 15
BODY_SIZE, HEADING_SIZE, RUNNING_SIZE = 11, 16, 9
#: Letters of Helvetica that fit between the margins; the mean width of English text is half the size.
BODY_LETTERS, HEADING_LETTERS = 84, 56
LINES_ON_A_PAGE = (PAGE_HEIGHT - 3 * MARGIN) // LEADING
NEW_PAGE = "---"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; an empty one is space between paragraphs."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class PlainText:
    """A source taken apart: what is said about the document, and its blocks."""

    title: str
    author: str
    running: str
    created: str | None
    blocks: tuple[str, ...]


def render_pdf(source: str) -> bytes:
    """The PDF file of a source text.

    Raises:
        ArchiveError: a header is missing, or a letter is not in the Windows-1252 set of the PDF's fonts.
    """
    text = parse_source(source)
    pages = paginate(text.blocks)
    contents = [page_content(page, number, text.running) for number, page in enumerate(pages, start=1)]
    return assemble(objects_of(text, contents), info=5)


def parse_source(source: str) -> PlainText:
    """Header lines and blocks of a source.

    Raises:
        ArchiveError: a header is missing.
    """
    head, _, body = source.partition("\n\n")
    pairs = [line.partition(":") for line in head.splitlines()]
    headers = {key.strip(): value.strip() for key, _, value in pairs}
    missing = {"Title", "Author", "Running"} - headers.keys()
    if missing:
        raise ArchiveError(f"text of a PDF lacks the header {min(missing)}")
    blocks = tuple(block.strip() for block in body.split("\n\n") if block.strip())
    return PlainText(headers["Title"], headers["Author"], headers["Running"], headers.get("Created"), blocks)


def paginate(blocks: tuple[str, ...]) -> list[list[Line]]:
    """The lines of each page; at least one page."""
    pages: list[list[Line]] = [[]]
    for block in blocks:
        if block == NEW_PAGE:
            pages.append([])
            continue
        for line in [*lines_of(block), Line("")]:
            if len(pages[-1]) >= LINES_ON_A_PAGE:
                pages.append([])
            pages[-1].append(line)
    return pages


def lines_of(block: str) -> list[Line]:
    """A block wrapped to the width of the page."""
    if block.startswith("# "):
        return [Line(text, heading=True) for text in textwrap.wrap(block[2:], HEADING_LETTERS)]
    if block.startswith("- "):
        items = block.split("\n- ")
        items[0] = items[0].removeprefix("- ")
        return [
            Line(text)
            for item in items
            for text in textwrap.wrap(
                item, BODY_LETTERS, initial_indent="•  ", subsequent_indent="    ", break_on_hyphens=False
            )
        ]
    return [Line(text) for text in textwrap.wrap(block, BODY_LETTERS, break_on_hyphens=False)]


def page_content(lines: list[Line], number: int, running: str) -> bytes:
    """The drawing commands of one page: running head, lines from the top, page number at the foot."""
    top = PAGE_HEIGHT - MARGIN
    drawn = [shown(running, "F1", RUNNING_SIZE, top)]
    for row, line in enumerate(lines, start=2):
        if line.text:
            font, size = ("F2", HEADING_SIZE) if line.heading else ("F1", BODY_SIZE)
            drawn.append(shown(line.text, font, size, top - row * LEADING))
    drawn.append(shown(str(number), "F1", RUNNING_SIZE, MARGIN // 2))
    return b"\n".join(drawn)


def shown(text: str, font: str, size: int, height: int) -> bytes:
    """Commands that print one line at the left margin, `height` points above the foot of the page."""
    return b"BT /%s %d Tf 1 0 0 1 %d %d Tm (%s) Tj ET" % (
        font.encode(),
        size,
        MARGIN,
        height,
        literal(text),
    )


def literal(text: str) -> bytes:
    """Text inside a PDF string: Windows-1252 with its three special characters escaped.

    Raises:
        ArchiveError: a letter has no place in Windows-1252.
    """
    try:
        encoded = text.encode("cp1252")
    except UnicodeEncodeError as error:
        raise ArchiveError(
            f"text of a PDF holds a letter its fonts lack: {error.object[error.start]!r}"
        ) from error
    return encoded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def objects_of(text: PlainText, contents: list[bytes]) -> list[bytes]:
    """The objects of the file, numbered from 1: catalogue, pages, two fonts, info, then each page."""
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    created = f" /CreationDate (D:{text.created.replace('-', '')}090000Z)".encode() if text.created else b""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
        b"<< /Title %s /Author %s%s >>" % (wide(text.title), wide(text.author), created),
    ]
    for index, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents %d 0 R >>"
            % (PAGE_WIDTH, PAGE_HEIGHT, first + 2 * index + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return objects


def wide(text: str) -> bytes:
    """A PDF string of any letters: UTF-16 with its byte order mark, in hexadecimal."""
    return b"<" + ("\ufeff" + text).encode("utf-16-be").hex().upper().encode("ascii") + b">"


def assemble(objects: list[bytes], info: int) -> bytes:
    """Objects one after the other with the cross-reference table that tells where each begins."""
    parts = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"]
    offsets = []
    position = len(parts[0])
    for number, content in enumerate(objects, start=1):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        offsets.append(position)
        parts.append(part)
        position += len(part)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows))
    parts.append(
        b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, info, position)
    )
    return b"".join(parts)
