"""Markup, parsed once and within limits; and what every reader of the tree needs to ask it."""

import re
from itertools import chain, takewhile
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from scraper.extraction.cleaning import fold
from scraper.extraction.streamed import SIGN, fill_places, without_waiting
from scraper.items import Unreadable
from scraper.outcomes import DropReason

#: Largest page read, in bytes. Real pages have a tenth of it; 50 MB hold the text extractor over a minute.
LARGEST_PAGE: Final = 10 * 2**20
#: Most attributes of one tag. 100,000 hold the parser itself for 113 s (it compares each with each), 8,000
#: for less than one; real pages with a broken quote seem to have two thousand.
MOST_ATTRIBUTES: Final = 8_000
#: Most elements of a page, and most links. 100,000 links hold the text extractor for 72 s, 10,000 for 2 s.
MOST_ELEMENTS: Final = 60_000
MOST_LINKS: Final = 10_000

_BLOCK_NAMES: Final = (
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_UNSEEN_NAMES: Final = (
    "script style noscript template svg math head title iframe object canvas video audio select option"
    " datalist textarea"
)
BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: Elements whose content is no text of the page.
UNSEEN: Final = frozenset(_UNSEEN_NAMES.split())

# Quoted values are matched whole and for ever kept (possessive), so the search is linear.
_LONG_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']++|"[^"]*+"|'[^']*+')++""")
#: What parts attributes.
_BLANKS: Final = " \t\n\r\f"
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# The tree may hold these, but no reader may write them back into it: lxml refuses, and htmldate tries.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# The same as UTF-8: taking bytes out of a page is ten times as fast as taking characters out.
_CONTROL_BYTES = bytes((*range(9), 11, 12, *range(14, 32), 127))
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
# References to them: the parser lets them through.
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:\d|[12]\d|3[01])|x0*1?[0-9a-f]|x0*fff[ef]|0*6553[45])(?![0-9a-f])", re.I
)
_ALL_ALIKE: Final = etree.ElementDefaultClassLookup(element=HtmlElement)
_COUNT: Final = etree.XPath("count(//*)")
_COUNT_LINKS: Final = etree.XPath("count(//a)")
_ROLE_MAIN: Final = etree.XPath("//@role[.='main']/..")


def parse(markup: str) -> HtmlElement | Unreadable:
    """Parse a page; refuse one that would hold the readers for minutes.

    The parser itself cuts nesting at 256 levels. Returns the root element, or why there is none.
    """
    if crowded := _most_attributes(markup):
        return Unreadable(DropReason.TOO_LARGE, f"a tag with {crowded} attributes")
    # Comments are no text, and libraries trip over them.
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_pis=True, remove_comments=True
    )
    # lxml.html's own parser asks a function in Python for the class of every element that is touched.
    parser.set_element_class_lookup(_ALL_ALIKE)
    body = markup.encode("utf-8", "replace").translate(None, _CONTROL_BYTES)
    for character in _NO_CHARACTERS:
        body = body.replace(character, b"")
    is_streamed = SIGN in body
    if is_streamed:
        body = without_waiting(body)
    try:
        root = document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        return Unreadable(DropReason.NO_TEXT, f"no markup: {error}")
    if body.count(b"<") > MOST_LINKS:  # no tag makes more than a few elements, so fewer need not be counted
        elements, links = int(_COUNT(root)), int(_COUNT_LINKS(root))
        if elements > MOST_ELEMENTS or links > MOST_LINKS:
            return Unreadable(DropReason.TOO_LARGE, f"{elements} elements, {links} links")
    if b"&#" in body and _CONTROL_REFERENCE.search(markup):
        _drop_controls(root)
    if is_streamed:
        fill_places(root)
    _free_main(root)
    return root


def _drop_controls(root: HtmlElement) -> None:
    for element in root.iter():
        if element.text and _CONTROLS.search(element.text):
            element.text = _CONTROLS.sub("", element.text)
        if element.tail and _CONTROLS.search(element.tail):
            element.tail = _CONTROLS.sub("", element.tail)


def _free_main(root: HtmlElement) -> None:
    """Undo the nesting of the page inside its own menu or form.

    A button or list that is never closed swallows all that follows, and every reader would take the page for
    navigation; some systems put the whole page into one form.
    """
    titled = (article for article in root.iter("article") if next(article.iter("h1"), None) is not None)
    first = next(root.iter("main"), None)
    main = first if first is not None else next(chain(_ROLE_MAIN(root), titled), None)
    around = main.iterancestors() if main is not None else ()
    for above in takewhile(lambda element: element.tag not in ("html", "body"), around):
        above.tag = "div"
        for name in ("class", "id", "role", "hidden", "aria-hidden"):
            above.attrib.pop(name, None)


def _most_attributes(markup: str) -> int:
    """Attributes of the first tag that has too many, else 0."""
    if len(markup) <= MOST_ATTRIBUTES * 2 or sum(map(markup.count, _BLANKS)) < MOST_ATTRIBUTES:
        return 0
    for match in _LONG_TAG.finditer(markup):
        if len(match[0]) > MOST_ATTRIBUTES * 2:
            count = len(_QUOTED.sub("", match[0]).split()) - 1
            if count > MOST_ATTRIBUTES:
                return count
    return 0


def body_of(root: HtmlElement) -> HtmlElement:
    """The body of a page, else the page."""
    found: HtmlElement = next(root.iter("body"), root)
    return found


def text_of(element: HtmlElement) -> str:
    """The text of an element on one line, scripts and styles left out, blocks apart from each other."""
    if not len(element) and element.tag not in UNSEEN:
        return fold(element.text or "")
    pieces: list[str] = []
    _pour(element, pieces)
    return fold("".join(pieces))


def lines_of(element: HtmlElement) -> str:
    """The text of an element, line breaks kept, every line folded."""
    if not len(element):
        return text_of(element)
    pieces: list[str] = []
    _pour(element, pieces, keep_breaks=True)
    text = "".join(pieces)
    if "\n" not in text:
        return fold(text)
    lines = map(fold, text.split("\n"))
    return "\n".join(line for line in lines if line)


def link_share(element: HtmlElement, text: str | None = None) -> float:
    """Share of an element's text that stands in links, 0 to 1; 1 for an element without text.

    `text` is the element's text where the caller has it already.
    """
    total = len(text_of(element) if text is None else text)
    if not len(element) and element.tag != "a":
        return 0.0 if total else 1.0
    return sum(len(text_of(link)) for link in element.iter("a")) / total if total else 1.0


def holders_of_blocks(element: HtmlElement) -> set[HtmlElement]:
    """The elements within (and the element itself) that hold a block somewhere inside."""
    holders: set[HtmlElement] = set()
    for block in element.iter(*BLOCKS):
        above = block.getparent()
        while above is not None and above not in holders:
            holders.add(above)
            above = above.getparent()
    return holders


def _pour(element: HtmlElement, pieces: list[str], *, keep_breaks: bool = False) -> None:
    """Add the text of an element to `pieces`. With `keep_breaks` a line feed is a visible break, no blank."""
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return
    if tag == "br":
        pieces.append("\n")
    if text := element.text:
        pieces.append(text.replace("\n", " ") if keep_breaks else text)
    for child in element:
        tag = child.tag
        if tag in BLOCKS:
            pieces.append("\n")
            _pour(child, pieces, keep_breaks=keep_breaks)
            pieces.append("\n")
        elif len(child) or tag == "br":
            _pour(child, pieces, keep_breaks=keep_breaks)
        elif (
            (text := child.text) and tag not in UNSEEN and isinstance(tag, str)
        ):  # most are: no call for them
            pieces.append(text.replace("\n", " ") if keep_breaks else text)
        if tail := child.tail:
            pieces.append(tail.replace("\n", " ") if keep_breaks else tail)
