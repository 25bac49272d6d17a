"""What did the addresses tried so far turn out to be, and which of them can be a channel?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.items import Entry, Reading
from scraper.outcomes import Outcome, Strategy

#: A feed whose newest entry is older has been left behind by its site.
STALE_AFTER = timedelta(days=365)


class Origin(StrEnum):
    """How an address came to be tried, in words."""

    GIVEN = "the address itself"
    LINKED = "linked as the site's feed"
    GOV_UK = "where GOV.UK keeps the feed of such a place"
    API = "what the site's WordPress has of this type"
    TYPES = "the types of content of the site's WordPress"
    MENU = "linked as a place of publications"
    USUAL = "a usual address"
    ROBOTS = "named in robots.txt"
    INDEX = "named in a sitemap index"


@dataclass(frozen=True, slots=True)
class Guess:
    """An address worth a request, how it would be read, and how we came to it."""

    url: str
    strategy: Strategy
    origin: Origin


@dataclass(frozen=True, slots=True)
class Trial:
    """A guess that was fetched and read. `url` is the final address, `digest` tells equal bodies apart."""

    guess: Guess
    url: str
    reading: Reading
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """An address that is no channel, and why."""

    url: str
    strategy: Strategy
    reason: str


#: Words in addresses and menus under which organisations publish.
PUBLISHING = frozenset(
    {
        "news",
        "newsroom",
        "blog",
        "blogs",
        "publication",
        "publications",
        "report",
        "reports",
        "resource",
        "resources",
        "research",
        "briefing",
        "briefings",
        "press",
        "media",
        "update",
        "updates",
        "insight",
        "insights",
        "article",
        "articles",
        "story",
        "stories",
        "statement",
        "statements",
        "consultation",
        "consultations",
        "policy",
        "library",
        "announcement",
        "announcements",
        "opinion",
        "views",
        "guidance",
        "evidence",
        "latest",
        "bulletin",
        "bulletins",
        "letters",
        "speeches",
        "statistics",
        "papers",
        "responses",
        "journal",
    }
)
#: Languages that stand first in the addresses of pages' twins; "uk" is a country here.
_TONGUE = re.compile(
    r"^([a-z]+://[^/]+)/(en|cy|ga|gd|gv|kw|fr|de|es|it|pt|nl|pl|ro|ar|fa|ur|pa|bn|gu|hi|so|tr|zh)"
    r"(?:-[a-z]{2})?(?=[/?#]|$)",
    re.I,
)
_COMMENTS = re.compile(
    r"/comments?/|/comments?[-_.]?feed|[?&]feed=comments|comments?\.(?:xml|rss|atom)", re.I
)
_COMMENT_TITLE = re.compile(r"^(?:by:\s|comments? on\b|re:\s)", re.I)
_LABEL = re.compile(r"/(?:tags?|category|categories|topics?|authors?|keywords?)/", re.I)
_EVENTS = re.compile(r"/(?:events?|calendar|whats-on|jobs|vacancies|podcasts?|products?)/", re.I)
_ENDLESS_PATH = re.compile(
    r"/(?:search|search-results|find|calendar|events?|whats-on|diary|archives?/\d{4}|\d{4}/\d{1,2})(?:[/.]|$)"
    r"|;jsessionid=|/page[/-]\d+",
    re.I,
)
#: Parameters that name one fixed place of a site; every other one opens a space without end.
_FIXED = frozenset({"page_id", "post_type", "id", "cat", "lang"})
_POSTS = re.compile(
    r"(?:posts?|news|articles?|blogs?|publications?|reports?|stories)[a-z_-]*\d*\.xml|-post-\d+\.xml", re.I
)
_DATED_FOLDER = re.compile(r"/(?:19|20)\d\d/(?:\d{1,2}/)?")


def fault(trial: Trial, now: datetime) -> str:
    """Why a trial cannot be a channel, in words for an editor; "" when it can."""
    reading = trial.reading
    if reading.outcome is not Outcome.NEW:
        return reading.detail or f"nothing to read there ({reading.outcome})"
    match trial.guess.strategy:
        case Strategy.FEED:
            return feed_address_fault(trial.url) or _feed_fault(reading, now)
        case Strategy.LISTING:
            return endless(trial.url) or _listing_fault(trial)
        case Strategy.SITEMAP:
            return _sitemap_fault(trial)
        case Strategy.API:
            return _left_behind(reading, now)
        case _:
            return ""


def feed_address_fault(url: str) -> str:
    """Why a feed of such an address is not the site's own, "" when nothing says so."""
    if _COMMENTS.search(url):
        return "a feed of readers' comments"
    if _LABEL.search(urlsplit(url).path):
        return "a feed of one tag, category or author only"
    if _EVENTS.search(urlsplit(url).path):
        return "a feed of events, jobs or recordings"
    return ""


def endless(url: str) -> str:
    """Why an address belongs to a space without end (filters, searches, calendars, sessions), "" if not."""
    parts = urlsplit(url)
    names = [name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if _ENDLESS_PATH.search(parts.path) or len(names) > 1 or not set(names) <= _FIXED:
        return "a search, a filter or a calendar: such addresses have no end"
    return ""


def in_one_language(urls: Sequence[str], home: str) -> list[str]:
    """Addresses less the twins that differ by language alone: the home page's own is kept, else English."""
    preferred = (_tongue(home)[0], "", "en")
    kept: dict[str, tuple[int, str]] = {}
    for url in urls:
        spoken, bare = _tongue(url)
        place = preferred.index(spoken) if spoken in preferred else len(preferred)
        if bare not in kept or place < kept[bare][0]:
            kept[bare] = place, url
    return [url for url in urls if url in {each for _, each in kept.values()}]


def _tongue(url: str) -> tuple[str, str]:
    """The language that an address begins with, "" for none, and the address without it."""
    found = _TONGUE.match(url)
    return (found[2].lower(), found[1] + url[found.end() :]) if found else ("", url)


def newest(entries: Sequence[Entry]) -> date | None:
    """The newest date that entries state, of publication or else of update."""
    stated = [entry.published or entry.updated for entry in entries]
    days = [date(fact.value.year, fact.value.month, fact.value.day) for fact in stated if fact]
    return max(days, default=None)


def is_stale(entries: Sequence[Entry], now: datetime) -> bool:
    """Whether the newest date that entries state is older than a year."""
    latest = newest(entries)
    return latest is not None and latest < (now - STALE_AFTER).date()


def entry_key(entry: Entry) -> str:
    """What tells an entry from others across channels: its address without scheme, www, slash, tracking."""
    if entry.url is None:
        return entry.guid or entry.title or ""
    return address_key(entry.url)


def address_key(url: str) -> str:
    """An address in a form that its usual variants share."""
    parts = urlsplit(url)
    kept = sorted(
        pair for pair in parts.query.split("&") if pair and not pair.lower().startswith(("utm_", "ref="))
    )
    port = f":{parts.port}" if parts.port else ""
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{port}{unquote(parts.path).rstrip('/').lower()}?{'&'.join(kept)}"


def is_news_sitemap(trial: Trial) -> bool:
    """Whether most entries of a sitemap state title and day of publication (the news extension)."""
    entries = trial.reading.entries
    stated = sum(bool(entry.title and entry.published) for entry in entries)
    return bool(entries) and stated * 2 > len(entries)


def holds_only_posts(trial: Trial) -> bool:
    """Whether a sitemap's own name says that all in it was published, as publishing systems name them."""
    return bool(_POSTS.search(urlsplit(trial.url).path.rpartition("/")[2]))


def publishing_folders(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Folders of addresses under which a site publishes: named so, dated, or full of long names."""
    folders: dict[str, list[str]] = {}
    for entry in entries:
        folder, _, name = urlsplit(entry.url or "").path.rstrip("/").rpartition("/")
        dated = _DATED_FOLDER.search(folder + "/")
        folders.setdefault(folder[: dated.start()] + "/#/" if dated else folder + "/", []).append(name)
    return tuple(folder for folder, names in folders.items() if _publishes(folder, names))


def _publishes(folder: str, names: list[str]) -> bool:
    if folder == "/":
        return False
    words = set(re.findall(r"[a-z]+", folder.rstrip("/").rpartition("/")[2].lower()))
    long = sum(name.count("-") >= 3 for name in names)
    return folder.endswith("/#/") or bool(words & PUBLISHING) or (len(names) >= 5 and long * 2 > len(names))


def folder_pattern(folder: str) -> str:
    """A definition's pattern for all that stands in a folder of `publishing_folders`."""
    if folder.endswith("/#/"):
        return rf"//[^/]+{re.escape(folder[:-2])}(?:19|20)\d\d/[^?#]+"
    return rf"//[^/]+{re.escape(folder)}[^?#]+"


def _feed_fault(reading: Reading, now: datetime) -> str:
    entries = reading.entries
    comments = sum(bool(_COMMENT_TITLE.match(entry.title or "")) for entry in entries)
    if comments * 2 > len(entries):
        return "a feed of readers' comments"
    return _left_behind(reading, now)


def _left_behind(reading: Reading, now: datetime) -> str:
    if is_stale(reading.entries, now):
        return f"its newest entry is from {newest(reading.entries)}: it was left behind"
    return ""


def _listing_fault(trial: Trial) -> str:
    entries = trial.reading.entries
    dated = sum(entry.published is not None for entry in entries)
    named = trial.guess.origin in {Origin.MENU, Origin.USUAL}
    if len(entries) < (2 if named else 3) and not (named and dated == len(entries)):
        return f"shows too few publications for a listing ({len(entries)})"
    folders = Counter(urlsplit(entry.url or "").path.rstrip("/").rpartition("/")[0] for entry in entries)
    together = max(count for folder, count in folders.items() if folder) if any(folders) else 0
    long = sum(urlsplit(entry.url or "").path.count("-") >= 3 for entry in entries)
    if max(dated * 2, together * 2, long * 2) < len(entries):
        return "its links have neither dates nor a folder in common: menus rather than publications"
    return ""


def _sitemap_fault(trial: Trial) -> str:
    reading = trial.reading
    if not reading.entries:
        return "an index; the sitemaps it names were looked at instead"
    if is_news_sitemap(trial) or holds_only_posts(trial) or publishing_folders(reading.entries):
        return ""
    return "lists the whole site, and its addresses do not say what was published"
