"""What is the text of this page?

Two readings are reconciled. trafilatura knows where an article begins and ends; our walk over the blocks of
the main container keeps what lies between, where trafilatura loses lists, tables and short sections. When
the two agree on most of the text, the walk's blocks between trafilatura's first and last count; when they do
not, trafilatura's reading stands, unless it is too short to be the page's text.
"""

import logging
import re
from dataclasses import dataclass
from typing import Final

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document as Read

from scraper.extraction import blocks
from scraper.extraction.cleaning import clean, words
from scraper.extraction.metadata import OTHER_PAGES

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

#: Sentences of furniture that stand among the paragraphs, matched from the start of a short block.
_FURNITURE = re.compile(
    r"(?:- )?(?:leave this (?:web)?site(?: quickly| now)?|quick(?:ly)? exit|exit (?:this|the) (?:web)?site"
    r"|skip to (?:main )?content|loading content|table of contents|share this|share on|print this page"
    r"|advertisement|skip advertisement|sponsored content|this slideshow requires javascript"
    r"|(?:please )?enable javascript|javascript is (?:required|disabled)"
    r"|sign up (?:to|for) (?:our|the|receive|get)|subscribe to (?:our|the)|get (?:our|the) newsletter"
    r"|by (?:signing up|entering your email|clicking|subscribing)|no items found|already (?:have an account"
    r"|a subscriber|registered)|(?:previous|next) (?:article|post|story)\b|related:|read more:|read next:"
    r"|this (?:post|article|page) (?:may )?contains? affiliate links|view results|loading \.\.\.|vote now"
    r"|(?:we use|this (?:web)?site uses) (?:essential |optional |analytics )?cookies"
    r"|accept (?:all |additional )?cookies|copy (?:a direct )?link\b|\d+ min(?:ute)?s? read$|print$|share$"
    r"|comments? ?\{? ?\d+ ?\}?$|(?:there is|this article has) an? (?:embedded )?poll)",
    re.I,
)
_LONGEST_FURNITURE: Final = 260
#: Headings after which nothing of the publication follows.
_END = re.compile(
    r"share this(?: (?:page|article|post|story))?|about the authors?|leave a (?:reply|comment)"
    r"|(?:\d+ )?comments?|tags:?|was this (?:page|article) (?:helpful|useful)\??|sign up.{0,40}|newsletter"
    r"|subscribe.{0,40}|follow us.{0,30}",
    re.I,
)
#: Share of the text, counted from its end, in which such a heading ends it.
_END_WITHIN: Final = 0.2
#: What a wall says where the rest of the text should be.
_WALLS: Final = (
    (
        r"(?:register|log in|sign in|subscribe|sign up)(?: or (?:register|log in|sign in|subscribe|sign up))?"
        r"(?: now| today)?(?: for free)? to (?:continue|keep|read|access|view)"
        r" (?:reading|the full|this|full|all)"
    ),
    r"to continue reading(?: this article)?,? (?:please )?(?:register|subscribe|log|sign|create|become)",
    r"unlock this (?:article|story|content)",
    r"you have (?:reached your|\d+|no) (?:limit|(?:free )?articles?)",
    (
        r"this (?:article|content|story) is (?:only available|for|available only)"
        r"[^.]{0,40}(?:subscribers|members|registered)"
    ),
    r"already a (?:subscriber|member)\?",
)
_WALL = re.compile("|".join(_WALLS), re.I)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a page; `partial` when the rest stands behind a wall; `container` is where it stands."""

    text: str
    partial: bool
    container: HtmlElement


def read_text(root: HtmlElement, title: str = "", boilerplate: tuple[str, ...] = ()) -> Text:
    """Read the text of a page.

    Args:
        root: the parsed page; it is not changed.
        title: the publication's title, not repeated at the head of its text.
        boilerplate: further sentences of furniture of this source; a block that contains one is dropped.

    Returns:
        Paragraphs with a blank line between them, list items as "- …" on lines of their own.
    """
    container = blocks.main_container(root)
    walked = blocks.read_blocks(container)
    read = _trafilatura(root)
    lines = _reconcile(read, walked)
    if _implausible(lines, container):
        candidates = [lines, _trafilatura(root, recall=True), walked]
        lines = max(candidates, key=lambda found: sum(len(line) for line in found))
    if not lines:
        lines = [line for line in clean(blocks.whole_text(container)).split("\n") if line.strip()]
    lines = [clean(line) for line in lines]
    partial = any(len(line) <= _LONGEST_FURNITURE and _WALL.search(line) for line in lines) or _walled(
        container
    )
    lines = _without_furniture(lines, title, boilerplate)
    return Text(join_blocks(lines), partial, container)


def join_blocks(lines: list[str]) -> str:
    """Put blocks together: a blank line between paragraphs, none between items of a list or table."""
    parts: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        tight = (line.startswith("- ") and before.startswith("- ")) or (" | " in line and " | " in before)
        parts.append(line if not before else ("\n" if tight else "\n\n") + line)
    return "".join(parts).strip()


def _trafilatura(root: HtmlElement, *, recall: bool = False) -> list[str]:
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(root, include_comments=False, favor_recall=recall)
    text = (found.text or "") if isinstance(found, Read) else ""
    return [line.rstrip() for line in text.split("\n") if line.strip(" |-")]


def _reconcile(read: list[str], walked: list[str]) -> list[str]:
    if not read or not walked:
        return read or walked
    matched = _matches(read, walked)
    shared = sum(len(line) for line, match in zip(walked, matched, strict=True) if match)
    if shared < _AGREEMENT * sum(len(line) for line in read):
        return read
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


def _implausible(lines: list[str], container: HtmlElement) -> bool:
    length = sum(len(line) for line in lines)
    return length < _SHORT or length < _SHORT_SHARE * blocks.prose_length(container)


def _walled(container: HtmlElement) -> bool:
    """A wall is often a box outside the text; only short elements count, an article may tell of walls."""
    for element in container.iter("p", "h2", "h3", "h4", "div", "span", "a", "button"):
        text = element.text or ""
        if len(text) <= _LONGEST_FURNITURE and _WALL.search(text):
            return True
    return False


def _without_furniture(lines: list[str], title: str, boilerplate: tuple[str, ...]) -> list[str]:
    needles = tuple(needle.casefold() for needle in boilerplate)
    kept = [line for line in lines if not _is_furniture(line, needles)]
    title_words = words(title)
    while kept and title_words and words(kept[0]) == title_words:
        kept = kept[1:]
    return kept[: _end(kept)]


def _is_furniture(line: str, needles: tuple[str, ...]) -> bool:
    if not words(line) or (
        len(line) <= _LONGEST_FURNITURE and (_FURNITURE.match(line) or _WALL.search(line))
    ):
        return True
    return any(needle in line.casefold() for needle in needles)


def _end(lines: list[str]) -> int:
    """Index of the heading that ends the text, else the number of lines."""
    total = sum(len(line) for line in lines)
    after = total
    for number, line in enumerate(lines):
        bare = line.removeprefix("- ").strip(" :")
        if number and after <= _END_WITHIN * total and (_END.fullmatch(bare) or OTHER_PAGES.fullmatch(bare)):
            return number
        after -= len(line)
    return len(lines)
