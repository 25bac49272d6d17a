"""What does a listing page say? Read from its structure, narrowed by the definition where it says more."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from scraper.discovery.addresses import (
    absolute,
    host_of,
    is_next_page,
    is_same_place,
    may_be_publication,
    page_number,
    same_document,
)
from scraper.discovery.blocks import (
    Item,
    Page,
    alone,
    find_items,
    in_order,
    item_of,
    reads_as_listing,
    without_side_content,
)
from scraper.discovery.furniture import prune
from scraper.discovery.item_list import items_in_data
from scraper.discovery.markup import Anchor, Node, anchors, base_of, parse, text_of
from scraper.discovery.shapes import Learned, common_shapes, learn, shape_of
from scraper.discovery.titles import is_generic, own_heading
from scraper.discovery.walls import wall
from scraper.items import ChannelRules, Document, Entry, Reading
from scraper.outcomes import Outcome

#: Fewer words than this on a whole page: it is built by a script, or it is nothing.
FEWEST_WORDS = 20
#: Share of a page's items that have to stand in a folder before single links in it count too.
SHARE_OF_READING = 1 / 3
#: What the memory calls a change of the publications' addresses, before and after.
RELEARNED = "relearned"

_NOT_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<(?:rss|feed|rdf:rdf|urlset|sitemapindex)[\s/>]|[{\[])",
    re.I | re.S,
)
_NEXT = re.compile(
    r"^(?:next(?: page)?|older(?: (?:posts|entries|news|articles))?|[›»→>]+"
    r"|(?:load|show|view|see) (?:more|older)(?: [a-z]+){0,2})\W*$",
    re.I,
)
#: A link of a row of numbers that leads on from the first page.
_NUMBER = re.compile(r"^(?:page )?(?:[2-9]|[1-9]\d{1,3})$", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """The items of a page, a word on how they were found, and whether the definition itself names them.

    `doubted` counts links that repeat like a listing's, but are nothing like the channel's publications.
    """

    items: list[Item]
    detail: str = ""
    named: bool = False
    doubted: int = 0


def read(
    document: Document,
    rules: ChannelRules,
    memory: Mapping[str, Any],
    now: datetime,
    admitted: Sequence[str] = (),
) -> Reading:
    """Read a listing of publications.

    Args:
        document: the page as served.
        rules: `item_selector` names the blocks; `publications` says which links count, wherever they stand,
            beside links to other hosts in the same blocks; `not_publications` never count; `hosts` are read
            as the channel's own. Rules that match nothing are set aside and `detail` says so: sites move.
        memory: "folders", the shapes of addresses learned from earlier readings.
        now: judges dates.
        admitted: addresses of the channel's latest stored publications, newest first. What they have in
            common is known of its listing: a page that is built anew does not turn its menu into one.

    Returns:
        NEW with entries in reading order, and the next page in `more`; when none of them is like those known
        before, `detail` says so and `memory` holds "relearned" (before, after) until the next reading. EMPTY
        for a sound page that shows none; SUSPECT for a wall, a soft 404, a page without text, or one whose
        links are nothing like the channel's publications; FAILED for anything but HTML.
    """
    kept = {name: value for name, value in memory.items() if name != RELEARNED}
    if reason := not_a_page(document):
        return Reading(Outcome.FAILED, detail=reason, memory=kept)
    tree = parse(document)
    if tree is None:
        return Reading(Outcome.FAILED, detail="The answer cannot be read as an HTML page", memory=kept)
    if reason := wall(tree, document.body):
        return Reading(Outcome.SUSPECT, detail=reason, memory=kept)
    learned = learn(admitted, kept.get("folders"))
    found = _found(tree, document, rules, learned, now)
    strange = bool(learned.shapes) and not any(learned.fits(item.url) for item in found.items)
    if strange and not found.named and (reason := wall(tree, document.body, doubted=True)):
        return Reading(Outcome.SUSPECT, detail=reason, memory=kept)
    if not found.items:
        stated = _stated(tree, document, rules, kept, now)
        return stated or _without_items(tree, found, kept)
    memory_now, relearned = _remembered(found, document, rules, kept, learned)
    detail = "; ".join(filter(None, (found.detail, relearned)))
    entries = tuple(_entry(item, rules) for item in found.items)
    return Reading(Outcome.NEW, entries, detail, _next_page(tree, document), memory_now)


def _without_items(tree: Node, found: Found, memory: dict[str, Any]) -> Reading:
    words = len(text_of(tree).split())
    if found.doubted:
        detail = f"None of the page's {found.doubted} repeated links is like the publications shown before"
        return Reading(Outcome.SUSPECT, detail=detail, memory=memory)
    if words < FEWEST_WORDS:
        return Reading(
            Outcome.SUSPECT, detail=f"The page shows almost no text ({words} words)", memory=memory
        )
    return Reading(Outcome.EMPTY, detail="The page shows no publications", memory=memory)


def _remembered(
    found: Found, document: Document, rules: ChannelRules, memory: dict[str, Any], learned: Learned
) -> tuple[dict[str, Any], str]:
    """The memory with the shapes of the addresses found; a word when they are none of those known before."""
    own = _own_hosts(document, rules)
    urls = [item.url for item in found.items if host_of(item.url) in own]
    shapes = list(common_shapes(urls, SHARE_OF_READING))
    earlier = memory.get("folders", [])
    kept = memory | {"folders": shapes or earlier}
    if found.named or not urls or not learned.shapes:
        return kept, ""
    if any(learned.fits(url) or shape_of(url) in earlier for url in urls):
        return kept, ""
    before = sorted(learned.shapes)
    kept |= {"folders": shapes, RELEARNED: {"before": before, "after": shapes}}
    return kept, f"The listing changed: {_places(shapes)} instead of {_places(before)}"


def _places(shapes: Sequence[str]) -> str:
    return "publications at " + ", ".join(shapes) if shapes else "publications at changing addresses"


def not_a_page(document: Document) -> str:
    """Why a document is no HTML page, in words for an editor; "" when it may be one."""
    if not document.body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "The answer was empty"
    if _NOT_HTML.match(document.body[:5_000].removeprefix(b"\xef\xbb\xbf")):
        return "The answer is data (XML or JSON), not a page"
    return ""


def _stated(
    tree: Node, document: Document, rules: ChannelRules, memory: dict[str, Any], now: datetime
) -> Reading | None:
    """What a page that links no publications names in its data; None when it names none there either."""
    entries = [
        entry for entry in items_in_data(document, now) if _may_count(entry.url or "", document, rules)
    ]
    if not entries:
        return None
    entries = [replace(entry, kind=rules.kind) for entry in entries]
    more = _next_page(tree, document)
    return Reading(Outcome.NEW, tuple(entries), "Read from the page's data, not from its links", more, memory)


def _entry(item: Item, rules: ChannelRules) -> Entry:
    title = None if is_generic(item.title) else item.title
    return Entry(url=item.url, title=title or None, published=item.published, kind=rules.kind)


def _found(tree: Node, document: Document, rules: ChannelRules, learned: Learned, now: datetime) -> Found:
    """The listing's items by the definition's rules, else by the page's structure and what is known of it."""
    words = ""
    if rules.item_selector:
        if selected := _selected(tree, document, rules, now):
            return Found(selected)
        words = f"The selector “{rules.item_selector}” matches nothing; read by structure"
    structural = Found([])
    for by_name in (True, False):
        pruned = parse(document)
        prune(pruned, by_name=by_name)
        page = _page(pruned, document, now)
        items = find_items(page, lambda url: _may_count(url, document, rules), learned)
        singles = _singles(items, page, document, rules, learned)
        if rules.publications and (
            named := _named(in_order([*items, *singles], page), page, document, rules)
        ):
            return Found(named, words, named=True)
        if not structural.items:
            chosen = _chosen(items, singles, page, learned, sure=by_name)
            structural = replace(chosen, doubted=max(chosen.doubted, structural.doubted))
        if structural.items and not rules.publications:
            break
    if structural.items and rules.publications:
        words = "No link matches the definition's patterns; read by structure"
    return replace(structural, detail="; ".join(filter(None, (words, structural.detail))))


def _chosen(items: list[Item], singles: list[Item], page: Page, learned: Learned, *, sure: bool) -> Found:
    """What to believe of repeated links: known ones first, strange ones when they read like a listing.

    Args:
        items: what repeated blocks show.
        singles: links beside them in folders known or shared with them.
        page: where they stand.
        learned: what is known of the channel's publications.
        sure: whether parts that are furniture by their names were taken off.
    """
    everything = in_order([*items, *singles], page)
    urls = [item.url for item in items]
    if not learned.shapes or learned.knows(urls):
        return Found(everything)
    fitting = [item for item in singles if learned.fits(item.url)]
    moved = learned.meets_again(urls)
    if fitting:
        dated = sum(item.published is not None for item in items)
        if not items or moved or dated * 2 > len(items):
            return Found(everything)
        return Found(in_order(fitting, page), f"{len(items)} links of another kind were left out")
    if not learned.firm or moved or (sure and items and reads_as_listing(items)):
        return Found(everything)
    return Found([], doubted=len(items))


def _page(root: Node, document: Document, now: datetime) -> Page:
    return Page(tuple(anchors(root, base_of(root, document))), host_of(document.url), now)


def _may_count(url: str, document: Document, rules: ChannelRules) -> bool:
    """Whether an address may be an entry: not this page, not refused, named or of a publication's shape."""
    if same_document(url, document.url) or is_next_page(document.url, url):
        return False
    if any(pattern.search(url) for pattern in rules.not_publications):
        return False
    if any(pattern.search(url) for pattern in rules.publications):
        return True
    return may_be_publication(url) and not is_same_place(url, document.url)


def _own_hosts(document: Document, rules: ChannelRules) -> frozenset[str]:
    return frozenset({host_of(document.url), *(name.lower().removeprefix("www.") for name in rules.hosts)})


def _singles(
    items: list[Item], page: Page, document: Document, rules: ChannelRules, learned: Learned
) -> list[Item]:
    """Single links beside the items, in their folders or in known ones: a featured publication."""
    own = _own_hosts(document, rules)
    urls = [item.url for item in items if host_of(item.url) in own]
    shapes = {*common_shapes(urls, SHARE_OF_READING), *learned.shapes}
    folders = {shape for shape in shapes if shape.endswith("/")}
    if not folders:
        return []
    known = {item.url for item in items}
    covered = {node for item in items if item.block is not item.anchor for node in item.block.iter("a")}
    found: dict[str, Item] = {}
    for anchor in page.anchors:
        if anchor.url in known or anchor.node in covered or host_of(anchor.url) not in own:
            continue
        if shape_of(anchor.url) not in folders or not _may_count(anchor.url, document, rules):
            continue
        item = alone(anchor, page)
        if own_heading(anchor.node, item.block) is not None or len(item.title.split()) >= 3:
            found.setdefault(anchor.url, item)
    return without_side_content(list(found.values()))


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
    """The address of the listing's next page, if it has one: at most one, on the same path.

    A link that states it may name its place in any way, one that only reads like it has to count pages on.
    """
    base = base_of(tree, document)
    stated = [node for node in tree.iter("a", "link") if "next" in (node.get("rel") or "").lower().split()]
    links = anchors(tree, base)
    shown = [anchor.node for anchor in links if _is_next(anchor)]
    for node in (*stated, *shown):
        url = absolute(base, node.get("href"))
        if url and (is_next_page(document.url, url) or (node in stated and _leads_on(document.url, url))):
            return (url,)
    numbered = [anchor.url for anchor in links if _NUMBER.match(text_of(anchor.node))]
    later = [url for url in numbered if is_next_page(document.url, url)]
    return (min(later, key=lambda url: page_number(url) or 0),) if later else ()


def _leads_on(current: str, url: str) -> bool:
    """Whether an address is the same listing with other parameters, but no page before this one."""
    return is_same_place(current, url) and not same_document(current, url) and page_number(url) is None


def _is_next(anchor: Anchor) -> bool:
    return bool(_NEXT.match(text_of(anchor.node)) or _NEXT.match(anchor.node.get("aria-label") or ""))
