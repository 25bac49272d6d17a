"""What a source's definition says about its pages' places, where no general rule finds them.

An override holds for the pages served within its days. A site that was redesigned has two, and what was
archived before is still read by the first.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from scraper.dates import find_date, parse_date
from scraper.extraction import blocks
from scraper.extraction.authors import split_names
from scraper.extraction.cleaning import line
from scraper.extraction.html import Furniture, Text, read_lines
from scraper.extraction.title import LONGEST, SHORTEST, without_kind
from scraper.extraction.tree import text_of
from scraper.items import DateFact, Fact, Override, PageHints
from scraper.outcomes import Confidence, Witness

#: Selectors kept compiled, in each process.
_SELECTORS: Final = 256
#: A server's clock that is further ahead than this is wrong.
_CLOCK_SLACK: Final = timedelta(days=2)
#: The field of the facts that tell of a selector that found nothing.
UNMET: Final = "unmet override"


def served_on(hints: PageHints, headers: dict[str, str], now: datetime) -> date:
    """The day a page was served: as its record says, else its server's Date header, else today."""
    if hints.served is not None:
        return hints.served
    stamp = next((value for name, value in headers.items() if name.lower() == "date"), "")
    try:
        stated = parsedate_to_datetime(stamp)
    except ValueError:  # absent, or not a date
        return now.date()
    known = stated if stated.tzinfo else stated.replace(tzinfo=UTC)
    return known.date() if known <= now + _CLOCK_SLACK else now.date()


def override_for(overrides: tuple[Override, ...], url: str, day: date) -> Override | None:
    """The first override that holds for a page's address on the day it was served; None when none does."""
    return next((each for each in overrides if _holds(each, url, day)), None)


def drop_elements(root: HtmlElement, override: Override) -> None:
    """Take out of the page what is never content."""
    for selector in override.drop:
        for element in _find(root, selector):
            if element.getparent() is not None:
                element.drop_tree()


def title_by(root: HtmlElement, override: Override) -> Fact | None:
    """The title at the override's place; None when it has none, or nothing like a title stands there."""
    text = without_kind(line(_text_at(root, override.title)))
    return Fact("title", text, Witness.DEFINITION) if SHORTEST <= len(text) <= LONGEST else None


def published_by(root: HtmlElement, override: Override, now: datetime) -> DateFact | None:
    """The day of publication at the override's place."""
    for element in _find(root, override.published):
        stamp = element.get("datetime") or element.get("content")
        fact = parse_date(stamp, Witness.DEFINITION, now) if stamp else None
        if fact := fact or find_date(text_of(element), Witness.DEFINITION, now):
            return fact
    return None


def authors_by(root: HtmlElement, override: Override) -> tuple[Fact, ...]:
    """The names at the override's place."""
    names = (
        name for element in _find(root, override.authors) for name in split_names(line(text_of(element)))
    )
    return tuple(Fact("author", name, Witness.DEFINITION) for name in dict.fromkeys(names))


def text_by(root: HtmlElement, override: Override, furniture: Furniture) -> Text | None:
    """The text of the element at the override's place; None when it holds none."""
    container = next(iter(_find(root, override.text)), None)
    if container is None:
        return None
    read = read_lines(blocks.read_blocks(container, blocks.weigh_prose(root)), container, furniture)
    return read if read.text else None


def unmet(override: Override, met: set[str]) -> Iterator[Fact]:
    """One fact for each selector of the override that found nothing: the site has changed."""
    for field in ("title", "published", "authors", "text"):
        selector = getattr(override, field)
        if selector and field not in met:
            yield Fact(UNMET, f"{field}: {selector}", Witness.DEFINITION, confidence=Confidence.LOW)


def _holds(override: Override, url: str, day: date) -> bool:
    if (override.since and day < override.since) or (override.until and day > override.until):
        return False
    return bool(re.search(override.pattern, url))


def _text_at(root: HtmlElement, selector: str | None) -> str:
    return next((text for element in _find(root, selector) if (text := text_of(element).strip())), "")


def _find(root: HtmlElement, selector: str | None) -> list[HtmlElement]:
    return list(_compiled(selector)(root)) if selector else []


@lru_cache(_SELECTORS)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
