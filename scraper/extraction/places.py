"""Where on a page does something stand? A place is (kind, detail): ("meta", name), ("json-ld", field),
("element", XPath that finds one element), ("title-tag", ""), ("url", "") for the address, ("nowhere", "").
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

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
from scraper.outcomes import Precision, Witness

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
#: The test for a class, and a step of a path as `_steps` writes them.
_CLASS = re.compile(r'contains\(concat\(" ",normalize-space\(@class\)," "\)," ([A-Za-z_:-]+) "\)')
_STEP = re.compile(
    rf'//(?P<name>\w+)(?:\[@(?P<attribute>id|itemprop)="(?P<value>[^"]*)"\]'
    rf"|\[(?P<classes>{_CLASS.pattern}(?: and {_CLASS.pattern})*)\])?"
)
_HEADING = re.compile(r".*//h1(?:\[[^/]*)?")
#: Paths kept compiled, in each process: those of the sources it read last.
_PATHS: Final = 256


class _Step(NamedTuple):
    """An element by its name, by an attribute and its value (None for any), and by classes it has."""

    name: str
    attribute: str | None
    value: str | None
    classes: frozenset[str]


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
    alone = (
        outer
        for above in element.iterancestors()
        for outer in _steps(above)
        if XPath(f"//{outer}")(root) == [above]
    )
    nearest = next(alone, "html")
    paths = (f"//{nearest}//{step}" for step in _steps(element))
    return next((path for path in paths if XPath(path)(root) == [element]), None)


def element_at(page: Metadata, path: str) -> HtmlElement | None:
    """The one element on a path; None when there is none, or several."""
    found = _at(page.root, path)
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
    text = text_of(element)
    whole = parse_date(text, Witness.VISIBLE_TEXT, now)  # mostly the date is all that stands there
    return whole if whole and whole.precision is Precision.DAY else find_date(text, Witness.VISIBLE_TEXT, now)


def authors_at(page: Metadata, place: Place) -> tuple[str, ...]:
    """The authors that stand at a place."""
    if place == ("json-ld", "authors"):
        return tuple(author.name for author in page.linked.authors if not author.organisation)
    return tuple(split_names(_text_at(page, place)))


def witness_of(place: Place) -> Witness:
    """Which witness speaks at a place."""
    return _WITNESSES.get(place[0], Witness.VISIBLE_TEXT)


@lru_cache(_PATHS)
def witness_of_title(place: Place) -> Witness:
    """Which witness speaks of the title at a place."""
    if place[0] != "element":
        return _WITNESSES[place[0]]
    return Witness.HEADING if _HEADING.fullmatch(place[1]) else Witness.VISIBLE_TEXT


def _at(root: HtmlElement, path: str) -> list[HtmlElement]:
    """The elements on a path. Going through the elements of a name costs a third of asking for a path, which
    is left to those that are not ours.
    """
    steps = _own_steps(path)
    if not steps:
        return list(_compiled(path)(root))
    found = _fitting(root.iter(steps[0].name), steps[0])
    for step in steps[1:]:
        within = (_fitting(outer.iterdescendants(step.name), step) for outer in found)
        found = list(dict.fromkeys(chain.from_iterable(within)))
    return found


def _fitting(elements: Iterable[HtmlElement], step: _Step) -> list[HtmlElement]:
    if step.attribute:
        return [element for element in elements if element.get(step.attribute) == step.value]
    if step.classes:
        return [
            element
            for element in elements
            if (names := element.get("class")) and step.classes.issubset(names.split())
        ]
    return list(elements)


@lru_cache(_PATHS)
def _own_steps(path: str) -> tuple[_Step, ...]:
    """The steps of a path that `path_of_element` made; none of any other."""
    found = list(_STEP.finditer(path))
    if "".join(step[0] for step in found) != path:
        return ()
    return tuple(
        _Step(
            step["name"], step["attribute"], step["value"], frozenset(_CLASS.findall(step["classes"] or ""))
        )
        for step in found
    )


@lru_cache(_PATHS)
def _compiled(path: str) -> XPath:
    return XPath(path)


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
