"""Dates that elements are marked with: <time>, microdata, microformats. Which of them are about this page?"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from scraper.dates import parse_date
from scraper.extraction.cleaning import line
from scraper.extraction.metadata import Metadata
from scraper.extraction.stated import day_of, is_possible
from scraper.extraction.tree import text_of
from scraper.items import DateFact
from scraper.outcomes import Witness

_IS_CHANGE = re.compile(r"updat|modif|review|revis", re.I)
_IS_PUBLISHED = re.compile(r"publish", re.I)
_IS_OWN = re.compile(r"author|meta|byline|date|publish", re.I)
_IS_OTHER = re.compile(r"event|deadline|closing|expir|comment|related|countdown|upcoming", re.I)
# The attributes alone are asked, which is a fifth of the work of asking every element for one.
_PUBLISHED_ITEMS: Final = XPath('//@itemprop[.="datePublished"]/..')
#: Rarer marks: microformats, RDFa, data attributes. Dear to look for, so only when nothing else was found.
_MARKED_ITEMS: Final = XPath(
    './/*[contains(@class,"dt-published")'
    " or @data-published or @data-publish-date or @data-date-published or @data-published-at"
    ' or (not(self::meta) and (@property="datePublished" or @property="schema:datePublished"'
    ' or @property="dc:date" or @property="dc:issued" or @property="dcterms:issued"))]'
)
_CHANGED_ITEMS: Final = XPath('//@itemprop[.="dateModified"]/..')
_DATE_ATTRIBUTES: Final = (
    *("datetime", "content", "data-published", "data-publish-date", "data-date-published"),
    "data-published-at",
)


def element_dates(page: Metadata, now: datetime, *, changed: bool) -> list[DateFact]:
    """Dates of time elements and of elements marked as one, those after the heading first."""
    return _read(_time_elements(page, changed=changed), now)


def rarely_marked_dates(page: Metadata, now: datetime) -> list[DateFact]:
    """Dates of elements marked as the publication's in one of the rarer ways."""
    return _read((element for element in _MARKED_ITEMS(page.root) if not _is_elsewhere(element)), now)


def marked_days(page: Metadata, now: datetime) -> set[str]:
    """The days of all time elements that say with `pubdate` or `itemprop` that they are the publication's."""
    stamps = [one for one in page.root.iter("time") if _is_marked(one)]
    return {day_of(fact) for fact in _read(stamps, now)}


def days_of_other_things(page: Metadata, now: datetime) -> set[str]:
    """The days of time elements in boxes about something else than this page."""
    return {day_of(fact) for fact in _read(filter(_is_elsewhere, page.root.iter("time")), now)}


def is_about_other(text: str) -> bool:
    """Whether a line or the names of an element speak of an event, a deadline, a comment or other pages."""
    return bool(_IS_OTHER.search(text))


def _read(elements: Iterable[HtmlElement], now: datetime) -> list[DateFact]:
    found: list[DateFact] = []
    for element in elements:
        stated = [element.get(name) for name in _DATE_ATTRIBUTES]
        for text in (*stated, line(text_of(element))):
            fact = parse_date(text, Witness.TIME_TAG, now) if text else None
            if fact:
                found.append(fact)
                break
    return [fact for fact in found if is_possible(fact, now)]


def _time_elements(page: Metadata, *, changed: bool) -> Iterator[HtmlElement]:
    name, items = ("dateModified", _CHANGED_ITEMS) if changed else ("datePublished", _PUBLISHED_ITEMS)
    yield from items(page.root) if page.mentions(name) else ()
    if next(page.root.iter("time"), None) is None:
        return
    every = list(page.root.iter("time", "h1"))
    after = every.index(page.headings[0]) if page.headings else 0
    for element in (*every[after:], *every[:after]):
        if element.tag == "time" and _tells_of_page(element, changed=changed):
            yield element


def _tells_of_page(element: HtmlElement, *, changed: bool) -> bool:
    """Whether a time element is about this page, and about its change or its publication as asked."""
    above = list(element.iterancestors())
    label = (above[0].text or "") if above else ""
    listed = any(one.tag == "li" for one in above) and not _IS_OWN.search(_names(element))
    if listed or _is_elsewhere(element):
        return False
    return _is_change(element, label) is changed


def _is_change(element: HtmlElement, label: str) -> bool:
    """Whether a time element tells of a change. Many themes name the one date of a page both ways."""
    own = element.get("class") or ""
    if _is_marked(element) or _IS_PUBLISHED.search(own):
        return False
    return bool(_IS_CHANGE.search(f"{_names(element)} {label}"))


def _is_marked(element: HtmlElement) -> bool:
    return element.get("pubdate") is not None or element.get("itemprop") == "datePublished"


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether a time element stands in a box about something else: an event, a comment, other pages.

    A box with one date, named as a date, holds the page's own: some layouts put it there.
    """
    if is_about_other(_names(element)):
        return True
    for one in element.iterancestors():
        if one.tag in ("article", "main"):
            return False  # a footer inside an article is the article's own
        if one.tag in ("footer", "nav", "aside"):
            named = f"{_names(element)} {one.get('class') or ''}"
            return not (_IS_OWN.search(named) and len(list(one.iter("time"))) == 1)
    return False


def _names(element: HtmlElement) -> str:
    near = (element, *list(element.iterancestors())[:3])
    return " ".join(f"{one.get('class') or ''} {one.get('itemprop') or ''}" for one in near)
