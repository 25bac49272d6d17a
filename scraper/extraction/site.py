"""The front page of a website that is itself the publication: the site's name, and whatever it says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from scraper.extraction.cleaning import line, words
from scraper.extraction.kind import kind_by_definition
from scraper.extraction.metadata import Metadata, host_labels
from scraper.extraction.tree import text_of
from scraper.extraction.validate import find_fault
from scraper.items import DateFact, PageHints, Publication
from scraper.outcomes import Kind, Witness

#: A name is at most so many words; longer ones are slogans.
_MOST_WORDS: Final = 10
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»]|::|-|~)\s+|\s*\|\s*|\s*:\s+")
_WELCOME = re.compile(r"^(?:welcome\s+to|home\s*[-–:|])\s+(?:the\s+)?", re.I)
#: What a front page is called by those who did not name it.
_NO_NAME = re.compile(
    r"(?:the\s+)?(?:home(?:\s*page)?|front\s*page|start(?:\s*page)?|index|welcome|untitled|main(?:\s+page)?"
    r"|my\s+(?:web)?site|(?:web)?site|wordpress|new\s+tab|hafan|landing\s*page)?",
    re.I,
)
#: A date anywhere on a front page belongs to something it shows; the site's own stands in its metadata.
_OWN_WITNESSES: Final = frozenset({Witness.FEED, Witness.JSON_LD, Witness.META})


def is_site(page: Metadata, hints: PageHints) -> bool:
    """Whether the page is to be read as the front page of a website."""
    return kind_by_definition(page.url, hints) is Kind.WEBSITE


def name_of_site(page: Metadata, hints: PageHints) -> str:
    """What the site is called, "" when nothing tells.

    It names itself in its metadata; else those who link to it do; else the part of its title that its host
    is named after, or the first that is not "Home". The names of its publisher are not its own.
    """
    publishers = {"".join(words(name)) for name in hints.site_names}
    return next((name for name in _named(page, hints) if "".join(words(name)) not in publishers), "")


def words_of_site(page: Metadata, title: str) -> str:
    """What stands for the text of a front page that a script draws: its description, else its title."""
    return page.meta("description", "og:description", "twitter:description") or title


def as_site(found: Publication, page: Metadata, hints: PageHints) -> Publication:
    """A front page as a publication: under the site's name, with the dates it states of itself.

    An error page or a check for robots gets the title it shows: that is what tells it from a site.
    """
    for stated in (page.title_tag, *map(text_of, page.headings)):
        if find_fault(replace(found, title=line(stated))) is not None:
            return replace(found, title=line(stated))
    return replace(
        found,
        title=name_of_site(page, hints) or found.title,
        published=_own(found.published),
        updated=_own(found.updated),
    )


def _own(date: DateFact | None) -> DateFact | None:
    return date if date and date.witness in _OWN_WITNESSES else None


def _named(page: Metadata, hints: PageHints) -> Iterator[str]:
    parts = [
        _bare(part) for text in (page.title_tag, page.meta("og:title")) for part in _SEPARATOR.split(text)
    ]
    labels = {label.replace("-", "") for label in host_labels(page.url)}
    told = (*page.site_names, hints.title or "", *(part for part in parts if _key(part) in labels), *parts)
    for name in map(_bare, told):
        if name and not _NO_NAME.fullmatch(name) and len(name.split()) <= _MOST_WORDS:
            yield name


def _bare(text: str) -> str:
    return _WELCOME.sub("", line(text)).strip(" |-–—:")


def _key(text: str) -> str:
    return "".join(words(text))
