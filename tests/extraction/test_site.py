"""A website that is itself the publication: its front page, read by its definition or its announcement."""

from datetime import date

import pytest

from scraper.extraction import extract
from scraper.items import Document, PageHints, Publication, Unreadable
from scraper.outcomes import DropReason, Kind, Witness
from tests.extraction.shapes import NOW

TEXT = "<p>This is where families find help in their own street, day or night, in words they know.</p>"


def front(
    head: str, body: str = TEXT, name: str | None = None, url: str = "https://harbour.example/"
) -> Publication:
    found = read(head, body, name, url)
    assert isinstance(found, Publication), found
    return found


def read(
    head: str, body: str, name: str | None = None, url: str = "https://harbour.example/"
) -> Publication | Unreadable:
    page = f"<html><head>{head}</head><body><main>{body}</main></body></html>".encode()
    patterns = ((".", Kind.WEBSITE),)
    hints = PageHints(title=name, kind_patterns=patterns, site_names=("Example Voice",), now=NOW)
    return extract(Document(url, page, "text/html; charset=utf-8"), hints)


@pytest.mark.parametrize(
    ("head", "name", "title"),
    [
        ('<title>Home</title><meta property="og:site_name" content="Harbour">', None, "Harbour"),
        ("<title>Home</title>", "Harbour", "Harbour"),
        ("<title>Home | Harbour</title>", None, "Harbour"),
        ("<title>Welcome to Harbour</title>", None, "Harbour"),
        ("<title>Help in your street – Harbour</title>", None, "Harbour"),
        ("<title>Safe and Well: help for families</title>", None, "Safe and Well"),
        (
            '<title>Home</title><meta property="og:site_name" content="Example Voice">',
            "Harbour",
            "Harbour",
        ),
        ('<title>Home</title><meta property="og:site_name" content="My Site">', "Harbour", "Harbour"),
    ],
)
def test_it_is_called_what_the_site_is_called(head: str, name: str | None, title: str) -> None:
    assert front(head, "<h1>Help is near</h1>" + TEXT, name).title == title


def test_a_page_that_nothing_names_keeps_its_heading() -> None:
    assert front("<title>Home</title>", "<h1>Help is near</h1>" + TEXT).title == "Help is near"


@pytest.mark.parametrize("path", ["", "en/", "welcome-page"])
def test_its_kind_is_website_at_any_address(path: str) -> None:
    found = front(
        "<title>Harbour</title>", "<h1>New guidance</h1>" + TEXT, url=f"https://harbour.example/{path}"
    )
    assert (found.kind, found.kind_witness) == (Kind.WEBSITE, Witness.DEFINITION)


def test_a_front_page_that_a_script_draws_is_read_by_its_description() -> None:
    head = '<title>Harbour</title><meta name="description" content="Help for families in their street.">'
    assert front(head, '<div id="app"></div>').text == "Help for families in their street."
    assert front("<title>Harbour</title>", '<div id="app"></div>').text == "Harbour"


def test_a_front_page_that_says_nothing_at_all_is_unreadable() -> None:
    found = read("", '<div id="app"></div>')
    assert isinstance(found, Unreadable)
    assert found.reason is DropReason.NO_TEXT


def test_dates_of_what_it_shows_are_not_its_own() -> None:
    news = (
        TEXT + "<h2>News</h2><p><time datetime='2026-11-02'>2 November 2026</time> A picnic in the park</p>"
    )
    assert front("<title>Harbour</title>", "<h1>Harbour</h1><p>2 November 2026</p>" + news).published is None


def test_a_date_in_its_metadata_is_its_own() -> None:
    head = '<title>Harbour</title><meta property="article:published_time" content="2026-11-10">'
    found = front(head)
    assert found.published is not None
    assert found.published.value == date(2026, 11, 10)


def test_a_check_for_robots_keeps_its_title() -> None:
    assert front("<title>Just a moment...</title>", "<p>One second, please.</p>", "Harbour").title == (
        "Just a moment..."
    )
