"""Channels that break while their site lives: found again from the home page, adopted, and told."""

import threading
from datetime import date
from pathlib import Path

import pytest

from tests.acceptance.repairs import (
    FEED,
    Item,
    active,
    days_pass,
    feed,
    furnish,
    item,
    listed,
    publish,
    repair,
    subjects,
    titles,
)
from tests.command import Gleaner
from tests.site.items import SUBJECTS
from tests.site.pages import definition
from tests.site.server import Answer, Site


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def test_a_dead_feed_is_replaced_by_the_listing_that_shows_the_same_in_the_same_run(
    gleaner: Gleaner,
) -> None:
    with Site() as site:
        furnish(site)
        older = [item(number) for number in (1, 2, 3)]
        publish(site, [item(0), *older])
        site["/feed/"] = feed(older, site)
        gleaner.define("voice", definition("voice", site.url, FEED))
        first = gleaner.json("crawl", "voice")
        del site.pages["/feed/"]
        site["/news/"] = listed([item(0), *older])
        told = gleaner.json("crawl", "voice")
        again = gleaner.json("crawl", "voice")
    assert (first["new"], first["repairs"]) == (3, [])
    assert (told["new"], told["updated"], told["duplicates"], told["failed_sources"]) == (1, 0, 0, [])
    assert titles(gleaner) == subjects(0, 1, 2, 3)
    assert (again["new"], again["repairs"]) == (0, [])
    mended = repair(told)
    assert (mended["source"], mended["why_not"]) == ("voice", None)
    assert mended["broken"] == [
        {
            "channel": "feed",
            "strategy": "feed",
            "url": f"{site.url}/feed/",
            "why": "there is no such page (404)",
            "dry": False,
        }
    ]
    (adopted,) = mended["adopted"]
    assert (adopted["strategy"], adopted["url"]) == ("listing", f"{site.url}/news/")
    assert adopted["replaces"] == ["feed"]
    assert active(gleaner) == [("feed", "feed", "fallback"), ("news", "listing", "main")]


def break_feed(gleaner: Gleaner, site: Site, items: list[Item], answer: Answer | None = None) -> None:
    """A source whose feed was read once and then broke: there is no such page, unless `answer` says more."""
    publish(site, items)
    site["/feed/"] = feed(items, site)
    gleaner.define("voice", definition("voice", site.url, FEED))
    gleaner.run("crawl", "voice")
    if answer is None:
        del site.pages["/feed/"]
    else:
        site["/feed/"] = answer
    site.requests.clear()


def test_a_feed_that_moved_to_another_usual_address_is_found_there(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site, menu="")
        older = [item(number) for number in (1, 2, 3)]
        break_feed(gleaner, site, older)
        publish(site, [item(0)])
        site["/rss.xml"] = feed([item(0), *older], site)
        told = gleaner.json("crawl", "voice")
    assert told["new"] == 1
    assert titles(gleaner) == subjects(0, 1, 2, 3)
    assert active(gleaner) == [("feed", "feed", "fallback"), ("feed-2", "feed", "main")]


def test_a_feed_that_says_it_has_ended_is_replaced(gleaner: Gleaner) -> None:
    ended = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Voice</title><id>urn:x</id>'
        "<entry><id>urn:ended</id><title>This feed has ended</title></entry></feed>"
    )
    with Site() as site:
        furnish(site)
        older = [item(number) for number in (1, 2, 3)]
        break_feed(gleaner, site, older, Answer(ended, content_type="application/atom+xml"))
        publish(site, [item(0)])
        site["/news/"] = listed([item(0), *older])
        said = gleaner.run("crawl", "voice").stdout
    assert (
        "Mended: Voice: feed no longer works (The feed says that it has ended); "
        f"now reads {site.url}/news/ (listing)." in said
    )
    assert titles(gleaner) == subjects(0, 1, 2, 3)


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_a_site_that_moved_to_a_new_system_with_all_new_addresses_brings_only_what_is_new(
    gleaner: Gleaner, dated: bool
) -> None:
    with Site() as site:
        furnish(site)
        old = [item(number) for number in (1, 2, 3, 4)]
        publish(site, old)
        site["/feed/"] = feed(old, site)
        gleaner.define("voice", "publications = ['/news/[^/]+/']\n" + definition("voice", site.url, FEED))
        gleaner.run("crawl", "voice")
        for path, _, _ in old:
            del site.pages[path]
        del site.pages["/feed/"]
        moved = [item(number, "/insights/") for number in range(5)]
        publish(site, moved)
        shown: list[tuple[str, str, date | None]] = [
            (path, title, day if dated else None) for path, title, day in moved
        ]
        furnish(site, '<a href="/insights/">Insights</a>')
        site["/insights/"] = listed(shown)
        site.requests.clear()
        told = gleaner.json("crawl", "voice")
        pages = [path for path in site.asked("/insights/") if path != "/insights/"]
    assert repair(told)["adopted"][0]["url"] == f"{site.url}/insights/"
    assert (told["new"], told["updated"]) == (1, 0)
    assert titles(gleaner) == subjects(0, 1, 2, 3, 4)
    if dated:
        assert pages == [moved[0][0]]
    urls = {row["title"]: row["urls"] for row in gleaner.json("queue", "list")}
    assert urls[SUBJECTS[1]] == [f"{site.url}{old[0][0]}", f"{site.url}{moved[1][0]}"]


def test_a_place_that_shows_nothing_known_is_not_adopted_and_that_is_said(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site)
        break_feed(gleaner, site, [item(number) for number in (0, 1, 2)])
        others = [item(number) for number in (4, 5, 6, 7)]
        publish(site, others)
        site["/news/"] = listed(others)
        done = gleaner.run("crawl", "voice", "--json")
        said = gleaner.run("sources", "show", "voice").stdout
    assert titles(gleaner) == subjects(0, 1, 2)
    assert active(gleaner) == [("feed", "feed", "main")]
    assert f"{site.url}/news/ shows no publication that is known" in done.stdout
    assert "looked for a replacement of feed: found nothing" in said


def test_a_search_without_result_is_told_in_one_honest_line(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site, menu="")
        break_feed(gleaner, site, [item(number) for number in (0, 1, 2)])
        said = gleaner.run("crawl", "voice").stdout
    (line,) = (line for line in said.splitlines() if line.startswith("Not mended"))
    assert line.startswith("Not mended: Voice: feed no longer works (there is no such page (404)). Nothing")


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_is_not_evaded(gleaner: Gleaner, status: int) -> None:
    with Site() as site:
        furnish(site)
        shown = [item(number) for number in (0, 1, 2)]
        site["/news/"] = listed(shown)
        break_feed(gleaner, site, shown, Answer("<h1>No</h1>", status))
        told = [gleaner.json("crawl", "voice") for _ in range(3)]
        assert set(site.asked()) == {"/feed/"}
    assert [each["repairs"] for each in told] == [[], [], []]


def test_a_dead_site_is_searched_once_a_day_with_few_requests(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site)
        break_feed(gleaner, site, [item(number) for number in (0, 1, 2)])
        site.pages = {"/robots.txt": site.pages["/robots.txt"]}
        site.otherwise = Answer("<h1>Broken</h1>", 500)

        def searched() -> bool:
            """Whether the next run searches the site: only then it asks for the home page."""
            site.requests.clear()
            gleaner.run("crawl", "voice")
            assert len(site.requests) <= 6
            return "/" in site.asked()

        assert not searched(), "a first fault may pass"
        assert searched(), "a second in a row is searched for"
        assert not searched(), "once a day"
        days_pass(gleaner, 1)
        assert searched(), "the next day again"
        days_pass(gleaner, 1)
        assert not searched(), "then after two days"
        days_pass(gleaner, 1)
        assert searched(), "then after two days"


def test_a_feed_that_ran_dry_is_replaced_and_nothing_of_the_time_between_is_lost(gleaner: Gleaner) -> None:
    gleaner.extra["GLEANER_FIRST_POLL_DAYS"] = "100"
    with Site() as site:
        furnish(site)
        frozen = [item(number, days=61 + 2 * number) for number in (3, 4, 5)]
        later = [item(0, days=3), item(1, days=30), item(2, days=55)]
        publish(site, frozen)
        site["/feed/"] = feed(frozen, site)
        gleaner.define("voice", definition("voice", site.url, FEED))
        gleaner.run("crawl", "voice")
        del gleaner.extra["GLEANER_FIRST_POLL_DAYS"]
        publish(site, later)
        site["/news/"] = listed([*later, *frozen])
        early = gleaner.json("crawl", "voice")
        days_pass(gleaner, 60)
        told = gleaner.json("crawl", "voice")
        said = gleaner.run("sources", "show", "voice").stdout
    assert early["repairs"] == []
    assert repair(told)["broken"][0]["dry"] is True
    assert titles(gleaner) == subjects(0, 1, 2), "what nobody touched for sixty days was let go"
    assert titles(gleaner, "all") == subjects(0, 1, 2, 3, 4, 5)
    assert "feed shows nothing new since" in said


def test_a_quiet_publisher_is_not_mended(gleaner: Gleaner) -> None:
    gleaner.extra["GLEANER_FIRST_POLL_DAYS"] = "100"
    with Site() as site:
        furnish(site)
        quiet = [item(number, days=61 + 2 * number) for number in (0, 1, 2, 3, 4)]
        publish(site, quiet)
        site["/feed/"] = feed(quiet[:3], site)
        site["/news/"] = listed(quiet)
        gleaner.define("voice", definition("voice", site.url, FEED))
        gleaner.run("crawl", "voice")
        days_pass(gleaner, 60)
        told = gleaner.json("crawl", "voice")
    assert repair(told)["adopted"] == []
    assert "shows nothing newer" in repair(told)["why_not"]


def test_a_repair_outlives_the_catalogue_and_ends_with_an_edited_definition(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site)
        shown = [item(number) for number in (0, 1, 2)]
        break_feed(gleaner, site, shown)
        site["/news/"] = listed(shown)
        gleaner.run("crawl", "voice")
        repaired = [("feed", "feed", "fallback"), ("news", "listing", "main")]
        gleaner.run("init")
        assert active(gleaner) == repaired
        exported = gleaner.run("sources", "export", "voice", "--format", "toml").stdout
        assert f'url = "{site.url}/news/"' in exported
        gleaner.define("voice", definition("voice", site.url, FEED).replace('"Voice"', '"Voice UK"'))
        assert active(gleaner) == [("feed", "feed", "main")]
        channels = gleaner.json("sources", "show", "voice")["channels"]
    assert [each["state"] for each in channels] == ["active", "retired"]


def test_an_edited_definition_begins_with_the_repair_in_place(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site)
        shown = [item(number) for number in (0, 1, 2)]
        break_feed(gleaner, site, shown)
        site["/news/"] = listed(shown)
        gleaner.run("crawl", "voice")
        gleaner.extra["EDITOR"] = "sed -i 's/Voice/Voice UK/'"
        gleaner.run("sources", "edit", "voice")
        assert active(gleaner) == [("feed", "feed", "fallback"), ("news", "listing", "main")]
        shown_source = gleaner.json("sources", "show", "voice")
    assert (shown_source["name"], shown_source["repaired"]) == ("Voice UK", False)


def test_an_old_feed_that_returns_doubles_nothing(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site)
        shown = [item(number) for number in (2, 3, 4)]
        break_feed(gleaner, site, shown)
        publish(site, [item(1)])
        site["/news/"] = listed([item(1), *shown])
        gleaner.run("crawl", "voice")
        publish(site, [item(0)])
        site["/feed/"] = feed([item(0), item(1), *shown], site)
        site["/news/"] = listed([item(0), item(1), *shown])
        told = gleaner.json("crawl", "voice")
    assert (told["new"], told["duplicates"], told["repairs"]) == (1, 0, [])
    assert titles(gleaner) == subjects(0, 1, 2, 3, 4)


def test_a_home_that_moved_to_another_host_takes_its_channels_with_it(gleaner: Gleaner) -> None:
    with Site() as site, Site() as there:
        furnish(site)
        shown = [item(number) for number in (1, 2, 3)]
        break_feed(gleaner, site, shown)
        elsewhere = there.url.replace("127.0.0.1", "localhost")
        site.pages = {"/robots.txt": site.pages["/robots.txt"]}
        site["/"] = Answer(status=301, headers={"Location": f"{elsewhere}/"})
        furnish(there)
        publish(there, [item(0), *shown])
        there["/news/"] = listed([item(0), *shown])
        told = gleaner.json("crawl", "voice")
        exported = gleaner.run("sources", "export", "voice", "--format", "toml").stdout
    assert repair(told)["adopted"][0]["url"] == f"{elsewhere}/news/"
    assert (told["new"], told["updated"]) == (1, 0)
    assert titles(gleaner) == subjects(0, 1, 2, 3)
    assert 'hosts = ["127.0.0.1", "localhost"]' in exported


def test_a_place_on_another_host_is_not_adopted_while_the_home_stays(gleaner: Gleaner) -> None:
    with Site() as site:
        elsewhere = site.url.replace("127.0.0.1", "localhost")
        furnish(site, f'<link rel="alternate" type="application/rss+xml" href="{elsewhere}/all.xml">')
        shown = [item(number) for number in (0, 1, 2)]
        break_feed(gleaner, site, shown)
        site["/all.xml"] = feed(shown, site)
        told = gleaner.json("crawl", "voice")
    assert repair(told)["adopted"] == []
    assert f"{elsewhere}/all.xml stands on another site" in repair(told)["why_not"]


def test_a_kill_while_the_site_is_searched_leaves_things_as_they_were(gleaner: Gleaner) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow_home() -> str:
        asked.set()
        go_on.wait(120)
        return home_page

    with Site() as site:
        furnish(site)
        shown = [item(number) for number in (0, 1, 2)]
        break_feed(gleaner, site, shown)
        site["/news/"] = listed(shown)
        home_page = str(site.pages["/"].body)
        site["/"] = Answer(slow_home)
        crawling = gleaner.start("crawl", "voice")
        assert asked.wait(120)
        crawling.kill()
        crawling.communicate()
        go_on.set()
        assert active(gleaner) == [("feed", "feed", "main")]
        assert gleaner.json("sources", "show", "voice")["history"] == []
        told = gleaner.json("crawl", "voice")
    assert repair(told)["adopted"][0]["channel"] == "news"


def test_a_signal_to_stop_ends_a_search_at_once(gleaner: Gleaner) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow_home() -> str:
        asked.set()
        go_on.wait(120)
        return "<h1>Too late</h1>"

    with Site() as site:
        furnish(site)
        break_feed(gleaner, site, [item(number) for number in (0, 1, 2)])
        site["/"] = Answer(slow_home)
        crawling = gleaner.start("crawl", "voice")
        assert asked.wait(120)
        crawling.terminate()
        _, errors = crawling.communicate(timeout=120)
        go_on.set()
        assert (crawling.returncode, errors) == (0, "")
        assert gleaner.json("sources", "show", "voice")["history"] == []
