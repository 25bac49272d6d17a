"""A PDF as a publication."""

import ctypes
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import islice
from statistics import median
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from scraper.dates import find_date, parse_date
from scraper.extraction.appointments import find_appointments
from scraper.extraction.authors import split_names
from scraper.extraction.cleaning import clean, line, words
from scraper.extraction.kind import kind_by_definition, kind_of_title
from scraper.extraction.language import language_facts, settle_language
from scraper.extraction.nation import settle_nations
from scraper.extraction.organisations import settle_organisations
from scraper.extraction.published import as_facts, settle_published, settle_updated, url_facts
from scraper.extraction.stated import in_days_of, now_of
from scraper.extraction.summary import find_summary
from scraper.extraction.title import without_kind
from scraper.items import DateFact, Document, Fact, PageHints, Publication, Unreadable
from scraper.outcomes import DropReason, Kind, Witness

#: Largest file and most pages opened; of longer ones so many pages are read and the text is partial.
LARGEST_FILE: Final = 60 * 2**20
MOST_PAGES: Final = 5_000
PAGES_READ: Final = 300
#: Most characters kept; a 300-page report has about a million.
MOST_CHARACTERS: Final = 2_000_000
#: Fewer characters a page than this, over the whole file, and it is a scan.
_SCANNED: Final = 20
#: Lines at the top and at the bottom of a page that may be a running header or footer, and the share of
#: pages on which one must repeat (digits masked, so page numbers are equal).
_EDGE: Final = 3
_REPEATED: Final = 0.5
#: Characters of the first page measured for the title, and the front in which a visible date is looked for.
_MEASURED: Final = 2_000
_FRONT: Final = 3_000
#: Dates inside of longer lines, in characters, belong to what the text tells.
_SHORT_LINE: Final = 140
#: A line this much higher than the usual one is large.
_LARGE: Final = 1.25

# Producers put file names and templates into the title.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|powerpoint.*"
    r"|adobe (?:photoshop|illustrator|indesign|acrobat|pagemaker)\b.*"
    r"|(?:document|presentation|layout|slide|title|report|brochure|template|draft|final|test|new|doc|pdf|print"
    r"|a4|cover)[\s_\d-]*"
    r"|.*\.(?:docx?|pdf|indd|pptx?|qxd|xlsx?|pub|odt|rtf|ai|cdr|eps|tmp)|.*_v?\d+|[\w-]*[\d_]{4,}[\w-]*|\S*)$",
    re.I,
)
_HYPHEN = re.compile(r"(?<=[a-z])[\-\u00ad\ufffe\u2010]\n(?=[a-z])")
_BULLET = re.compile(r"^\s*(?:[•▪◦●○■□‣·–-]|\uf0b7|\uf0a7|o(?=\s{2}))\s+")
_ENDS = re.compile(r"[.!?:;”’\")\]]$")
_IMPRINT = re.compile(r"\b(?:published|issued|publication date)\b.{4,60}", re.I)
_PDF_DATE = re.compile(r"^D?:?(?P<year>\d{4})(?P<month>\d{2})?(?P<day>\d{2})?")


@dataclass(frozen=True, slots=True)
class _Read:
    """What the library gave: the text of each page read, the number of all pages, the large first lines."""

    texts: list[str]
    pages: int
    info: dict[str, str]
    heading: str


def read_pdf(document: Document, hints: PageHints) -> Publication | Unreadable:
    """Read a PDF. Unreadable when it is encrypted, damaged, too large, or holds no text (a scan)."""
    if len(document.body) > LARGEST_FILE:
        return Unreadable(DropReason.TOO_LARGE, f"a PDF of {len(document.body)} bytes")
    read = _open(document.body)
    if isinstance(read, Unreadable):
        return read
    text = join_pages(read.texts)
    if len("".join(text.split())) < _SCANNED * max(1, len(read.texts)):
        return Unreadable(DropReason.NO_TEXT, f"{_counted(read.pages)} without text: probably scanned")
    return _publication(document, hints, read, text)


def join_pages(texts: list[str]) -> str:
    """One text of many pages: running headers and footers dropped, lines and hyphenated words joined."""
    pages = [[folded for raw in text.split("\n") if (folded := " ".join(raw.split()))] for text in texts]
    running = _running(pages)
    kept = [
        [
            text
            for number, text in enumerate(page)
            if not (_at_edge(number, page) and _masked(text) in running)
        ]
        for page in pages
    ]
    # A word or sentence may run over the page break: pages are joined before their lines are.
    return _paragraphs(_HYPHEN.sub("", "\n".join("\n".join(page) for page in kept)).split("\n"))


def _publication(document: Document, hints: PageHints, read: _Read, text: str) -> Publication:
    now = now_of(hints, document.headers)
    titles = _titles(read, hints)
    title = titles[0].value if titles else line(text.split("\n", maxsplit=1)[0])[:120]
    said = [hints.published] if hints.published else []
    said += _shown(text[:_FRONT], now)
    said += url_facts(document.url, now) + _stamp(read.info.get("CreationDate", ""), document, hints)
    changes = [hints.updated] if hints.updated else _stamp(read.info.get("ModDate", ""), document, hints)
    said = in_days_of(hints.nations, said)
    published = settle_published(said)
    named = _authors(read, hints)
    kind, witness = _kind(document.url, hints, title, text, read.pages)
    organisations, bodies = settle_organisations(None, text, kind, hints.site_names, [])
    (deadline, event), summary = find_appointments(None, text, now), find_summary(text)
    nations, nation_facts = settle_nations(title, text, hints.nations)
    language = settle_language(text, "")
    return Publication(
        url=document.url,
        canonical_url=None,
        title=title,
        text=text,
        authors=tuple(fact.value for fact in named if fact.witness is named[0].witness),
        published=published,
        updated=settle_updated(changes, published),
        kind=kind,
        kind_witness=witness,
        nations=nations,
        language=language,
        media_type="application/pdf",
        pages=read.pages,
        partial=read.pages > len(read.texts) or len(text) >= MOST_CHARACTERS,
        facts=(
            *titles,
            *named,
            *as_facts("published", said),
            *as_facts("updated", changes),
            *as_facts("deadline", [deadline] if deadline else []),
            *as_facts("event", [event] if event else []),
            *bodies,
            *nation_facts,
            *language_facts(text, language, ""),
        ),
        organisations=organisations,
        deadline=deadline,
        event=event,
        summary=summary,
    )


def _authors(read: _Read, hints: PageHints) -> list[Fact]:
    """The entry's authors, then those in the file's own statement; an account's name is none."""
    own = split_names(unescape(read.info.get("Author", "")))
    stated = own if all(" " in name for name in own) else []
    return [
        *(Fact("author", name, Witness.FEED) for name in hints.authors),
        *(Fact("author", name, Witness.PDF_INFO) for name in stated),
    ]


def _open(body: bytes) -> _Read | Unreadable:
    try:
        pdf = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) in (
            pdfium_c.FPDF_ERR_PASSWORD,
            pdfium_c.FPDF_ERR_SECURITY,
        )
        if encrypted:
            return Unreadable(DropReason.ENCRYPTED, "the PDF is locked with a password")
        return Unreadable(DropReason.UNREADABLE, f"the PDF is damaged: {line(str(error))}")
    try:
        pages = len(pdf)
        if pages > MOST_PAGES:
            return Unreadable(DropReason.TOO_LARGE, f"a PDF of {pages} pages")
        info = {name: line(value) for name, value in pdf.get_metadata_dict().items()}
        texts, heading = _texts(pdf, min(pages, PAGES_READ))
    finally:
        pdf.close()
    if not texts:
        return Unreadable(DropReason.UNREADABLE, f"none of {pages} pages can be opened")
    return _Read(texts, pages, info, heading)


def _texts(pdf: Any, count: int) -> tuple[list[str], str]:
    texts: list[str] = []
    heading, length = "", 0
    for number in range(count):
        try:
            page = pdf[number]
            reading = page.get_textpage()
        except pdfium.PdfiumError:  # one damaged page does not take the others with it
            continue
        text = clean(reading.get_text_range())
        heading = heading or (_large_lines(reading) if not texts else "")
        texts.append(text)
        length += len(text)
        reading.close()
        page.close()
        if length >= MOST_CHARACTERS:
            break
    return texts, heading


def _large_lines(reading: Any) -> str:
    """The first run of lines on a page that are set larger than the rest, as one line of text."""
    rows: list[tuple[str, float]] = []
    current, heights = "", [0.0]
    for index in range(min(reading.count_chars(), _MEASURED)):
        character = chr(pdfium_c.FPDFText_GetUnicode(reading, index) or 32)
        if character in "\r\n":
            rows.append((line(current), max(heights)))
            current, heights = "", [0.0]
        else:
            current += character
            heights.append(_height(reading, index))
    rows = [row for row in (*rows, (line(current), max(heights))) if row[0]]
    usual = median(height for _, height in rows) if rows else 0.0
    largest = max((height for text, height in rows if len(text) > 3), default=0.0)
    if largest < usual * _LARGE and len(rows) > 3:
        return ""
    start = next(
        (number for number, (text, height) in enumerate(rows) if height >= largest * 0.95 and len(text) > 3),
        0,
    )
    title: list[str] = []
    for text, height in rows[start:]:
        if height < largest * 0.9:
            break
        title.append(text)
    return line(" ".join(title))


def _height(reading: Any, index: int) -> float:
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(reading, index, ctypes.byref(box))
    return float(abs(box.top - box.bottom))


def _running(pages: list[list[str]]) -> set[str]:
    """The lines that stand at the edge of at least half of the pages, digits masked."""
    if len(pages) < 3:
        return set()
    counted = Counter(
        key for page in pages for key in {_masked(text) for n, text in enumerate(page) if _at_edge(n, page)}
    )
    return {key for key, count in counted.items() if count >= max(3, _REPEATED * len(pages))}


def _at_edge(number: int, page: list[str]) -> bool:
    return number < _EDGE or number >= len(page) - _EDGE


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _paragraphs(lines: list[str]) -> str:
    """Join the lines of a paragraph; one ends with a short line or sentence, or before a bullet."""
    usual = median([len(text) for text in lines if len(text) > 20] or [80])
    parts: list[str] = []
    open_line = False
    for text in lines:
        bullet = bool(_BULLET.match(text))
        bare = _BULLET.sub("- ", text)
        if parts and open_line and not bullet:
            parts[-1] += f" {bare}"
        elif bullet and parts and parts[-1].startswith("- "):
            parts[-1] += f"\n{bare}"
        else:
            parts.append(bare)
        ends = bool(_ENDS.search(text))
        open_line = not (ends and len(text) < usual * 0.9) and len(text) >= usual * 0.6
    return "\n\n".join(parts)[:MOST_CHARACTERS].strip()


def _titles(read: _Read, hints: PageHints) -> list[Fact]:
    """Titles by trust: the file's own when sane, its large first lines, its entry's words."""
    own = read.info.get("Title", "")
    front = "".join(words(" ".join(read.texts[:2])))
    sane = len(own.split()) > 1 and not _NO_TITLE.match(own)
    # A title that does not stand on the first pages is often a template's.
    found = [
        (own if sane and "".join(words(own)) in front else "", Witness.PDF_INFO),
        (read.heading if 4 <= len(read.heading) <= 200 else "", Witness.HEADING),
        (own if sane else "", Witness.PDF_INFO),
        (line(hints.title), Witness.FEED),
    ]
    return [Fact("title", without_kind(text), witness) for text, witness in found if text]


def _stamp(raw: str, document: Document, hints: PageHints) -> list[DateFact]:
    match = _PDF_DATE.match(raw)
    if not match or not match["month"]:
        return []
    written = "-".join(part for part in match.groups() if part)
    fact = parse_date(written, Witness.PDF_INFO, now_of(hints, document.headers))
    return [fact] if fact else []


def _shown(front: str, now: datetime) -> list[DateFact]:
    """The date on the cover or in the imprint: in a line of its own, or after a word like "published"."""
    lines = front.split("\n")
    short = " | ".join(text for text in lines if len(text) <= _SHORT_LINE)
    imprint = " | ".join(match[0] for text in lines for match in _IMPRINT.finditer(text))
    found = (find_date(text, Witness.VISIBLE_TEXT, now) for text in (short, imprint))
    return list(islice(filter(None, found), 1))


def _counted(pages: int) -> str:
    return "1 page" if pages == 1 else f"{pages} pages"


def _kind(url: str, hints: PageHints, title: str, text: str, pages: int) -> tuple[Kind, Witness]:
    """The definition's kind, else the title's words, else those of the front; a long file is a report."""
    if defined := kind_by_definition(url, hints):
        return defined, Witness.DEFINITION
    if titled := kind_of_title(title):
        return titled, Witness.HEADING
    for front in text[:_FRONT].split("\n")[:12]:
        if len(front) < 80 and (named := kind_of_title(front)):
            return named, Witness.VISIBLE_TEXT
    if hints.kind:
        return hints.kind, Witness.DEFINITION
    return (Kind.REPORT if pages >= 8 else Kind.OTHER), Witness.GUESS
