"""Which parts of a page repeat, one for each publication? The structure of a listing, without selectors."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice, takewhile
from urllib.parse import unquote, urlsplit

from scraper.discovery.addresses import directory, host_of
from scraper.discovery.block_dates import date_in, dates_between
from scraper.discovery.furniture import heads_side_content
from scraper.discovery.markup import Anchor, Node, lines, text_of
from scraper.discovery.shapes import Learned
from scraper.discovery.titles import HEADINGS, is_generic, leads_on, own_heading, title_of
from scraper.items import DateFact

#: Points an average item of a repeated group needs to be a publication, and the only item of its kind.
ENOUGH = 2.0
ENOUGH_ALONE = 3.5
#: A group this large is repeated on purpose: one card without its date must not cost all the others.
LARGE_GROUP = 10
ENOUGH_OF_LARGE = 1.75
#: Share of the best group's points that a second group on the page needs.
SHARE_OF_BEST = 0.6
#: Words of an average title that no menu has.
WORDS_OF_TITLE = 5
#: Most addresses a block of one publication links to: its tags, authors and files.
MOST_LINKS_OF_BLOCK = 12
#: Longest text of a block in words; more is a page's text, not a listing's item.
LONGEST_BLOCK = 600

#: How many headings before a group are asked whether they stand over it.
HEADINGS_BEFORE = 10
#: How many elements around a link tell its way from others'.
NEAR_LEVELS = 40

_PERIOD = re.compile(
    r"^(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+)?(?:19|20)\d\d"
    r"(?:\s*[-–/]\s*\d{2,4})?\s*(?:\(\d+\))?$",
    re.I,
)
#: Elements that are the page, not an item of it.
_WHOLE = frozenset({"html", "body", "main"})
_DATED_PATH = re.compile(r"/(?:19|20)\d{2}/(?:\d{1,2}|[a-z]{3})/|\.pdf$", re.I)
_STATE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Item:
    """One publication of a listing: where it leads, its block, its title, its date, its points."""

    url: str
    anchor: Node
    block: Node
    title: str
    published: DateFact | None
    points: float


@dataclass(frozen=True, slots=True)
class _Group:
    """Links of one way: their items, the average points, whether the channel showed the like before."""

    items: list[Item]
    points: float
    known: bool


@dataclass(frozen=True)
class Page:
    """The content of a page as its blocks are looked for: all links, and the host they count as own."""

    anchors: tuple[Anchor, ...]
    host: str
    now: datetime

    def under(self, block: Node, url: str) -> list[Anchor]:
        """The links to one address inside a block, the block itself included."""
        same = self._by_url.get(url, [])
        return [anchor for anchor in same if anchor.node is block or block in anchor.node.iterancestors()]

    @cached_property
    def _by_url(self) -> dict[str, list[Anchor]]:
        found: defaultdict[str, list[Anchor]] = defaultdict(list)
        for anchor in self.anchors:
            found[anchor.url].append(anchor)
        return found


def find_items(page: Page, wanted: Callable[[str], bool], learned: Learned) -> list[Item]:
    """The publications that repeated blocks of the page show, in reading order.

    Links are grouped by the way that leads to them through the page's elements. A group counts when its
    average item has enough of what publications have: a heading, a date, a title of several words, an
    address made of words, a teaser. Groups much weaker than the best one are menus and promotions; beside a
    group that is known, so are those of short titles without dates.

    Args:
        page: the content, furniture taken off.
        wanted: whether an address may be a publication's.
        learned: what is known of the channel's publications: they need no heading and no date.
    """
    sound = _sound_groups(page, wanted, learned)
    best = max((group.points for group in sound), default=0.0)
    chosen: dict[str, Item] = {}
    folders: Counter[str | None] = Counter()
    covered: dict[Node, str] = {}
    for group in sound:
        items = group.items
        shared = sum(directory(item.url) in folders and directory(item.url) is not None for item in items)
        if group.points < SHARE_OF_BEST * best and shared * 2 < len(items) and not group.known:
            continue
        for item in items:
            if _inside_other(item, covered):
                continue
            known = chosen.get(item.url)
            if known is None or item.points > known.points:
                chosen[item.url] = item
        covered |= {item.block: item.url for item in items if item.block is not item.anchor}
        folders.update(directory(item.url) for item in items)
    return in_order(chosen.values(), page)


def _sound_groups(page: Page, wanted: Callable[[str], bool], learned: Learned) -> list[_Group]:
    """The groups that may be the listing, the best first."""
    groups = _groups(anchor for anchor in page.anchors if wanted(anchor.url))
    judged = (_judged(items, learned) for group in groups if (items := _items(group, page)))
    sound = [group for group in judged if group is not None and not _beside(group.items)]
    if any(group.known for group in sound):
        sound = [group for group in sound if group.known or reads_as_listing(group.items)]
    return sorted(sound, key=lambda group: group.points * min(len(group.items), 4), reverse=True)


def _judged(items: list[Item], learned: Learned) -> _Group | None:
    """A group that has what publications have; else those of its links that are known to be some.

    What is called by a year or month alone is the archive of that time, in the same folder.
    """
    known = learned.firm and learned.knows([item.url for item in items])
    points = _average(items)
    if _is_listing(items, points):
        return _Group(items, points, known)
    fitting = [item for item in items if known and learned.fits(item.url) and not _is_archive(item)]
    return _Group(fitting, _average(fitting), known) if len(fitting) >= 2 else None


def _is_archive(item: Item) -> bool:
    return bool(_PERIOD.match(item.title or text_of(item.anchor)))


def reads_as_listing(items: Sequence[Item]) -> bool:
    """Whether most items are dated, or their titles are as long as publications' are: menus have neither."""
    dated = sum(item.published is not None for item in items)
    words = sum(len(item.title.split()) for item in items)
    return dated * 2 >= len(items) or words >= WORDS_OF_TITLE * len(items)


def without_side_content(items: Sequence[Item]) -> list[Item]:
    """Single links less those that stand under a heading like "Most read"."""
    groups: defaultdict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in items:
        groups[_way(item.anchor)].append(item)
    return [item for group in groups.values() if not _beside(group) for item in group]


def in_order(items: Iterable[Item], page: Page) -> list[Item]:
    """Items as their links follow each other on the page."""
    place: dict[Node, int] = {anchor.node: number for number, anchor in enumerate(page.anchors)}
    return sorted(items, key=lambda item: place[item.anchor])


def item_of(anchor: Anchor, block: Node, page: Page) -> Item:
    """What a block says of the publication one of its links leads to."""
    title = title_of(page.under(block, anchor.url) or [anchor], block)
    published = date_in(block, title, page.now)
    return Item(
        anchor.url, anchor.node, block, title, published, _points(anchor, block, title, published, page)
    )


def alone(anchor: Anchor, page: Page) -> Item:
    """A link outside any repeated group, with the block around it."""
    return item_of(anchor, _own_block(anchor.node), page)


def _groups(anchors: Iterable[Anchor]) -> list[list[Anchor]]:
    groups: defaultdict[tuple[str, ...], list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        groups[_way(anchor.node)].append(anchor)
    return list(groups.values())


def _way(node: Node) -> tuple[str, ...]:
    """The elements from the page to a link, the last two with their first class, numbers masked."""
    tags = [ancestor.tag for ancestor in islice(node.iterancestors(), NEAR_LEVELS)]
    near = [_STATE.sub("#", (part.get("class") or "").partition(" ")[0]) for part in (node, node.getparent())]
    return (*near, *tags)


def _items(group: list[Anchor], page: Page) -> list[Item]:
    first: dict[str, Anchor] = {}
    for anchor in group:
        first.setdefault(anchor.url, anchor)
    if len(group) > 3 and len(first) * 2 < len(group):
        return []  # the same few addresses again and again: labels of the items, not items
    blocks = _blocks(list(first.values()))
    items = [item_of(anchor, block, page) for anchor, block in blocks]
    items = [item for item in items if not leads_on(item.title)]
    if len(items) < 2 or sum(item.published is not None for item in items) * 2 >= len(items):
        return items
    between = dates_between([item.block for item in items], page.now)
    return [_dated(item, between.get(item.block)) for item in items]


def _dated(item: Item, fact: DateFact | None) -> Item:
    if fact is None or item.published is not None:
        return item
    return Item(item.url, item.anchor, item.block, item.title, fact, item.points + 2)


def _blocks(group: list[Anchor]) -> Iterator[tuple[Anchor, Node]]:
    """Each link with the largest element around it that holds no other link of its group."""
    if len(group) == 1:
        yield group[0], _own_block(group[0].node)
        return
    held: Counter[Node] = Counter(node for anchor in group for node in anchor.node.iterancestors())
    for anchor in group:
        block = anchor.node
        around = anchor.node.iterancestors()
        for node in takewhile(lambda each: held[each] == 1 and not _too_wide(each), around):
            block = node
            if node.tag == "article" or (node.tag in {"li", "tr"} and not is_generic(text_of(anchor.node))):
                break
        yield anchor, block


def _own_block(node: Node) -> Node:
    """The element around a single link that reads as one item: up to an article, list item or heading."""
    block = node
    for ancestor in takewhile(
        lambda each: each.tag not in _WHOLE and not _too_wide(each), node.iterancestors()
    ):
        block = ancestor
        if ancestor.tag in {"article", "li", "tr", "section"}:
            break
    return block


def _too_wide(node: Node) -> bool:
    targets = {link.get("href") for link in node.iter("a")}
    return len(targets) > MOST_LINKS_OF_BLOCK


def _points(anchor: Anchor, block: Node, title: str, published: DateFact | None, page: Page) -> float:
    words = len(title.split())
    slug = unquote(urlsplit(anchor.url).path).rstrip("/").rpartition("/")[2]
    points = 2.0 if published else 0.0
    points += 1.5 if own_heading(anchor.node, block) is not None else 0.0
    points += 1.0 if words >= 4 else 0.5 if words == 3 else 0.0
    hyphens = slug.count("-") + slug.count("_")
    points += 1.0 if hyphens >= 3 or _DATED_PATH.search(anchor.url) else 0.5 if hyphens == 2 else 0.0
    points += 0.5 if block.tag == "article" or _has_teaser(block, words) else 0.0
    points -= 1.5 if is_generic(title) else 0.0
    return points - (0.5 if host_of(anchor.url) != page.host else 0.0)


def _has_teaser(block: Node, title_words: int) -> bool:
    return sum(len(line.split()) for line in lines(block, most=20)) >= title_words + 10


def _average(items: list[Item]) -> float:
    return sum(item.points for item in items) / len(items)


def _is_listing(items: list[Item], points: float) -> bool:
    if len(items) == 1:
        return points >= ENOUGH_ALONE
    wordy = sum(len(item.title.split()) >= (2 if item.published else 3) for item in items)
    headed = sum(own_heading(item.anchor, item.block) is not None for item in items)
    enough = ENOUGH_OF_LARGE if len(items) >= LARGE_GROUP else ENOUGH
    return points >= enough and max(wordy, headed) * 2 >= len(items)


def _beside(items: list[Item]) -> bool:
    """Whether the heading right over the group announces side content ("Most read", "Related")."""
    first = items[0].block
    for ancestor in first.iterancestors():
        for heading in reversed(_headings_before(first, ancestor)):
            if _heads(heading, first):
                return heads_side_content(text_of(heading))
        if _holds_others(ancestor, items):
            break
    return False


def _headings_before(block: Node, around: Node) -> deque[Node]:
    """The last headings that stand before a block inside an element and are no links."""
    before = takewhile(lambda node: node is not block, around.iter(*HEADINGS, block.tag))
    headings = (node for node in before if node.tag in HEADINGS and next(node.iter("a"), None) is None)
    return deque(headings, maxlen=HEADINGS_BEFORE)


def _heads(heading: Node, block: Node) -> bool:
    """Whether a heading stands before a block in the same part of the page."""
    parent = heading.getparent()
    around = list(block.iterancestors())
    if parent in around:
        branch = block if parent is around[0] else around[around.index(parent) - 1]
        return bool(parent.index(heading) < parent.index(branch))
    grand = parent.getparent() if parent is not None else None
    if grand is None or grand not in around or text_of(parent) != text_of(heading):
        return False
    branch = block if grand is around[0] else around[around.index(grand) - 1]
    return bool(grand.index(parent) < grand.index(branch))


def _holds_others(node: Node, items: list[Item]) -> bool:
    """Whether an element holds links besides the group's blocks: then its headings head more than them."""
    inside = sum(1 for _ in node.iter("a"))
    return inside > sum(1 for item in items for _ in item.block.iter("a")) + 3


def _inside_other(item: Item, covered: dict[Node, str]) -> bool:
    """Whether a link stands inside the block of another publication: its author, a tag, a file of it."""
    around = (item.anchor, *item.anchor.iterancestors())
    return any(covered.get(node, item.url) != item.url for node in around)
