"""Do the links of an issue still lead where they should? What was served, compared with the entry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from scraper.digest.checks import EntrySeen, Finding
from scraper.digest.house_style import Level
from scraper.digest.model import DigestLink
from scraper.digest.origins import age_words
from scraper.digest.periods import day_in_words
from scraper.digest.source_check import Basis, against_source
from scraper.identity.match import titles_agree
from scraper.identity.urls import url_key


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """What an address served just now.

    Attributes:
        problem: why there is nothing to read, in words; "" when there is something.
        url: where it led, redirects followed.
        title: of the page or PDF, "" when it has none.
        media_type: "text/html", "application/pdf", …
        published: its day, when it states one.
        partial: whether it shows a part only, before a wall.
        sure: whether a problem is the address's own; a server may only have been busy.
    """

    problem: str = ""
    url: str = ""
    title: str = ""
    media_type: str = ""
    published: date | None = None
    partial: bool = False
    sure: bool = True


def prove_links(
    entries: Sequence[EntrySeen],
    seen: Mapping[str, LinkSeen],
    day: date | None,
    oldest_days: int,
    known: Mapping[int, date] | None = None,
) -> Iterator[Finding]:
    """What is to be said of the links, entry by entry; an address that was not asked is passed over.

    Args:
        entries: of an issue.
        seen: what each address served.
        day: the issue's date.
        oldest_days: what came out longer ago is told with its date; 0 for never.
        known: the day that each entry's publication is known to have come out: it is told elsewhere.
    """
    for entry in entries:
        for number, link in enumerate(entry.text.links, start=1):
            if link.url and (served := seen.get(link.url)):
                if known and served.published == known.get(entry.id):
                    served = replace(served, published=None)
                for level, words in link_findings(link, served, day, oldest_days):
                    yield Finding(level, f"Link {number}: {words}", entry.id, of_link=True)


def link_findings(
    link: DigestLink, served: LinkSeen, day: date | None, oldest_days: int
) -> Iterator[tuple[Level, str]]:
    """What is to be said of one link: does it open, where does it lead, is it still what it was."""
    if served.problem:
        yield (Level.BROKEN if served.sure else Level.LOOK), f"it does not open: {served.problem}."
        return
    asked, led = urlsplit(link.url or ""), urlsplit(served.url)
    if asked.path.strip("/") and not led.path.strip("/") and not led.query:
        yield Level.LOOK, f"it leads to the start of {led.hostname} now: the page may be gone."
        return
    if served.url and url_key(link.url or "") != url_key(served.url):
        yield Level.TOLD, f"it leads to {served.url} now."
    if link.media == "PDF" and served.media_type != "application/pdf":
        yield Level.LOOK, "it says PDF, and is a page."
    if served.title and not titles_agree(link.title, served.title):
        yield Level.LOOK, f"its title is “{served.title}” now."
    if served.partial:
        yield Level.TOLD, "it shows a part only: readers may have to register or pay."
    if served.published and (when := age_words(served.published, day, oldest_days)):
        yield Level.LOOK, f"it says it came out on {day_in_words(served.published)}, {when}."


def prove_facts(entries: Sequence[EntrySeen], bases: Mapping[int, Basis]) -> Iterator[Finding]:
    """What of the summaries does not stand in the sources they were written from, or stands so in them.

    Args:
        entries: of an issue.
        bases: by the entry's id; an entry written without a source at hand has none.
    """
    for entry in entries:
        basis = bases.get(entry.id)
        for note in against_source(entry.text, basis) if basis else ():
            yield Finding(note.level, f"{note.place.capitalize()}: {note.words}", entry.id)
