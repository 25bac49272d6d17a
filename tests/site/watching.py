"""The local web as a whole is watched: every site added, crawled, crawled again, and once more with news."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scraper.identity.urls import url_key
from tests.command import Gleaner
from tests.site.items import Item
from tests.site.odd import Odd
from tests.site.server import Site


@dataclass
class Crawl:
    """What one crawl came to at one site: what it told, the whole queue after it, the paths it asked for."""

    told: dict[str, Any] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@dataclass
class Watched:
    """The story of one site: how it was added and in how many requests, and what each crawl came to."""

    odd: Odd
    site: Site
    added: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    first: Crawl = field(default_factory=Crawl)
    second: Crawl = field(default_factory=Crawl)
    third: Crawl = field(default_factory=Crawl)

    @property
    def channels(self) -> tuple[tuple[str, str], ...]:
        """What it is watched by, as (strategy, path)."""
        return tuple(sorted((each["strategy"], path_of(each["url"])) for each in self.added["channels"]))

    def keys(self, shown: Sequence[Item]) -> list[str | None]:
        """What these items are known by."""
        return sorted((url_key(self.site.url + item.path) or "") for item in shown)

    @property
    def truth(self) -> tuple[Item, ...]:
        """What the site had published before the last crawl."""
        return self.odd.items[1:]

    @property
    def found(self) -> int:
        """How many of the site's publications stand in the queue after the first crawl."""
        return len(set(keys_of(self.first.queue)) & set(self.keys(self.truth)))

    @property
    def false(self) -> int:
        """How many candidates of the first crawl are no publications of the site, or one a second time."""
        return len(self.first.queue) - self.found


def keys_of(queue: Sequence[dict[str, Any]]) -> list[str | None]:
    return sorted((url_key(row["url"]) or "") for row in queue)


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def watch(web: Sequence[Odd], gleaner: Gleaner) -> dict[str, Watched]:
    """Add every site by its address alone, and crawl three times; by kind."""
    with ExitStack() as servers:
        every = {odd.slug: Watched(odd, servers.enter_context(Site())) for odd in web}
        for each in every.values():
            each.odd.open(each.site, each.truth)
        for slug, each in every.items():
            address, name = each.site.url + each.odd.entrance, slug.replace("-", " ")
            each.added = gleaner.json("sources", "add", address, "--name", name)
            each.asked = [path for path, _ in each.site.requests]
        crawl(gleaner, every, "first")
        crawl(gleaner, every, "second", patient=False)
        for each in every.values():
            each.odd.open(each.site)
        crawl(gleaner, every, "third")
    return {each.odd.kind: each for each in every.values()}


def crawl(gleaner: Gleaner, every: dict[str, Watched], name: str, *, patient: bool = True) -> None:
    """One crawl of all sites; with patience, further ones of those that need a few, hours apart."""
    for each in every.values():
        each.site.requests.clear()
    run(gleaner, every, name)
    for number in range(2, max(each.odd.patience for each in every.values()) + 1 if patient else 0):
        let_a_day_pass(gleaner.home)
        run(gleaner, {slug: each for slug, each in every.items() if each.odd.patience >= number}, name)


def run(gleaner: Gleaner, every: dict[str, Watched], name: str) -> None:
    told = gleaner.json("crawl", *every)
    queue = gleaner.json("queue", "list", "--status", "all")
    by_source = {counts["source"]: counts for counts in told["sources"]}
    for slug, each in every.items():
        rows = [row for row in queue if row["source"] == slug]
        setattr(each, name, Crawl(by_source[slug], rows, each.site.asked()))


def let_a_day_pass(home: Path) -> None:
    """What waits for a later hour is due, and no server asks for a pause any more."""
    with closing(sqlite3.connect(home / "gleaner.db")) as database, database:
        database.execute("UPDATE page SET next_at = NULL WHERE state = 'pending'")
        database.execute("UPDATE host SET paused_until = NULL")


def totals(watched: Sequence[Watched]) -> Iterator[tuple[str, int]]:
    """The figures of the whole web."""
    yield "sites", len(watched)
    yield "publications", sum(len(each.truth) for each in watched)
    yield "found", sum(each.found for each in watched)
    yield "admitted", sum(len(each.first.queue) for each in watched)
    yield "not publications", sum(each.false for each in watched)
    yield "requests to add them", sum(len(each.asked) for each in watched)
    yield "requests of the unchanged crawl", sum(len(each.second.asked) for each in watched)
    yield "channels", sum(len(each.channels) for each in watched)
