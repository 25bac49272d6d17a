"""WordPress's REST API as a channel: found by detection, read by a crawl, no more asked than is new."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.command import Gleaner
from tests.site.furniture import alternate, furnish, home, link, listing, publish
from tests.site.items import Item, items
from tests.site.markup import feed, rss
from tests.site.server import Answer, Site

API = "/wp-json/wp/v2"
ROOT_LINK = '<link rel="https://api.w.org/" href="/wp-json/">'
PER_PAGE = 10
TYPES = {
    name: {"name": name.title(), "slug": name, "rest_base": f"{name}s", "rest_namespace": "wp/v2"}
    for name in ("post", "page", "attachment", "wp_block", "report", "event")
}


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home_folder = Gleaner(tmp_path / "home")
    home_folder.home.mkdir()
    return home_folder


def serve(site: Site, shown: Sequence[Item], route: str = "posts") -> None:
    """A route of the API, ten posts a page, as WordPress answers it."""
    pages = max((len(shown) + PER_PAGE - 1) // PER_PAGE, 1)
    for page in range(1, pages + 1):
        posts = [as_post(site, each, number) for number, each in enumerate(shown)]
        site[f"{API}/{route}" + (f"?page={page}" if page > 1 else "")] = Answer(
            json.dumps(posts[(page - 1) * PER_PAGE : page * PER_PAGE]),
            content_type="application/json; charset=UTF-8",
            headers={"X-WP-Total": str(len(shown)), "X-WP-TotalPages": str(pages)},
        )
    beyond = {"code": "rest_post_invalid_page_number", "message": "Too far.", "data": {"status": 400}}
    site[f"{API}/{route}?page={pages + 1}"] = Answer(json.dumps(beyond), 400, "application/json")
    publish(site, shown)


def as_post(site: Site, item: Item, number: int) -> dict[str, Any]:
    return {
        "id": 900 - number,
        "date": f"{item.day}T09:00:00",
        "modified": f"{item.day}T09:00:00",
        "link": site.url + item.path,
        "guid": {"rendered": f"{site.url}/?p={900 - number}"},
        "title": {"rendered": item.title},
        "excerpt": {"rendered": "<p>What we found.</p>"},
        "type": "post",
    }


def closed(site: Site) -> None:
    """The API as security plugins close it."""
    said = {"code": "rest_forbidden", "message": "Only for members.", "data": {"status": 401}}
    for route in ("posts", "types"):
        site[f"{API}/{route}"] = Answer(json.dumps(said), 401, "application/json")


def found(gleaner: Gleaner, site: Site) -> list[tuple[str, str]]:
    """The channels of the site's definition, drafted under the name Voice."""
    added = gleaner.json("sources", "add", site.url + "/", "--name", "Voice")
    return sorted((each["strategy"], urlsplit(each["url"]).path) for each in added["channels"])


def titles(gleaner: Gleaner) -> list[str]:
    return sorted(row["title"] for row in gleaner.json("queue", "list"))


def test_where_the_feed_is_off_posts_come_from_the_api_and_only_new_ones_are_asked_for(
    gleaner: Gleaner,
) -> None:
    shown = items("/", 14)
    with Site() as site:
        furnish(site)
        site["/"] = home(site, head=ROOT_LINK)
        site[f"{API}/types"] = Answer(json.dumps(TYPES), content_type="application/json")
        serve(site, shown[1:])
        assert found(gleaner, site) == [("api", f"{API}/posts")]
        assert gleaner.json("crawl", "voice")["new"] == 13
        assert [row["published"] for row in gleaner.json("queue", "list", "--search", shown[3].title)] == [
            shown[3].stated
        ]
        site.requests.clear()
        gleaner.json("crawl", "voice")
        assert site.asked() == [f"{API}/posts"]
        serve(site, shown)
        site.requests.clear()
        assert gleaner.json("crawl", "voice")["new"] == 1
        assert shown[0].path in site.asked()
        assert not [path for path in site.asked() if path in {each.path for each in shown[1:]}]
    assert titles(gleaner) == sorted(each.title for each in shown)


def test_a_type_that_the_feed_leaves_out_is_a_channel_beside_it(gleaner: Gleaner) -> None:
    posts, reports = items("/", 4), items("/reports/", 3, first=6)
    with Site() as site:
        furnish(site)
        site["/"] = home(site, head=ROOT_LINK + alternate("/feed/"))
        site["/feed/"] = feed(rss(posts, site.url))
        site[f"{API}/types"] = Answer(json.dumps(TYPES), content_type="application/json")
        serve(site, posts)
        serve(site, reports, "reports")
        assert found(gleaner, site) == [("api", f"{API}/reports"), ("feed", "/feed/")]
        assert f"{API}/events" not in site.asked()
        assert gleaner.json("crawl", "voice")["new"] == 7
    assert titles(gleaner) == sorted(each.title for each in (*posts, *reports))


def test_an_api_that_is_closed_leaves_the_listing(gleaner: Gleaner) -> None:
    shown = items("/news/", 6)
    with Site() as site:
        furnish(site)
        closed(site)
        publish(site, shown)
        site["/"] = home(site, link("/news/", "News"), ROOT_LINK)
        site["/news/"] = listing(site, shown)
        assert found(gleaner, site) == [("listing", "/news/")]
        assert gleaner.json("crawl", "voice")["new"] == 6


def test_an_api_that_nobody_links_is_found_and_one_closed_later_is_a_failure(gleaner: Gleaner) -> None:
    shown = items("/", 3)
    with Site() as site:
        furnish(site)
        site["/"] = home(site)
        serve(site, shown)
        assert found(gleaner, site) == [("api", f"{API}/posts")]
        assert len(site.requests) <= 25
        assert gleaner.json("crawl", "voice")["new"] == 3
        closed(site)
        told = gleaner.json("crawl", "voice")
    assert (told["failed_sources"], told["sources"][0]["outcome"]) == (["voice"], "blocked")
