"""What do the pages of one source have in common?

Ten pages of a template teach which lines are the site's and not the publication's, which element holds the
text, and where title, date and authors stand. The teacher is the generic reading of the same pages: a place
counts when it gives what the teacher found, on most of the pages.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from lxml.html import HtmlElement

from scraper.extraction import blocks
from scraper.extraction.cleaning import line
from scraper.extraction.decoding import decode
from scraper.extraction.known import read_known
from scraper.extraction.metadata import Metadata, gather
from scraper.extraction.page import read_page
from scraper.extraction.places import (
    NOWHERE,
    TITLE_TAG,
    Place,
    authors_at,
    element_at,
    line_key,
    path_of_element,
    published_at,
    title_at,
)
from scraper.extraction.published import PUBLISHED_METAS
from scraper.extraction.stated import now_of
from scraper.extraction.tree import LARGEST_PAGE, body_of, parse, text_of
from scraper.items import Document, PageHints, Publication, SitePattern, Unreadable

#: Fewest pages that teach anything.
FEWEST: Final = 4
#: A line is the site's when it stands on so many pages and on this share of them.
_REPEATS: Final = 3
_REPEATED_SHARE: Final = 0.3
#: Shortest line that can be learnt as the site's, in words: short headings repeat in publications too.
_SHORTEST_LINE: Final = 4
#: Most lines kept: a menu of a thousand entries is no text that anybody would read.
_MOST_LINES: Final = 500
#: Share of the pages on which a place must give what the teacher found.
_AGREES: Final = 0.8
#: Two pages that share more of their lines than this are one publication twice and teach nothing together.
_TWINS: Final = 0.9
#: Share of the teacher's text that the content element must hold; the rest may be a box beside it.
_HELD: Final = 0.95
#: What a date or a name may stand in by itself.
_SHORT: Final = (
    *("time", "p", "span", "div", "a", "li", "dd", "dt", "td", "address", "font", "small", "em", "strong"),
    *("b", "i", "h2", "h3", "h4", "h5", "h6"),
)

_Page = tuple[Metadata, Publication]


def learn_further(pages: Sequence[Document], hints: PageHints, least: int) -> SitePattern | None:
    """Learn from those pages that fit none of the patterns in `hints`; None when they are fewer than `least`.

    None also when those pages are too few of one template, or have nothing in common.
    """
    alone = replace(hints, patterns=())
    strange = [document for document in pages if not fits(document, hints)] if hints.patterns else pages
    pattern = learn(strange, alone) if len(strange) >= least else None
    useful = pattern and (pattern.repeated or (pattern.content and pattern.title and pattern.published))
    return pattern if pattern and useful and pattern.pages >= least else None


def fits(document: Document, hints: PageHints) -> bool:
    """Whether a page is read by one of the patterns in `hints`."""
    page = _gathered(document)
    return page is not None and read_known(page, hints, now_of(hints, document.headers)) is not None


def learn(pages: Sequence[Document], hints: PageHints) -> SitePattern | None:
    """Learn from pages of one source; None when fewer than four different ones can be read.

    Where several templates are among them, the places are those of the commonest.
    `hints` are those of the source (names, kinds, now), without patterns and any one entry's statements.
    """
    every = _different([page for document in pages if (page := _read(document, hints))])
    if len(every) < FEWEST:
        return None
    repeated = _repeated(every)
    content, share, known = _content(every, repeated)
    now = now_of(hints, {})
    return SitePattern(
        repeated=repeated,
        content=content,
        title=_serving(
            known, _titles(known), lambda page, place, said: title_at(page, place, hints) == said.title
        ),
        published=_serving(
            known,
            _dates(known),
            lambda page, place, said: str(published_at(page, place, now)) == str(said.published),
        ),
        authors=_serving(
            known, _authors(known), lambda page, place, said: authors_at(page, place) == said.authors
        ),
        share=share,
        pages=len(known),
    )


def _gathered(document: Document) -> Metadata | None:
    if len(document.body) > LARGEST_PAGE:
        return None
    root = parse(decode(document.body, document.content_type))
    return None if isinstance(root, Unreadable) else gather(root, document.url)


def _read(document: Document, hints: PageHints) -> _Page | None:
    page = _gathered(document)
    found = read_page(document, hints)
    return None if page is None or isinstance(found, Unreadable) else (page, found)


def _different(pages: list[_Page]) -> list[_Page]:
    kept: list[tuple[_Page, set[str]]] = []
    for page in pages:
        lines = {line_key(text) for text in page[1].text.split("\n") if text}
        if not any(len(lines & other) > _TWINS * min(len(lines), len(other)) for _, other in kept):
            kept.append((page, lines))
    return [page for page, _ in kept]


def _repeated(pages: list[_Page]) -> frozenset[str]:
    counted: Counter[str] = Counter()
    for page, _ in pages:
        lines = blocks.read_blocks(body_of(page.root), blocks.weigh_prose(page.root))
        pieces = (text for _, text in _own_texts(page.root))  # a table's rows join what stands apart in it
        counted.update(
            {key for text in (*lines, *pieces) if len((key := line_key(text)).split()) >= _SHORTEST_LINE}
        )
    least = max(_REPEATS, _REPEATED_SHARE * len(pages))
    return frozenset(key for key, count in counted.most_common(_MOST_LINES) if count >= least)


def _content(pages: list[_Page], repeated: frozenset[str]) -> tuple[str | None, float, list[_Page]]:
    """The path of the element that holds the teacher's text on the pages of the commonest template, its least
    share of their prose, and those pages; all pages when there is no such path.
    """
    holders = [(page, _holder(page[0], page[1], repeated)) for page in pages]
    for path, count in Counter(path for _, path in holders if path).most_common(3):
        alike = [page for page, _ in holders if element_at(page[0], path) is not None]
        if count >= max(FEWEST, _AGREES * len(alike)):
            shares = (_share_at(path, page) for page, holder in holders if holder == path)
            return path, min(shares), alike
    return None, 0.0, pages


def _holder(page: Metadata, said: Publication, repeated: frozenset[str]) -> str | None:
    """The path of the innermost element that holds nearly all of the teacher's text."""
    wanted = f" {line_key(said.text)} "
    held: Counter[HtmlElement] = Counter()
    whole = 0
    for element, text in _own_texts(page.root):
        key = line_key(text)
        if len(key.split()) >= _SHORTEST_LINE and key not in repeated and f" {key} " in wanted:
            whole += len(key)
            held.update(dict.fromkeys((element, *element.iterancestors()), len(key)))
    holding = [element for element, length in held.items() if length >= _HELD * whole]
    innermost = max(holding, key=lambda one: len(list(one.iterancestors())), default=None)
    if innermost is None:
        return None
    around = (innermost, *innermost.iterancestors())
    return next((path for one in around if (path := path_of_element(one, page.root))), None)


def _own_texts(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Every piece of text of the body with the element that it stands in."""
    for element in body_of(root).iter():
        for text in (element.text, *(child.tail for child in element)):
            if text and not text.isspace():
                yield element, text


def _share_at(path: str, page: _Page) -> float:
    element = element_at(page[0], path)
    prose = blocks.weigh_prose(page[0].root)
    return prose.within(element) / prose.whole if element is not None and prose.whole else 0.0


def _titles(pages: list[_Page]) -> list[Place]:
    headings = (
        path for page, _ in pages for one in page.headings if (path := path_of_element(one, page.root))
    )
    return [
        *(("element", path) for path, _ in Counter(headings).most_common(3)),
        *(("meta", "og:title"), ("json-ld", "headline"), TITLE_TAG),
    ]


def _dates(pages: list[_Page]) -> list[Place]:
    return [
        NOWHERE,
        ("json-ld", "published"),
        *(("meta", name) for name in PUBLISHED_METAS),
        *_short_elements(pages, lambda said: str(said.published.raw if said.published else "")),
        ("url", ""),
    ]


def _authors(pages: list[_Page]) -> list[Place]:
    return [
        NOWHERE,
        *(("json-ld", "authors"), ("meta", "author"), ("meta", "article:author")),
        *_short_elements(pages, lambda said: said.authors[0] if said.authors else ""),
    ]


def _short_elements(pages: list[_Page], wanted: Callable[[Publication], str]) -> list[Place]:
    """Paths of the innermost elements in which the wanted words stand."""
    counted: Counter[str] = Counter()
    for page, said in pages:
        sought = wanted(said)
        for element in page.root.iter(*_SHORT) if sought else ():
            stands = sought in (line(text_of(element)), element.get("datetime")) or (
                len(element) == 0 and sought in (element.text or "")
            )
            if stands and (path := path_of_element(element, page.root)):
                counted[path] += 1
                break
    return [("element", path) for path, _ in counted.most_common(3)]


def _serving(
    pages: list[_Page], places: Iterable[Place], agrees: Callable[[Metadata, Place, Publication], bool]
) -> Place | None:
    """The first place that gives what the teacher found on most of the pages; nowhere has to be so on all."""
    for place in places:
        least = 1.0 if place == NOWHERE else _AGREES
        if sum(agrees(page, place, said) for page, said in pages) >= least * len(pages):
            return place
    return None
