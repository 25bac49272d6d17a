"""Which answers can be channels, and why the others cannot."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from scraper.items import DateFact, Entry, Reading
from scraper.outcomes import Outcome, Precision, Strategy, Witness
from scraper.sources.trials import (
    Guess,
    Origin,
    Trial,
    address_key,
    endless,
    entry_key,
    fault,
    folder_pattern,
    in_one_language,
    is_stale,
    newest,
    publishing_folders,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASE = "https://www.example.org"


def fact(day: date) -> DateFact:
    return DateFact(day, Precision.DAY, Witness.FEED)


def entry(path: str, days: int | None = 3, title: str = "A title") -> Entry:
    return Entry(BASE + path, title, fact(NOW.date() - timedelta(days=days)) if days is not None else None)


def trial(
    strategy: Strategy,
    path: str,
    *entries: Entry,
    origin: Origin = Origin.MENU,
    outcome: Outcome = Outcome.NEW,
) -> Trial:
    return Trial(Guess(BASE + path, strategy, origin), BASE + path, Reading(outcome, entries))


def said(strategy: Strategy, path: str, *entries: Entry, origin: Origin = Origin.MENU) -> str:
    return fault(trial(strategy, path, *entries, origin=origin), NOW)


def test_what_reads_as_nothing_has_the_reason_of_its_reading() -> None:
    words = Reading(Outcome.SUSPECT, detail="An HTML page stands where the feed should be")
    assert fault(Trial(Guess("u", Strategy.FEED, Origin.USUAL), "u", words), NOW) == words.detail
    assert fault(trial(Strategy.FEED, "/feed", outcome=Outcome.EMPTY), NOW)


def test_a_feed_of_this_year_is_sound() -> None:
    assert said(Strategy.FEED, "/feed/", entry("/a")) == ""
    assert said(Strategy.FEED, "/feed/", entry("/a", None)) == ""


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/comments/feed/", "comments"),
        ("/story/feed/?feed=comments-rss2", "comments"),
        ("/tag/care/feed/", "tag"),
        ("/category/news/feed", "category"),
        ("/author/jo/feed/", "author"),
        ("/events/feed/", "events"),
    ],
)
def test_feeds_of_something_else_are_known_by_their_address(path: str, words: str) -> None:
    assert words in said(Strategy.FEED, path, entry("/a"))


def test_a_feed_of_comments_is_known_by_its_titles() -> None:
    assert "comments" in said(
        Strategy.FEED, "/x.xml", entry("/a", title="Comment on A by B"), entry("/b", title="By: C")
    )


def test_a_feed_left_behind_says_since_when() -> None:
    old = said(Strategy.FEED, "/feed/", entry("/a", 366), entry("/b", 900))
    assert str(NOW.date() - timedelta(days=366)) in old
    assert said(Strategy.FEED, "/feed/", entry("/a", 365)) == ""


@pytest.mark.parametrize(
    "path",
    [
        "/news?topic=care",
        "/news?page=2",
        "/news?q=x&order=new",
        "/news?PHPSESSID=abc",
        "/search/care",
        "/calendar/2026",
        "/whats-on/",
        "/2026/11/",
        "/news;jsessionid=1",
        "/news/page/3/",
    ],
)
def test_an_address_of_a_space_without_end_is_never_a_listing(path: str) -> None:
    assert endless(BASE + path)
    assert said(Strategy.LISTING, path, *(entry(f"/news/{n}") for n in range(5)))


@pytest.mark.parametrize("path", ["/news", "/", "/?page_id=12", "/about/research/", "/newsroom-2026/"])
def test_one_fixed_place_has_an_end(path: str) -> None:
    assert endless(BASE + path) == ""


def test_a_listing_shows_publications_with_dates_or_of_one_folder_or_long_names() -> None:
    assert said(Strategy.LISTING, "/news/", *(entry(f"/{n}") for n in "abc")) == ""
    assert said(Strategy.LISTING, "/news/", *(entry(f"/news/{n}", None) for n in "abc")) == ""
    assert said(Strategy.LISTING, "/news/", *(entry(f"/one-two-three-four-{n}", None) for n in "abc")) == ""
    assert "menus" in said(Strategy.LISTING, "/news/", *(entry(f"/{n}/x", None) for n in "abcdef"))
    assert "menus" in said(Strategy.LISTING, "/news/", *(entry(f"/{n}", None) for n in "abc"))


def test_how_few_publications_make_a_listing_depends_on_its_name() -> None:
    assert said(Strategy.LISTING, "/news/", entry("/news/a", None)) != ""
    assert said(Strategy.LISTING, "/news/", entry("/news/a")) == ""
    assert said(Strategy.LISTING, "/", entry("/news/a"), entry("/news/b"), origin=Origin.GIVEN) != ""
    assert said(Strategy.LISTING, "/", *(entry(f"/news/{n}") for n in "abc"), origin=Origin.GIVEN) == ""


def test_a_sitemap_counts_when_something_says_what_was_published() -> None:
    pages = [entry("/about", None, ""), entry("/helpline", None, "")]
    assert "whole site" in said(Strategy.SITEMAP, "/sitemap.xml", *pages)
    assert "index" in said(Strategy.SITEMAP, "/sitemap.xml")
    assert said(Strategy.SITEMAP, "/post-sitemap.xml", *pages) == ""
    assert said(Strategy.SITEMAP, "/wp-sitemap-posts-post-1.xml", *pages) == ""
    assert said(Strategy.SITEMAP, "/sitemap.xml", *pages, entry("/news/a", None, "")) == ""
    assert said(Strategy.SITEMAP, "/sitemap.xml", entry("/a"), entry("/b")) == ""


def test_a_watched_page_needs_nothing_but_to_be_read() -> None:
    assert said(Strategy.PAGE, "/", entry("/", None)) == ""


def test_folders_publish_by_name_by_date_or_by_the_length_of_names() -> None:
    shown = [entry(path, None) for path in ("/news/a", "/2024/05/b", "/blog/2025/c", "/services/d", "/top")]
    shown += [entry(f"/stories-of-hope/one-two-three-four-{n}", None) for n in range(5)]
    shown += [entry(f"/cases/one-two-three-four-{n}", None) for n in range(5)]
    folders = publishing_folders(shown)
    assert folders == ("/news/", "/#/", "/blog/#/", "/stories-of-hope/", "/cases/")
    patterns = [folder_pattern(folder) for folder in folders]
    matched = [each.url for each in shown if any(re.search(pattern, each.url or "") for pattern in patterns)]
    assert len(matched) == 13
    assert f"{BASE}/services/d" not in matched


def test_the_newest_date_is_of_publication_or_else_of_update() -> None:
    updated = Entry(
        f"{BASE}/x", updated=DateFact(datetime(2026, 1, 2, 3, tzinfo=UTC), Precision.DAY, Witness.SITEMAP)
    )
    assert newest([entry("/a", 400), updated]) == date(2026, 1, 2)
    assert newest([entry("/a", None)]) is None
    assert not is_stale([], NOW)


def test_an_address_is_known_in_all_its_spellings() -> None:
    spelled = (
        "http://example.org/News",
        "https://www.example.org/news/",
        "https://EXAMPLE.org/news?utm_source=x",
    )
    assert len({address_key(url) for url in spelled}) == 1
    assert address_key("http://example.org:8080/") != address_key("http://example.org/")
    assert address_key("http://example.org/?p=1") != address_key("http://example.org/?p=2")


def test_an_entry_without_address_is_known_by_its_id_or_title() -> None:
    assert entry_key(Entry(None, "T", guid="g")) == "g"
    assert entry_key(Entry(None, "T")) == "T"
    assert entry_key(Entry(None)) == ""


@pytest.mark.parametrize(
    ("paths", "home", "kept"),
    [
        (["/cy/news/", "/news/"], "/", ["/news/"]),
        (["/cy/news/", "/news/"], "/cy/", ["/cy/news/"]),
        (["/cy/news/", "/en/news/"], "/", ["/en/news/"]),
        (["/cy-gb/news/", "/en-gb/news/"], "/cy-gb", ["/cy-gb/news/"]),
        (["/fr/news/", "/cy/news/"], "/", ["/fr/news/"]),
        (["/cy/news/", "/reports/"], "/", ["/cy/news/", "/reports/"]),
        (["/uk/news/", "/news/"], "/", ["/uk/news/", "/news/"]),
        (["/policy/news/", "/news/"], "/", ["/policy/news/", "/news/"]),
    ],
)
def test_of_twins_in_several_languages_one_is_kept(paths: list[str], home: str, kept: list[str]) -> None:
    assert in_one_language([BASE + path for path in paths], BASE + home) == [BASE + path for path in kept]
