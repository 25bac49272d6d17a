"""What do the pages of one source have in common?

Ten pages of a template teach which lines are the site's and not the publication's, which element holds the
text, and where title, date and authors stand. The teacher is the generic reading of the same pages: a place
counts when it gives what the teacher found, on most of the pages.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from lxml.etree import XPath

from scraper.extraction import blocks
from scraper.extraction.cleaning import line
from scraper.extraction.decoding import decode
from scraper.extraction.metadata import Metadata, gather
from scraper.extraction.page import read_page
from scraper.extraction.places import Place, authors_at, line_key, path_of_element, published_at, title_at
from scraper.extraction.published import PUBLISHED_METAS, now_of
from scraper.extraction.tree import parse, text_of
from scraper.items import Document, PageHints, Publication, SitePattern, Unreadable

#: Fewest pages that teach anything.
FEWEST: Final = 4
#: A line is the site's when it stands on so many pages and on this share of them.
_REPEATS: Final = 3
_REPEATED_SHARE: Final = 0.3
#: Shortest line that can be learnt as the site's, in words: short headings repeat in publications too.
_SHORTEST_LINE: Final = 4
#: Share of the pages on which a place must give what the teacher found.
_AGREES: Final = 0.8
#: Two pages that share more of their lines than this are one publication twice and teach nothing together.
_TWINS: Final = 0.9

_Page = tuple[Metadata, Publication]


def learn(pages: Sequence[Document], hints: PageHints) -> SitePattern | None:
    """Learn from pages of one source; None when fewer than four different ones can be read.

    `hints` are those of the source (names, kinds, now), without any one entry's statements.
    """
    known = _different([page for document in pages if (page := _read(document, hints))])
    if len(known) < FEWEST:
        return None
    repeated = _repeated(known)
    content, share = _content(known, repeated)
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
            [page for page in known if page[1].authors],
            _authors(known),
            lambda page, place, said: authors_at(page, place) == said.authors,
        )
        if any(said.authors for _, said in known)
        else None,
        share=share,
        pages=len(known),
    )


def _read(document: Document, hints: PageHints) -> _Page | None:
    root = parse(decode(document.body, document.content_type))
    found = read_page(document, hints)
    if isinstance(root, Unreadable) or isinstance(found, Unreadable):
        return None
    return gather(root, document.url), found


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
        body = page.root.find(".//body")
        lines = blocks.read_blocks(body, blocks.weigh_prose(page.root)) if body is not None else []
        counted.update({key for text in lines if len((key := line_key(text)).split()) >= _SHORTEST_LINE})
    least = max(_REPEATS, _REPEATED_SHARE * len(pages))
    return frozenset(key for key, count in counted.items() if count >= least)


def _content(pages: list[_Page], repeated: frozenset[str]) -> tuple[str | None, float]:
    """The path of the innermost element that holds the teacher's text on most pages, and its least prose."""
    found = Counter(path for page, said in pages if (path := _holder(page, said, repeated)))
    for path, count in found.most_common(3):
        shares = [_share_at(path, page) for page, _ in pages]
        fitting = [share for share in shares if share]
        if count >= _AGREES * len(pages) and len(fitting) >= _AGREES * len(pages):
            return path, min(fitting)
    return None, 0.0


def _holder(page: Metadata, said: Publication, repeated: frozenset[str]) -> str | None:
    """The path of the innermost element around all blocks of the teacher's text."""
    wanted = {line_key(text) for text in said.text.split("\n")} - repeated - {""}
    body = page.root.find(".//body")
    if body is None:
        return None
    holding = [
        element
        for element in body.iter("p", "li", "blockquote", "h2", "h3", "h4", "td")
        if line_key(text_of(element)) in wanted
    ]
    if not holding:
        return None
    around = list(holding[0].iterancestors())
    for element in holding[1:]:
        above = set(element.iterancestors())
        around = [one for one in around if one in above]
    return next((path for one in around if (path := path_of_element(one, page.root))), None)


def _share_at(path: str, page: Metadata) -> float:
    found = XPath(path)(page.root)
    prose = blocks.weigh_prose(page.root)
    whole = max(prose.values(), default=0)
    return prose.get(found[0], 0) / whole if len(found) == 1 and whole else 0.0


def _titles(pages: list[_Page]) -> list[Place]:
    headings = (
        path for page, _ in pages for one in page.headings if (path := path_of_element(one, page.root))
    )
    return [
        *(("element", path) for path, _ in Counter(headings).most_common(3)),
        *(("meta", "og:title"), ("json-ld", "headline"), ("element", "//title")),
    ]


def _dates(pages: list[_Page]) -> list[Place]:
    return [
        ("json-ld", "published"),
        *(("meta", name) for name in PUBLISHED_METAS),
        *_short_elements(pages, lambda said: str(said.published.raw if said.published else "")),
    ]


def _authors(pages: list[_Page]) -> list[Place]:
    return [
        *(("json-ld", "authors"), ("meta", "author"), ("meta", "article:author")),
        *_short_elements(pages, lambda said: said.authors[0] if said.authors else ""),
    ]


def _short_elements(pages: list[_Page], wanted: Callable[[Publication], str]) -> list[Place]:
    """Paths of the innermost elements in which the wanted words stand."""
    counted: Counter[str] = Counter()
    for page, said in pages:
        sought = wanted(said)
        for element in (
            page.root.iter("time", "p", "span", "div", "a", "li", "dd", "address") if sought else ()
        ):
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
    """The first place that gives what the teacher found on most of the pages."""
    for place in places:
        if sum(agrees(page, place, said) for page, said in pages) >= _AGREES * len(pages):
            return place
    return None
