"""Pages, messages and Word files as rows of text with the addresses that stand on them.

What is markup is left behind: a row is what a reader sees on one line, whether it was marked as a heading,
and which stretches of it are links.
"""

import datetime as dt
import email
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from lxml import etree, html
from markdown_it import MarkdownIt

from scraper.digest.characters import tidy
from scraper.errors import ImportRefusedError

#: Elements that no reader sees as text of the issue.
UNSEEN = frozenset(
    {"head", "script", "style", "template", "noscript", "nav", "svg", "button", "form", "object"}
)
#: Elements that end the line before them and after them.
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
})  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
#: What an unpacked Word file may weigh, in bytes: an issue has some hundred kilobytes.
MOST_UNPACKED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is seen.

    Attributes:
        text: without blanks around it.
        links: (text, address) of its links, in order.
        level: 1 to 6 where it is marked as a heading, 0 elsewhere.
    """

    text: str
    links: tuple[tuple[str, str], ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file, and what the file itself says of the issue: its title and its day."""

    rows: tuple[Row, ...]
    title: str = ""
    day: dt.date | None = None


def rows_of_html(data: bytes | str) -> Sheet:
    """The rows of a page or a part of one; addresses as they are written.

    Raises:
        ImportRefusedError: there is nothing in it.
    """
    source = data
    if isinstance(data, bytes):
        with suppress(UnicodeDecodeError):  # another encoding: its own statement counts
            source = data.decode()
    try:
        tree = html.document_fromstring(source, parser=html.HTMLParser(recover=True, no_network=True))
    except (etree.ParserError, ValueError) as error:
        raise ImportRefusedError(f"this HTML cannot be read: {error}") from None
    walk = _Walk()
    walk.visit(tree, level=0)
    walk.end_row(0)
    return Sheet(tuple(walk.rows))


class _Walk:
    """The row that is being gathered, and those that are done."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._texts: list[str] = []
        self._links: list[tuple[str, str]] = []

    def visit(self, node: html.HtmlElement, level: int) -> None:
        """Gather what an element shows."""
        if not isinstance(node.tag, str) or node.tag in UNSEEN or _HIDDEN.search(node.get("style") or ""):
            return
        level = HEADINGS.get(node.tag, level)
        if node.tag in BLOCKS:
            self.end_row(level)
        href = (node.get("href") or "").strip() if node.tag == "a" else ""
        begin = len(self._texts)
        self._texts.append(node.text or "")
        for child in node:
            self.visit(child, level)
            self._texts.append(child.tail or "")
        if href:
            self._links.append((tidy(_joined(self._texts[begin:])), href))
        if node.tag in BLOCKS:
            self.end_row(level)

    def end_row(self, level: int) -> None:
        """The row is done; an empty one is none."""
        if text := tidy(_joined(self._texts)):
            self.rows.append(Row(text, tuple(link for link in self._links if link[0]), level))
        self._texts, self._links = [], []


def _joined(texts: list[str]) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", "".join(texts))


def rows_of_markdown(text: str) -> Sheet:
    """The rows of Markdown; HTML in it is text, and addresses are as they are written."""
    return rows_of_html(_Markdown("commonmark", {"html": False}).render(text) or "<p></p>")


class _Markdown(MarkdownIt):
    """Its own way would spell the hosts and brackets of addresses otherwise."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the name is theirs
        return url


def rows_of_message(data: bytes) -> Sheet | str:
    """The rows of a message's HTML, else its plain text as it is; subject and date with the rows.

    Raises:
        ImportRefusedError: it has neither.
    """
    message = email.message_from_bytes(data, EmailMessage, policy=policy.default)
    part = message.get_body(("html", "plain"))
    if part is None:
        raise ImportRefusedError("this message has no text")
    content = part.get_content()
    if part.get_content_type() == "text/plain":
        return str(content)
    return Sheet(rows_of_html(str(content)).rows, tidy(str(message["Subject"] or "")), _sent_on(message))


def _sent_on(message: EmailMessage) -> dt.date | None:
    try:
        return parsedate_to_datetime(str(message["Date"])).date() if message["Date"] else None
    except ValueError:
        return None  # a date nobody can read: whoever imports it says the day


def rows_of_word(data: bytes) -> Sheet:
    """The rows of a Word document, tables' cells among them.

    Raises:
        ImportRefusedError: it is none, or far too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MOST_UNPACKED:
                raise ImportRefusedError("this Word document is too large for an issue")
        document = Document(io.BytesIO(data))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise ImportRefusedError(f"this is no Word document (.docx): {error}") from None
    body = document.element.body
    paragraphs = (Paragraph(element, document) for element in body.iter(f"{{{body.nsmap['w']}}}p"))
    return Sheet(tuple(row for paragraph in paragraphs for row in _rows_of_paragraph(paragraph)))


def _rows_of_paragraph(paragraph: Paragraph) -> Iterator[Row]:
    name = (paragraph.style.name if paragraph.style else "") or ""
    found = re.fullmatch(r"Heading ([1-6])", name)
    level = 1 if name == "Title" else int(found[1]) if found else 0
    links = tuple(
        (tidy(piece.text), piece.url)
        for piece in paragraph.iter_inner_content()
        if isinstance(piece, Hyperlink) and piece.url and tidy(piece.text)
    )
    for line in paragraph.text.split("\n"):
        if text := tidy(line):
            yield Row(text, tuple(link for link in links if link[0] in text), level)
