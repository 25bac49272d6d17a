"""What of a detection may take the place of a broken channel? Pure: definitions and entries in and out.

A place is adopted when it shows at least one publication that the broken channel's source is known for: by
its address, or, after a move to new addresses, by its title.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from scraper.errors import DefinitionError
from scraper.identity.urls import registrable_domain, url_key
from scraper.items import Entry
from scraper.outcomes import Kind, Strategy
from scraper.polling.trouble import IRREPLACEABLE, Trouble
from scraper.sources.choice import DetectedChannel
from scraper.sources.definition import (
    ChannelDefinition,
    ChannelPatterns,
    Role,
    SourceDefinition,
    dump_definition,
    parse_definition,
)
from scraper.sources.detect import Detected
from scraper.sources.table import host_problem, url_problem
from scraper.sources.trials import address_key

#: Shorter titles are the same by chance ("Latest news").
LEAST_TITLE_WORDS = 4
#: A place that shows nothing of what the broken channel itself showed is no replacement for it, unless that
#: was so long ago that it may have left the page.
STILL_SHOWN = timedelta(days=30)
#: Unknown entries without a date that must stand before the first known one to count as news.
LEAST_UNDATED = 2
#: A pattern that matches nothing: a listing under it is read by its structure, as detection read it.
BY_STRUCTURE = "(?!)"
#: A pattern that every address matches: detection took all that the place shows.
EVERY_ADDRESS = "^https?://"
#: Reasons told of places that were not adopted.
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One publication that a channel of the source showed: its page's key, the title and day it goes by.

    `publication` is what was understood of the page, None when it was passed over or waits; `day` is a
    date as `DateFact` spells it, "" when none was stated.
    """

    channel: str
    page_id: int
    key: str
    title: str
    day: str = ""
    publication: int | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A channel that needs a replacement, at the address it is read at now.

    `last_shown_at` is when it last showed an entry that it had not shown before.
    """

    channel_id: int
    definition: ChannelDefinition
    trouble: Trouble
    last_shown_at: datetime | None = None

    @property
    def name(self) -> str:
        """Its name within the source."""
        return self.definition.name


@dataclass(frozen=True, slots=True)
class Case:
    """A source with broken channels.

    `watched` are its active channels with the addresses they are read at now; `taken` the names of all that
    it ever had.
    """

    definition: SourceDefinition
    broken: tuple[Broken, ...]
    watched: tuple[ChannelDefinition, ...]
    shown: tuple[Shown, ...]
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A known page found again under another address; `sure` when title and day agree."""

    url: str
    page_id: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Adopted:
    """A channel to add: in whose place, on the evidence of which publication, what it shows elsewhere."""

    channel: ChannelDefinition
    replaces: tuple[Broken, ...]
    shows: str
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """What a detection came to: channels and the definition that holds them, or in words why none."""

    adopted: tuple[Adopted, ...] = ()
    definition: SourceDefinition | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What the source showed, to look entries up in."""

    by_key: Mapping[str, tuple[Shown, ...]]
    by_title: Mapping[str, tuple[Shown, ...]]


@dataclass(frozen=True, slots=True)
class _Offer:
    """A detected place that may be adopted: its entries with what is known of each, in its order."""

    found: DetectedChannel
    entries: tuple[tuple[Entry, tuple[Shown, ...]], ...]

    @property
    def known(self) -> list[Shown]:
        return [shown for _, known in self.entries for shown in known]


def plan_repair(case: Case, detected: Detected, now: datetime) -> Repair:
    """What to adopt of a detection, or why nothing."""
    if not detected.channels:
        return Repair(why_not=detected.problem or "nothing there can be watched")
    ledger = _ledger(case.shown)
    hosts = _allowed_domains(case.definition, detected)
    offers: list[_Offer] = []
    reasons: list[str] = []
    for found in detected.channels:
        if reason := _unfit(found, case, hosts):
            reasons.append(f"{found.url} {reason}")
            continue
        offer = _offer(found, case.definition, hosts, ledger)
        if offer.known:
            offers.append(offer)
        else:
            reasons.append(f"{found.url} shows no publication that is known")
    served = [(offer, _served_by(offer, case, offers, now)) for offer in offers]
    reasons += [f"{offer.found.url} {_lack(offer, case)}" for offer, broken in served if not broken]
    chosen = [(offer, broken) for offer, broken in served if broken]
    if not chosen:
        return Repair(why_not="; ".join(reasons[:MOST_REASONS]))
    return _repair(case, chosen, ledger, now)


def title_key(title: str) -> str:
    """A title by its words alone; "" for one too short to tell publications apart."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold())
    return " ".join(words) if len(words) >= LEAST_TITLE_WORDS else ""


def _ledger(shown: Iterable[Shown]) -> _Ledger:
    by_key: dict[str, tuple[Shown, ...]] = {}
    by_title: dict[str, tuple[Shown, ...]] = {}
    for each in shown:
        by_key[each.key] = (*by_key.get(each.key, ()), each)
        if title := title_key(each.title):
            by_title[title] = (*by_title.get(title, ()), each)
    return _Ledger(by_key, by_title)


def _allowed_domains(definition: SourceDefinition, detected: Detected) -> frozenset[str]:
    """The source's own registrable domains, and the one its home has moved to."""
    hosts = (*definition.hosts, _hostname(detected.home))
    return frozenset(map(registrable_domain, hosts))


def _hostname(url: str | None) -> str:
    return urlsplit(url or "").hostname or ""


def _unfit(found: DetectedChannel, case: Case, domains: frozenset[str]) -> str:
    """Why a detected place is no replacement whatever it shows, in words; "" when it may be one."""
    if problem := url_problem(found.url):
        return problem
    if found.strategy in IRREPLACEABLE:
        return "can only be watched as a single page"
    key = address_key(found.url)
    broken = {each.name for each in case.broken}
    for channel in case.watched:
        same = address_key(channel.url) == key or url_key(channel.url) == url_key(found.url)
        if same and (channel.strategy == found.strategy or channel.name not in broken):
            return f"is read already, as {channel.name}"
    if registrable_domain(_hostname(found.url)) not in domains:
        return "stands on another site"
    return ""


def _offer(
    found: DetectedChannel, definition: SourceDefinition, domains: frozenset[str], ledger: _Ledger
) -> _Offer:
    refused = [re.compile(pattern) for pattern in definition.not_publications]
    usable = [
        entry
        for entry in found.entries
        if entry.url
        and registrable_domain(_hostname(entry.url)) in domains
        and not any(pattern.search(entry.url) for pattern in refused)
    ]
    return _Offer(found, tuple((entry, _recognise(entry, ledger)) for entry in usable))


def _recognise(entry: Entry, ledger: _Ledger) -> tuple[Shown, ...]:
    """What is known of an entry: by its address, else by its title."""
    by_key = ledger.by_key.get(url_key(entry.url or "") or "", ())
    return by_key or ledger.by_title.get(title_key(entry.title or ""), ())


def _served_by(offer: _Offer, case: Case, offers: Sequence[_Offer], now: datetime) -> tuple[Broken, ...]:
    """The broken channels that a place can stand in for."""
    return tuple(broken for broken in case.broken if _serves(offer, broken, offers, now))


def _serves(offer: _Offer, broken: Broken, offers: Sequence[_Offer], now: datetime) -> bool:
    if broken.trouble.dry:
        return _shows_own(offer, broken) and _shows_newer(offer, broken, now)
    if any(_shows_own(each, broken) for each in offers):
        return _shows_own(offer, broken)
    return broken.last_shown_at is None or now - broken.last_shown_at > STILL_SHOWN


def _lack(offer: _Offer, case: Case) -> str:
    """Why a place with known publications serves none of the broken channels."""
    own = any(_shows_own(offer, broken) for broken in case.broken)
    names = " or ".join(broken.name for broken in case.broken)
    return "shows nothing newer" if own else f"shows nothing of what {names} showed"


def _shows_own(offer: _Offer, broken: Broken) -> bool:
    return any(shown.channel == broken.name for shown in offer.known)


def _shows_newer(offer: _Offer, broken: Broken, now: datetime) -> bool:
    """Whether a place shows what a dry channel lacks: later days, or undated entries above the known."""
    own = [_day(shown.day) for shown in offer.known if shown.channel == broken.name]
    latest = max((day for day in own if day), default=None)
    if latest is None and broken.last_shown_at is not None:
        latest = broken.last_shown_at.date()
    undated, above = 0, True
    for entry, known in offer.entries:
        above = above and not known
        fact = entry.published or entry.updated
        day = _day(str(fact)) if fact else None
        if not known and day and latest and latest < day <= now.date():
            return True
        undated += above and fact is None
    return undated >= LEAST_UNDATED


def _day(text: str) -> date | None:
    """The day that a stated date names; None for a month, a year or nothing."""
    return date.fromisoformat(text) if len(text) == len("2026-11-23") else None


def _repair(
    case: Case, chosen: Sequence[tuple[_Offer, tuple[Broken, ...]]], ledger: _Ledger, now: datetime
) -> Repair:
    taken = set(case.taken) | {channel.name for channel in case.definition.channels}
    adopted: list[Adopted] = []
    for offer, broken in chosen:
        channel = _channel(case.definition, offer, broken, taken, now)
        taken.add(channel.name)
        adopted.append(Adopted(channel, broken, _telling(offer, broken), _moved(offer, ledger)))
    replaced = {each.name for _, broken in chosen for each in broken}
    channels = [
        replace(channel, role=Role.FALLBACK) if channel.name in replaced else channel
        for channel in case.definition.channels
    ]
    added = [each.channel for each in adopted]
    hosts = dict.fromkeys((*case.definition.hosts, *(_hostname(channel.url) for channel in added)))
    for offer, _ in chosen:  # entries count as another site's unless their host is named
        hosts |= dict.fromkeys(_foreign_hosts(offer, hosts))
    repaired = replace(case.definition, channels=(*channels, *added), hosts=tuple(hosts))
    try:
        parse_definition(dump_definition(repaired), repaired.slug)
    except DefinitionError as error:
        return Repair(why_not=str(error))
    return Repair(tuple(adopted), repaired)


def _foreign_hosts(offer: _Offer, hosts: Iterable[str]) -> list[str]:
    domains = set(map(registrable_domain, hosts))
    entries = (_hostname(entry.url) for entry, _ in offer.entries)
    return [host for host in entries if registrable_domain(host) not in domains and not host_problem(host)]


def _channel(
    definition: SourceDefinition,
    offer: _Offer,
    broken: Sequence[Broken],
    taken: Collection[str],
    now: datetime,
) -> ChannelDefinition:
    kinds: set[Kind | None] = {each.definition.kind for each in broken}
    troubles = "; ".join(f"{each.name}: {each.trouble.why}" for each in broken)
    return ChannelDefinition(
        name=_free_name(offer.found.name, taken),
        strategy=offer.found.strategy,
        url=offer.found.url,
        kind=kinds.pop() if len(kinds) == 1 else None,
        verified=f"{now:%Y-%m}",
        note=f"Found on {now:%Y-%m-%d} in place of {troubles}",
        rules=ChannelPatterns(publications=_patterns(definition, offer)),
    )


def _free_name(name: str, taken: Collection[str]) -> str:
    """The name, or the first numbered form of it that no channel of the source ever had; at most 80."""
    if name not in taken:
        return name
    stem = name[:75].rstrip("-")
    return next(free for count in range(2, len(taken) + 3) if (free := f"{stem}-{count}") not in taken)


def _patterns(definition: SourceDefinition, offer: _Offer) -> tuple[str, ...]:
    """The patterns under which a place shows what it showed; none when the source's own do.

    The source's patterns were written for its former addresses. Where they match none of the known
    publications, they must not stand before what detection saw.
    """
    if offer.found.publications or not definition.publications:
        return offer.found.publications
    compiled = [re.compile(pattern) for pattern in definition.publications]
    urls = [entry.url or "" for entry, known in offer.entries if known]
    if any(pattern.search(url) for pattern in compiled for url in urls):
        return ()
    return (BY_STRUCTURE,) if offer.found.strategy is Strategy.LISTING else (EVERY_ADDRESS,)


def _telling(offer: _Offer, broken: Sequence[Broken]) -> str:
    """The title of a known publication that a place shows, best one of the broken channels' own."""
    names = {each.name for each in broken}
    known = sorted(offer.known, key=lambda shown: shown.channel not in names)
    return next((shown.title for shown in known if shown.title), known[0].key)


def _moved(offer: _Offer, ledger: _Ledger) -> tuple[Moved, ...]:
    """The known pages that stand under new addresses: each title once on both sides, days not at odds."""
    titles = Counter(title_key(entry.title or "") for entry, _ in offer.entries)
    moved: list[Moved] = []
    for entry, known in offer.entries:
        title = title_key(entry.title or "")
        if not known or (url_key(entry.url or "") or "") in ledger.by_key or titles[title] > 1:
            continue
        subjects = {(each.publication is not None, each.publication or each.page_id) for each in known}
        agreement = _agreement(str(entry.published or ""), known)
        if len(subjects) == 1 and agreement is not None:
            moved.append(Moved(entry.url or "", known[0].page_id, agreement))
    return tuple(moved)


def _agreement(stated: str, known: Sequence[Shown]) -> bool | None:
    """Whether an entry states the day that its publication is known by; None when they are at odds."""
    days = [each.day for each in known if each.day]
    if not stated or not days:
        return False
    day, others = _day(stated), [_day(each) for each in days]
    if day and all(others):  # a day either way: servers tell times in their own zone
        return True if any(abs((day - other).days) <= 1 for other in others if other) else None
    near = any(each.startswith(stated) or stated.startswith(each) for each in days)
    return False if near else None
