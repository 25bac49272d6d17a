from urllib.parse import urljoin

import pytest

from scraper.extraction.metadata import absolute, host_labels, same_site
from tests.extraction.shapes import BODY, page, read


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("https://example.org.uk/one", "https://example.org.uk/one"),
        ("/one", "https://www.example.org.uk/one"),
        ("http://news.example.org.uk/one", "http://news.example.org.uk/one"),
        ("https://other.org.uk/one", None),
        ("javascript:alert(1)", None),
        ("http://[bad", None),
        ("", "https://www.example.org.uk/news/what-families-said"),
    ],
)
def test_only_an_address_of_the_same_site_is_canonical(href: str, canonical: str | None) -> None:
    assert read(page(BODY, head=f'<link rel="canonical" href="{href}">')).canonical_url == canonical


def test_none_is_none() -> None:
    assert read(page(BODY, head='<link rel="stylesheet" href="/a.css">')).canonical_url is None


def test_sites_are_compared_by_registrable_domain() -> None:
    assert same_site("https://a.example.co.uk/", "http://www.example.co.uk/x")
    assert not same_site("https://one.co.uk/", "https://two.co.uk/")
    assert same_site("http://127.0.0.1:81/", "http://127.0.0.1:82/")
    assert not same_site("http://[bad", "http://[bad")


def test_odd_addresses_are_none() -> None:
    assert absolute("https://example.org/", "http://example.org:port/") is None
    assert absolute("https://example.org/", " /a b ") == "https://example.org/a b"
    assert host_labels("not an address") == ()


@pytest.mark.parametrize(
    "base", ["https://example.org", "https://example.org/a/b?c#d", "http://127.0.0.1:81/a"]
)
@pytest.mark.parametrize(
    "href",
    [
        "/",
        "/a",
        "/a/b/",
        "/a-b/c.html",
        "/a..b",
        "/./a",
        "/../a",
        "//b.example.org/c",
        "/a//b",
        "/a?b=c",
        "/a#",
        "b",
        "?b",
        "/é",
        "/a.",
        "/a/.",
        "",
    ],
)
def test_a_path_from_the_root_is_joined_as_any_other(base: str, href: str) -> None:
    assert absolute(base, href) == urljoin(base, href)
