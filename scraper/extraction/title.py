"""What is this publication called?

Its own heading, without the name of the site, the section or the kind. A page often has several first-order
headings (the site's name, a cookie notice); the right one is the one the page's other statements agree with.
"""

import re
from collections import Counter
from typing import Final

from scraper.extraction.cleaning import line, words
from scraper.extraction.metadata import Metadata, host_labels
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
    names = (*page.site_names, *site_names)
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
    headings = [Fact("title", line(text_of(heading)), Witness.HEADING) for heading in page.headings]
    facts = [fact for fact in (*headings, *said) if SHORTEST <= len(fact.value) <= LONGEST]
    return _choose(facts), facts


def without_site(title: str, names: tuple[str, ...], url: str) -> str:
    """Cut the name of the site from the end or the beginning of a title, and a kind before a colon."""
    parts = _SEPARATOR.split(title)
    if len(parts) == 1:
        return without_kind(title.strip()) or title
    known = {"".join(words(name)) for name in names if name}
    labels = host_labels(url)
    marks = _SEPARATOR.findall(title)
    while len(parts) > 1 and _is_site(parts[-1], known, labels):
        parts.pop()
        marks.pop()
    while len(parts) > 1 and _is_site(parts[0], known, labels):
        parts.pop(0)
        marks.pop(0)
    rest = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
    return without_kind(rest.strip()) or title


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
