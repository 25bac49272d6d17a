"""Feeds whose ids, links, dates or titles are not what they should be: nothing is lost or comes twice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper.cli.frame import utc_now
from tests.command import Gleaner
from tests.site.pages import LONG_TEXT, article, definition
from tests.site.server import Answer, Site

TODAY = utc_now().date()
FIRST_HEADLINE = "Childrens waiting times raises"
LAST_HEADLINE = "Children’s waiting times rise"


@dataclass(frozen=True)
class Item:
    """One item of a feed as written; what is "" is left out."""

    guid: str = ""
    link: str = ""
    title: str = ""
    day: date | None = None

    def written(self, base: str) -> str:
        parts = (
            f'<guid isPermaLink="false">{self.guid}</guid>' if self.guid else "",
            f"<link>{base}{self.link}</link>" if self.link else "",
            f"<title>{self.title}</title>" if self.title else "",
            f"<pubDate>{self.day:%a, %d %b %Y} 09:00:00 GMT</pubDate>" if self.day else "",
        )
        return f"<item>{''.join(parts)}</item>"


def item(number: int, guid: str) -> Item:
    return Item(
        guid, f"/news/{number}/", f"Story number {number} of the year", TODAY - timedelta(days=number)
    )


def show(site: Site, items: Sequence[Item]) -> None:
    """The feed of these items, and a page for each that has a link."""
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    written = "".join(each.written(site.url) for each in items)
    site["/feed/"] = Answer(
        f'<rss version="2.0"><channel><title>Voice</title>{written}</channel></rss>',
        content_type="application/rss+xml",
    )
    for each in items:
        if each.link:
            text = f"What happened at {each.link} is told here for the first time. {LONG_TEXT}"
            site[each.link] = article(each.title or "A story without a title in the feed", each.day, text)


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def entries_seen(gleaner: Gleaner) -> int:
    (channel,) = gleaner.json("sources", "show", "voice")["channels"]
    seen: int = channel["entries_seen"]
    return seen


def test_ids_that_repeat_or_hold_the_moment_and_entries_that_lack_something_are_each_kept_once(
    gleaner: Gleaner,
) -> None:
    def items(poll: int) -> list[Item]:
        moment = f"2026-11-2{poll}T0{poll}:30:00+00:00"
        doubled = item(5, "five")
        return [
            item(1, "the-same-for-all"),
            item(2, "the-same-for-all"),
            item(3, f"tag:example.org,2026:three#{moment}"),
            item(4, f"four-17325{poll}0000"),
            doubled,
            doubled,
            replace(item(6, "six"), day=None),
            replace(item(7, "seven"), title=""),
            replace(item(8, f"eight#{moment}"), link=""),
            replace(item(9, ""), link="", day=None),
        ]

    with Site() as site:
        gleaner.define("voice", definition("voice", site.url, ("feed", "feed", "/feed/")))
        told = []
        for poll in range(3):
            show(site, items(poll))
            site.requests.clear()
            told.append(gleaner.json("crawl", "voice"))
        assert site.asked() == ["/feed/"]
    queue = gleaner.json("queue", "list")
    assert sorted(row["url"].removeprefix(site.url) for row in queue) == [f"/news/{n}/" for n in range(1, 8)]
    assert [run["new"] for run in told] == [7, 0, 0]
    assert told[1]["sources"][0]["outcome"] == "unchanged"
    assert entries_seen(gleaner) == 9


@pytest.mark.parametrize("moved", [False, True])
def test_a_corrected_headline_inside_the_id_is_one_publication(gleaner: Gleaner, moved: bool) -> None:
    def headed(headline: str) -> Item:
        slug = headline.lower().replace(" ", "-").replace("’", "")
        return Item(f"tag:example.org,2026:{slug}", f"/news/{slug if moved else 17}/", headline, TODAY)

    with Site() as site:
        gleaner.define("voice", definition("voice", site.url, ("feed", "feed", "/feed/")))
        show(site, [headed(FIRST_HEADLINE), item(1, "one")])
        gleaner.run("crawl", "voice")
        first, last = headed(FIRST_HEADLINE), headed(LAST_HEADLINE)
        page = site.pages[first.link]
        show(site, [last, item(1, "one")])
        site[last.link] = replace(page, body=str(page.body).replace(FIRST_HEADLINE, LAST_HEADLINE))
        if moved:
            site[first.link] = Answer(status=301, headers={"Location": last.link})
        told = gleaner.json("crawl", "voice")
    assert told["new"] == 0
    assert len(gleaner.json("queue", "list")) == 2
