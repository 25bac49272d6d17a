"""A newsletter as lines: what stands out, what links where, in which column of its tables."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, TypeAlias

from lxml import etree

from scraper.discovery.addresses import absolute
from scraper.discovery.markup import Node, is_hidden, parse
from scraper.discovery.text import plain
from scraper.items import Document

#: Gives the address that a link leads to, or the link's own.
Direct: TypeAlias = Callable[[str], str]

#: Type at least so much larger than most of the text is a heading's.
LARGER = 1.15
#: Share of a line's characters that must be bold for the line to stand out.
BOLD_SHARE = 0.85
#: Size of type (pixels) where none is stated, as browsers have it.
USUAL_SIZE = 16.0
#: Most characters read of one line.
LONGEST_LINE = 5_000
#: Most lines and links read of one message.
MOST_LINES = 6_000

_INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
    }
)
_UNSHOWN = frozenset({"head", "script", "style", "template", "noscript", "svg", "select", "button", "title"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = re.compile(r"font(?:-weight)?\s*:[^;]*\b(?:bold|bolder|[6-9]00)\b", re.I)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)\b", re.I)
_SIZE = re.compile(r"font(?:-size)?\s*:[^;]*?(?<![\w.])(\d{1,3}(?:\.\d+)?)\s*(px|pt|r?em)", re.I)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|max-height\s*:\s*0(?![.\d])",
    re.I,
)
_ITEM_NUMBER = re.compile(r"\d{0,3}[.)]?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": USUAL_SIZE, "rem": USUAL_SIZE}
#: Pixels of `<font size="1">` to 7.
_FONT_SIZES = dict(zip("1234567", (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0), strict=True))


@dataclass(frozen=True, slots=True)
class Run:
    """A link in a line: where it leads, its words or its picture's, and whether it is a picture only."""

    url: str
    words: str
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line as shown. `weight` is 2 in a heading element, 1 when bold or large, else 0.

    `lead` are the bold words that a line of running text begins with. `column` is the table and the column
    the line stands in, None where it has the width to itself.
    """

    text: str
    weight: int = 0
    runs: tuple[Run, ...] = ()
    column: tuple[int, int] | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool = False
    heading: bool = False
    size: float = USUAL_SIZE


@dataclass(slots=True)
class _Piece:
    text: str
    style: _Style
    link: Node | None
    alt: str = ""


@dataclass(slots=True)
class _Draft:
    pieces: list[_Piece] = field(default_factory=list)
    node: Node | None = None


def markup_lines(document: Document) -> list[Line]:
    """The visible lines of an HTML message in reading order; none when it cannot be read."""
    tree = parse(document)
    if tree is None:
        return []
    drafts = _drafts(tree)
    sizes: Counter[float] = Counter()
    for draft in drafts:
        for piece in draft.pieces:
            sizes[piece.style.size] += len(piece.text.strip())
    usual = sizes.most_common(1)[0][0] if sizes else USUAL_SIZE
    columns = _Columns()
    lines = (_line(draft, usual, columns) for draft in drafts)
    return [line for line in lines if line.text or line.runs]


def _drafts(tree: Node) -> list[_Draft]:
    drafts: list[_Draft] = []
    for what, content in _walk(tree):
        if what == "break":
            if not drafts or drafts[-1].pieces:
                drafts.append(_Draft())
                if len(drafts) > MOST_LINES:
                    break
            drafts[-1].node = content
        else:
            drafts[-1].pieces.append(content)
    return [draft for draft in drafts if draft.pieces]


def _walk(tree: Node) -> Iterator[tuple[str, Any]]:
    """Pieces of text with their style and link, and breaks with the element that follows."""
    styles = [_Style()]
    links: list[Node] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, node in walk:
        soft = node.tag == "br" and (styles[-1].heading or bool(links))
        breaks = node.tag not in _INLINE and not soft
        if event == "start" and _is_unseen(node):
            walk.skip_subtree()
            styles.append(styles[-1])  # its end is told all the same
            continue
        if event == "start":
            styles.append(_styled(styles[-1], node))
            links += [node] if node.tag == "a" else []
        else:
            styles.pop()
            links = links[:-1] if links and links[-1] is node else links
        if breaks:
            yield "break", node if event == "start" else node.getparent()
        text = node.text if event == "start" else (" " if soft else "") + (node.tail or "")
        alt = plain(node.get("alt") or "") if event == "start" and node.tag == "img" else None
        if text or (alt is not None and links):
            yield "piece", _Piece(text or "", styles[-1], links[-1] if links else None, alt or "")


def _is_unseen(node: Node) -> bool:
    return node.tag in _UNSHOWN or is_hidden(node) or bool(_UNSEEN.search(node.get("style") or ""))


def _styled(outer: _Style, node: Node) -> _Style:
    """The style inside an element, from its tag, its attributes and its own style."""
    style = node.get("style") or ""
    bold, heading, size = outer.bold, outer.heading, outer.size
    if node.tag in _HEADINGS:
        heading = True
    if _LIGHT.search(style):
        bold = False
    elif node.tag in {"b", "strong", "th"} or _BOLD.search(style):
        bold = True
    if stated := _SIZE.search(style):
        size = float(stated[1]) * _PIXELS[stated[2].lower()]
    elif node.tag == "font" and (node.get("size") or "") in _FONT_SIZES:
        size = _FONT_SIZES[node.get("size")]
    if (bold, heading, size) == (outer.bold, outer.heading, outer.size):
        return outer
    return _Style(bold, heading, size)


def _line(draft: _Draft, usual: float, columns: "_Columns") -> Line:
    text = plain("".join(piece.text for piece in draft.pieces))[:LONGEST_LINE]
    seen = [piece for piece in draft.pieces if piece.text.strip()]
    length = sum(len(piece.text) for piece in seen) or 1
    bold = sum(len(piece.text) for piece in seen if piece.style.bold or piece.style.size >= LARGER * usual)
    weight = 1 if seen and bold >= BOLD_SHARE * length else 0
    if any(piece.style.heading for piece in seen):
        weight = 2
    lead = "" if weight else _lead(seen)
    return Line(text, weight, tuple(_runs(draft)), columns.of(draft.node), lead)


def _lead(pieces: list[_Piece]) -> str:
    """The bold words a line begins with, a number before them left out."""
    texts = [piece for piece in pieces if not _ITEM_NUMBER.fullmatch(piece.text.strip())]
    return plain("".join(piece.text for piece in takewhile(lambda piece: piece.style.bold, texts)))


def _runs(draft: _Draft) -> Iterator[Run]:
    links: list[Node] = []
    for piece in draft.pieces:
        if piece.link is not None and piece.link not in links:
            links.append(piece.link)
    for link in links:
        url = absolute("", (link.get("href") or "").strip())
        if url is None:
            continue
        words = plain("".join(piece.text for piece in draft.pieces if piece.link is link))
        named = plain(link.get("aria-label") or link.get("title") or "")
        alt = next((piece.alt for piece in draft.pieces if piece.link is link and piece.alt), "")
        yield Run(url, words or alt or named, picture=not words)


class _Columns:
    """Numbers the tables that stand side by side: a row of two and more filled cells."""

    def __init__(self) -> None:
        self._tables: dict[Node, int] = {}

    def of(self, node: Node | None) -> tuple[int, int] | None:
        """The nearest such table around an element, and the column of it the element is in."""
        cell = node
        while cell is not None:
            row = cell.getparent()
            if cell.tag in {"td", "th"} and row is not None and row.tag == "tr":
                cells = [each for each in row if each.tag in {"td", "th"} and _is_filled(each)]
                if len(cells) > 1 and cell in cells:
                    table = next(row.iterancestors("table"), row)
                    return self._tables.setdefault(table, len(self._tables)), list(row).index(cell)
            cell = row
        return None


def _is_filled(cell: Node) -> bool:
    return bool("".join(cell.itertext()).strip()) or next(cell.iter("img"), None) is not None


def with_addresses(lines: list[Line], direct: Direct) -> list[Line]:
    """The lines with each link's address replaced by the one it leads to, as far as that is known."""
    return [
        replace(line, runs=tuple(replace(run, url=direct(run.url)) for run in line.runs))
        if line.runs
        else line
        for line in lines
    ]
