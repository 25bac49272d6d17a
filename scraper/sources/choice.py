"""Which of the places tried are to be watched? The fewest that together show everything."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from scraper.items import Entry
from scraper.outcomes import Strategy
from scraper.sources.trials import (
    Origin,
    Rejected,
    Trial,
    address_key,
    entry_key,
    fault,
    folder_pattern,
    holds_only_posts,
    is_news_sitemap,
    publishing_folders,
)
from scraper.sources.wordpress_api import route_of

_NUMBER = re.compile(r"\d+")

#: Which places say most plainly what is new, best first; two kinds of them have a rank of their own.
_ORDER = {Strategy.FEED: 0, Strategy.API: 1, Strategy.LISTING: 2, Strategy.SITEMAP: 4, Strategy.PAGE: 6}
_NEWS_SITEMAP = 3
_START_PAGE = 5


@dataclass(frozen=True, slots=True)
class DetectedChannel:
    """A place to watch: how it is read, what it showed, how we came to it, which addresses count."""

    name: str
    strategy: Strategy
    url: str
    entries: tuple[Entry, ...]
    why: str
    publications: tuple[str, ...] = ()


def choose(
    trials: Sequence[Trial], now: datetime, *, whole_site: bool = True
) -> tuple[tuple[DetectedChannel, ...], tuple[Rejected, ...]]:
    """The channels to watch, and each other trial with the reason against it.

    Feeds come first, the fullest of them before others; a listing stays beside them when it shows what they
    lack; sitemaps, the start page as a listing and at last as a watched page only serve when nothing else
    does. Of one page, not a `whole_site`, only feeds that show the page's own entries count.

    Args:
        trials: in the order they were asked for.
        now: the time that feeds are judged by.
        whole_site: whether the pasted address stands for a site rather than for one page of it.
    """
    rejected: list[Rejected] = []
    sound: list[Trial] = []
    for trial in _without_copies(trials, rejected):
        reason = fault(trial, now) or ("" if whole_site else _unrelated(trial, trials))
        if reason:
            rejected.append(_reject(trial, reason))
        else:
            sound.append(trial)
    chosen: list[Trial] = []
    for trial in sorted(sound, key=lambda each: _rank(each, whole_site)):
        if reason := _needless(trial, chosen, whole_site):
            rejected.append(_reject(trial, reason))
        else:
            chosen.append(trial)
    places = {trial.guess: trial for trial in (_at_index(each, sound, trials) for each in chosen)}
    watched = list(places.values())
    indexes = {trial.guess.url for trial in watched} - {trial.guess.url for trial in chosen}
    rejected = [each for each in rejected if each.url not in indexes]
    rejected += [_reject(trial, "read through its index") for trial in chosen if trial not in watched]
    return _named(watched), tuple(rejected)


def _without_copies(trials: Sequence[Trial], rejected: list[Rejected]) -> Iterable[Trial]:
    """The trials without guesses that a site answers with a page it shows elsewhere."""
    given = next((trial for trial in reversed(trials) if _is_start(trial)), None)
    seen: dict[tuple[Strategy, str], str] = {}
    for trial in trials:
        if given and trial.guess.origin is not Origin.GIVEN and _shows(trial, given):
            rejected.append(_reject(trial, "the site answers with its start page"))
            continue
        first = seen.setdefault((trial.guess.strategy, address_key(trial.url)), trial.guess.url)
        if first != trial.guess.url:
            rejected.append(_reject(trial, f"the same as {first}"))
            continue
        yield trial


def _is_start(trial: Trial) -> bool:
    """Whether this is the pasted page, or the one it leads to, as something that lists."""
    return trial.guess.origin is Origin.GIVEN and trial.guess.strategy is not Strategy.PAGE


def _shows(trial: Trial, given: Trial) -> bool:
    if trial.guess.strategy is not Strategy.LISTING:
        return False
    if address_key(trial.url) == address_key(given.url) or (trial.digest and trial.digest == given.digest):
        return True
    own = _keys(trial.reading.entries)
    return trial.guess.origin is Origin.USUAL and bool(own) and own <= _keys(given.reading.entries)


def _unrelated(trial: Trial, trials: Sequence[Trial]) -> str:
    """Why a feed is not the pasted page's, "" when it shows an entry of it."""
    if trial.guess.origin is not Origin.LINKED:
        return ""
    shown = [_keys(each.reading.entries) for each in trials if each.guess.origin is Origin.GIVEN]
    own = _keys(trial.reading.entries)
    return "" if any(own & keys for keys in shown) else "a feed of the whole site, not of this page"


def _rank(trial: Trial, whole_site: bool) -> tuple[int, int]:
    """Feeds, APIs, listings, news sitemaps, others, the start page as listing, as page; fullest first."""
    strategy, given = trial.guess.strategy, trial.guess.origin is Origin.GIVEN
    order = _ORDER[strategy]
    if strategy is Strategy.LISTING and given and whole_site:
        order = _START_PAGE
    if strategy is Strategy.SITEMAP and is_news_sitemap(trial):
        order = _NEWS_SITEMAP
    return order, -len(trial.reading.entries)


def _needless(trial: Trial, chosen: Sequence[Trial], whole_site: bool) -> str:
    """Why a sound trial adds nothing to those chosen before it, "" when it does."""
    if not chosen:
        return ""
    order = _rank(trial, whole_site)[0]
    if order > _NEWS_SITEMAP:
        return "not needed: the site has places that say more plainly what is new"
    if order == _NEWS_SITEMAP and any(each.guess.strategy is Strategy.FEED for each in chosen):
        return "not needed beside the feed"
    shown = frozenset(key for each in chosen for key in _keys(each.reading.entries))
    if _telling(trial) - _further_back(trial, chosen, shown) <= shown:
        return f"shows nothing that {chosen[0].url} does not"
    return ""


def _further_back(trial: Trial, chosen: Sequence[Trial], shown: frozenset[str]) -> frozenset[str]:
    """Entries from before the oldest shown, of places that share some: an API has them on its next pages."""
    pages = any(each.guess.strategy is Strategy.API for each in (trial, *chosen))
    dated = [each.published.value for one in chosen for each in one.reading.entries if each.published]
    if not pages or not dated or not shown & _keys(trial.reading.entries):
        return frozenset()
    entries = trial.reading.entries
    return _keys(each for each in entries if each.published and each.published.value < min(dated))


def _telling(trial: Trial) -> frozenset[str]:
    """The entries that count when channels are compared: of a listing, not its odd links out."""
    entries = trial.reading.entries
    if trial.guess.strategy is not Strategy.LISTING:
        return _keys(entries)
    folders = [_folder(entry) for entry in entries]
    return _keys([each for each in entries if each.published or folders.count(_folder(each)) > 1])


def _folder(entry: Entry) -> str:
    parts = urlsplit(entry.url or "")
    return f"{parts.hostname}{parts.path.rstrip('/').rpartition('/')[0]}"


def _keys(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(map(entry_key, entries))


def _reject(trial: Trial, reason: str) -> Rejected:
    return Rejected(trial.guess.url, trial.guess.strategy, reason)


def _at_index(trial: Trial, sound: Sequence[Trial], trials: Sequence[Trial]) -> Trial:
    """A sitemap that is one of several parts, by month or number, gives way to the index: parts are added.

    Sitemaps of something else in the same index have to be told apart by the folders of what is published.
    """
    index = next((each for each in trials if trial.guess.url in each.reading.more), None)
    if index is None or trial.guess.origin is not Origin.INDEX:
        return trial
    parts = [url for url in index.reading.more if _NUMBER.sub("#", url) == _NUMBER.sub("#", trial.guess.url)]
    shown = [entry for each in sound if each.guess.url in parts for entry in each.reading.entries]
    mixed = len(parts) < len(index.reading.more)
    if len(parts) < 2 or (mixed and (holds_only_posts(trial) or not publishing_folders(shown))):
        return trial
    return replace(index, reading=replace(index.reading, entries=tuple(shown)))


def _named(chosen: Sequence[Trial]) -> tuple[DetectedChannel, ...]:
    named: list[DetectedChannel] = []
    for trial in chosen:
        channel = _channel(trial)
        taken = sum(
            re.fullmatch(rf"{re.escape(channel.name)}(-\d+)?", each.name) is not None for each in named
        )
        named.append(replace(channel, name=f"{channel.name}-{taken + 1}") if taken else channel)
    return tuple(named)


def _channel(trial: Trial) -> DetectedChannel:
    strategy, entries = trial.guess.strategy, trial.reading.entries
    patterns: tuple[str, ...] = ()
    if strategy is Strategy.SITEMAP and not is_news_sitemap(trial) and not holds_only_posts(trial):
        patterns = tuple(map(folder_pattern, publishing_folders(entries)))
        if patterns:
            entries = tuple(each for each in entries if any(re.search(p, each.url or "") for p in patterns))
    name = strategy.value
    if strategy in {Strategy.LISTING, Strategy.API}:
        last = route_of(trial.url).partition(".")[0].lower()
        name = "-".join(re.findall(r"[a-z0-9]+", last))[:60].strip("-") or "home"
    return DetectedChannel(name, strategy, trial.url, entries, trial.guess.origin.value, patterns)
