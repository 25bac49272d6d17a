"""Does a site show the page that was asked for, or something else in its place?

A site under repair leads every address to one notice, a consent wall stands on every page, a dead page leads
to the front page: all of them with status 200, and with words enough for a text.
"""

from typing import Final
from urllib.parse import urlsplit

from scraper.identity.fingerprint import tokens
from scraper.identity.urls import same_site, url_key
from scraper.items import Publication
from scraper.outcomes import Witness

#: Letters of a word that says something, and so many of those in a title before it can be missed.
LEAST_LETTERS: Final = 5
LEAST_WORDS: Final = 3
#: Share of a title's words that its page holds at least: most pages repeat their whole title.
LEAST_SHARE: Final = 1 / 3
CHANNELS: Final = frozenset({Witness.FEED, Witness.LISTING, Witness.SITEMAP})
#: Hyphens in the last part of a path from which it names one publication.
HYPHENS: Final = 2


def holds_title(stated: str | None, publication: Publication) -> bool:
    """Whether a page has the words of the title that its channel gave it; one of few words proves nothing.

    Where a page has no title of its own, the publication goes by its channel's: that is not the page's word.
    """
    words = {word for word in tokens(stated or "") if len(word) >= LEAST_LETTERS}
    if len(words) < LEAST_WORDS:
        return True
    own = [fact.value for fact in publication.facts if fact.field == "title" and fact.witness not in CHANNELS]
    titles = own if publication.facts else [publication.title]
    held = set(tokens("\n".join([*titles, publication.text])))
    return len(words & held) >= LEAST_SHARE * len(words)


def leads_up(asked: str, served: str) -> bool:
    """Whether who asked for a publication was led to the front page, or to a section that it stood in."""
    if not same_site(asked, served):
        return False
    wanted, shown = _path(asked), _path(served)
    if not wanted or wanted[-1].count("-") < HYPHENS or (shown and shown[-1].count("-") >= HYPHENS):
        return False
    return len(shown) < len(wanted) and wanted[: len(shown)] == shown


def _path(url: str) -> tuple[str, ...]:
    """The parts of an address's path, less what does not tell pages apart."""
    parts = urlsplit(url_key(url) or "")
    return tuple(part for part in parts.path.split("/") if part)
