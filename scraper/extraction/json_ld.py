"""What does the page say of itself in JSON-LD?"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml.html import HtmlElement

from scraper.extraction.cleaning import line
from scraper.outcomes import Kind

#: schema.org types that are publications, with what they say of the kind (None: nothing).
PUBLICATION_TYPES: Final[dict[str, Kind | None]] = {
    "article": None,
    "webpage": None,
    "creativework": None,
    "techarticle": None,
    "advertisercontentarticle": None,
    "satiricalarticle": None,
    "socialmediaposting": None,
    "liveblogposting": Kind.NEWS,
    "newsarticle": Kind.NEWS,
    "reportagenewsarticle": Kind.NEWS,
    "analysisnewsarticle": Kind.ARTICLE,
    "opinionnewsarticle": Kind.ARTICLE,
    "blogposting": Kind.BLOG,
    "report": Kind.REPORT,
    "scholarlyarticle": Kind.RESEARCH,
    "medicalscholarlyarticle": Kind.RESEARCH,
    "dataset": Kind.STATISTICS,
    "digitaldocument": None,
    "specialannouncement": Kind.NEWS,
}
#: Types that describe the page around a publication: asked only when no article is there.
_PAGES: Final = frozenset(("webpage", "creativework"))
_TELLING: Final = ("datePublished", "headline")
_WRAPPERS = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)\s*")
_WRAPPERS_END = re.compile(r"\s*(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)?\s*;?\s*$")
#: What templates get wrong most: a comma after the last member.
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
#: Largest block read, in characters, and most nodes of a page: product lists run to megabytes.
_LARGEST_BLOCK: Final = 2_000_000
_MOST_NODES: Final = 5_000
_DEEPEST: Final = 20

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Author:
    """An author as JSON-LD names one; `organisation` when typed as one."""

    name: str
    organisation: bool


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The publication's own statements; "" or () where it makes none. `present`: there is any JSON-LD."""

    headline: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[Author, ...] = ()
    kind: Kind | None = None
    site_names: tuple[str, ...] = ()
    breadcrumbs: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    body: str = ""
    event: str = ""
    free: bool = True
    present: bool = field(default=False, compare=False)


_NOTHING: Final = LinkedData()


def read(root: HtmlElement) -> LinkedData:
    """Read all JSON-LD blocks of a page. Blocks that are not JSON are passed over (`is_read` tells them)."""
    nodes = list(_nodes(root))
    if not nodes:
        return _NOTHING
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    publication = _publication(nodes)
    return LinkedData(
        headline=_text(publication.get("headline")) or _text(publication.get("name")),
        published=_text(publication.get("datePublished")) or _text(publication.get("dateCreated")),
        modified=_text(publication.get("dateModified")),
        authors=tuple(_authors(publication, by_id)),
        kind=next((kind for t in _types(publication) if (kind := PUBLICATION_TYPES.get(t))), None),
        site_names=tuple(_site_names(nodes, publication, by_id)),
        breadcrumbs=tuple(_breadcrumbs(nodes)),
        sections=tuple(_strings(publication.get("articleSection"))),
        body=publication["articleBody"] if isinstance(publication.get("articleBody"), str) else "",
        event=_event(nodes),
        present=bool(nodes),
        free=str(publication.get("isAccessibleForFree", True)).lower() not in ("false", "0"),
    )


def is_read(script: HtmlElement) -> bool:
    """Whether a script is a block of JSON-LD, and one that is JSON."""
    return _is_block(script) and _load(script.text or "") is not None


def _strings(value: object) -> Iterator[str]:
    """The texts of a value that may be one text or a list of them."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and (text := line(each)):
            yield text


def _nodes(root: HtmlElement) -> Iterator[Node]:
    count = 0
    for script in root.iter("script"):
        for node in _walk(_load(script.text or ""), 0) if _is_block(script) else ():
            yield node
            count += 1
            if count >= _MOST_NODES:
                return


def _is_block(script: HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _load(text: str) -> Any:
    if len(text) > _LARGEST_BLOCK:
        return None
    bare = _WRAPPERS_END.sub("", _WRAPPERS.sub("", text))
    try:
        return _parsed(bare) or _parsed(_TRAILING_COMMA.sub("", bare))
    except RecursionError:  # nested to hurt
        return None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except ValueError:  # a template's leftover
        return None


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            if isinstance(item, (dict, list)):
                yield from _walk(item, depth + 1)


def _publication(nodes: list[Node]) -> Node:
    """The node that is the publication: an article before a page, the first with a date or headline."""
    fitting = [node for node in nodes if PUBLICATION_TYPES.keys() & set(_types(node))]
    articles = [node for node in fitting if not _PAGES & set(_types(node))]
    for group, telling in ((articles, _TELLING), (fitting, _TELLING), (articles, ("author", "name"))):
        for node in group:
            if any(name in node for name in telling):
                return node
    return {}


def _event(nodes: list[Node]) -> str:
    """When the one event of a page begins; "" where several are told of."""
    starts = [
        _text(node.get("startDate")) for node in nodes if any(t.endswith("event") for t in _types(node))
    ]
    return starts[0] if len(starts) == 1 else ""


def _types(node: Node) -> list[str]:
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    return [str(one).rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for one in listed if one]


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return (
        line(html.unescape(str(value)))
        if isinstance(value, (str, int, float)) and not isinstance(value, bool)
        else ""
    )


def _authors(publication: Node, by_id: dict[str, Node]) -> Iterator[Author]:
    stated = publication.get("author") or publication.get("creator") or []
    for one in stated if isinstance(stated, list) else [stated]:
        if isinstance(one, str):
            yield Author(line(html.unescape(one)), organisation=False)
        if not isinstance(one, dict):
            continue
        named = one if one.get("name") else by_id.get(str(one.get("@id")), {})
        names = named.get("name")
        for name in names if isinstance(names, list) else [names]:
            if text := _text(name):
                yield Author(text, organisation=any("organi" in t or "corp" in t for t in _types(named)))


def _site_names(nodes: list[Node], publication: Node, by_id: dict[str, Node]) -> Iterator[str]:
    publisher = publication.get("publisher")
    if isinstance(publisher, list):
        publisher = next(iter(publisher), None)
    if isinstance(publisher, dict):
        named = publisher if publisher.get("name") else by_id.get(str(publisher.get("@id")), {})
        if name := _text(named.get("name")):
            yield name
    for node in nodes:
        if "website" in _types(node):
            for key in ("name", "alternateName"):
                if name := _text(node.get(key)):
                    yield name


def _breadcrumbs(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if "breadcrumblist" not in _types(node):
            continue
        items = node.get("itemListElement")
        for item in items if isinstance(items, list) else []:
            named = item if isinstance(item, dict) else {}
            if name := _text(named.get("name")) or _text(named.get("item")):
                yield name
        return
