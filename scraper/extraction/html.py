"""What is the text of this page?

Two readings are reconciled. trafilatura knows where an article begins and ends; our walk over the blocks of
the main container keeps what lies between, where trafilatura loses lists, tables and short sections. When
the two agree on most of the text, the walk's blocks between trafilatura's first and last count; when they do
not, trafilatura's reading stands, unless it is too short to be the page's text.
"""

import logging
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

import trafilatura
from lxml import html
from lxml.html import HtmlElement
from trafilatura.settings import Document as Read

from scraper.extraction import blocks
from scraper.extraction.cleaning import clean, words
from scraper.extraction.phrases import (
    ends_text,
    find_walls,
    is_furniture_sentence,
    is_head_line,
    is_wall,
    may_hold_wall,
)
from scraper.extraction.places import line_key

#: Share of trafilatura's text that must be found among the blocks for the two readings to agree. Measured
#: on 165 pages: 0.5 and 0.6 are best, the text is worse by 0.001 at 0.7 and by 0.006 at 0.9.
_AGREEMENT: Final = 0.6
#: A reading shorter than this many characters and this share of the page's prose is implausible.
_SHORT: Final = 250
_SHORT_SHARE: Final = 0.3
#: A matched island at the end, smaller than this and than the unmatched blocks before it, is chance.
_ISLAND: Final = 100
#: Words of a paragraph from which it may be recognised inside a longer one.
_RECOGNISABLE: Final = 6

#: Share of the text, counted from its end, in which a heading about other pages ends it, and in which what
#: follows a wall belongs to the wall.
_END_WITHIN: Final = 0.2
_WALL_WITHIN: Final = 0.4
#: So many blocks after the heading may be its date, byline and labels.
_HEAD: Final = 8
#: A line of so many times the characters of another cannot have the same words.
_PUNCTUATED: Final = 2
#: Share of a text that must be left when the repeated lines of its source are taken out.
_LEAST_OWN: Final = 0.4
#: Sources of which the beginnings of repeated lines are kept, in each process.
_SOURCES_KEPT: Final = 256
_WALL_ELEMENTS: Final = ("p", "h2", "h3", "h4", "div", "span", "a", "button", "strong")


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a page; `partial` when the rest stands behind a wall; `container` is where it stands."""

    text: str
    partial: bool
    container: HtmlElement


@dataclass(frozen=True, slots=True)
class Furniture:
    """What tells the furniture of a page from its text: `now` bounds dates at its head, `title` is not said
    twice, `boilerplate` and `repeated` as for `read_text`, `day` is a date at its head that is known already.
    """

    now: datetime
    title: str = ""
    boilerplate: tuple[str, ...] = ()
    repeated: frozenset[str] = frozenset()
    day: str = ""


def read_text(
    root: HtmlElement,
    now: datetime,
    title: str = "",
    boilerplate: tuple[str, ...] = (),
    repeated: frozenset[str] = frozenset(),
    *,
    prose: blocks.Prose | None = None,
) -> Text:
    """Read the text of a page.

    Args:
        root: the parsed page; it is not changed.
        now: bounds the dates that may stand between heading and text.
        title: the publication's title, not repeated at the head of its text.
        boilerplate: further sentences of furniture of this source; a block that contains one is dropped.
        repeated: lines known to stand on many pages of this source (`places.line_key`); they are dropped.
        prose: that of the page, where it was weighed.

    Returns:
        Paragraphs with a blank line between them, list items as "- …" on lines of their own.
    """
    prose = prose or blocks.weigh_prose(root)
    container = blocks.main_container(root, prose)
    lines = _climb(root, container, blocks.read_blocks(container, prose), prose.within(container))
    if not lines:
        lines = [line for line in clean(blocks.whole_text(container)).split("\n") if line.strip()]
    found = read_lines(lines, container, Furniture(now, title, boilerplate, repeated))
    return found if found.partial or not _walled(container) else replace(found, partial=True)


def read_lines(lines: list[str], container: HtmlElement, furniture: Furniture) -> Text:
    """The text of blocks read from a container: cleaned, without furniture, put together."""
    lines = [clean(line) for line in lines]
    walls = find_walls(lines)
    lines = _without_repeated(lines, furniture.repeated)
    return Text(join_blocks(_without_furniture(lines, walls, furniture)), bool(walls), container)


def join_blocks(lines: list[str]) -> str:
    """Put blocks together: a blank line between paragraphs, none between items of a list or table."""
    parts: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        tight = (line.startswith("- ") and before.startswith("- ")) or (" | " in line and " | " in before)
        parts.append(line if not before else ("\n" if tight else "\n\n") + line)
    return "".join(parts).strip()


def _trafilatura(root: HtmlElement, *, fast: bool = False, recall: bool = False) -> list[str]:
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(root, include_comments=False, fast=fast, favor_recall=recall)
    text = (found.text or "") if isinstance(found, Read) else ""
    return [line.rstrip() for line in text.split("\n") if line.strip(" |-")]


def _climb(root: HtmlElement, container: HtmlElement, walked: list[str], prose: int) -> list[str]:
    """The readings from cheap to dear, until one is plausible; else the longest of all."""
    quick = _reconcile(_trafilatura(_only(container, root), fast=True), walked)
    if quick and not _implausible(quick, prose):
        return quick
    read = _trafilatura(root)
    lines = _reconcile(read, walked) or read or walked
    if not _implausible(lines, prose):
        return lines
    candidates = [lines, _trafilatura(root, recall=True), walked]
    return max(candidates, key=lambda found: sum(len(line) for line in found))


def _only(container: HtmlElement, root: HtmlElement) -> HtmlElement:
    """The container as a page of its own, which is much less to read; the whole page when it is its body."""
    if container is root or container.tag == "body":
        return root
    page: HtmlElement = html.Element("html")
    body = html.Element("body")
    page.append(body)
    alone = copy(container)
    alone.tail = None
    body.append(alone)
    return page


def _reconcile(read: list[str], walked: list[str]) -> list[str]:
    """The walked blocks between the first and the last that were read too; none when the two disagree."""
    if not read or not walked:
        return []
    matched = _matches(read, walked)
    shared = sum(len(line) for line, match in zip(walked, matched, strict=True) if match)
    if shared < _AGREEMENT * sum(len(line) for line in read):
        return []
    first = matched.index(True)
    return walked[first : _last(walked, matched) + 1]


def _matches(read: list[str], walked: list[str]) -> list[bool]:
    """Which of the walked blocks trafilatura read too, as a block of its own or inside another."""
    keys = [" ".join(words(line)) for line in read]
    alone, together = set(keys), " ".join(keys)
    found = []
    for line in walked:
        key = words(line)
        joined = " ".join(key)
        found.append(joined in alone or (len(key) >= _RECOGNISABLE and joined in together))
    return found


def _last(walked: list[str], matched: list[bool]) -> int:
    """The last block that counts: the end of the matched ones, without a small island beyond a gap."""
    last = len(matched) - 1 - matched[::-1].index(True)
    while True:
        start = last
        while start > 0 and matched[start - 1]:
            start -= 1
        before = start - 1
        while before > 0 and not matched[before - 1]:
            before -= 1
        island = sum(len(line) for line in walked[start : last + 1])
        gap = sum(len(line) for line in walked[before:start]) if start else 0
        if before <= 0 or island >= _ISLAND or island >= gap:
            return last
        last = before - 1


def _implausible(lines: list[str], prose: int) -> bool:
    length = sum(len(line) for line in lines)
    return length < _SHORT or length < _SHORT_SHARE * prose


def _walled(container: HtmlElement) -> bool:
    """A wall is often a box outside the text; only elements that say nothing else count."""
    if not may_hold_wall("\n".join(container.itertext())):
        return False
    return any(is_wall(element.text or "") for element in container.iter(*_WALL_ELEMENTS))


def _without_repeated(lines: list[str], repeated: frozenset[str]) -> list[str]:
    """The lines of this page alone; all, when they are too few: a monthly notice repeats its own text."""
    longest, beginnings = _beginnings(repeated)
    own = [
        line
        for line in lines
        if len(line) > longest or _first_word(line) not in beginnings or line_key(line) not in repeated
    ]
    enough = sum(map(len, own)) >= _LEAST_OWN * sum(map(len, lines))
    return own if enough else lines


@lru_cache(_SOURCES_KEPT)
def _beginnings(repeated: frozenset[str]) -> tuple[int, frozenset[str]]:
    """The most characters a line with one of the keys may have, and the first words of the keys."""
    longest = _PUNCTUATED * max(map(len, repeated), default=0)
    return longest, frozenset(("", *(key.partition(" ")[0] for key in repeated)))


def _first_word(line: str) -> str:
    """The first word of a line's key; "" when it has to be looked for."""
    first = line.partition(" ")[0]
    return first.casefold() if first.isalpha() and first.isascii() else line_key(first).partition(" ")[0]


def _without_furniture(lines: list[str], walls: frozenset[str], furniture: Furniture) -> list[str]:
    needles = tuple(needle.casefold() for needle in furniture.boilerplate)
    kept = [
        line
        for line in lines[: _end(lines, walls)]
        if not (
            line in walls
            or is_furniture_sentence(line)
            or (needles and any(map(line.casefold().__contains__, needles)))
        )
    ]
    key, longest = words(furniture.title), _PUNCTUATED * len(furniture.title)
    first = _first_word(furniture.title)
    head = [
        line
        for line in kept[:_HEAD]
        if len(line) > longest or (first and _first_word(line) not in ("", first)) or words(line) != key
    ]
    own = [line for line in head if line != furniture.day and not is_head_line(line, furniture.now)]
    return own + kept[_HEAD:]


def _end(lines: list[str], walls: frozenset[str]) -> int:
    """Index of the block that ends the text, else the number of blocks."""
    total = sum(len(line) for line in lines)
    after = total
    for number, line in enumerate(lines):
        if number and after <= _WALL_WITHIN * total:
            within = _WALL_WITHIN if line in walls else _END_WITHIN if ends_text(line) else 0.0
            if after <= within * total:
                return number
        after -= len(line)
    return len(lines)
