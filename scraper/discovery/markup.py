"""What stands on an HTML page, apart from its furniture? Parsing, links, and text in lines."""

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import lxml.html
from lxml import etree

from scraper.discovery.addresses import absolute
from scraper.discovery.text import plain
from scraper.items import Document

LARGEST_PAGE = 10_000_000
#: Most attributes in one tag: the parser's time grows with their square (0.04 s for 5,000).
MOST_ATTRIBUTES = 5_000
#: Most links read of one page, and how deep in it; real pages nest some forty elements.
MOST_LINKS = 5_000
DEEPEST_LINK = 256

#: An lxml element. lxml gives no types.
Node = Any

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,40})", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Names that browsers read as Windows-1252: https://encoding.spec.whatwg.org/#names-and-labels.
_LATIN = frozenset({"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "iso_8859-1", "l1"})
_UNSEEN = re.compile(
    r"<(script|style|template|noscript|svg)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S
)
_TAG = re.compile(r"<[a-zA-Z](?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_LINES = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_UNSHOWN = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "select", "head", "button"})
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:[a-z]+-)?(?:visually-?hidden|visuallyhidden|sr-only|screen-?reader(?:-text|-only)?"
    r"|element-invisible|assistive-text|u-hidden-visually|hidden-text)(?:\s|$)",
    re.I,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


class Anchor(NamedTuple):
    """A link of a page: its element and its absolute address."""

    node: Node
    url: str


def parse(document: Document) -> Node | None:
    """The tree of an HTML page without scripts and styles; None when there is nothing to read or too much."""
    if len(document.body) > LARGEST_PAGE:
        return None
    text = _UNSEEN.sub(" ", _ILLEGAL.sub("", decoded(document)))
    if not text.strip() or _overloaded(text):
        return None
    # The declaration of an encoding is refused beside text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # a document without a single element
        return None


def decoded(document: Document) -> str:
    """The body as text: byte order mark, header, meta tag, UTF-8, Windows-1252, in this order."""
    body = document.body
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    named = _CHARSET.search(document.content_type)
    declared = _DECLARED.search(body[:4_096])
    for name in (named[1] if named else "", declared[1].decode("ascii") if declared else "", "utf-8"):
        if text := _decoded_as(body, name.lower()):
            return text
    return body.decode("cp1252", "replace")


def _decoded_as(body: bytes, name: str) -> str:
    if name in _LATIN:
        # Pages that say Latin-1 out of habit are UTF-8 more often than not.
        return _decoded_as(body, "utf-8") or body.decode("cp1252", "replace")
    if not name or name.startswith(("utf-16", "utf-7")):
        return ""
    try:
        return body.decode(name)
    except (LookupError, UnicodeError):  # no such encoding, or not this one
        return ""


def _overloaded(text: str) -> bool:
    """Whether a tag carries so many attributes that parsing it would take seconds."""
    for match in _TAG.finditer(text):
        if match.end() - match.start() > 2 * MOST_ATTRIBUTES:
            names = _QUOTED.sub("", match[0])
            if len(names.split()) > MOST_ATTRIBUTES or names.count("=") > MOST_ATTRIBUTES:
                return True
    return False


def base_of(tree: Node, document: Document) -> str:
    """The address that relative links of the page count from."""
    for node in tree.iter("base"):
        if base := absolute(document.url, node.get("href")):
            return base
    return document.url


def anchors(root: Node, base: str) -> list[Anchor]:
    """The http(s) links under an element, in reading order: 5,000 at most, none nested absurdly."""
    found: list[Anchor] = []
    for node in root.iter("a"):
        href = (node.get("href") or "").strip()
        if not href or href.startswith("#") or _too_deep(node):
            continue
        if url := absolute(base, href):
            found.append(Anchor(node, url))
        if len(found) == MOST_LINKS:
            break
    return found


def _too_deep(node: Node) -> bool:
    return next(islice(node.iterancestors(), DEEPEST_LINK, None), None) is not None


def is_hidden(node: Node) -> bool:
    """Whether an element is written for screen readers only, or for nobody."""
    return bool(
        node.get("hidden") is not None
        or _HIDDEN_CLASS.search(node.get("class") or "")
        or _HIDDEN_STYLE.search(node.get("style") or "")
    )


def lines(node: Node, *, hidden: bool = False, most: int | None = None) -> list[str]:
    """The visible text of an element, one string a line as a browser would break it.

    Args:
        node: the element.
        hidden: whether text for screen readers counts too.
        most: how many lines are read at most.
    """
    return list(islice(_lines(node, hidden), most))


def _lines(node: Node, hidden: bool) -> Iterator[str]:
    current: list[str] = []
    for event, text in _pieces(node, hidden):
        if event == "text":
            current.append(text)
            continue
        if current and (line := plain("".join(current))):
            yield line
        current = []
    if line := plain("".join(current)):
        yield line


def text_of(node: Node, *, hidden: bool = False) -> str:
    """The visible text of an element on one line."""
    return " ".join(lines(node, hidden=hidden))


def _pieces(node: Node, hidden: bool) -> Iterator[tuple[str, str]]:
    """Runs of text and breaks between lines, in reading order."""
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            unseen = element.tag in _UNSHOWN or (not hidden and is_hidden(element))
            if unseen and element is not node:
                walk.skip_subtree()
                continue
            if element.tag in _LINES:
                yield "break", ""
            if element.text:
                yield "text", element.text
        elif element is not node:
            if element.tag in _LINES:
                yield "break", ""
            if element.tail:
                yield "text", element.tail
