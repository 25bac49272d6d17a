"""A charity tells of its new website in a news item: the site itself comes into the queue."""

from pathlib import Path

import pytest

from scraper.cli.frame import utc_now
from tests.command import Gleaner
from tests.site.pages import LONG_TEXT, article, definition, listing
from tests.site.server import Answer, Site

TODAY = utc_now().date()
LAUNCH = "The charity has launched a new website, Harbour, setting out a five-year plan for children in care."
ALLOWED = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
FRONT = """<!doctype html><html lang="en-GB"><head><title>Home | Harbour</title></head><body>
<main><h1>Five years, one plan</h1><p>Choose where to begin.</p><a href="/plan/">The plan</a></main>
</body></html>"""


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def elsewhere(site: Site) -> str:
    """The site's address under another name: a domain that is not the publisher's."""
    return site.url.replace("127.0.0.1", "localhost") + "/"


def news(site: Site, *items: tuple[str, str, str]) -> None:
    """The publisher's listing and its items: path, title, text as markup."""
    site["/robots.txt"] = ALLOWED
    site["/news/"] = listing([(path, title, TODAY) for path, title, _ in items])
    for path, title, text in items:
        site[path] = article(title, TODAY, LONG_TEXT).replace("</article>", f"<p>{text}</p></article>")


def item(number: int, title: str, text: str) -> tuple[str, str, str]:
    return f"/news/item-number-{number}-of-this-week/", title, f"Item {number}. {text}"


def launch(address: str) -> str:
    return LAUNCH.replace("Harbour", f'<a href="{address}?utm_source=news">Harbour</a>')


def watch(gleaner: Gleaner, site: Site) -> None:
    gleaner.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))


def test_an_announced_website_is_fetched_once_and_stands_in_the_queue(gleaner: Gleaner) -> None:
    with Site() as publisher, Site({"/": FRONT, "/robots.txt": ALLOWED}) as harbour:
        address = elsewhere(harbour)
        news(
            publisher,
            item(1, "New website sets out a plan for five years", launch(address)),
            item(2, "Waiting times rise again this winter", "Nothing else is new."),
        )
        watch(gleaner, publisher)
        told = gleaner.json("crawl", "voice")
        assert harbour.asked() == ["/"]
        again = gleaner.json("crawl", "voice")
        assert harbour.asked() == ["/"]
    assert (told["new"], again["new"]) == (3, 0)
    (row,) = (row for row in gleaner.json("queue", "list") if row["url"] == address)
    assert (row["title"], row["kind"], row["source"]) == ("Harbour", "website", "voice")
    assert (row["published"], row["published_precision"]) == (None, "none")
    (evidence,) = gleaner.json("queue", "show", row["id"])["evidence"]
    assert evidence["relation"] == "related"
    assert evidence["words"].startswith(
        "announced in “New website sets out a plan for five years” (http://127.0.0.1:"
    )
    assert LAUNCH in evidence["words"]
    assert "announced in" in gleaner.run("queue", "show", row["id"]).stdout


def test_the_same_link_in_a_later_publication_is_nothing_new(gleaner: Gleaner) -> None:
    with Site() as publisher, Site({"/": FRONT, "/robots.txt": ALLOWED}) as harbour:
        first = item(1, "A plan for the next five years", launch(elsewhere(harbour)))
        news(publisher, first)
        watch(gleaner, publisher)
        gleaner.run("crawl", "voice")
        second = item(2, "Our new website one week on", launch(elsewhere(harbour)))
        news(publisher, first, second)
        told = gleaner.json("crawl", "voice")
        assert harbour.asked() == ["/"]
    assert told["new"] == 1
    assert [row["url"] for row in gleaner.json("queue", "list")].count(elsewhere(harbour)) == 1


def test_a_link_without_a_launch_is_not_followed(gleaner: Gleaner) -> None:
    with Site() as publisher, Site({"/": FRONT, "/robots.txt": ALLOWED}) as harbour:
        text = f'For more information visit <a href="{elsewhere(harbour)}">Harbour</a> and its partners.'
        news(publisher, item(1, "Waiting times rise again this winter", text))
        watch(gleaner, publisher)
        told = gleaner.json("crawl", "voice")
        assert harbour.requests == []
    assert told["new"] == 1


def test_an_announced_site_that_forbids_robots_is_left_alone_and_accounted_for(gleaner: Gleaner) -> None:
    forbidden = Answer("User-agent: *\nDisallow: /\n", content_type="text/plain")
    with Site() as publisher, Site({"/": FRONT, "/robots.txt": forbidden}) as harbour:
        news(publisher, item(1, "A plan for the next five years", launch(elsewhere(harbour))))
        watch(gleaner, publisher)
        told = gleaner.json("crawl", "voice")
        assert harbour.asked() == []
    assert told["sources"][0]["dropped"] == {"refused-by-robots": 1}


def test_a_replay_of_the_archive_finds_the_same_website(gleaner: Gleaner, tmp_path: Path) -> None:
    with Site() as publisher, Site({"/": FRONT, "/robots.txt": ALLOWED}) as harbour:
        news(publisher, item(1, "A plan for the next five years", launch(elsewhere(harbour))))
        watch(gleaner, publisher)
        gleaner.run("crawl", "voice")
    (archive,) = (gleaner.home / "archive").glob("*.warc.gz")
    again = Gleaner(tmp_path / "again")
    watch(again, publisher)
    again.run("crawl", "voice", "--replay", archive)

    def essence(home: Gleaner) -> list[tuple[str, str, str]]:
        return sorted((row["title"], row["url"], row["kind"]) for row in home.json("queue", "list"))

    assert essence(again) == essence(gleaner)


def test_an_announced_website_is_found_on_postgresql(gleaner: Gleaner, postgres_url: str) -> None:
    gleaner.database = postgres_url
    with Site() as publisher, Site({"/": FRONT, "/robots.txt": ALLOWED}) as harbour:
        news(publisher, item(1, "A plan for the next five years", launch(elsewhere(harbour))))
        watch(gleaner, publisher)
        first, second = gleaner.json("crawl", "voice"), gleaner.json("crawl", "voice")
    assert (first["new"], second["new"]) == (2, 0)
