"""Where on a page does something stand? A place is (kind, detail): ("meta", name), ("json-ld", field),
("element", XPath that finds one element), ("title-tag", ""), ("url", "") for the address, ("nowhere", "").
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from scraper.dates import find_date, parse_date
from scraper.extraction.authors import split_names
from scraper.extraction.cleaning import line, words
from scraper.extraction.metadata import Metadata
from scraper.extraction.published import url_facts
from scraper.extraction.title import without_kind, without_site
from scraper.extraction.tree import text_of
from scraper.items import DateFact, PageHints
from scraper.outcomes import Witness

Place = tuple[str, str]

#: Where something stands that no page of the source has.
NOWHERE: Final[Place] = ("nowhere", "")
#: How many names a class attribute lends to a path.
_MOST_CLASSES: Final = 3
#: What a path is built from: names without figures or quotes, which differ from page to page.
_NAME = re.compile(r"[A-Za-z][A-Za-z_:-]{1,60}")
TITLE_TAG: Final[Place] = ("title-tag", "")
_WITNESSES: Final = {
    "meta": Witness.META,
    "json-ld": Witness.JSON_LD,
    "title-tag": Witness.TITLE_TAG,
    "url": Witness.URL,
}
_FIGURES = re.compile(r"\d+")
#: A step of a path, and how it is asked: on the axis of descendants each element is visited once.
_STEP = re.compile(r"//(?=[\w-]+(?:\[|//|$))")
_HEADING = re.compile(r".*//h1(?:\[[^/]*)?")
#: Paths kept compiled, in each process: those of the sources it read last.
_PATHS: Final = 256


def line_key(text: str) -> str:
    """How a line is compared with the lines of other pages: its words in lower case, figures masked."""
    return _FIGURES.sub("#", " ".join(words(text)))


def path_of_element(element: HtmlElement, root: HtmlElement) -> str | None:
    """An XPath that finds this element alone and is likely to do so on other pages; None when there is none.

    By its id, its classes, its name, or any of these below an ancestor that has such a path.
    """
    for step in _steps(element):
        if XPath(f"//{step}")(root) == [element]:
            return f"//{step}"
    for above in element.iterancestors():
        for outer in _steps(above):
            if XPath(f"//{outer}")(root) != [above]:
                continue
            for step in _steps(element):
                if XPath(f"//{outer}//{step}")(root) == [element]:
                    return f"//{outer}//{step}"
            return None
    return None


def element_at(page: Metadata, path: str) -> HtmlElement | None:
    """The one element on a path; None when there is none, or several."""
    found = _compiled(path)(page.root)
    return found[0] if len(found) == 1 else None


def title_at(page: Metadata, place: Place, hints: PageHints) -> str:
    """The title that stands at a place, without the site's name; "" when there is none."""
    title = line(_text_at(page, place))
    if witness_of_title(place) is Witness.HEADING:  # a heading does not name the site
        return without_kind(title)
    return without_site(title, (*page.site_names, *hints.site_names), page.url)


def published_at(page: Metadata, place: Place, now: datetime) -> DateFact | None:
    """The day of publication that stands at a place."""
    if place[0] == "url":
        return next(iter(url_facts(page.url, now)), None)
    if place[0] != "element":
        return parse_date(_text_at(page, place), _WITNESSES[place[0]], now) if place != NOWHERE else None
    element = element_at(page, place[1])
    if element is None:
        return None
    stamp = element.get("datetime") or element.get("content")
    if stamp:
        return parse_date(stamp, Witness.TIME_TAG, now)
    return find_date(text_of(element), Witness.VISIBLE_TEXT, now)


def authors_at(page: Metadata, place: Place) -> tuple[str, ...]:
    """The authors that stand at a place."""
    if place == ("json-ld", "authors"):
        return tuple(author.name for author in page.linked.authors if not author.organisation)
    return tuple(split_names(_text_at(page, place)))


def witness_of(place: Place) -> Witness:
    """Which witness speaks at a place."""
    return _WITNESSES.get(place[0], Witness.VISIBLE_TEXT)


def witness_of_title(place: Place) -> Witness:
    """Which witness speaks of the title at a place."""
    if place[0] != "element":
        return _WITNESSES[place[0]]
    return Witness.HEADING if _HEADING.fullmatch(place[1]) else Witness.VISIBLE_TEXT


@lru_cache(_PATHS)
def _compiled(path: str) -> XPath:
    return XPath(_STEP.sub("/descendant::", path))


def _text_at(page: Metadata, place: Place) -> str:
    kind, detail = place
    if kind == "meta":
        return page.meta(detail)
    if kind == "json-ld":
        return str(getattr(page.linked, detail))
    if kind == "title-tag":
        return page.title_tag
    element = element_at(page, detail) if kind == "element" else None
    return "" if element is None else text_of(element)


def _steps(element: HtmlElement) -> Iterator[str]:
    name = element.get("id") or ""
    if _NAME.fullmatch(name):
        yield f'{element.tag}[@id="{name}"]'
    classes = [one for one in (element.get("class") or "").split() if _NAME.fullmatch(one)][:_MOST_CLASSES]
    if classes:
        tests = " and ".join(
            f'contains(concat(" ",normalize-space(@class)," ")," {one} ")' for one in classes
        )
        yield f"{element.tag}[{tests}]"
    if element.get("itemprop"):
        yield f'{element.tag}[@itemprop="{element.get("itemprop")}"]'
    yield str(element.tag)
