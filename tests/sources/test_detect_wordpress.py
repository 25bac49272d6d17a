"""WordPress's API in a detection: found where it is linked or usual, taken for what nothing else shows."""

import json
from typing import Any

import pytest

from scraper.items import Document, Reading
from scraper.outcomes import Outcome, Strategy
from scraper.sources.choice import choose
from scraper.sources.detect import strategies_of
from scraper.sources.trials import Guess, Origin, Trial
from scraper.sources.wordpress_api import MOST_TYPES, publication_routes, root_in_headers, route, route_of
from tests.sources.test_detect import FEED_LINK, MISSING, SITE, channels, news, run
from tests.sources.test_detect_trials import BASE, NOW, entry, trial

LINK = '<html><link rel="https://api.w.org/" href="/wp-json/">'
POSTS, TYPES, REPORTS = "/wp-json/wp/v2/posts", "/wp-json/wp/v2/types", "/wp-json/wp/v2/reports"
CLOSED = Reading(Outcome.BLOCKED, detail="the site refused us (401)")


def types(*names: str, **changes: Any) -> str:
    """An answer of /wp/v2/types."""
    return json.dumps({name: {"name": name, "rest_base": f"{name}s", **changes} for name in names})


def routes(body: str) -> tuple[str, ...]:
    return publication_routes(Document(BASE + TYPES, body.encode(), "application/json"))


def test_types_are_publications_by_their_names() -> None:
    named = ("post", "page", "attachment", "wp_block", "report", "team", "case-study", "tribe_events", "news")
    assert routes(types(*named)) == ("reports", "case-studys", "newss")
    by_label = {"x1": {"name": "Briefings", "rest_base": "x1"}, "x2": {"name": "Jobs", "rest_base": "x2"}}
    assert routes(json.dumps(by_label)) == ("x1",)


def test_types_of_other_namespaces_and_strange_routes_are_left_alone() -> None:
    assert routes(types("report", rest_namespace="shop/v1")) == ()
    assert routes(types("report", rest_base="../../admin")) == ()
    assert len(routes(types(*(f"report-{number}" for number in range(9))))) == MOST_TYPES


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"a": 1}', '{"report": null}', "[" * 100_000])
def test_what_names_no_types_gives_none(body: str) -> None:
    assert routes(body) == ()


def test_routes_stand_below_a_path_or_in_a_query() -> None:
    assert route(f"{BASE}/wp-json/", "posts") == BASE + POSTS
    assert route(f"{BASE}/?rest_route=/", "posts") == f"{BASE}/?rest_route=/wp/v2/posts"
    assert route_of(BASE + POSTS) == route_of(f"{BASE}/?rest_route=/wp/v2/posts") == "posts"


def test_the_root_stands_in_a_header_among_others() -> None:
    said = f'<{BASE}/?p=1>; rel=shortlink, <{BASE}/wp-json/>; rel="https://api.w.org/"'
    assert root_in_headers(Document(BASE, b"", "", {"link": said})) == f"{BASE}/wp-json/"
    assert root_in_headers(Document(BASE, b"")) == ""


def test_posts_are_read_from_the_api_where_the_feed_is_off() -> None:
    search, rounds = run({"/": LINK, POSTS: ("[", news("a", "b"))})
    assert channels(search) == [POSTS]
    assert rounds[1:] == [["/feed/", "/rss.xml", "/feed.xml"], [POSTS], [TYPES]]


def test_types_that_hold_what_the_feed_lacks_are_watched_beside_it() -> None:
    site: SITE = {
        "/": LINK + FEED_LINK.removeprefix("<html>"),
        "/feed/": ("<rss>", news("a", "b")),
        TYPES: types("post", "report", "event"),
        REPORTS: ("[", Reading(Outcome.NEW, (entry("/reports/x"), entry("/reports/y")))),
    }
    search, rounds = run(site)
    assert channels(search) == ["/feed/", REPORTS]
    assert rounds[1:] == [["/feed/"], [TYPES], [REPORTS]]


def test_types_that_the_feed_shows_too_are_left_aside() -> None:
    older = Reading(Outcome.NEW, (*news("b").entries, entry("/news/old", 90)))
    site: SITE = {
        "/": LINK + FEED_LINK.removeprefix("<html>"),
        "/feed/": ("<rss>", news("a", "b")),
        TYPES: types("report"),
        REPORTS: ("[", older),
    }
    assert channels(run(site)[0]) == ["/feed/"]


def test_an_api_that_no_page_names_is_found_at_its_usual_address() -> None:
    search, rounds = run({"/": "<html>", POSTS: ("[", news("a"))})
    assert channels(search) == [POSTS]
    assert rounds[-2:] == [[POSTS], [TYPES]]


def test_an_api_that_no_page_names_is_not_sought_beside_a_listing() -> None:
    site: SITE = {"/": '<html><a href="/news/">News</a>', "/news/": ("<html>", news("a", "b"))}
    assert POSTS not in [path for each in run(site)[1] for path in each]


@pytest.mark.parametrize("answer", [CLOSED, MISSING])
def test_an_api_that_is_closed_or_missing_is_passed_over(answer: Reading) -> None:
    site: SITE = {
        "/": LINK,
        POSTS: answer,
        TYPES: answer,
        "/news/": ("<html>", news("a", "b")),
    }
    assert channels(run(site)[0]) == ["/news/"]


def test_an_api_left_behind_is_no_channel() -> None:
    old = Reading(Outcome.NEW, (entry("/a", 800),))
    site: SITE = {"/": LINK, POSTS: ("[", old), "/news/": ("<html>", news("a", "b"))}
    assert channels(run(site)[0]) == ["/news/"]


def test_a_listing_stays_beside_an_api_only_for_what_the_api_lacks() -> None:
    posts = trial(Strategy.API, POSTS, entry("/news/a", 3), entry("/news/b", 9))
    further = trial(Strategy.LISTING, "/news/", *(entry(f"/news/{n}", d) for n, d in (("b", 9), ("c", 20))))
    more = trial(Strategy.LISTING, "/reports/", *(entry(f"/reports/{n}", d) for n, d in (("x", 4), ("y", 5))))
    found, _ = choose([posts, further, more], NOW)
    assert [(each.name, each.url) for each in found] == [
        ("posts", BASE + POSTS),
        ("reports", f"{BASE}/reports/"),
    ]


@pytest.mark.parametrize(
    "path", [POSTS, "/?rest_route=/wp/v2/posts", "/api/search.json?q=x", "/search/all.json?keywords=x"]
)
def test_the_address_of_an_api_may_be_pasted(path: str) -> None:
    guess = Guess(BASE + path, Strategy.LISTING, Origin.GIVEN)
    assert strategies_of(guess, Document(BASE + path, b"[]", "application/json")) == (Strategy.API,)


def test_an_answer_that_names_types_is_no_place_to_watch() -> None:
    guess = Guess(BASE + TYPES, Strategy.API, Origin.TYPES)
    assert strategies_of(guess, Document(BASE + TYPES, b"{}")) == ()
    refused = Trial(guess, guess.url, CLOSED)
    assert [each.reason for each in choose([refused], NOW)[1]] == [CLOSED.detail]
