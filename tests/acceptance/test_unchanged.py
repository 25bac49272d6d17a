"""A poll of a channel that did not change costs one request, whatever the strategy, and no page again."""

import itertools
import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper.cli.frame import utc_now
from tests.command import Gleaner
from tests.site.pages import LONG_TEXT, article, definition, listing, rss
from tests.site.server import Answer, Site

TODAY = utc_now().date()
XML = "application/xml"
CHANNELS = (
    ("feed", "feed", "/feed/"),
    ("restless", "feed", "/restless.xml"),
    ("news", "listing", "/news/"),
    ("map", "sitemap", "/sitemap.xml"),
    ("maps", "sitemap", "/maps.xml"),
    ("posts", "api", "/wp-json/wp/v2/posts"),
    ("search", "api", "/api/search.json"),
)
ADDRESSES = sorted(path for _, _, path in CHANNELS)


def story(folder: str, number: int) -> tuple[str, str, date]:
    return (
        f"/{folder}/story-number-{number}-of-{folder}/",
        f"Story number {number} of {folder} for children",
        TODAY - timedelta(days=number),
    )


def stories(site: Site, folder: str, count: int = 2) -> list[tuple[str, str, date]]:
    """Stories with their pages."""
    made = [story(folder, number) for number in range(1, count + 1)]
    for number, (path, title, day) in enumerate(made):
        site[path] = article(title, day, f"{title}: {number + 7} of {len(folder)} areas. {LONG_TEXT}")
    return made


def urlset(site: Site, folder: str) -> Answer:
    """A sitemap of a folder's stories."""
    named = "".join(
        f"<url><loc>{site.url}{path}</loc><lastmod>{day}</lastmod></url>"
        for path, _, day in stories(site, folder)
    )
    return Answer(f"<urlset>{named}</urlset>", content_type=XML)


def index(site: Site, moments: dict[str, str]) -> Answer:
    """An index of sitemaps, with what it says of their last change ("" for nothing)."""
    named = "".join(
        f"<sitemap><loc>{site.url}/{name}.xml</loc>"
        + (f"<lastmod>{moment}</lastmod></sitemap>" if moment else "</sitemap>")
        for name, moment in moments.items()
    )
    return Answer(f"<sitemapindex>{named}</sitemapindex>", content_type=XML)


def restless(site: Site) -> Callable[[], str]:
    """A feed whose bytes change at every request, though nothing is published."""
    text, counter = rss(stories(site, "restless"), site.url), itertools.count()
    return lambda: text.replace(
        "<description>News", f"<lastBuildDate>{next(counter)}</lastBuildDate><description>News"
    )


def put_up(site: Site) -> None:
    """One channel of each kind, each with stories of its own."""
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    site["/feed/"] = Answer(
        rss(stories(site, "feed"), site.url), content_type="application/rss+xml", headers={"ETag": '"1"'}
    )
    site["/restless.xml"] = Answer(restless(site), content_type="application/rss+xml")
    news = stories(site, "news", 6)
    for page in (1, 2, 3):
        following = f"<a rel='next' href='/news/?page={page + 1}'>Next</a></body>" if page < 3 else "</body>"
        address = "/news/" if page == 1 else f"/news/?page={page}"
        site[address] = listing(list(news[2 * page - 2 : 2 * page])).replace("</body>", following)
    site["/sitemap.xml"] = urlset(site, "map")
    site["/maps.xml"] = index(site, {"one": "2026-01-01", "two": "2026-01-01", "three": ""})
    for name in ("one", "two", "three"):
        site[f"/{name}.xml"] = urlset(site, name)
    posts = [
        {"id": number, "link": site.url + path, "title": {"rendered": title}, "date": f"{day}T09:00:00"}
        for number, (path, title, day) in enumerate(stories(site, "posts"))
    ]
    site["/wp-json/wp/v2/posts"] = Answer(
        json.dumps(posts), content_type="application/json", headers={"X-WP-TotalPages": "9"}
    )
    site["/wp-json/wp/v2/posts?page=2"] = Answer("[]", content_type="application/json")
    results = [{"title": f"Report {n}", "link": f"/government/publications/report-{n}"} for n in (1, 2)]
    found = {"results": results, "total": 200, "start": 0}
    site["/api/search.json"] = Answer(json.dumps(found), content_type="application/json")


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def test_every_channel_that_did_not_change_costs_one_request_and_no_page(gleaner: Gleaner) -> None:
    with Site() as site:
        put_up(site)
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        first = gleaner.json("crawl", "voice")
        begun = Counter(site.asked())
        site.requests.clear()
        second = gleaner.json("crawl", "voice")
        assert sorted(site.asked()) == ADDRESSES
    assert {path for path, count in begun.items() if count > 1} == set()
    assert first["new"] == 2 + 2 + 6 + 2 + 6 + 2
    assert (second["new"], second["sources"][0]["outcome"]) == (0, "unchanged")


def test_pages_of_a_listing_are_read_up_to_the_first_that_shows_nothing_unknown(gleaner: Gleaner) -> None:
    with Site() as site:
        put_up(site)
        gleaner.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))
        gleaner.run("crawl", "voice")
        newer = [story("news", 0), *(story("news", number) for number in (1, 2))]
        site[newer[0][0]] = article(newer[0][1], newer[0][2], "Something else was found. " + LONG_TEXT)
        site["/news/"] = listing(list(newer)).replace(
            "</body>", "<a rel='next' href='/news/?page=2'>2</a></body>"
        )
        site.requests.clear()
        told = gleaner.json("crawl", "voice")
        assert sorted(site.asked()) == ["/news/", "/news/?page=2", newer[0][0]]
    assert told["new"] == 1


def test_only_the_sitemaps_of_an_index_that_changed_or_failed_are_read_again(gleaner: Gleaner) -> None:
    with Site() as site:
        put_up(site)
        site["/two.xml"] = Answer("busy", 500)
        gleaner.define("voice", definition("voice", site.url, ("maps", "sitemap", "/maps.xml")))
        first = gleaner.json("crawl", "voice")
        site["/two.xml"] = urlset(site, "two")
        site["/one.xml"] = Answer(str(urlset(site, "one").body).replace("</urlset>", ""), content_type=XML)
        asked = []
        for moments in (
            {"one": "2026-01-01", "two": "2026-01-01", "three": ""},
            {"one": "2026-01-01", "two": "2026-01-01", "three": ""},
            {"one": "2026-02-02", "two": "2026-01-01", "three": ""},
        ):
            site["/maps.xml"] = index(site, moments)
            site.requests.clear()
            gleaner.run("crawl", "voice")
            asked.append(sorted(site.asked("/")))
    pages = [path for path, _, _ in (story("two", 1), story("two", 2))]
    assert first["new"] == 4
    assert asked == [
        sorted(["/maps.xml", "/two.xml", *pages]),
        ["/maps.xml"],
        ["/maps.xml", "/one.xml", "/three.xml"],
    ]


def test_an_index_that_never_changes_is_read_through_all_the_same_every_eighth_poll(gleaner: Gleaner) -> None:
    with Site() as site:
        put_up(site)
        site["/maps.xml"] = index(site, {"three": ""})
        gleaner.define("voice", definition("voice", site.url, ("maps", "sitemap", "/maps.xml")))
        gleaner.run("crawl", "voice")
        path, title, day = story("three", 3)
        site[path] = article(title, day, "A later story. " + LONG_TEXT)
        site["/three.xml"] = Answer(
            str(urlset(site, "three").body).replace(
                "</urlset>", f"<url><loc>{site.url}{path}</loc></url></urlset>"
            ),
            content_type=XML,
        )
        found = [gleaner.json("crawl", "voice")["new"] for _ in range(8)]
    assert found == [0] * 7 + [1]


def test_not_changed_from_a_site_that_sent_nothing_yet_is_no_sound_look(gleaner: Gleaner) -> None:
    with Site() as site:
        site["/feed/"] = Answer(status=304)
        gleaner.define("voice", definition("voice", site.url, ("feed", "feed", "/feed/")))
        (silent,) = gleaner.json("crawl", "voice")["sources"]
        (health,) = gleaner.json("sources", "health")
        old = ("/old/", "An old story", TODAY - timedelta(days=400))
        site["/feed/"] = Answer(rss([*stories(site, "voice"), old], site.url))
        (spoken,) = gleaner.json("crawl", "voice")["sources"]
    assert (silent["outcome"], health["state"]) == ("failed", "failing")
    assert site.asked("/old/") == []  # it is a first look still
    assert spoken["new"] == 2
