"""How the listing tests read pages and what they show; publications as cards."""

from collections.abc import Sequence

from scraper.discovery import listing
from scraper.items import ChannelRules, Document, Reading
from tests.discovery.samples import NOW

HOST = "https://www.example.org.uk"


def read(
    document: Document,
    rules: ChannelRules | None = None,
    memory: dict[str, object] | None = None,
    admitted: Sequence[str] = (),
) -> Reading:
    return listing.read(document, rules or ChannelRules(), memory or {}, NOW, admitted)


def shown(reading: Reading) -> list[tuple[str, str, str]]:
    """Path (or address elsewhere), title and date of each entry."""
    return [
        ((entry.url or "").removeprefix(HOST), entry.title or "", str(entry.published or ""))
        for entry in reading.entries
    ]


CARD = """<article class="card"><a href="/news/{slug}"><img src="x.jpg" alt=""></a>
  <h3><a href="/news/{slug}">{title}</a></h3><p class="date">{date}</p><p>{teaser}</p>
  <p class="tags"><a href="/tag/care/">Care</a></p><a href="/news/{slug}">Read more</a></article>"""
TEASER = "A teaser of some ten words, as they stand below most of the titles."


def card(slug: str, title: str, date: str = "16 July 2024", teaser: str = TEASER) -> str:
    return CARD.format(slug=slug, title=title, date=date, teaser=teaser)
