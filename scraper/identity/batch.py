"""What does a whole poll say, that no single entry does? A site that moved, or a flood of new entries.

When most addresses of a channel change at once and most titles are known, nothing was published: the site
moved. One wrong pair would hide a publication, so an entry is matched only where nothing else could be meant;
what stays in doubt goes the ordinary way and is told apart by its text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from scraper.identity.editions import is_later_edition, titles_conflict
from scraper.identity.fingerprint import normalise, tokens

#: Unknown addresses that make a move thinkable; of a smaller channel all of them, three at least.
LEAST_MOVED: Final = 5
LEAST_OF_SMALL: Final = 3
#: Share of the unknown entries that have to be known by something else.
LEAST_SHARE: Final = 0.6
#: More truly new entries at once than this, and than five times the usual number, are asked about first.
FLOOD: Final = 20
FLOOD_FACTOR: Final = 5
#: Stated days of one publication differ by this much at most: time zones, and a date of the move's own.
MOST_DAYS: Final = 3
#: Words of two titles that have to be the same where an id or a path says that they are one.
LEAST_OVERLAP: Final = 0.5
#: Fewer words of a title say too little to match by it.
LEAST_WORDS: Final = 3
#: A title that was cut off is known by so many words.
LEAST_CUT_WORDS: Final = 5

_CUT = re.compile(r"\s*(?:…|\.\.\.)\s*$")
#: Endings and numbers that a system puts to a name; a year is the publisher's own.
_NUMBERED = re.compile(r"\.[a-z]{2,5}$|[-_](?!(?:19|20)\d\d$)\d+$|^(?!(?:19|20)\d\d[-_])\d+[-_]")
_KIND = re.compile(
    r"^(?:news|news story|blog|blog post|report|press release|statement|research|guidance|publication|article"
    r"|briefing|letter|consultation|policy paper)\s*[:|–-]\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of a poll, or a page known before: `key` is its canonical key, `day` what was stated."""

    key: str
    url: str
    title: str = ""
    guid: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A page of the ledger: its id, and how it was shown."""

    page_id: int
    shown: Shown


_Pairs = Iterable[tuple[Shown, Known]]
_Pairing = Callable[[Sequence[Shown], Sequence[Known]], _Pairs]


@dataclass(frozen=True, slots=True)
class Match:
    """An unknown address that is a known page's new one, and why, in words."""

    key: str
    page_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a poll comes to: addresses that moved, keys of entries that are new, whether those are a flood."""

    moved: tuple[Match, ...] = ()
    fresh: tuple[str, ...] = ()
    flood: bool = False


def judge(
    unknown: Sequence[Shown], shown: int, known: Sequence[Known], usual: int, *, first_poll: bool
) -> Batch:
    """The poll as a whole.

    Args:
        unknown: its entries whose keys the ledger does not know.
        shown: how many entries it has in all.
        known: pages of the source that this poll does not show.
        usual: new entries of its usual poll.
        first_poll: whether the channel was never read before; then nothing is a flood.
    """
    moved = matches(unknown, known) if may_have_moved(len(unknown), shown) else ()
    if len(moved) < LEAST_SHARE * len(unknown):
        moved = ()
    taken = {match.key for match in moved}
    fresh = tuple(each.key for each in unknown if each.key not in taken)
    flood = not first_poll and len(fresh) > max(FLOOD, FLOOD_FACTOR * usual)
    return Batch(moved, fresh, flood)


def may_have_moved(unknown: int, shown: int) -> bool:
    """Whether so many unknown entries of those shown are worth a look at what is known."""
    return unknown >= LEAST_MOVED or (unknown >= LEAST_OF_SMALL and unknown == shown)


def matches(unknown: Sequence[Shown], known: Sequence[Known]) -> tuple[Match, ...]:
    """The entries that are known pages at a new address, one to one, where nothing else could be meant."""
    found: dict[str, Match] = {}
    claimed: set[int] = set()
    for why, pair in _WITNESSES:
        left = [each for each in unknown if each.key not in found]
        others = [each for each in known if each.page_id not in claimed]
        for entry, page in pair(left, others):
            if _may_be_one(entry, page.shown):
                found[entry.key] = Match(entry.key, page.page_id, why)
                claimed.add(page.page_id)
    return tuple(found[each.key] for each in unknown if each.key in found)


def _sharing(identify: Callable[[Shown], Hashable | None]) -> _Pairing:
    """Pairs of an entry and a page that share a mark which none other of them has."""

    def pair(unknown: Sequence[Shown], known: Sequence[Known]) -> _Pairs:
        return _unique_pairs(unknown, known, identify)

    return pair


def _unique_pairs(
    unknown: Sequence[Shown], known: Sequence[Known], identify: Callable[[Shown], Hashable | None]
) -> _Pairs:
    entries: defaultdict[Hashable, list[Shown]] = defaultdict(list)
    for each in unknown:
        if (mark := identify(each)) is not None:
            entries[mark].append(each)
    pages: defaultdict[Hashable, list[Known]] = defaultdict(list)
    for page in known:
        if (mark := identify(page.shown)) is not None and mark in entries:
            pages[mark].append(page)
    return [
        (entries[mark][0], pages[mark][0]) for mark in pages if len(entries[mark]) == len(pages[mark]) == 1
    ]


def _cut_off(unknown: Sequence[Shown], known: Sequence[Known]) -> _Pairs:
    """Pairs of a title that was cut off, on either side, and the only one that begins with it."""
    by_start: defaultdict[tuple[str, ...], list[Known]] = defaultdict(list)
    for page in known:
        by_start[_words(page.shown.title)[:LEAST_CUT_WORDS]].append(page)
    found: list[tuple[Shown, Known]] = []
    for entry in unknown:
        start = _words(entry.title)[:LEAST_CUT_WORDS]
        begun = [page for page in by_start.get(start, ()) if _begins(entry.title, page.shown.title)]
        if len(start) == LEAST_CUT_WORDS and len(begun) == 1:
            found.append((entry, begun[0]))
    counts = Counter(page.page_id for _, page in found)
    return [(entry, page) for entry, page in found if counts[page.page_id] == 1]


def _begins(one: str, other: str) -> bool:
    """Whether one of two titles was cut off and the other begins with what is left of it."""
    for cut, whole in ((one, other), (other, one)):
        words = _words(_CUT.sub("", cut))
        if _CUT.search(cut) and _words(whole)[: len(words)] == words:
            return True
    return False


def _may_be_one(one: Shown, other: Shown) -> bool:
    """Whether nothing that is stated speaks against two being one publication."""
    if one.day and other.day and abs((one.day - other.day).days) > MOST_DAYS:
        return False
    edition = titles_conflict(_named(one), _named(other))
    if edition and is_later_edition(edition):
        return False
    if not one.title or not other.title:
        return True
    return titles_conflict(one.title, other.title) is None and _overlap(one.title, other.title)


def _overlap(one: str, other: str) -> bool:
    ours, theirs = Counter(_words(one)), Counter(_words(other))
    smaller = min(ours.total(), theirs.total())
    return smaller > 0 and (ours & theirs).total() >= LEAST_OVERLAP * smaller


def _words(title: str) -> tuple[str, ...]:
    """The words of a title, without the kind that some sites put before it."""
    return tuple(tokens(_KIND.sub("", normalise(title).strip())))


def _title(shown: Shown) -> Hashable | None:
    words = _words(shown.title)
    if len(words) < LEAST_WORDS or _CUT.search(shown.title):
        return None
    return words


def _title_and_day(shown: Shown) -> Hashable | None:
    return (_words(shown.title), shown.day) if shown.day and shown.title else None


def _guid(shown: Shown) -> Hashable | None:
    return shown.guid or None


def _path(shown: Shown) -> Hashable | None:
    """Path and query, for a site that moved to another host as it is."""
    parts = urlsplit(shown.key)
    return (parts.path, parts.query) if parts.path.strip("/") or parts.query else None


def _slug(shown: Shown) -> Hashable | None:
    """The name of the page in its address, without ending and number, when it says enough."""
    name = _NUMBERED.sub("", _last_segment(shown))
    return name if name.count("-") + name.count("_") >= 2 else None


def _named(shown: Shown) -> str:
    """The words of its address, in which an edition may be named as well as in the title."""
    return _last_segment(shown).replace("-", " ").replace("_", " ")


def _last_segment(shown: Shown) -> str:
    return urlsplit(shown.key).path.rstrip("/").rpartition("/")[2].lower()


#: What identifies a publication across a move, the surest first.
_WITNESSES: Final[tuple[tuple[str, _Pairing], ...]] = (
    ("the same id", _sharing(_guid)),
    ("the same path on another host", _sharing(_path)),
    ("the same title", _sharing(_title)),
    ("the same title and day", _sharing(_title_and_day)),
    ("the same name in its address", _sharing(_slug)),
    ("the same beginning of the title", _cut_off),
)
