"""Reading a page by what is known of its source's templates: no search, hardly any choice.

The page must fit: the content element is there once, holds about the usual share of the prose and enough
text, and title and date stand where they always do. Else nothing is read here, and the generic way is gone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml.html import HtmlElement

from scraper.extraction import blocks
from scraper.extraction.authors import settle_authors
from scraper.extraction.cleaning import line
from scraper.extraction.html import Furniture, Text, read_lines
from scraper.extraction.metadata import Metadata
from scraper.extraction.places import (
    NOWHERE,
    authors_at,
    element_at,
    published_at,
    title_at,
    witness_of,
    witness_of_title,
)
from scraper.extraction.published import days_shown
from scraper.extraction.title import LONGEST, SHORTEST
from scraper.items import DateFact, Fact, PageHints, SitePattern
from scraper.outcomes import Witness

#: A text of fewer characters than this may be a wall or another template.
_FEWEST: Final = 250
#: The content may hold so much less of the prose than it did on any page learnt from.
_LESS: Final = 0.6


@dataclass(frozen=True, slots=True)
class Known:
    """What stood where it always stands."""

    read: Text
    title: str
    published: list[DateFact]
    authors: tuple[str, ...]
    facts: list[Fact]


def read_known(page: Metadata, hints: PageHints, now: datetime) -> Known | None:
    """Read a page by the first of its source's patterns that it fits; None when it fits none.

    The oldest pattern is asked first, so that a further one changes nothing for the pages read before.
    """
    found = (_read(page, pattern, hints, now) for pattern in hints.patterns)
    return next((known for known in found if known is not None), None)


def _read(page: Metadata, pattern: SitePattern, hints: PageHints, now: datetime) -> Known | None:
    if not (pattern.content and pattern.title and pattern.published):
        return None
    container = element_at(page, pattern.content)
    if container is None:
        return None
    title = title_at(page, pattern.title, hints)
    published = published_at(page, pattern.published, now)
    dated = published is not None or pattern.published == NOWHERE
    if not dated or not SHORTEST <= len(title) <= LONGEST:
        return None
    day = published.raw if published else ""
    furniture = Furniture(now, title, hints.boilerplate, hints.repeated, day)
    read = _text(page, container, pattern.share, furniture)
    if read is None:
        return None
    facts = [Fact("title", title, witness_of_title(pattern.title))]
    if hints.title:
        facts.append(Fact("title", line(hints.title), Witness.FEED))
    authors, said = _authors(page, pattern, hints)
    days = [published, *days_shown(published, page, now)] if published else []
    return Known(read, title, days, authors, [*facts, *said])


def _authors(page: Metadata, pattern: SitePattern, hints: PageHints) -> tuple[tuple[str, ...], list[Fact]]:
    """Where nobody stands in the usual place, an unusual one is looked for."""
    authors, by = hints.authors, Witness.FEED
    if not authors and pattern.authors:
        authors, by = authors_at(page, pattern.authors), witness_of(pattern.authors)
    if not authors and pattern.authors != NOWHERE:
        return settle_authors(page, hints.authors, hints.site_names)
    return authors, [Fact("author", name, by) for name in authors]


def _text(page: Metadata, container: HtmlElement, share: float, furniture: Furniture) -> Text | None:
    prose = page.prose
    if prose.within(container) < _LESS * share * prose.whole:
        return None
    read = read_lines(blocks.read_blocks(container, prose, page.holders), container, furniture)
    return read if len(read.text) >= _FEWEST else None
