"""Two days of `gleaner watch`: faults come and go, it is killed in the nights, and its mail tells of it.

`make torture` gives it ten minutes, other runs half a minute. A night is the home growing older by a day.
"""

import os
import random
import re
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scraper.cli.frame import utc_now
from tests.acceptance.repairs import days_pass
from tests.acceptance.test_watch import make_due, only, polls, sql, stop, until, watching
from tests.command import Gleaner
from tests.site.pages import LONG_TEXT, article, definition, listing, rss
from tests.site.server import Answer, Site
from tests.site.smtp import Sink

#: Rounds a day and seconds between them: in each, everybody publishes and everything falls due.
ROUNDS, PAUSE = (30, 9.5) if os.environ.get("GLEANER_TORTURE") else (4, 3.0)
#: Faults come and go every so many rounds.
SPELL = 4
NOW = utc_now()
TODAY = NOW.date()
SUBJECTS = ("Foster care", "School meals", "Kinship care", "Online safety", "Youth courts")
WORDS = tuple(" ".join(SUBJECTS).lower().split()) + tuple(LONG_TEXT.lower().replace(".", "").split())
BROKEN, REFUSED = Answer("broken", 500), Answer("User-agent: *\nDisallow: /\n", content_type="text/plain")
HANGS, EMPTIED = Answer("", delay=600.0), Answer(listing([]))
BUSY = Answer("busy", 429, headers={"Retry-After": "5"})


@dataclass
class Publisher:
    """One site with one list: what it has published, and what it answers instead of its list."""

    slug: str
    fault: Answer | None = None
    strategy: str = "feed"
    stories: list[tuple[str, str, date]] = field(default_factory=list)
    site: Site = field(default_factory=Site)
    is_faulty: bool = False

    def publish(self, day: date = TODAY) -> None:
        """One more story, at the top of the list."""
        number = len(self.stories)
        path, title = (
            f"/news/story-{number}/",
            f"{self.slug.title()} on {WORDS[number % len(WORDS)]}, part {number}",
        )
        chance = random.Random(f"{self.slug} {number}")  # noqa: S311 - no secret
        sentences = (f"The {' '.join(chance.choices(WORDS, k=12))} of area {each}." for each in range(12))
        self.site[path] = article(title, day, " ".join(sentences))
        self.stories.insert(0, (path, title, day))

    def answer(self, path: str) -> Answer | None:
        """Its list, or what stands in its place."""
        if path != f"/{self.strategy}/":
            return None
        if self.is_faulty and self.fault:
            return self.fault
        if self.strategy == "listing":
            return Answer(listing([*self.stories]))
        return Answer(rss(self.stories, self.site.url), content_type="application/rss+xml")


def people() -> dict[str, Publisher]:
    """Everybody who is watched, by what is wrong with them at times."""
    every = (
        Publisher("fine"),
        Publisher("broken", BROKEN),
        Publisher("hanging", HANGS),
        Publisher("busy", BUSY),
        Publisher("emptied", EMPTIED, "listing"),
        Publisher("refusing"),
        Publisher("silent"),
    )
    for each in every:
        each.site.rule = each.answer
        each.site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    for weeks in range(20, 9, -1):
        every[-1].publish(TODAY - timedelta(weeks=weeks))
    return {each.slug: each for each in every}


def morning() -> str:
    """A zone in which it is later than seven: from then on the day's message is written."""
    zones = ("Europe/London", "Asia/Tokyo", "Pacific/Honolulu")
    return next(zone for zone in zones if 8 <= NOW.astimezone(ZoneInfo(zone)).hour < 23)


def one_day(gleaner: Gleaner, act: Callable[[int], None], sink: Sink, messages: int) -> str:
    """Watch until so many messages came and the day is over, then kill it in the night. What it said."""
    with watching(gleaner) as process:
        assert process.stdout is not None
        assert "watching" in process.stdout.readline()  # it listens to SIGHUP
        until(lambda: len(sink.taken) == messages)
        for number in range(ROUNDS):
            act(number)
            before = polls(gleaner)
            make_due(gleaner, process)
            until(partial(has_polled, gleaner, before))
            threading.Event().wait(PAUSE)
        process.send_signal(signal.SIGKILL)
        said = process.communicate()[0]
    days_pass(gleaner, 1)
    sql(gleaner, "UPDATE notice SET day = date(day, '-1 day')")
    return said


def has_polled(gleaner: Gleaner, before: int) -> bool:
    return polls(gleaner) > before


def first_day(everybody: dict[str, Publisher], number: int) -> None:
    """Faults come and go, and stand at the end."""
    for each in everybody.values():
        if each.slug != "silent":
            each.publish()
        each.is_faulty = number >= 2 and (ROUNDS - number <= 2 or number % (2 * SPELL) >= SPELL)


def second_day(everybody: dict[str, Publisher], number: int) -> None:
    """Faults come and go, and are over at the end."""
    for each in everybody.values():
        if each.slug != "silent" or number == 0:
            each.publish()
        each.is_faulty = ROUNDS - number > SPELL and number % (2 * SPELL) >= SPELL


def define_all(gleaner: Gleaner, everybody: dict[str, Publisher]) -> None:
    """Have them all watched, and one more whose name no resolver knows."""
    for slug, each in everybody.items():
        channel = (each.strategy, each.strategy, f"/{each.strategy}/")
        gleaner.define(slug, definition(slug, each.site.url, channel))
    lost = definition("lost", "http://lost.invalid", ("feed", "feed", "/feed/"))
    gleaner.define("lost", lost.replace("127.0.0.1", "lost.invalid"))
    only(gleaner, *everybody, "lost")


def told_of(text: str) -> set[str]:
    """The sources that a message names."""
    return set(re.findall(r"\((\w+)\) is", text))


@pytest.mark.slow
def test_two_days_of_faults_lose_no_publication_and_the_mail_tells_of_each(tmp_path: Path) -> None:
    everybody = people()
    with ExitStack() as opened, Sink() as sink:
        for each in everybody.values():
            opened.enter_context(each.site)
        extra = {"GLEANER_DOWNLOAD_TIMEOUT": "2", "GLEANER_TIMEZONE": morning()}
        gleaner = Gleaner(tmp_path / "home", extra=extra | {"GLEANER_ALERTS_ANNA": sink.address()})
        define_all(gleaner, everybody)
        said = [one_day(gleaner, partial(first_day, everybody), sink, 0)]
        everybody["refusing"].site["/robots.txt"] = REFUSED
        said.append(one_day(gleaner, partial(second_day, everybody), sink, 1))
        with watching(gleaner) as process:
            until(lambda: len(sink.taken) == 2)
            said.append(stop(process))
        queue = gleaner.json("queue", "list", "--limit", 10000)
    print("\n\n".join([*said, *(each.text for each in sink.taken)]))
    ill, well = (told_of(each.text) for each in sink.taken)
    assert ill == {"broken", "busy", "hanging", "emptied", "silent", "lost"}
    assert well == {"broken", "busy", "hanging", "emptied", "silent", "refusing"}
    for slug in ("fine", "broken", "hanging", "busy", "emptied"):
        titles = sorted(row["title"] for row in queue if row["source"] == slug)
        assert titles == sorted(title for _, title, _ in everybody[slug].stories)
    assert sql(gleaner, "SELECT count(*) FROM host WHERE lease_owner IS NOT NULL") == [(0,)]
