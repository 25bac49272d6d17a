"""A question in front of a page is a wall only where there is nothing behind it."""

import pytest

from scraper.discovery.markup import parse
from scraper.discovery.walls import wall
from scraper.items import Document

ASKS = (
    "<h2>Your privacy</h2><p>We use cookies. Some cookies are needed, other cookies show us how it is used."
    " You can accept all cookies or reject all but the needed ones; our cookie policy says more.</p>"
)
CONTENT = (
    "<p>" + "The charity asked children in four towns what had helped them most this year. " * 5 + "</p>"
)


def said(body: str) -> str:
    page = Document("https://example.org/", f"<html><title>Voice</title><body>{body}</body></html>".encode())
    return wall(parse(page), page.body)


@pytest.mark.parametrize("rest", ["", "<p>Home</p><p>About us</p>"])
def test_a_page_that_only_asks_for_consent_is_a_wall(rest: str) -> None:
    assert "consent" in said(ASKS + rest)


def test_a_page_that_asks_for_consent_above_its_content_is_none() -> None:
    assert said(ASKS + CONTENT) == ""
