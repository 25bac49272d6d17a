"""A fortnight of polls at four local sites, and the statement that is filed with the issue.

Time passes by moving everything in the database two days into the past before each crawl.
"""

from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

import scraper.storage.desk_models
import scraper.storage.identity_models  # noqa: F401 - their tables have times too
from scraper.cli.frame import utc_now
from scraper.outcomes import SourceState
from scraper.storage.models import Base, Source
from scraper.storage.types import UTCDateTime
from tests.command import Gleaner
from tests.site.pages import LONG_TEXT, article, definition, rss
from tests.site.server import Answer, Site

TODAY = utc_now().date()
DAYS = 14
SUBJECTS = ("care", "courts", "schools", "harm", "play", "health", "poverty", "housing", "work", "rights")

Item = tuple[str, str, date]


class Days:
    """The database of a home, whose days pass."""

    def __init__(self, home: Path) -> None:
        self.engine = sa.create_engine(f"sqlite:///{home}/gleaner.db")

    def pass_two(self) -> None:
        with self.engine.begin() as connection:
            for table in Base.metadata.sorted_tables:
                for column in table.columns:
                    if isinstance(column.type, UTCDateTime):
                        connection.exec_driver_sql(
                            f'UPDATE "{table.name}" SET "{column.name}" ='  # noqa: S608 - our own names
                            f" strftime('%Y-%m-%d %H:%M:%f', \"{column.name}\", '-2 days') || '000'"
                        )

    def watch_only(self, *slugs: str) -> None:
        """Give up every source of the bundled catalogue, as a house of its own does."""
        with self.engine.begin() as connection:
            others = sa.update(Source).where(Source.slug.not_in(slugs))
            connection.execute(others.values(state=SourceState.RETIRED))


def publish(site: Site, items: list[Item], number: int, day: date) -> None:
    """One more publication on the site's feed, which shows the last six."""
    title = f"Report {number} on {SUBJECTS[number]} by the voice of {site.name}"
    path = f"/news/report-{number}-on-{SUBJECTS[number]}/"
    items.insert(0, (path, title, day))
    words = f"{title}: {number + 3} of {len(title) + number} areas answered on {SUBJECTS[number]}. "
    site[path] = article(title, day, words * 4 + LONG_TEXT)
    site["/feed/"] = Answer(rss(items[:6], site.url), content_type="application/rss+xml")


def test_the_statement_says_what_was_checked_and_what_was_not(tmp_path: Path) -> None:
    gleaner = Gleaner(tmp_path / "home")
    gleaner.home.mkdir()
    with Site() as good, Site() as broken, Site() as paused, Site() as empty:
        sites = {"good": good, "broken": broken, "paused": paused, "empty": empty}
        items: dict[str, list[Item]] = {name: [] for name in sites}
        for name, site in sites.items():
            site.name = name
            gleaner.define(name, definition(name, site.url, ("feed", "feed", "/feed/")))
            publish(site, items[name], 0, TODAY - timedelta(days=DAYS))
        empty["/feed/"] = Answer(rss([], empty.url), content_type="application/rss+xml")
        gleaner.run("init")
        days = Days(gleaner.home)
        days.watch_only(*sites)
        for number in range(0, DAYS + 1, 2):
            if number:
                days.pass_two()
                for name in ("good", "broken", "paused"):
                    publish(sites[name], items[name], number // 2, TODAY - timedelta(days=DAYS - number))
            if number == 10:
                gleaner.run("sources", "pause", "paused")
            if number >= 12:
                broken["/feed/"] = Answer("<h1>Internal Server Error</h1>", 500)
            if number == DAYS:
                del good.pages[items["good"][0][0]]
            gleaner.run("crawl")
    gleaner.run("digest", "new", "--date", TODAY - timedelta(days=7))
    gleaner.run("digest", "new", "--date", TODAY)
    found = gleaner.json("digest", "coverage", 2)
    each = {line["source"]: line for line in found["each_source"]}
    assert (found["sources"], found["checked"]) == (4, 1)
    assert found["not_checked"] == ["broken", "empty", "paused"]
    assert each["good"]["checked"]
    assert each["good"]["usual_gap_days"] == 2
    assert each["good"]["polls_made"] == 4
    assert [stretch["kind"] for stretch in each["broken"]["stretches"]] == ["trouble"]
    assert 72 <= each["broken"]["blind_hours"] <= 98
    assert [stretch["kind"] for stretch in each["paused"]["stretches"]] == ["paused"]
    assert each["empty"]["outcomes"].keys() == {"empty"}
    assert found["sightings"]["adds_up"]
    assert len(found["each_sighting"]) == found["sightings"]["total"] > 0
    became = found["sightings"]["became"]
    assert sum(count for groups in became.values() for count in groups.values()) == len(
        found["each_sighting"]
    )
    assert became["candidate"]["in the queue, not decided"] >= 4
    assert "unread" in became or "waiting" in became

    gleaner.run("sources", "checked", "paused", "--note", "two reports, both known")
    file = tmp_path / "coverage.txt"
    gleaner.run("digest", "coverage", 2, "--out", file)
    text = file.read_text()
    first = [line for line in text.splitlines() if "checked without gap" in line]
    assert first == [
        "4 sources, 1 checked without gap, 3 not (1 of them checked by hand): Broken, Empty, Paused."
    ]
    by_hand = f"    Checked by hand on {TODAY.day} {TODAY:%B %Y} by "
    assert any(
        line.startswith(by_hand) and line.endswith(": two reports, both known") for line in text.splitlines()
    )
    print(text)
