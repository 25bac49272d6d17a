"""A site breaks: health says it, one message says it, the next day is silent, and the recovery is told."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.cli.frame import utc_now
from tests.acceptance.repairs import days_pass
from tests.command import Gleaner
from tests.site.pages import article, definition, rss
from tests.site.server import Answer, Site
from tests.site.smtp import Sink

TODAY = utc_now().date()
ITEMS = [
    (f"/news/{n}/", f"Story number {n} of the year", TODAY - timedelta(days=2 * n + 1)) for n in range(4)
]


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def state(gleaner: Gleaner) -> str:
    (found,) = (each for each in gleaner.json("sources", "health") if each["source"] == "voice")
    return str(found["state"])


def open_site(site: Site) -> None:
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    for path, title, day in ITEMS:
        site[path] = article(title, day, f"{title}. Told at length for {path}, in words of its own.")
    site["/feed/"] = Answer(rss(ITEMS, site.url), content_type="application/rss+xml")


def yesterday(gleaner: Gleaner) -> None:
    """All that happened was a day earlier, today's message among it."""
    days_pass(gleaner, 1)
    with closing(sqlite3.connect(gleaner.home / "gleaner.db")) as kept, kept:
        kept.execute("UPDATE notice SET day = date(day, '-1 day')")


def test_a_break_and_a_recovery_are_told_once_each(gleaner: Gleaner) -> None:
    with Site() as site, Sink() as sink:
        gleaner.extra["GLEANER_ALERTS_ANNA"] = sink.address()
        open_site(site)
        gleaner.define("voice", definition("voice", site.url, ("feed", "feed", "/feed/")))
        gleaner.run("crawl", "voice")
        assert state(gleaner) == "ok"
        assert gleaner.json("alerts", "send") == []

        site["/feed/"] = Answer("<h1>No robots, please</h1>", 403)
        gleaner.run("crawl", "voice")
        (told,) = (each for each in gleaner.json("sources", "health") if each["source"] == "voice")
        assert told["state"] == "blocked"
        assert "open it by hand, or ask them to allow our user agent" in told["detail"]
        shown = gleaner.run("alerts", "send", "--dry-run").stdout
        assert sink.taken == []
        assert "To anna: Gleaner: 1 source is not well" in shown
        assert "Sent to anna" in gleaner.run("alerts", "send").stdout
        assert "Nothing to send" in gleaner.run("alerts", "send").stdout

        yesterday(gleaner)
        assert gleaner.json("alerts", "send") == []

        open_site(site)
        gleaner.run("crawl", "voice")
        assert state(gleaner) == "ok"
        (recovered,) = gleaner.json("alerts", "send")
        assert (recovered["recipient"], recovered["sent"]) == ("anna", True)
    assert [each.message["Subject"] for each in sink.taken] == [
        "Gleaner: 1 source is not well",
        "Gleaner: 1 recovered",
    ]
    assert "Voice (voice) is blocked since" in sink.taken[0].text
    assert "Voice (voice) is ok again" in sink.taken[1].text


def test_a_message_that_cannot_be_delivered_is_complained_about(gleaner: Gleaner) -> None:
    with Site() as site, Sink(refusal=b"451 later\r\n") as sink:
        gleaner.extra["GLEANER_ALERTS_ANNA"] = sink.address()
        site.otherwise = Answer("<h1>No</h1>", 403)
        gleaner.define("voice", definition("voice", site.url, ("feed", "feed", "/feed/")))
        gleaner.run("crawl", "voice")
        failed = gleaner.run("alerts", "send", check=False)
    assert failed.returncode == 1
    assert "the message to anna did not arrive" in failed.stderr
    assert "is tried again" in failed.stderr


def test_without_a_recipient_the_command_says_how_to_name_one(gleaner: Gleaner) -> None:
    refused = gleaner.run("alerts", "send", check=False)
    assert refused.returncode == 1
    assert "[alerts]" in refused.stderr
