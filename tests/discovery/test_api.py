import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.discovery import api
from scraper.items import ChannelRules, Document, Reading
from scraper.json_data import MOST_MEMBERS
from scraper.outcomes import Outcome

NOW = datetime(2024, 7, 20, 12, 0, tzinfo=UTC)
POSTS = "https://charity.example/wp-json/wp/v2/posts"
SEARCH = "https://www.gov.uk/api/search.json?filter_organisations=ofsted"


def read(body: bytes, url: str = SEARCH, **headers: str) -> Reading:
    document = Document(url, body, "application/json", headers)
    return api.read(document, ChannelRules(), {"kept": 1}, NOW)


def test_an_address_under_wp_json_is_read_as_wordpress() -> None:
    body = json.dumps([{"link": "https://charity.example/a", "title": {"rendered": "A"}}]).encode()
    assert read(body, POSTS).entries[0].url == "https://charity.example/a"


def test_a_route_in_the_query_is_read_as_wordpress() -> None:
    reading = read(
        b'{"code": "rest_no_route", "message": "No route"}', "https://c.example/?rest_route=/wp/v2/x"
    )
    assert "rest_no_route" in reading.detail


def test_a_list_on_an_unknown_address_is_read_as_posts() -> None:
    body = b'\xef\xbb\xbf [{"link": "/a", "title": {"rendered": "A"}}]'
    assert read(body, "https://charity.example/api/posts").entries[0].url == "https://charity.example/a"


def test_results_are_read_as_gov_uk_search() -> None:
    body = b'{"results": [{"link": "/government/news/a", "title": "A"}], "total": 1}'
    assert read(body).entries[0].url == "https://www.gov.uk/government/news/a"


@pytest.mark.parametrize("url", [POSTS, SEARCH])
@pytest.mark.parametrize(
    ("body", "outcome", "words"),
    [
        (b"", Outcome.FAILED, "empty"),
        (b"\xef\xbb\xbf \n", Outcome.FAILED, "empty"),
        (b"<!DOCTYPE html><title>Just a moment</title>", Outcome.SUSPECT, "“Just a moment”"),
        (b"\xef\xbb\xbf <!-- a --> <html><body>Hello", Outcome.SUSPECT, "HTML page"),
        (b'{"results": [', Outcome.FAILED, "no JSON"),
        (b"\xff\xfe\xfa\x00\x01", Outcome.FAILED, "no JSON"),
        (b"[" * 1_000_000, Outcome.FAILED, "nested too deeply"),
        (b'{"a":' * 1_000_000, Outcome.FAILED, "nested too deeply"),
        (b'{"total": ' + b"9" * 10_000 + b"}", Outcome.FAILED, "no JSON"),
        (b"null", Outcome.FAILED, "JSON, but"),
        (b"NaN", Outcome.FAILED, "JSON, but"),
        (b'"words"', Outcome.FAILED, "JSON, but"),
        (b"{}", Outcome.FAILED, "JSON, but"),
    ],
)
def test_what_is_no_answer_of_an_api_is_said_in_words(
    url: str, body: bytes, outcome: Outcome, words: str
) -> None:
    reading = read(body, url)
    assert (reading.outcome, reading.entries) == (outcome, ())
    assert words in reading.detail


def test_an_answer_larger_than_the_limit_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.discovery.json_answer.LARGEST_ANSWER", 20)
    assert "larger than" in read(b'{"results": [], "total": 0}').detail


def test_comments_before_a_page_are_passed_over_in_linear_time() -> None:
    assert read(b"<!---->" * 100_000 + b"{").outcome is Outcome.FAILED


@pytest.mark.parametrize("url", [POSTS, SEARCH])
def test_a_list_of_a_million_members_is_read_up_to_the_limit(url: str) -> None:
    members = ",".join(f'{{"link":"/{number}"}}' for number in range(6_000)) + ",1" * 994_000
    body = f"[{members}]" if url == POSTS else f'{{"results":[{members}]}}'
    assert len(read(body.encode(), url).entries) == MOST_MEMBERS


def test_json_in_utf_16_is_read() -> None:
    body = json.dumps({"results": [{"link": "/a", "title": "Børn"}], "total": 1}).encode("utf-16")
    assert read(body).entries[0].title == "Børn"


@pytest.mark.parametrize("body", [b"[]", b"{}", b"", b'{"results": [{"link": "/a"}]}'])
def test_the_channels_memory_is_passed_on(body: bytes) -> None:
    assert read(body).memory == {"kept": 1}


KEYS = st.sampled_from(
    [
        "results",
        "documents",
        "document",
        "search_results",
        "total",
        "start",
        "link",
        "url",
        "title",
        "rendered",
        "date",
        "date_gmt",
        "modified",
        "modified_gmt",
        "guid",
        "id",
        "excerpt",
        "content",
        "_embedded",
        "author",
        "name",
        "type",
        "subtype",
        "code",
        "message",
        "data",
        "status",
        "error",
        "errors",
        "organisations",
        "public_timestamp",
        "first_published_at",
        "content_store_document_type",
        "format",
        "metadata",
        "label",
        "value",
        "machine_date",
        "next_and_prev_links",
        "content_type",
    ]
)
STRINGS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["/a", "//x", "http://[", "redirect", "gone", "finder", "html_publication", "text/html"]),
    st.sampled_from(["2024-07-16T09:30:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]),
    st.sampled_from(["1,234", "[…]", "<li class=gem-c-document-list__item>", 'rel="next"', "\ud800"]),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.integers(10**300, 10**301), st.floats(), STRINGS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from([POSTS, SEARCH, POSTS + "?page=3"]), STRINGS)
def test_no_json_makes_a_reader_raise(value: Any, url: str, header: str) -> None:
    body = json.dumps(value).encode()
    for shape in (body, b"[" + body + b"]", b'{"results": [' + body + b"]}"):
        reading = read(shape, url, **{"x-wp-totalpages": header, "link": header})
        assert (reading.outcome is Outcome.NEW) == bool(reading.entries)
        assert bool(reading.entries) != bool(reading.detail)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=12), STRINGS)
def test_no_member_of_a_list_makes_a_reader_raise(member: dict[str, Any], header: str) -> None:
    member["link"] = "/a"
    posts = read(json.dumps([member]).encode(), POSTS, **{"x-wp-totalpages": header, "link": header})
    results = read(json.dumps({**member, "results": [member]}).encode())
    documents = read(json.dumps({**member, "results": None, "documents": [{"document": member}]}).encode())
    assert {posts.outcome, results.outcome, documents.outcome} == {Outcome.NEW}
    assert results.entries[0].url == documents.entries[0].url == "https://www.gov.uk/a"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([POSTS, SEARCH]))
def test_no_bytes_make_a_reader_raise(body: bytes, url: str) -> None:
    assert read(body, url).outcome in {Outcome.FAILED, Outcome.SUSPECT, Outcome.EMPTY, Outcome.NEW}
