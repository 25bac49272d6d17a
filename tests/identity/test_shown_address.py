import pytest

from scraper.identity.urls import url_key, without_tracking

BASE = "https://www.example.org/2026/11/story/"


@pytest.mark.parametrize(
    ("fetched", "shown"),
    [
        (BASE, BASE),
        (f"{BASE}?utm_source=rss&utm_medium=rss", BASE),
        (f"{BASE}?b=2&utm_source=rss&a=1", f"{BASE}?b=2&a=1"),
        (f"{BASE}?b=2&a=1&a=0", f"{BASE}?b=2&a=1&a=0"),
        (f"{BASE}#comments", BASE),
        ("https://example.org/a;jsessionid=0AB12C?b=1", "https://example.org/a?b=1"),
        ("https://example.org/a;v=2", "https://example.org/a;v=2"),
        ("https://app.example.org/#/reports/12", "https://app.example.org/#/reports/12"),
        ("http://example.org/a?p=12", "http://example.org/a?p=12"),
        ("http://127.0.0.1:8080/a/?fbclid=x", "http://127.0.0.1:8080/a/"),
        ("not an address", "not an address"),
    ],
)
def test_the_shown_address_keeps_all_but_tracking(fetched: str, shown: str) -> None:
    assert without_tracking(fetched) == shown
    assert url_key(fetched) == url_key(shown)
