"""Where on a page does something stand? A place is (kind, detail): ("meta", name), ("json-ld", field) or
("element", XPath that finds one element).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from scraper.dates import find_date, parse_date
from scraper.extraction.authors import split_names
from scraper.extraction.cleaning import line, words
from scraper.extraction.metadata import Metadata
from scraper.extraction.title import without_site
from scraper.extraction.tree import text_of
from scraper.items import DateFact, PageHints
from scraper.outcomes import Witness

Place = tuple[str, str]

#: How many names a class attribute lends to a path.
_MOST_CLASSES: Final = 3
#: What a path is built from: names without figures or quotes, which differ from page to page.
_NAME = re.compile(r"[A-Za-z][A-Za-z_:-]{1,60}")
_WITNESSES: Final = {"meta": Witness.META, "json-ld": Witness.JSON_LD}


def line_key(text: str) -> str:
    """How a line is compared with the lines of other pages: its words in lower case, figures masked."""
    return re.sub(r"\d+", "#", " ".join(words(text)))


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


def element_at(page: Metadata, place: Place) -> HtmlElement | None:
    """The one element at a place; None when there is none, or several."""
    found = XPath(place[1])(page.root)
    return found[0] if len(found) == 1 else None


def title_at(page: Metadata, place: Place, hints: PageHints) -> str:
    """The title that stands at a place, without the site's name; "" when there is none."""
    names = (*page.site_names, *hints.site_names)
    return without_site(line(_text_at(page, place)), names, page.url)


def published_at(page: Metadata, place: Place, now: datetime) -> DateFact | None:
    """The day of publication that stands at a place."""
    if place[0] != "element":
        return parse_date(_text_at(page, place), _WITNESSES[place[0]], now)
    element = element_at(page, place)
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


def _text_at(page: Metadata, place: Place) -> str:
    kind, detail = place
    if kind == "meta":
        return page.meta(detail)
    if kind == "json-ld":
        return str(getattr(page.linked, detail))
    element = element_at(page, place)
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
