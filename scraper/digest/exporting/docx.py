"""A Word document: real headings and real links, for signing off and for print."""

import datetime as dt
import io
import zipfile

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from scraper.digest.characters import tidy
from scraper.digest.exporting.naming import is_web_address, title_of
from scraper.digest.exporting.text import source_words
from scraper.digest.model import DigestEntry, DigestLink, Issue, by_section, map_texts

#: The earliest moment a zip file can state: the same bytes whenever the document is made.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
TYPEFACE = "Arial"
#: As in the HTML: 7 to 1 against white at least.
INK, LINK = RGBColor(0x16, 0x19, 0x1D), RGBColor(0x0B, 0x4F, 0x9E)


def render(issue: Issue) -> bytes:
    """Office Open XML; the title is Heading 1, each section and entry Heading 2, an entry of a section 3."""
    told = map_texts(issue, tidy)
    document = Document()
    _describe(document, title_of(told))
    _lay_out(document)
    document.add_heading(title_of(told), level=1)
    for text in told.intro:
        document.add_paragraph(text)
    level = 3 if any(entry.section for entry in told.entries) else 2
    for section, entries in by_section(told.entries):
        if section:
            document.add_heading(section, level=2)
        for entry in entries:
            _add_entry(document, entry, level)
    out = io.BytesIO()
    document.save(out)
    return _without_times(out.getvalue())


def _describe(document: DocxDocument, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:255], "", ""
    properties.created = properties.modified = dt.datetime(*LONG_AGO)  # noqa: DTZ001 - the format has no zone
    properties.last_modified_by, properties.language = "", "en-GB"
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), "en-GB")


def _lay_out(document: DocxDocument) -> None:
    """A4 and one plain typeface in dark ink; Word's own is Letter, with pale headings."""
    for page in document.sections:
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(25)
    for name, size in (("Normal", 11), ("Heading 1", 18), ("Heading 2", 14), ("Heading 3", 12)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - the template of python-docx has it so
        _set_in(style, size)
        if name != "Normal":
            style.font.color.rgb = INK
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size), Pt(4)


def _set_in(style: ParagraphStyle, size: int) -> None:
    style.font.name, style.font.size = TYPEFACE, Pt(size)
    fonts = style.element.rPr.rFonts
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)  # a theme's typeface would count before this one
        fonts.set(qn(f"w:{script}"), TYPEFACE)


def _add_entry(document: DocxDocument, entry: DigestEntry, level: int) -> None:
    if entry.heading:
        document.add_heading(entry.heading, level=level)
    paragraphs = [document.add_paragraph(text) for text in entry.summary]
    for link in entry.links:
        paragraphs.append(document.add_paragraph(f"{link.lead} " if link.lead else ""))
        _add_link(paragraphs[-1], link)
    if entry.source:
        paragraphs.append(document.add_paragraph(source_words(entry.source, " ")))
    for paragraph in paragraphs[:-1]:  # no link alone at the top of a page
        paragraph.paragraph_format.keep_with_next = True


def _add_link(paragraph: Paragraph, link: DigestLink) -> None:
    title = link.shown_title or link.url or ""
    if not link.url or not is_web_address(link.url):
        paragraph.add_run(title)
        return
    # python-docx writes no links: the relationship and the element around the run are ours.
    target = paragraph.part.relate_to(link.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), target)
    run = paragraph.add_run(title)
    run.font.underline, run.font.color.rgb = True, LINK
    element.append(run._r)  # noqa: SLF001 - python-docx's own way to its elements
    paragraph._p.append(element)  # noqa: SLF001 - as above


def _without_times(document: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as made, zipfile.ZipFile(out, "w") as kept:
        for name in made.namelist():
            member = zipfile.ZipInfo(name, LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(member, made.read(name))
    return out.getvalue()
