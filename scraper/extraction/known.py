"""Reading a page by what is known of its source's template: no search, hardly any choice.

The page must fit: the content element is there once, holds about the usual share of the prose and enough
text, and title and date stand where they always do. Else nothing is read here, and the generic way is gone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml.html import HtmlElement

from scraper.extraction import blocks
from scraper.extraction.cleaning import line
from scraper.extraction.html import Furniture, Text, read_lines
from scraper.extraction.metadata import Metadata
from scraper.extraction.places import authors_at, element_at, published_at, title_at, witness_of
from scraper.extraction.title import LONGEST, SHORTEST
from scraper.items import DateFact, Fact, PageHints
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
    """Read a page by its source's pattern; None when it does not fit."""
    pattern = hints.pattern
    if pattern is None or not (pattern.content and pattern.title and pattern.published):
        return None
    container = element_at(page, ("element", pattern.content))
    title = title_at(page, pattern.title, hints)
    published = published_at(page, pattern.published, now)
    if container is None or published is None or not SHORTEST <= len(title) <= LONGEST:
        return None
    furniture = Furniture(now, title, hints.boilerplate, pattern.repeated)
    read = _text(page, container, pattern.share, furniture)
    if read is None:
        return None
    facts = [Fact("title", title, witness_of(pattern.title))]
    if hints.title:
        facts.append(Fact("title", line(hints.title), Witness.FEED))
    authors, by = hints.authors, Witness.FEED
    if pattern.authors and not authors:
        authors, by = authors_at(page, pattern.authors), witness_of(pattern.authors)
    facts += [Fact("author", name, by) for name in authors]
    return Known(read, title, [published], authors, facts)


def _text(page: Metadata, container: HtmlElement, share: float, furniture: Furniture) -> Text | None:
    prose = blocks.weigh_prose(page.root)
    whole = max(prose.values(), default=0)
    if prose.get(container, 0) < _LESS * share * whole:
        return None
    read = read_lines(blocks.read_blocks(container, prose), container, furniture)
    return read if len(read.text) >= _FEWEST else None
