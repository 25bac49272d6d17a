"""Sources as an editor adds, checks and keeps them: the real command against real sites."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.command import Gleaner
from tests.site.furniture import furnish, home, listing, publish
from tests.site.items import SUBJECTS, items, old_items
from tests.site.kinds.feeds import tag_feeds, wordpress
from tests.site.kinds.listings import listing_only, two_listings
from tests.site.markup import feed, rss
from tests.site.pages import definition
from tests.site.server import Answer, Site


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home_folder = Gleaner(tmp_path / "home")
    home_folder.home.mkdir()
    return home_folder


def test_every_address_tried_and_left_aside_has_a_reason(gleaner: Gleaner) -> None:
    with Site() as site:
        tag_feeds.open(site)
        rejected = gleaner.json("sources", "add", site.url)["rejected"]
    reasons = {urlsplit(each["url"]).path: each["reason"] for each in rejected}
    assert "tag" in reasons["/tag/care/feed/"]
    assert all(reasons.values())


def test_the_preview_shows_what_each_channel_holds_with_dates(gleaner: Gleaner) -> None:
    with Site() as site:
        wordpress.open(site)
        said = gleaner.run("sources", "add", site.url).stdout
    assert SUBJECTS[0] in said
    assert str(items("/", 1)[0].day) in said
    assert "comments" in said
    assert (gleaner.home / "sources" / "wordpress.toml").exists()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer("<h1>Forbidden</h1>", 403), "refused us (403)"),
        (Answer("<h1>Gone</h1>", 410), "gone for good"),
        (Answer("<h1>Down</h1>", 503), "error (503)"),
    ],
)
def test_a_site_that_gives_nothing_is_refused_with_the_reason(
    gleaner: Gleaner, answer: Answer, words: str
) -> None:
    with Site() as site:
        site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
        site.otherwise = answer
        done = gleaner.run("sources", "add", site.url, check=False)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert len(site.requests) <= 6
    assert not list((gleaner.home).glob("sources/*"))


def test_a_robots_txt_that_forbids_everything_is_obeyed_and_named(gleaner: Gleaner) -> None:
    with Site() as site:
        wordpress.open(site)
        furnish(site, "Disallow: /")
        done = gleaner.run("sources", "add", site.url, check=False)
    assert done.returncode == 1
    assert "robots.txt" in done.stderr
    assert site.asked() == []


def test_an_address_that_is_none_is_refused(gleaner: Gleaner) -> None:
    done = gleaner.run("sources", "add", "ftp://example.org/", check=False)
    assert (done.returncode, "http or https" in done.stderr) == (1, True)


def test_what_is_watched_already_is_refused_naming_the_source(gleaner: Gleaner) -> None:
    with Site() as site:
        two_listings.open(site)
        gleaner.run("sources", "add", site.url, "--name", "First", "--yes")
        by_home = gleaner.run("sources", "add", site.url, check=False)
        site.requests.clear()
        by_channel = gleaner.run("sources", "add", f"{site.url}/news", check=False)
    assert by_home.returncode == by_channel.returncode == 1
    assert "already watched as first" in by_home.stderr
    assert "already watched as first" in by_channel.stderr
    assert site.requests == []


def test_two_sites_of_one_name_get_slugs_of_their_own(gleaner: Gleaner) -> None:
    with Site() as one, Site() as other:
        wordpress.open(one)
        wordpress.open(other)
        slugs = [gleaner.json("sources", "add", site.url)["slug"] for site in (one, other)]
    assert slugs == ["wordpress", "wordpress-2"]


def test_the_address_of_a_listing_is_watched_as_that_listing_alone(gleaner: Gleaner) -> None:
    with Site() as site:
        two_listings.open(site)
        added = gleaner.json("sources", "add", f"{site.url}/publications/")
    assert [(each["strategy"], each["url"]) for each in added["channels"]] == [
        ("listing", f"{site.url}/publications/")
    ]


def test_the_address_of_a_feed_is_watched_as_that_feed(gleaner: Gleaner) -> None:
    with Site() as site:
        wordpress.open(site)
        added = gleaner.json("sources", "add", f"{site.url}/feed/", "--name", "Feed")
    assert [each["url"] for each in added["channels"]] == [f"{site.url}/feed/"]
    assert added["home"] == f"{site.url}/"


def test_a_filtered_address_is_never_taken_for_a_listing(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site)
        shown = items("/news/", 6)
        publish(site, shown)
        site["/find?topic=care&page=2"] = listing(site, shown)
        added = gleaner.json("sources", "add", f"{site.url}/find?topic=care&page=2", "--name", "Find")
    assert [each["strategy"] for each in added["channels"]] == ["page"]


def test_check_says_of_each_channel_whether_it_works_and_writes_nothing(gleaner: Gleaner) -> None:
    with Site() as site:
        furnish(site)
        fresh, old = items("/news/", 3), old_items("/old/", 2, days=900)
        site["/good"] = feed(rss(fresh, site.url))
        site["/old"] = feed(rss(old, site.url))
        site["/none"] = feed(rss([], site.url))
        site["/left"] = Answer("", 301, headers={"Location": "/good"})
        site["/no"] = Answer("", 403)
        site["/page"] = home(site)
        names = ("good", "old", "none", "left", "no", "page", "lost")
        gleaner.define(
            "voice", definition("voice", site.url, *((name, "feed", f"/{name}") for name in names))
        )
        checks = gleaner.json("sources", "check", "voice")
        table = gleaner.run("sources", "check", "voice").stdout
        shown = gleaner.json("sources", "show", "voice")
    assert {each["channel"].partition("/")[2]: each["outcome"] for each in checks} == {
        "good": "works",
        "old": "stale",
        "none": "empty",
        "left": "moved",
        "no": "blocked",
        "page": "dead",
        "lost": "dead",
    }
    assert checks[0]["entries"] == 3
    assert checks[0]["newest"] == str(fresh[0].day)
    assert checks[3]["moved_to"] == f"{site.url}/good"
    assert "voice/good" in table
    assert all(channel["last_polled"] is None for channel in shown["channels"])


def test_a_paused_source_is_not_polled_until_it_is_resumed(gleaner: Gleaner) -> None:
    with Site() as site:
        listing_only.open(site)
        gleaner.run("sources", "add", site.url, "--name", "Voice")
        gleaner.run("sources", "pause", "voice")
        site.requests.clear()
        refused = gleaner.run("crawl", "voice", check=False)
        again = gleaner.run("sources", "pause", "voice", check=False)
        assert site.requests == []
        gleaner.run("sources", "resume", "voice")
        told = gleaner.json("crawl", "voice")
        gleaner.run("sources", "retire", "voice")
    assert refused.returncode == again.returncode == 1
    assert "is paused" in again.stderr
    assert told["new"] == 8
    assert gleaner.json("sources", "show", "voice")["state"] == "retired"


@pytest.mark.parametrize("form", ["opml", "toml"])
def test_what_one_home_exports_another_imports(gleaner: Gleaner, tmp_path: Path, form: str) -> None:
    text = definition(
        "voice", "http://127.0.0.1:9", ("feed", "feed", "/feed/"), ("news", "listing", "/news/")
    )
    gleaner.define("voice", text)
    file = tmp_path / f"sources.{form}"
    gleaner.run("sources", "export", "voice", "--format", form, "--out", file)
    other = Gleaner(tmp_path / "other")
    assert "1 sources added" in other.run("sources", "import", file).stdout
    assert "1 known already" in other.run("sources", "import", file).stdout
    kept = [home_folder.json("sources", "show", "voice")["definition"] for home_folder in (gleaner, other)]
    assert kept[0] == kept[1]


def test_an_import_names_what_it_cannot_use_and_takes_the_rest(gleaner: Gleaner, tmp_path: Path) -> None:
    file = tmp_path / "reader.opml"
    file.write_text(
        '<opml version="2.0"><head/><body><outline text="Good" type="rss" xmlUrl="http://127.0.0.1:9/feed"/>'
        '<outline text="Bad" type="rss" xmlUrl="gopher://127.0.0.1/"/></body></opml>'
    )
    done = gleaner.run("sources", "import", file)
    assert "1 sources added" in done.stdout
    assert "Bad" in done.stderr
    file.write_text("<html></html>")
    assert gleaner.run("sources", "import", file, check=False).returncode == 1


def test_an_edited_definition_is_taken_and_a_broken_one_refused_with_the_reason(
    gleaner: Gleaner, tmp_path: Path
) -> None:
    gleaner.define("voice", definition("voice", "http://127.0.0.1:9", ("feed", "feed", "/feed/")))

    def edit(script: str) -> "tuple[int, str]":
        editor = tmp_path / "editor.sh"
        editor.write_text(f'#!/bin/sh\nsed -i "{script}" "$1"\n')
        editor.chmod(0o755)
        gleaner.extra["EDITOR"] = gleaner.extra["VISUAL"] = str(editor)
        done = gleaner.run("sources", "edit", "voice", check=False)
        return done.returncode, done.stdout + done.stderr

    assert edit("s/name = .Voice./name = 'Loud Voice'/")[0] == 0
    assert gleaner.json("sources", "show", "voice")["name"] == "Loud Voice"
    code, said = edit("s/strategy = .feed./strategy = 'rss'/")
    assert (code, "strategy" in said) == (1, True)
    assert (gleaner.home / "sources" / "voice.refused").exists()
    assert edit("s/slug = .voice./slug = 'other'/")[0] == 1
    assert gleaner.json("sources", "show", "voice")["channels"][0]["strategy"] == "feed"
