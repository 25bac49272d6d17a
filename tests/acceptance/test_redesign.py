"""A listing is built anew, moves, or is hidden: entries keep coming, or the channel says that it changed."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.command import Gleaner
from tests.site.items import SUBJECTS, TODAY
from tests.site.pages import LONG_TEXT, article, definition, listing
from tests.site.server import Answer, Site

MENU = "".join(
    f'<div class="tile"><h3><a href="/what-we-do/{slug}/">{words}</a></h3>'
    "<p>How we can help you and others.</p></div>"
    for slug, words in (
        ("keeping-children-safe", "Keeping children safe"),
        ("our-helpline-and-chat", "Our helpline and chat"),
        ("training-for-schools", "Training for schools"),
        ("fundraise-in-your-area", "Fundraise in your area"),
        ("corporate-partners", "Corporate partners"),
        ("leaving-a-gift-in-a-will", "Leaving a gift"),
        ("our-board-of-trustees", "Our board of trustees"),
        ("talking-to-your-child", "Talking to your child"),
    )
)
COOKIES = (
    "<h1>We value your privacy</h1><p>We use cookies. Cookies need consent. Accept all or reject all.</p>"
)
#: What stands where the listing was, and why the poll does not count.
WALLS = {
    "empty": f"<h1>News</h1><p>{LONG_TEXT}</p>",
    "consent": COOKIES,
    "challenge": "<title>Just a moment...</title><h1>Checking your browser</h1>",
    "missing": f"<title>Page not found</title><h1>Page not found</h1><p>{LONG_TEXT * 3}</p>",
    "login": "<h1>Sign in</h1><form><input name='user'><input type='password'></form>",
}


def story(number: int, folder: str = "/news/") -> tuple[str, str, date]:
    title = SUBJECTS[number]
    path = f"{folder}{title.lower().replace(' ', '-')}/"
    place = folder.strip("/").removesuffix("-news") if folder.endswith("-news/") else ""
    return path, f"{title}: {place}" if place else title, TODAY - timedelta(days=10 - number)


def put_up(site: Site, numbers: Sequence[int], folder: str = "/news/", kind: str = "") -> None:
    """The pages of these stories."""
    for number in numbers:
        path, title, day = story(number, folder)
        site[path] = article(title, day, f"{title}, says a {kind} review of area {number}. {LONG_TEXT}")


def cards(numbers: Sequence[int], folder: str = "/news/", before: str = "") -> str:
    """The listing in a new design: the whole card is the link, no dates, no list."""
    shown = "".join(
        f'<div class="card"><a href="{path}"><img src="/x.jpg" alt=""><h2>{title}</h2></a></div>'
        for path, title, _ in (story(number, folder) for number in numbers)
    )
    return f"<html><head><title>Latest</title></head><body>{before}<div>{shown}</div></body></html>"


def plain_links(numbers: Sequence[int], before: str) -> str:
    """The listing as bare links under a large block of others."""
    shown = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title, _ in map(story, numbers))
    return f"<html><head><title>Latest</title></head><body>{before}<ul>{shown}</ul></body></html>"


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def begin(gleaner: Gleaner, site: Site) -> None:
    """The channel as it was: four stories, all admitted."""
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    put_up(site, range(4))
    site["/news/"] = listing([story(number) for number in (3, 2, 1, 0)])
    gleaner.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))
    assert gleaner.json("crawl", "voice")["new"] == 4
    site.requests.clear()


def titles(gleaner: Gleaner) -> list[str]:
    return sorted(row["title"] for row in gleaner.json("queue", "list"))


def relearned(gleaner: Gleaner) -> list[dict[str, Any]]:
    history = gleaner.json("sources", "show", "voice")["history"]
    return [event for event in history if event["action"] == "relearned"]


def test_a_new_design_of_the_same_addresses_brings_what_is_new_and_nothing_else(gleaner: Gleaner) -> None:
    with Site() as site:
        begin(gleaner, site)
        put_up(site, [4])
        site["/news/"] = cards([4, 3, 2, 1])
        told = gleaner.json("crawl", "voice")
        assert sorted(site.asked()) == ["/news/", story(4)[0]]
    assert told["new"] == 1
    assert titles(gleaner) == sorted(SUBJECTS[:5])
    assert relearned(gleaner) == []


def test_a_menu_larger_than_the_listing_does_not_become_the_listing(gleaner: Gleaner) -> None:
    with Site() as site:
        begin(gleaner, site)
        put_up(site, [4])
        site["/news/"] = plain_links([4, 3], before=f'<div class="explore">{MENU}</div>')
        told = gleaner.json("crawl", "voice")
        assert site.asked("/what-we-do/") == []
    assert (told["new"], told["sources"][0]["outcome"]) == (1, "new")
    assert titles(gleaner) == sorted(SUBJECTS[:5])


@pytest.mark.parametrize("redirected", [True, False])
def test_publications_at_new_addresses_keep_coming_and_none_comes_twice(
    gleaner: Gleaner, redirected: bool
) -> None:
    with Site() as site:
        begin(gleaner, site)
        put_up(site, range(5), "/insights/")
        for number in range(4):
            path, moved = story(number)[0], story(number, "/insights/")[0]
            site.pages[path] = (
                Answer(status=301, headers={"Location": moved}) if redirected else site.otherwise
            )
        site["/news/"] = cards([4, 3, 2, 1], "/insights/")
        told = gleaner.json("crawl", "voice")
        again = gleaner.json("crawl", "voice")
    assert (told["new"], again["new"]) == (1, 0)
    assert titles(gleaner) == sorted(SUBJECTS[:5])
    (event,) = relearned(gleaner)
    assert (event["before"], event["after"]) == ({"folders": ["/news/"]}, {"folders": ["/insights/"]})
    assert "relearned news" in gleaner.run("sources", "show", "voice").stdout


def test_what_stands_in_a_listing_s_place_is_suspect_then_changed_and_costs_no_publication(
    gleaner: Gleaner,
) -> None:
    folders = {name: f"/{name}-news/" for name in WALLS}

    def show(numbers: Sequence[int]) -> None:
        for name, folder in folders.items():
            put_up(site, numbers, folder, name)
            site[folder] = listing([story(number, folder) for number in numbers])

    with Site() as site:
        site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
        show([2, 1, 0])
        channels = [(name, "listing", folder) for name, folder in folders.items()]
        gleaner.define("voice", definition("voice", site.url, *channels))
        first = gleaner.json("crawl", "voice")
        for name, folder in folders.items():
            site[folder] = f"<!doctype html><html><body>{WALLS[name]}</body></html>"
        behind = [gleaner.json("crawl", "voice") for _ in range(2)]
        shown = gleaner.json("sources", "show", "voice")
        (listed,) = (row for row in gleaner.json("sources", "list") if row["slug"] == "voice")
        show([5, 4, 3, 2, 1, 0])
        site.requests.clear()
        recovered = gleaner.json("crawl", "voice")
        fetched = [path for path in site.asked() if path not in folders.values()]
    assert first["new"] == 3 * len(WALLS)
    for told in behind:
        assert told["sources"][0]["channels"] == dict.fromkeys(WALLS, "suspect")
        assert (told["new"], told["failed_sources"]) == (0, ["voice"])
    assert {row["name"]: row["health"]["state"] for row in shown["channels"]} == dict.fromkeys(
        WALLS, "changed"
    )
    assert {row["health"]["state"] for row in listed["channels"]} == {"changed"}
    assert sorted(fetched) == sorted(story(n, folder)[0] for folder in folders.values() for n in (3, 4, 5))
    assert recovered["new"] == 3 * len(WALLS)


def test_a_menu_in_an_emptied_listing_s_place_is_not_taken_for_news(gleaner: Gleaner) -> None:
    with Site() as site:
        begin(gleaner, site)
        site["/news/"] = f"<html><body><h1>News</h1><p>{LONG_TEXT}</p><div>{MENU}</div></body></html>"
        told = gleaner.json("crawl", "voice")
        assert site.asked("/what-we-do/") == []
        words = gleaner.run("crawl", "voice").stdout
    assert told["sources"][0]["outcome"] == "suspect"
    assert "is like the publications shown before" in words


def test_a_listing_that_leads_to_the_front_page_is_not_read_there(gleaner: Gleaner) -> None:
    with Site() as site:
        put_up(site, range(4))
        site["/news/"] = listing([story(number) for number in range(4)])
        gleaner.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))
        assert gleaner.json("crawl", "voice")["new"] == 4
        site["/news/"] = Answer(status=302, headers={"Location": "/"})
        site["/"] = listing([story(number) for number in range(2)], "Welcome")
        (told,) = gleaner.json("crawl", "voice")["sources"]
    assert told["outcome"] == "suspect"
    assert told["error"] == "news: the site leads to its front page instead"
