"""The archive read again with other rules: what reads otherwise is put right, an editor's work stays."""

from datetime import timedelta
from pathlib import Path

import pytest

from scraper.cli.frame import utc_now
from tests.acceptance.test_crawl import CHANNELS, publish, story
from tests.command import Gleaner
from tests.site.pages import definition
from tests.site.server import Site

LETTERS = '\n[[kinds]]\npattern = "/news/story-number-2/"\nkind = "letter"\n'


@pytest.fixture
def crawled(tmp_path: Path) -> tuple[Gleaner, str]:
    """A home that read three stories, and the definition it read them by; the site is gone."""
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    with Site() as site:
        publish(site, [1, 2, 3])
        text = definition("voice", site.url, *CHANNELS)
        home.define("voice", text)
        home.run("crawl", "voice")
    return home, text


def test_nothing_changes_while_the_rules_are_the_same(crawled: tuple[Gleaner, str]) -> None:
    home, _ = crawled
    before = home.json("queue", "list", "--status", "all")
    told = home.json("replay")
    assert (told["read"], told["changed"], told["left"]) == (3, 0, [])
    assert home.json("queue", "list", "--status", "all") == before


def test_a_rule_that_changed_is_told_by_field_and_applied(crawled: tuple[Gleaner, str]) -> None:
    home, text = crawled
    home.define("voice", text.replace("\n[[channels]]", LETTERS + "\n[[channels]]", 1))
    tried = home.json("replay", "--dry-run")
    assert tried["fields"] == {"kind": 1}
    assert {row["kind"] for row in home.json("queue", "list")} == {"news"}
    told = home.json("replay", "--source", "voice")
    assert [(each["field"], each["before"], each["after"]) for each in told["changes"]] == [
        ("kind", "news", "letter")
    ]
    kinds = {row["title"]: row["kind"] for row in home.json("queue", "list")}
    assert kinds[story(2)[1]] == "letter"
    assert home.json("replay")["changed"] == 0


def test_an_editors_work_is_not_touched(crawled: tuple[Gleaner, str]) -> None:
    home, text = crawled
    chosen = next(row for row in home.json("queue", "list") if row["title"] == story(2)[1])
    issue = home.json("digest", "new", "--date", "2026-11-23")["id"]
    home.run("digest", "add", issue, chosen["id"], "--heading", "Waiting", "--summary", "Her own words.")
    other = next(row for row in home.json("queue", "list") if row["title"] == story(1)[1])
    home.run("queue", "exclude", other["id"], "--reason", "seen before")
    entry = home.json("digest", "show", issue)["entries"]
    home.define("voice", text.replace("\n[[channels]]", LETTERS + "\n[[channels]]", 1))
    assert home.json("replay")["changed"] == 1
    assert home.json("digest", "show", issue)["entries"] == entry
    status = {row["id"]: row["status"] for row in home.json("queue", "list", "--status", "all")}
    assert (status[chosen["id"]], status[other["id"]]) == ("shortlisted", "excluded")


def test_what_the_archive_lost_is_left_and_said(crawled: tuple[Gleaner, str]) -> None:
    home, _ = crawled
    for file in (home.home / "archive").iterdir():
        file.unlink()
    told = home.json("replay")
    assert (told["read"], len(told["left"])) == (0, 3)
    assert len(home.json("queue", "list")) == 3
    refused = home.run("replay", "--source", "nobody", check=False)
    assert refused.returncode == 1
    assert "no source 'nobody'" in refused.stderr


def test_an_override_holds_for_the_days_on_which_the_pages_were_served(crawled: tuple[Gleaner, str]) -> None:
    home, text = crawled
    today = utc_now().date()
    places = '[[overrides]]\npattern = "number-2"\n{}\ntitle = "h1 + p"\n'
    earlier = places.format(f'until = "{today - timedelta(days=1)}"')
    home.define("voice", text + earlier)
    assert home.json("replay")["changed"] == 0
    home.define("voice", text + earlier + places.format(f'since = "{today - timedelta(days=1)}"'))
    (change,) = home.json("replay")["changes"]
    assert (change["field"], change["before"]) == ("title", story(2)[1])
    assert change["after"] in {row["title"] for row in home.json("queue", "list")}
