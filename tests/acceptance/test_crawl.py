"""The path from a poll to the queue, as a user runs it: the real command, a real site, real files."""

import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper.cli.frame import utc_now
from tests.command import Gleaner
from tests.site.pages import article, definition, listing, rss
from tests.site.server import Answer, Site

TODAY = utc_now().date()
CHANNELS = (("feed", "feed", "/feed/"), ("news", "listing", "/news/"))


def story(number: int) -> tuple[str, str, date]:
    return (
        f"/news/story-number-{number}/",
        f"Story number {number} about waiting times",
        TODAY - timedelta(days=number),
    )


def text(number: int) -> str:
    return (
        f"The review of area {number} found that children waited {number + 3} weeks for a first meeting. "
        "Parents told the reviewers that nobody had explained the delay to them or offered other help. "
        f"The authors make {number + 2} recommendations to the council and its partners."
    )


def publish(site: Site, numbers: list[int]) -> None:
    """The site's state: these stories, in the feed and on the listing."""
    for number in numbers:
        path, title, published = story(number)
        site[path] = article(title, published, text(number))
    site["/feed/"] = Answer(
        rss([story(number) for number in numbers], site.url), content_type="application/rss+xml"
    )
    site["/news/"] = listing([story(number) for number in numbers])
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def test_a_crawl_puts_every_new_publication_into_the_queue_once(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1, 2, 3, 4, 5])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        told = gleaner.json("crawl", "voice")
        queue = gleaner.json("queue", "list")
    assert (told["new"], told["updated"], told["failed_sources"]) == (5, 0, [])
    assert told["sources"][0]["source"] == "voice"
    assert told["sources"][0]["outcome"] == "new"
    assert sorted(row["title"] for row in queue) == [story(number)[1] for number in range(1, 6)]
    assert {row["url"]: row["published"] for row in queue} == {
        f"{site.url}{path}": published.isoformat() for path, _, published in map(story, range(1, 6))
    }


def test_a_second_crawl_finds_nothing_new_and_fetches_no_article_again(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1, 2, 3])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("crawl", "voice")
        site.requests.clear()
        said = gleaner.run("crawl", "voice").stdout
        assert sorted(site.asked()) == ["/feed/", "/news/"]
    assert "Nothing new" in said


def test_only_what_is_new_is_fetched_when_a_site_publishes_more(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [2, 3])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("crawl", "voice")
        publish(site, [1, 2, 3])
        site.requests.clear()
        told = gleaner.json("crawl", "voice")
        assert site.asked("/news/story") == ["/news/story-number-1/"]
    assert told["new"] == 1


def test_a_site_that_refuses_us_is_reported_and_loses_nothing(gleaner: Gleaner) -> None:
    with Site() as good, Site() as bad:
        publish(good, [1])
        for path in ("/feed/", "/news/"):
            bad[path] = Answer("<h1>Forbidden</h1>", 403)
        gleaner.define("good", definition("good", good.url, *CHANNELS))
        gleaner.define("bad", definition("bad", bad.url, *CHANNELS))
        told = gleaner.json("crawl", "good", "bad")
        words = gleaner.run("crawl", "bad").stdout
        strict = gleaner.run("crawl", "bad", "--strict", check=False)
    assert told["failed_sources"] == ["bad"]
    assert told["new"] == 1
    assert "the site refused us (403)" in words
    assert strict.returncode == 1


def test_a_site_that_asked_to_be_left_alone_is_named_and_not_said_to_have_nothing_new(
    gleaner: Gleaner,
) -> None:
    with Site() as site:
        publish(site, [1])
        site["/feed/"] = Answer("busy", 503, headers={"Retry-After": "3600"})
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("crawl", "voice")
        site.requests.clear()
        (told,) = gleaner.json("crawl", "voice")["sources"]
        words = gleaner.run("crawl", "voice").stdout
        assert site.requests == []
    assert told["error"].startswith("the site asked to be left alone until ")
    assert "the site asked to be left alone until " in " ".join(words.split())
    assert "Nothing is due" not in words


def test_what_robots_txt_forbids_is_not_fetched_and_is_accounted_for(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1, 2])
        site["/robots.txt"] = Answer(
            "User-agent: *\nDisallow: /news/story-number-2/\n", content_type="text/plain"
        )
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        told = gleaner.json("crawl", "voice")
        assert site.asked("/news/story") == ["/news/story-number-1/"]
    assert told["sources"][0]["dropped"] == {"refused-by-robots": 1}


def test_an_archive_replays_into_the_same_queue_without_the_site(gleaner: Gleaner, tmp_path: Path) -> None:
    with Site() as site:
        publish(site, [1, 2, 3])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("crawl", "voice")
    (archive,) = (gleaner.home / "archive").glob("*.warc.gz")
    again = Gleaner(tmp_path / "again", extra={"GLEANER_ALLOW_PRIVATE_NETWORKS": "1"})
    again.define("voice", definition("voice", site.url, *CHANNELS))
    told = again.json("crawl", "voice", "--replay", archive)
    assert told["new"] == 3

    def essence(home: Gleaner) -> list[tuple[str, ...]]:
        return sorted(
            (row["url"], row["title"], row["published"], row["kind"]) for row in home.json("queue", "list")
        )

    assert essence(again) == essence(gleaner)


def test_a_page_missing_from_the_archive_is_an_ordinary_failed_request(
    gleaner: Gleaner, tmp_path: Path
) -> None:
    with Site() as site:
        publish(site, [1])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("crawl", "voice")
        other = definition("other", site.url.replace("127.0.0.1", "localhost"), *CHANNELS)
    (archive,) = (gleaner.home / "archive").glob("*.warc.gz")
    gleaner.define("other", other.replace('hosts = ["127.0.0.1"]', 'hosts = ["localhost"]'))
    told = gleaner.json("crawl", "other", "--replay", archive)
    assert told["failed_sources"] == ["other"]


def test_a_site_that_asks_for_a_pause_is_not_asked_again_in_this_run(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1, 2])
        site["/feed/"] = Answer("busy", 503, headers={"Retry-After": "3600"})
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        told = gleaner.json("crawl", "voice")
        assert site.asked() == ["/feed/"]
        again = gleaner.json("crawl", "voice")
        assert site.asked() == ["/feed/"]
    assert told["failed_sources"] == ["voice"]
    assert "wait until" in told["sources"][0]["error"]
    assert again["new"] == 0


def test_pages_that_a_pause_kept_from_being_asked_for_lose_none_of_their_tries(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, list(range(1, 9)))
        site[story(1)[0]] = Answer("busy", 503, headers={"Retry-After": "0"})
        gleaner.define("voice", definition("voice", site.url, CHANNELS[0]))
        told = gleaner.json("crawl", "voice")
        assert sorted(site.asked("/news/story")) == sorted(story(number)[0] for number in range(1, 9))
    assert told["new"] == 7
    assert "1 pages could not be fetched" in told["sources"][0]["error"]


def test_private_addresses_are_refused_unless_allowed(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.extra["GLEANER_ALLOW_PRIVATE_NETWORKS"] = "0"
        told = gleaner.json("crawl", "voice")
        assert site.requests == []
    assert told["failed_sources"] == ["voice"]


def test_two_crawls_of_one_home_do_not_run_at_once(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, list(range(1, 9)))
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("init")
        gleaner.extra["GLEANER_DOWNLOAD_DELAY"] = "0.3"
        first = gleaner.start("crawl", "voice")
        while not site.requests and first.poll() is None:
            threading.Event().wait(0.02)
        second = gleaner.run("crawl", "voice", check=False)
        first.communicate()
    assert first.returncode == 0
    assert second.returncode == 1
    assert second.stderr.startswith("gleaner: another crawl")
    assert len(second.stderr.splitlines()) == 1
    assert len(gleaner.json("queue", "list")) == 8


def test_a_bad_definition_is_named_and_costs_nothing_else(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.define("broken", 'slug = "broken"\nname = "Broken"\ncolour = "red"\n')
        done = gleaner.run("crawl", "voice", "--json")
    assert "broken.toml" in done.stderr
    assert "colour" in done.stderr
    assert len(gleaner.json("queue", "list")) == 1


def test_scrapy_commands_work_beside_ours(gleaner: Gleaner) -> None:
    scrapy = str(Path(sys.executable).with_name("scrapy"))
    root = Path(__file__).parents[2]
    with Site() as site:
        publish(site, [1, 2])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        listed = subprocess.run(
            [scrapy, "list"], cwd=root, env=gleaner.environment, capture_output=True, text=True, check=True
        )
        assert {"feed", "listing", "sitemap", "page"} <= set(listed.stdout.split())
        crawled = subprocess.run(
            [scrapy, "crawl", "feed", "-a", "channel=voice/feed"],
            cwd=root,
            env=gleaner.environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert "ERROR" not in crawled.stderr
    assert len(gleaner.json("queue", "list")) == 2


def test_the_whole_path_runs_on_postgresql(gleaner: Gleaner, postgres_url: str) -> None:
    gleaner.database = postgres_url
    with Site() as site:
        publish(site, [1, 2, 3])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        first, second = gleaner.json("crawl", "voice"), gleaner.json("crawl", "voice")
    assert (first["new"], second["new"]) == (3, 0)
    ids = [row["id"] for row in gleaner.json("queue", "list", "--search", "waiting times")]
    assert len(ids) == 3
    gleaner.run("queue", "exclude", *ids)
    gleaner.run("queue", "undo")
    gleaner.run("digest", "new", "--date", "2026-11-26")
    gleaner.run("digest", "add", 1, ids[0])
    assert len(gleaner.json("digest", "show", 1)["entries"]) == 1
    assert not (gleaner.home / "gleaner.db").exists()


def test_a_channel_that_did_not_change_is_asked_conditionally_and_costs_no_body(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1, 2])
        site.pages["/feed/"].headers["ETag"] = '"one"'
        gleaner.define("voice", definition("voice", site.url, CHANNELS[0]))
        gleaner.run("crawl", "voice")
        site.requests.clear()
        told = gleaner.json("crawl", "voice")
        ((path, headers),) = (request for request in site.requests if request[0] != "/robots.txt")
    assert (path, headers["If-None-Match"]) == ("/feed/", '"one"')
    assert (told["sources"][0]["outcome"], told["sources"][0]["bytes"]) == ("unchanged", 0)


def test_a_frozen_etag_does_not_hide_new_publications_for_ever(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [2])
        site.pages["/feed/"].headers["ETag"] = '"frozen"'
        gleaner.define("voice", definition("voice", site.url, CHANNELS[0]))
        gleaner.run("crawl", "voice")
        publish(site, [1, 2])
        site.pages["/feed/"].headers["ETag"] = '"frozen"'
        found = [gleaner.json("crawl", "voice")["new"] for _ in range(8)]
    assert sum(found) == 1


def test_a_frozen_etag_is_recognised_and_no_longer_sent(gleaner: Gleaner) -> None:
    """The site answers in full each time, under one ETag whatever it publishes."""
    with Site() as site:
        for stories in ([2], [1, 2], [0, 1, 2]):
            publish(site, stories)
            site.pages["/feed/"].headers["etag"] = '"frozen"'  # in lower case the test site does not heed it
            gleaner.define("voice", definition("voice", site.url, CHANNELS[0]))
            assert gleaner.json("crawl", "voice")["new"] == 1
        asked = ["If-None-Match" in headers for path, headers in site.requests if path == "/feed/"]
    assert asked == [False, True, False]
    assert "says nothing of what is published" in gleaner.run("sources", "show", "voice").stdout


def test_a_redirected_page_is_one_publication_at_its_final_address(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1])
        site["/news/story-number-1/"] = Answer(
            status=301, headers={"Location": "/news/final-address-of-one/"}
        )
        site["/news/final-address-of-one/"] = article(story(1)[1], story(1)[2], text(1))
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        gleaner.run("crawl", "voice")
    (row,) = gleaner.json("queue", "list")
    assert row["url"] == f"{site.url}/news/final-address-of-one/"
    assert row["urls"] == [row["url"], f"{site.url}/news/story-number-1/"]


def test_a_channel_that_moved_for_good_is_followed_and_the_change_is_shown(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1])
        site["/rss/"] = site.pages["/feed/"]
        site["/feed/"] = Answer(status=301, headers={"Location": "/rss/"})
        gleaner.define("voice", definition("voice", site.url, CHANNELS[0]))
        for _ in range(3):
            gleaner.run("crawl", "voice")
        site.requests.clear()
        gleaner.run("crawl", "voice")
        assert site.asked() == ["/rss/"]
    shown = gleaner.json("sources", "show", "voice")
    assert shown["channels"][0]["url"] == f"{site.url}/rss/"
    assert [(event["action"], event["what"]) for event in shown["history"]] == [("moved", "feed")]
    assert "moved feed" in gleaner.run("sources", "show", "voice").stdout
