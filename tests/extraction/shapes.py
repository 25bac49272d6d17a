"""Small pages of our own in the shapes real publishers use."""

import json
from datetime import UTC, datetime

from scraper.extraction import extract
from scraper.items import Document, PageHints, Publication, Unreadable

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

#: Six paragraphs of prose, each its own words.
PROSE = (
    (
        "Families told the research team that they were asked the same questions by five different services,"
        " and that nobody wrote the answers down in one place where all of them could be read."
    ),
    (
        "The team spoke to sixty parents and carers in four local areas between January and May, and held"
        " group discussions with the professionals who work beside them every week."
    ),
    (
        "Where one worker stayed with a family for longer than a year, meetings were shorter, plans were"
        " simpler, and children could say who they would ring when something went wrong."
    ),
    (
        "Councils said that money for this kind of work is agreed late and for a single year, so that posts"
        " are advertised in spring and left empty again by the following winter."
    ),
    (
        "The authors ask the government to agree funding for three years at a time, and to publish what"
        " each area has spent on early help beside the numbers of children it has reached."
    ),
    (
        "A summary for young readers is published at the same time, written with a group of young people"
        " who have been through care and who chose its pictures and its title."
    ),
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)


def page(main: str, head: str = "", before: str = "", after: str = "", lang: str = "en-GB") -> str:
    """A whole page around a main part, with the furniture pages have."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>'
        '<a class="skip-link" href="#main">Skip to main content</a>'
        '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news/">News</a></li>'
        '<li><a href="/about/">About us</a></li></ul></nav></header>'
        f'{before}<main id="main">{main}</main>{after}'
        "<footer><p>Registered charity in England and Wales (1234567), 12 May 2019.</p>"
        '<a href="/privacy/">Privacy notice</a></footer></body></html>'
    )


def linked(**node: object) -> str:
    """A JSON-LD block."""
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def outcome(
    markup: str | bytes,
    url: str = "https://www.example.org.uk/news/what-families-said",
    content_type: str = "text/html; charset=utf-8",
    hints: PageHints | None = None,
) -> Publication | Unreadable:
    """What extraction makes of a page."""
    body = markup.encode("utf-8", "replace") if isinstance(markup, str) else markup
    return extract(Document(url, body, content_type), hints or PageHints(now=NOW))


def read(
    markup: str | bytes, url: str = "https://www.example.org.uk/news/what-families-said", **hints: object
) -> Publication:
    """The publication a page is read as."""
    found = outcome(markup, url, hints=PageHints(now=NOW, **hints))  # type: ignore[arg-type]
    assert isinstance(found, Publication), found
    return found
