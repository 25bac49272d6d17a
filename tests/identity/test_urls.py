"""Spellings of one address share a key, different addresses never do."""

import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from ada_url import URL
from hypothesis import given
from hypothesis import strategies as st

from scraper.identity.urls import host_of, registrable_domain, same_site, url_key
from scraper.items import UrlRules

VECTORS: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "url_vectors.toml").read_text(encoding="utf-8")
)
ALL_URLS = [url for groups in VECTORS.values() for group in groups for url in group["urls"]]


SPELLINGS = [
    pytest.param(url, group["key"], id=f"{group['why']}: {url}")
    for group in VECTORS["same"]
    for url in group["urls"]
]


@pytest.mark.parametrize(("url", "key"), SPELLINGS)
def test_a_spelling_has_the_key_of_its_address(url: str, key: str) -> None:
    assert url_key(url) == key


@pytest.mark.parametrize("group", VECTORS["apart"], ids=lambda group: group["why"])
def test_different_addresses_have_different_keys(group: dict[str, Any]) -> None:
    keys = {url: url_key(url) for url in group["urls"]}
    assert None not in keys.values()
    assert [(a, b) for a, b in combinations(keys, 2) if keys[a] == keys[b]] == []


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(ALL_URLS) >= 200


@pytest.mark.parametrize("url", ALL_URLS)
def test_a_key_is_an_https_address_and_its_own_key(url: str) -> None:
    key = url_key(url)
    assert key is not None
    assert URL(key).protocol == "https:"
    assert url_key(key) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "#top",
        "/news/story",
        "news/story.html",
        "?page=2",
        "mailto:editor@anytown.example",
        "editor@anytown.org.uk",
        "tel:01234567890",
        "javascript:void(0)",
        "ftp://anytown.example/a",
        "data:text/plain,hello",
        "http://",
        "https://.",
        "https://any town.example/a",
        "https://[::1/a",
        "A title, not an address",
        "index.php",
        "https://anytown.example:99999/a",
        "\ud800",
        "https://anytown.example/\ud800",
    ],
)
def test_what_is_no_web_address_has_no_key(text: str) -> None:
    assert url_key(text) is None


def test_a_wrapper_may_be_wrapped_many_times() -> None:
    url = "https://anytown.example/a"
    for _ in range(9):
        url = f"https://www.google.com/url?q={quote(url, safe='')}"
    assert url_key(url) == "https://anytown.example/a"


def test_nesting_that_never_settles_has_no_key() -> None:
    assert url_key("https://anytown.example/a/b" + "/print/index.html" * 40) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Anytown.Example/a?b#c", "www.anytown.example"),
        ("http://anytown.example:80/", "anytown.example"),
        ("https://anytown.example:443/", "anytown.example"),
        ("https://anytown.example:8443/", "anytown.example:8443"),
        ("http://anytown.example:443/", "anytown.example:443"),
        ("https://anytown.example.:8443/", "anytown.example:8443"),
        ("https://user:pw@anytown.example/", "anytown.example"),
        ("http://127.0.0.1:8015/feed", "127.0.0.1:8015"),
        ("http://[::1]:8015/feed", "[::1]:8015"),
        ("http://localhost:8015", "localhost:8015"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("mailto:a@b.org", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address_names_the_visit(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.anytown.org.uk", "anytown.org.uk"),
        ("learning.anytown.org.uk", "anytown.org.uk"),
        ("LEARNING.Anytown.org.uk.", "anytown.org.uk"),
        ("news.anytown.gov.uk:8080", "anytown.gov.uk"),
        ("www.gov.uk", "gov.uk"),
        ("gov.uk", "gov.uk"),
        ("england.nhs.uk", "england.nhs.uk"),
        ("committees.parliament.uk", "parliament.uk"),
        ("gov.scot", "gov.scot"),
        ("a.b.anytown.example", "anytown.example"),
        ("anytown.blogspot.com", "anytown.blogspot.com"),
        ("intranet", "intranet"),
        ("localhost:8000", "localhost:8000"),
        ("site.localhost:8000", "site.localhost:8000"),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]:8000", "[::1]:8000"),
        ("[::1]", "[::1]"),
    ],
)
def test_the_registrable_domain_is_what_one_owner_has(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.anytown.org.uk/a", "http://learning.anytown.org.uk/b", True),
        ("https://anytown.org.uk/a", "https://othertown.org.uk/a", False),
        ("https://a.blogspot.com/", "https://b.blogspot.com/", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/b", True),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a", False),
        ("mailto:a@anytown.org.uk", "mailto:a@anytown.org.uk", False),
    ],
)
def test_addresses_of_one_owner_are_of_the_same_site(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) is same
    assert same_site(b, a) is same


PIECES = """
/ amp print index.html .amp .html %2f % 41 %25 ? & = a B www. m. amp. . .. ;jsessionid=1 # #/ #! &amp; + é
https:// http: google.com/url?q= https://web.archive.org/web/2024/ \\ utm_a=1 anytown.example localhost :80
sid=abcdef0123456789 :443 @ * &&& links.govdelivery.com https%3A%2F%2F // amp; ?utm_b= ñ
"""
CRAFTED = st.lists(st.sampled_from(PIECES.split()), max_size=14).map("".join)


@given(st.one_of(st.text(), CRAFTED))
def test_any_text_has_a_stable_key_or_none(text: str) -> None:
    for url in (
        text,
        f"https://{text}",
        f"https://anytown.example/{text}",
        f"http://anytown.example/?{text}",
    ):
        key = url_key(url)
        if key is not None:
            assert key.startswith("https://")
            assert url_key(key) == key


SLUG = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=12)


@given(st.lists(SLUG, min_size=1, max_size=3), st.dictionaries(SLUG, SLUG, max_size=3))
def test_trackers_scheme_and_order_never_change_a_key(path: list[str], query: dict[str, str]) -> None:
    base = "anytown.org.uk/" + "/".join(path)
    plain = [f"{name}={value}" for name, value in query.items()]
    noisy = [*reversed(plain), "utm_source=x", "fbclid=y"]
    address = f"https://{base}?{'&'.join(plain)}"
    assert url_key(f"http://www.{base}?{'&'.join(noisy)}#top") == url_key(address)


@given(
    st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["id", "p", "ref", "CId", "item", "doc"])
)
def test_records_with_different_numbers_never_share_a_key(one: int, other: int, name: str) -> None:
    keys = {url_key(f"https://anytown.example/view?{name}={number}") for number in (one, other)}
    assert len(keys) == len({one, other})


RULES = UrlRules(
    host="workers.example",
    twins=frozenset({"new.workers.example", "web1.workers.example", "workers-old.example"}),
    tracking=frozenset({"appealcode", "src"}),
)


@pytest.mark.parametrize(
    "url",
    [
        "https://workers.example/articles/homes?page=2",
        "https://www.workers.example/articles/homes?page=2",
        "https://new.workers.example/articles/homes?page=2",
        "https://www.workers-old.example/articles/homes/?page=2",
        "http://web1.workers.example/articles/homes?page=2&AppealCode=9&src=mail",
        "https://workers.example/articles/homes?src=mail&page=2&utm_campaign=x",
    ],
)
def test_a_source_says_which_hosts_are_twins_and_which_parameters_say_nothing(url: str) -> None:
    assert url_key(url, RULES) == "https://workers.example/articles/homes?page=2"


def test_the_rules_of_a_source_hold_on_its_own_hosts_only() -> None:
    other = "https://other.example/articles?appealcode=9"
    assert url_key(other, RULES) == other
    assert url_key("http://localhost:8000/a", UrlRules("127.0.0.1", frozenset({"localhost"}))) == (
        "https://127.0.0.1:8000/a"
    )
