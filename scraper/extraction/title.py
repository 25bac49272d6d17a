"""What is this publication called?

Its own heading, without the name of the site, the section or the kind. A page often has several first-order
headings (the site's name, a cookie notice); the right one is the one the page's other statements agree with.
"""

import re
from collections import Counter
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from scraper.extraction.cleaning import line, words
from scraper.extraction.metadata import Metadata, absolute, host_labels, path_of, same_site
from scraper.extraction.tree import text_of
from scraper.items import Fact
from scraper.outcomes import Witness

#: A title has at least and at most so many characters.
SHORTEST: Final = 4
LONGEST: Final = 299
#: Words two titles must share (F1 of their multisets) to be the same title in two forms.
_AGREES: Final = 0.6
#: The same for a page's only heading of the first order: publishers shorten titles for search engines.
_AGREES_ALONE: Final = 0.4
#: Second-order headings compared with the title tag, and words of a title before the site's name, at least.
_MOST_SECOND: Final = 10
_FEWEST_WORDS: Final = 3
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»]|::|-|~)\s+|\s*\|\s*|\s+:\s+")
#: Kinds that publishers put before a title, with a colon: GOV.UK's feeds do it for every entry.
_KIND_PREFIX = re.compile(
    r"^(?:press release|news(?: story| release| item)?|blog(?: post)?|report|research(?: report)?|guidance"
    r"|statutory guidance|detailed guide|consultation(?: outcome| response)?|open consultation"
    r"|closed consultation|policy paper|official statistics|national statistics|statistics|speech"
    r"|correspondence|transparency data|corporate report|independent report|notice|briefing"
    r"|press notice|media release|publication|article|webpage|podcast"
    # "Open letter: charities ask …" is one sentence; before a title of its own the prefix is furniture.
    r"|(?:open )?letter(?-i:(?=\s*:\s+[^a-z\s])))\s*:\s+(?=\S+\s+\S)",
    re.I,
)


def settle_title(
    page: Metadata, entry_title: str | None, site_names: tuple[str, ...]
) -> tuple[str, list[Fact]]:
    """Choose a page's title; "" when no witness names one.

    Args:
        page: what the page says.
        entry_title: the title the channel gave its entry.
        site_names: further names the site goes by.
    """
    logos, headings = _sorted_headings(page)
    names = (*page.site_names, *site_names, *logos)
    stated = {
        Witness.FEED: [line(entry_title)],
        Witness.META: [page.meta("og:title"), page.meta("twitter:title", "citation_title", "dc.title")],
        Witness.JSON_LD: [page.linked.headline],
        Witness.TITLE_TAG: [page.title_tag],
    }
    said = [
        Fact("title", without_site(text, names, page.url), witness)
        for witness, texts in stated.items()
        for text in texts
        if text
    ]
    shown = [Fact("title", text, Witness.HEADING) for text in headings or _second_heading(page)]
    facts = [fact for fact in (*shown, *said) if SHORTEST <= len(fact.value) <= LONGEST]
    return _choose(facts), facts


def _sorted_headings(page: Metadata) -> tuple[list[str], list[str]]:
    """The texts of the first-order headings: those that only lead to a page above this one, and the others.

    The first are the name of the site or of a section of it.
    """
    logos: list[str] = []
    headings: list[str] = []
    for heading in page.headings:
        text = line(text_of(heading))
        (logos if _is_logo(heading, text, page) else headings).append(text)
    return logos, headings


def _is_logo(heading: HtmlElement, text: str, page: Metadata) -> bool:
    links = [link for link in heading.iter("a") if link.get("href")]
    if len(links) != 1 or line(text_of(links[0])) != text:
        return False
    address = absolute(page.base, links[0].get("href") or "") or ""
    above, own = path_of(address).rstrip("/"), path_of(page.url).rstrip("/")
    return same_site(address, page.url) and own.startswith(f"{above}/")


def _second_heading(page: Metadata) -> list[str]:
    """A second-order heading that stands as one part of the title tag, where no first-order one is left."""
    parts = [words(part) for part in _SEPARATOR.split(page.title_tag)]
    texts = [line(text_of(heading)) for heading in islice(page.root.iter("h2"), _MOST_SECOND)]
    return [text for text in texts if len(words(text)) > 1 and words(text) in parts][:1]


def without_site(title: str, names: tuple[str, ...], url: str) -> str:
    """Cut the name of the site from the end or the beginning of a title, and a kind before a colon."""
    parts = _SEPARATOR.split(title)
    if len(parts) == 1:
        return without_kind(title.strip()) or title
    known = {"".join(words(name)) for name in names if name}
    labels = host_labels(url)
    marks = _SEPARATOR.findall(title)
    parts = _before_site(parts, known, labels)
    marks = marks[: len(parts) - 1]
    while len(parts) > 1 and _is_site(parts[-1], known, labels):
        parts.pop()
        marks.pop()
    while len(parts) > 1 and _is_site(parts[0], known, labels):
        parts.pop(0)
        marks.pop(0)
    rest = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
    return without_kind(rest.strip()) or title


def _before_site(parts: list[str], known: set[str], labels: tuple[str, ...]) -> list[str]:
    """The parts before the site's name, if they may be a title: what follows it is the site's own claim."""
    for place, part in enumerate(parts):
        if place and len(words(" ".join(parts[:place]))) >= _FEWEST_WORDS and _is_site(part, known, labels):
            return parts[:place]
    return parts


def without_kind(title: str) -> str:
    """Cut "Press release: " and its like from the beginning of a title."""
    return _KIND_PREFIX.sub("", title) if ":" in title else title


def _is_site(part: str, known: set[str], labels: tuple[str, ...]) -> bool:
    key = "".join(words(part))
    if not key or key in known:
        return True
    return any(key == label.replace("-", "") or key == "".join(label.split("-")) for label in labels) or any(
        len(label) > 4 and label in key and len(words(part)) <= 4 for label in labels
    )


def _choose(facts: list[Fact]) -> str:
    headings = [fact for fact in facts if fact.witness is Witness.HEADING]
    others = [fact for fact in facts if fact.witness is not Witness.HEADING]
    enough = _AGREES if len(headings) > 1 else _AGREES_ALONE
    for heading in headings:
        if any(_agreement(heading.value, other.value) > enough for other in others):
            return without_kind(heading.value)
    order = (Witness.META, Witness.JSON_LD, Witness.FEED)
    if len(headings) == 1 and not any(other.witness in order for other in others):
        return without_kind(headings[0].value)
    for witness in order:
        for other in others:
            if other.witness is witness:
                return other.value
    return next((fact.value for fact in (*others, *headings)), "")


def _agreement(one: str, other: str) -> float:
    first, second = Counter(words(one)), Counter(words(other))
    shared = sum((first & second).values())
    return 2 * shared / (sum(first.values()) + sum(second.values())) if shared else 0.0
