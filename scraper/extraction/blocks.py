"""The readable blocks of a page in reading order, without its furniture."""

import re
from dataclasses import dataclass, field
from typing import Final

from lxml.html import HtmlElement

from scraper.extraction.tree import BLOCKS, HEADINGS, UNSEEN, lines_of, link_share, text_of

#: Containers of furniture by their element and by their role.
_FURNITURE_TAGS: Final = frozenset(
    ("nav", "footer", "aside", "form", "button", "dialog", "menu", "input", "label", "figure", "figcaption")
)
_FURNITURE_ROLES: Final = frozenset(
    ("navigation", "search", "dialog", "alertdialog", "contentinfo", "complementary", "menu", "banner")
)
#: Words that name furniture when they stand as a part of a class or id.
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletter|sign-?up|subscri(?:be|ption)|shar(?:e|ing)|social"
    r"|related|recommended|read-?(?:more|next)|breadcrumbs?|skip-?link|(?:quick|fast|safe)-?exit|poll"
    r"|sidebar|promo|advert(?:isement)?s?|banner|modal|popup|pop-up|author-?bio|about-?author|toc"
    r"|table-of-contents|pagination|comments?|cta|footer)(?:$|[\s_-])",
    re.I,
)
# A class is sometimes set on the whole page ("has-newsletter"); what holds this share of a page's
# paragraphs is not furniture whatever it is called.
_TOO_MUCH_FOR_FURNITURE: Final = 0.5
#: Shares of link text above which a block is navigation.
_LINKED_ITEM: Final = 0.9
_LINKED_PARAGRAPH: Final = 0.6
_LINKED_OTHER: Final = 0.5
#: A paragraph counts as prose from this length, text without an element of its own as a block (characters).
_PROSE: Final = 60
_LOOSE: Final = 40
#: Share of the page's prose an element must hold to be its main container.
_MAIN_SHARE: Final = 0.7


@dataclass(slots=True)
class _Walk:
    """The state of one walk: blocks found so far, loose text not yet put into one."""

    lines: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def flush(self) -> None:
        text = " ".join(" ".join(self.loose).split())
        self.loose.clear()
        if len(text) > _LOOSE:
            self.lines.append(text)

    def add(self, text: str) -> None:
        self.flush()
        if text:
            self.lines.append(text)


def main_container(root: HtmlElement) -> HtmlElement:
    """The element that holds the publication: marked as such with the prose inside, else the body."""
    body = root.find(".//body")
    body = root if body is None else body
    whole = prose_length(body)
    for path in ('.//*[@itemprop="articleBody"]', ".//article", ".//main", './/*[@role="main"]'):
        for element in root.xpath(path):
            if whole and prose_length(element) >= _MAIN_SHARE * whole:
                return element
    return body


def prose_length(element: HtmlElement) -> int:
    """Characters in paragraphs of some length that are not mostly links."""
    total = 0
    for paragraph in element.iter("p"):
        text = text_of(paragraph)
        if len(text) > _PROSE and link_share(paragraph) < 0.4:
            total += len(text)
    return total


def read_blocks(container: HtmlElement) -> list[str]:
    """Blocks of text in reading order: paragraphs, headings, list items ("- …"), table rows ("a | b").

    Navigation, forms, figures, boxes named as furniture and blocks that are mostly links are left out.
    """
    walk = _Walk()
    _walk(container, walk, prose_length(container) * _TOO_MUCH_FOR_FURNITURE)
    return walk.lines


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element's tag, role, class or id says that it is not the publication's text."""
    if element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_FURNITURE_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def _walk(element: HtmlElement, walk: _Walk, too_much: float) -> None:
    if element.text:
        walk.loose.append(element.text)
    for child in element:
        if _is_read(child, too_much):
            if child.tag in HEADINGS:
                walk.add(text_of(child))
            elif child.tag == "tr":
                walk.add(" | ".join(text_of(cell) for cell in child))
            elif _holds_blocks(child):
                walk.flush()
                _walk(child, walk, too_much)
            elif child.tag in BLOCKS:
                walk.add(_block(child))
            else:
                walk.loose.append(text_of(child))
        if child.tail:
            walk.loose.append(child.tail)
    walk.flush()


def _is_read(element: HtmlElement, too_much: float) -> bool:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return False
    return not is_furniture(element) or bool(too_much and prose_length(element) > too_much)


def _holds_blocks(element: HtmlElement) -> bool:
    return any(isinstance(inner.tag, str) and inner.tag in BLOCKS for inner in element.iterdescendants())


def _block(element: HtmlElement) -> str:
    text = lines_of(element)
    share = link_share(element) if text else 1.0
    if element.tag == "li":
        return f"- {text}" if share < _LINKED_ITEM else ""
    if element.tag in ("p", "blockquote", "pre", "dd", "dt", "td", "th"):
        return text if share < _LINKED_PARAGRAPH else ""
    return text if share < _LINKED_OTHER and len(text) > _LOOSE else ""


def whole_text(container: HtmlElement) -> str:
    """All text of an element, furniture too: what is left when no block of it can be read."""
    return lines_of(container)
