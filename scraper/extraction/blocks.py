"""The readable blocks of a page in reading order, without its furniture."""

import re
from collections.abc import Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from scraper.extraction.tree import (
    BLOCKS,
    HEADINGS,
    UNSEEN,
    body_of,
    holders_of_blocks,
    lines_of,
    link_share,
    text_of,
)

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
_LINKED_PROSE: Final = 0.4
#: A paragraph counts as prose from this length, text without an element of its own as a block (characters).
_PROSE: Final = 60
_LOOSE: Final = 40
#: Parts loose text into paragraphs; no page holds it, since controls are taken out before.
_BREAK: Final = "\0"
#: Share of the page's prose an element must hold to be its main container.
_MAIN_SHARE: Final = 0.7
_MAIN_PATHS: Final = tuple(
    XPath(path) for path in ('.//*[@itemprop="articleBody"]', ".//article", ".//main", './/*[@role="main"]')
)


#: The pages of a site repeat the names of their elements, so the answers about so many of them are kept, in
#: each process. Longer ones, in characters, are asked each time.
NAMES_KEPT: Final = 4_096
LONGEST_NAMES: Final = 120


@dataclass(frozen=True, slots=True)
class Prose:
    """The prose of a page: characters of it in every element that holds any, and the text of each paragraph
    (`tree.lines_of`), which is poured once.
    """

    weights: dict[HtmlElement, int]
    paragraphs: dict[HtmlElement, str]

    def within(self, element: HtmlElement) -> int:
        """Characters of prose in an element."""
        return self.weights.get(element, 0)

    @property
    def whole(self) -> int:
        """Characters of prose in the page."""
        return max(self.weights.values(), default=0)


@dataclass(slots=True)
class _Walk:
    """The state of one walk: blocks found so far, loose text not yet put into one; and what it asks of the
    tree: the prose each element holds, how much is too much for furniture, which elements hold blocks.
    """

    prose: Prose
    too_much: float
    holders: Set[HtmlElement]
    lines: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def flush(self) -> None:
        if not self.loose:
            return
        parts = [" ".join(part.split()) for part in " ".join(self.loose).split(_BREAK)]
        self.loose.clear()
        if sum(map(len, parts)) > _LOOSE:
            self.lines += filter(None, parts)

    def add(self, text: str) -> None:
        self.flush()
        if text:
            self.lines.append(text)


def main_container(root: HtmlElement, prose: Prose) -> HtmlElement:
    """The element that holds the publication: marked as such with the prose inside, else the body."""
    body = body_of(root)
    whole = prose.within(body)
    for path in _MAIN_PATHS:
        for element in path(root):
            if whole and prose.within(element) >= _MAIN_SHARE * whole:
                return element
    return body


def weigh_prose(root: HtmlElement) -> Prose:
    """Characters in paragraphs of some length that are not mostly links, for every element around them."""
    paragraphs: dict[HtmlElement, str] = {}
    within: dict[HtmlElement, int] = {}
    for paragraph in root.iter("p"):
        text = lines_of(paragraph)
        if len(text) > _PROSE and link_share(paragraph, text) < _LINKED_PROSE:
            paragraphs[paragraph] = text
            if (parent := paragraph.getparent()) is not None:
                within[parent] = within.get(parent, 0) + len(text)
    weights = {paragraph: len(text) for paragraph, text in paragraphs.items()}
    for parent, length in within.items():
        # Paragraphs stand together: the way up is gone once for all of them.
        for element in (parent, *parent.iterancestors()):
            weights[element] = weights.get(element, 0) + length
    return Prose(weights, paragraphs)


def read_blocks(container: HtmlElement, prose: Prose, holders: Set[HtmlElement] | None = None) -> list[str]:
    """Blocks of text in reading order: paragraphs, headings, list items ("- …"), table rows ("a | b").

    Navigation, forms, figures, boxes named as furniture and blocks that are mostly links are left out.

    Args:
        container: where to read.
        prose: that of its page.
        holders: the elements of the page that hold blocks (`tree.holders_of_blocks`), where they are known.
    """
    too_much = prose.within(container) * _TOO_MUCH_FOR_FURNITURE
    walk = _Walk(prose, too_much, holders_of_blocks(container) if holders is None else holders)
    _walk(container, walk)
    return walk.lines


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element's tag, role, class or id says that it is not the publication's text."""
    if element.tag in _FURNITURE_TAGS:
        return True
    if not element.keys():  # most elements: what has no attributes need not be asked for five of them
        return False
    if element.get("role") in _FURNITURE_ROLES:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    names, name = element.get("class"), element.get("id")
    return bool(names or name) and _is_furniture_named(f"{names or ''} {name or ''}")


def _is_furniture_named(names: str) -> bool:
    return _kept_answer(names) if len(names) <= LONGEST_NAMES else bool(_FURNITURE_NAMES.search(names))


@lru_cache(NAMES_KEPT)
def _kept_answer(names: str) -> bool:
    return bool(_FURNITURE_NAMES.search(names))


def _walk(element: HtmlElement, walk: _Walk) -> None:
    if (text := element.text) and not text.isspace():
        walk.loose.append(text)
    for child in element:
        if _is_read(child, walk):
            if child.tag in HEADINGS:
                walk.add(text_of(child))
            elif child.tag == "tr":
                walk.add(" | ".join(text_of(cell) for cell in child))
            elif child in walk.holders:
                walk.flush()
                _walk(child, walk)
            elif child.tag in BLOCKS:
                known = walk.prose.paragraphs.get(child)  # weighed, so its links were counted
                walk.add(_block(child) if known is None else known)
            else:
                walk.loose.append(_BREAK if _ends_paragraph(child) else text_of(child))
        if (tail := child.tail) and not tail.isspace():
            walk.loose.append(tail)
    walk.flush()


def _ends_paragraph(element: HtmlElement) -> bool:
    """Whether an element is the second of two line breaks, by which old pages part their paragraphs."""
    if element.tag != "br":
        return False
    before = element.getprevious()
    return before is not None and before.tag == "br" and not (before.tail or "").strip()


def _is_read(element: HtmlElement, walk: _Walk) -> bool:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return False
    return not is_furniture(element) or bool(walk.too_much and walk.prose.within(element) > walk.too_much)


def _block(element: HtmlElement) -> str:
    text = lines_of(element)
    share = link_share(element, text) if text else 1.0
    if element.tag == "li":
        return f"- {text}" if share < _LINKED_ITEM else ""
    if element.tag in ("p", "blockquote", "pre", "dd", "dt", "td", "th"):
        return text if share < _LINKED_PARAGRAPH else ""
    return text if share < _LINKED_OTHER and len(text) > _LOOSE else ""


def whole_text(container: HtmlElement) -> str:
    """All text of an element, furniture too: what is left when no block of it can be read."""
    return lines_of(container)
