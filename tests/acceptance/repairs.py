"""A site whose channels break, and how a home stands afterwards."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from tests.command import Gleaner
from tests.site.items import SUBJECTS, TODAY
from tests.site.pages import LONG_TEXT, article, listing, rss
from tests.site.server import Answer, Site

FEED = ("feed", "feed", "/feed/")
NEWS = ("news", "listing", "/news/")

Item = tuple[str, str, date]


def item(number: int, folder: str = "/news/", days: int | None = None) -> Item:
    """A publication: number 0 is the latest."""
    title = SUBJECTS[number]
    path = f"{folder}{title.lower().replace(' ', '-')}/"
    return path, title, TODAY - timedelta(days=2 * number + 1 if days is None else days)


def text(title: str) -> str:
    """A text of its own for each publication."""
    area = SUBJECTS.index(title) + 2
    places = ("Northtown", "Eastham", "Southsea", "Westbury", "Midford", "Lowick", "Highley", "Oldham")
    place = places[area - 2]
    return (
        f"{title}. In {place} the review of area {area} heard {area * 37} families between January and June. "
        f"{place} council answered that {area * 3} of its {area * 11} teams had no manager for months. "
        f"Nobody in {place} had told the parents why they waited {area} weeks for a first meeting. "
        f"The authors of report {area} ask {place} for {area + 1} changes by {2026 + area}."
    )


def publish(site: Site, items: list[Item]) -> None:
    """Pages of publications, each with a text of its own."""
    for path, title, day in items:
        site[path] = article(title, day, text(title))


def furnish(site: Site, menu: str = '<a href="/news/">News</a>') -> None:
    """A home page with a menu, and a robots.txt."""
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    site["/"] = (
        '<!doctype html><html lang="en-GB"><head><title>Example Voice</title></head><body>'
        f'<nav><a href="/">Home</a> {menu} <a href="/about/">About us</a></nav>'
        f"<main><h1>We listen to children</h1><p>{LONG_TEXT}</p></main></body></html>"
    )
    site["/about/"] = article("About us")


def listed(items: Sequence[tuple[str, str, date | None]]) -> str:
    return listing(list(items))


def feed(items: list[Item], site: Site) -> Answer:
    return Answer(rss(items, site.url), content_type="application/rss+xml")


def days_pass(gleaner: Gleaner, days: int) -> None:
    """Let the home grow older: every moment it keeps moves into the past."""
    engine = sa.create_engine(f"sqlite:///{gleaner.home / 'gleaner.db'}")
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for table in tables.sorted_tables:
            for column in (each for each in table.columns if isinstance(each.type, sa.DateTime)):
                kept = sa.select(column).where(column.is_not(None)).distinct().order_by(column)
                for moment in connection.scalars(kept).all():
                    earlier = {column.name: moment - timedelta(days=days)}
                    connection.execute(table.update().where(column == moment).values(earlier))
    engine.dispose()


def titles(gleaner: Gleaner, status: str = "new") -> list[str]:
    return sorted(row["title"] for row in gleaner.json("queue", "list", "--status", status))


def subjects(*numbers: int) -> list[str]:
    return sorted(SUBJECTS[number] for number in numbers)


def active(gleaner: Gleaner, slug: str = "voice") -> list[tuple[str, str, str]]:
    """The active channels of a source: name, strategy, role."""
    shown = gleaner.json("sources", "show", slug)["channels"]
    return [(each["name"], each["strategy"], each["role"]) for each in shown if each["state"] == "active"]


def repair(told: dict[str, Any]) -> dict[str, Any]:
    (only,) = told["repairs"]
    assert isinstance(only, dict)
    return only
