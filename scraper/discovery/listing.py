"""What does a listing page say? Read from its structure, narrowed by the definition where it says more."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from scraper.discovery.addresses import (
    absolute,
    directory,
    host_of,
    is_next_page,
    may_be_publication,
    same_document,
)
from scraper.discovery.blocks import Item, Page, alone, find_items, folders_of, in_order, item_of
from scraper.discovery.furniture import prune
from scraper.discovery.markup import Anchor, Node, anchors, base_of, parse, text_of
from scraper.discovery.titles import is_generic, own_heading
from scraper.discovery.walls import wall
from scraper.items import ChannelRules, Document, Entry, Reading
from scraper.outcomes import Outcome

#: Fewer words than this on a whole page: it is built by a script, or it is nothing.
FEWEST_WORDS = 20

_NOT_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<(?:rss|feed|rdf:rdf|urlset|sitemapindex)[\s/>]|[{\[])",
    re.I | re.S,
)
_NEXT = re.compile(
    r"^(?:next(?: page)?|older(?: (?:posts|entries|news|articles))?|[›»→>]+|load more|show more)\W*$", re.I
)


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:
    """Read a listing of publications.

    Args:
        document: the page as served.
        rules: `item_selector` names the blocks; `publications` says which links count, wherever they stand,
            beside links to other hosts in the same blocks; `not_publications` never count; `hosts` are read
            as the channel's own. Rules that match nothing are set aside and `detail` says so: sites move.
        memory: "folders", learned from earlier readings.
        now: judges dates.

    Returns:
        NEW with entries in reading order, and the next page in `more`; EMPTY for a sound page that shows
        none; SUSPECT for a wall, a soft 404 or a page without text; FAILED for anything but HTML.
    """
    kept = dict(memory)
    if reason := not_a_page(document):
        return Reading(Outcome.FAILED, detail=reason, memory=kept)
    tree = parse(document)
    if tree is None:
        return Reading(Outcome.FAILED, detail="The answer cannot be read as an HTML page", memory=kept)
    if reason := wall(tree, document.body):
        return Reading(Outcome.SUSPECT, detail=reason, memory=kept)
    more = _next_page(tree, document)
    words = len(text_of(tree).split())
    items, detail = _items(tree, document, rules, kept, now)
    if items:
        folders = folders_of(items, host_of(document.url))
        kept["folders"] = folders or kept.get("folders", [])
        return Reading(Outcome.NEW, tuple(_entry(item, rules) for item in items), detail, more, kept)
    if words < FEWEST_WORDS:
        return Reading(Outcome.SUSPECT, detail=f"The page shows almost no text ({words} words)", memory=kept)
    return Reading(Outcome.EMPTY, detail="The page shows no publications", memory=kept)


def not_a_page(document: Document) -> str:
    """Why a document is no HTML page, in words for an editor; "" when it may be one."""
    if not document.body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "The answer was empty"
    if _NOT_HTML.match(document.body[:5_000].removeprefix(b"\xef\xbb\xbf")):
        return "The answer is data (XML or JSON), not a page"
    return ""


def _entry(item: Item, rules: ChannelRules) -> Entry:
    return Entry(url=item.url, title=item.title or None, published=item.published, kind=rules.kind)


def _items(
    tree: Node, document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime
) -> tuple[list[Item], str]:
    """The listing's items and a word on rules that match nothing."""
    detail = ""
    if rules.item_selector:
        selected = _selected(tree, document, rules, now)
        if selected:
            return selected, ""
        detail = f"The selector “{rules.item_selector}” matches nothing; read by structure"
    items: list[Item] = []
    for by_name in (True, False):
        pruned = tree if not by_name else parse(document)
        prune(pruned, by_name=by_name)
        page = _page(pruned, document, now)
        items = find_items(page, lambda url: _may_count(url, document, rules))
        items = _with_relatives(items, page, document, rules, memory)
        if rules.publications:
            named = _named(items, page, document, rules)
            if named:
                return named, detail
        elif items:
            return items, detail
    if items and rules.publications:
        return items, "No link matches the definition's patterns; read by structure"
    return items, detail


def _page(root: Node, document: Document, now: datetime) -> Page:
    return Page(root, tuple(anchors(root, base_of(root, document))), host_of(document.url), now)


def _may_count(url: str, document: Document, rules: ChannelRules) -> bool:
    """Whether an address may be an entry: not this page, not refused, named or of a publication's shape."""
    if same_document(url, document.url) or is_next_page(document.url, url):
        return False
    if any(pattern.search(url) for pattern in rules.not_publications):
        return False
    return any(pattern.search(url) for pattern in rules.publications) or may_be_publication(url)


def _own_hosts(document: Document, rules: ChannelRules) -> frozenset[str]:
    return frozenset({host_of(document.url), *(name.lower().removeprefix("www.") for name in rules.hosts)})


def _with_relatives(
    items: list[Item], page: Page, document: Document, rules: ChannelRules, memory: Mapping[str, Any]
) -> list[Item]:
    """The items and single links beside them that stand in the same folders: a featured publication."""
    remembered = memory.get("folders")
    folders = {*folders_of(items, page.host), *(remembered if isinstance(remembered, list) else ())}
    if not folders:
        return items
    known = {item.url for item in items}
    covered = {node for item in items if item.block is not item.anchor for node in item.block.iter("a")}
    own = _own_hosts(document, rules)
    found: dict[str, Item] = {}
    for anchor in page.anchors:
        if anchor.url in known or anchor.node in covered or host_of(anchor.url) not in own:
            continue
        if directory(anchor.url) not in folders or not _may_count(anchor.url, document, rules):
            continue
        item = alone(anchor, page)
        if own_heading(anchor.node, item.block) is not None or len(item.title.split()) >= 3:
            found.setdefault(anchor.url, item)
    return in_order([*items, *found.values()], page)


def _named(items: list[Item], page: Page, document: Document, rules: ChannelRules) -> list[Item]:
    """The links the definition names, wherever they stand, and other hosts' in the same blocks."""
    own = _own_hosts(document, rules)
    by_url = {item.url: item for item in items}
    named: dict[str, Item] = {}
    for anchor in page.anchors:
        if anchor.url in named or not any(pattern.search(anchor.url) for pattern in rules.publications):
            continue
        if _may_count(anchor.url, document, rules):
            item = by_url.get(anchor.url) or alone(anchor, page)
            if item.title and not is_generic(item.title):
                named[anchor.url] = item
    if not named:
        return []
    outside = [item for item in items if host_of(item.url) not in own and item.url not in named]
    return in_order([*named.values(), *outside], page)


def _selected(tree: Node, document: Document, rules: ChannelRules, now: datetime) -> list[Item]:
    """One item for each block that the definition's selector names; none when it is no selector."""
    try:
        blocks = CSSSelector(rules.item_selector, translator="html")(tree)
    except SelectorError:
        return []
    page = _page(tree, document, now)
    found: dict[str, Item] = {}
    for block in blocks:
        if item := _best_of(block, page, document, rules):
            found.setdefault(item.url, item)
    return in_order(found.values(), page)


def _best_of(block: Node, page: Page, document: Document, rules: ChannelRules) -> Item | None:
    inside = set(block.iter("a")) | set(block.iterancestors("a"))
    links = [anchor for anchor in page.anchors if anchor.node in inside]
    links = [anchor for anchor in links if _may_count(anchor.url, document, rules)]
    if rules.publications:
        named = [a for a in links if any(pattern.search(a.url) for pattern in rules.publications)]
        own = _own_hosts(document, rules)
        links = named or [anchor for anchor in links if host_of(anchor.url) not in own]
    if not links:
        return None
    return item_of(min(links, key=lambda anchor: _rank(anchor, block)), block, page)


def _rank(anchor: Anchor, block: Node) -> tuple[bool, bool]:
    return own_heading(anchor.node, block) is None, is_generic(text_of(anchor.node))


def _next_page(tree: Node, document: Document) -> tuple[str, ...]:
    """The address of the listing's next page, if it has one: at most one, on the same path."""
    base = base_of(tree, document)
    stated = [node for node in tree.iter("a", "link") if "next" in (node.get("rel") or "").lower().split()]
    shown = [anchor.node for anchor in anchors(tree, base) if _is_next(anchor)]
    for node in (*stated, *shown):
        url = absolute(base, node.get("href"))
        if url and is_next_page(document.url, url):
            return (url,)
    return ()


def _is_next(anchor: Anchor) -> bool:
    return bool(_NEXT.match(text_of(anchor.node)) or _NEXT.match(anchor.node.get("aria-label") or ""))
