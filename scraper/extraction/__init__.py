"""What does a page say? From one response body to a publication, or the reason why there is none.

Everything here is pure: bytes and hints in, a value out. Hostile input can still hold a processor for
seconds or end the process inside a C library, so the crawl calls this in a process it can kill.
"""

from dataclasses import replace

from scraper.extraction.chosen import mark_chosen
from scraper.extraction.content_item import is_content_item
from scraper.extraction.content_page import read_content
from scraper.extraction.media import media_of
from scraper.extraction.page import read_page
from scraper.extraction.pdf import read_pdf
from scraper.items import Document, PageHints, Publication, Unreadable
from scraper.outcomes import DropReason, Witness

__all__ = ["extract"]


def extract(document: Document, hints: PageHints) -> Publication | Unreadable:
    """Read a page, a PDF, or the content of a page that came as data.

    Args:
        document: what was served; `url` is its final address.
        hints: what its entry and its source say; `hints.now` bounds all dates (without it the response's
            own Date header does).

    Returns:
        The publication with every witness's statement in `facts`, or why it cannot be read.
    """
    found = _read(document, hints)
    return found if isinstance(found, Unreadable) else mark_chosen(found)


def _read(document: Document, hints: PageHints) -> Publication | Unreadable:
    if is_content_item(document):
        return read_content(document, hints)
    match media_of(document.body, document.content_type):
        case "html":
            return _as_told(read_page(document, hints), hints.witness)
        case "pdf":
            return _as_told(read_pdf(document, hints), hints.witness)
        case _:
            stated = document.content_type.split(";")[0].strip() or "no content type"
            return Unreadable(DropReason.UNSUPPORTED_TYPE, stated)


def _as_told(found: Publication | Unreadable, witness: Witness) -> Publication | Unreadable:
    """Name the channel that stated title and authors: not every entry comes from a feed."""
    if isinstance(found, Unreadable) or witness is Witness.FEED:
        return found
    facts = (
        replace(fact, witness=witness)
        if fact.witness is Witness.FEED and fact.field in {"title", "author"}
        else fact
        for fact in found.facts
    )
    return replace(found, facts=tuple(facts))
