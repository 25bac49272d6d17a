"""Feeds that their servers or systems spoil: packed without a word, with one link for all."""

import gzip
from dataclasses import replace

import pytest

from scraper.discovery import feed
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Outcome
from tests.discovery.samples import NOW, rss

HOST = "https://www.example.org.uk"
PLAN = rss(f"<item><title>A plan for care</title><link>{HOST}/news/a-plan</link></item>")


def read(document: Document) -> Reading:
    return feed.read(document, ChannelRules(), {}, NOW)


def packed(times: int) -> Document:
    body = PLAN.body
    for _ in range(times):
        body = gzip.compress(body)
    return replace(PLAN, body=body)


@pytest.mark.parametrize("times", [1, 2])
def test_a_feed_packed_more_often_than_its_server_says_is_read(times: int) -> None:
    assert [entry.title for entry in read(packed(times)).entries] == ["A plan for care"]


def test_a_packed_json_feed_is_read() -> None:
    body = (
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "A plan for care"}]}'
    )
    (entry,) = read(Document(f"{HOST}/feed.json", gzip.compress(body))).entries
    assert entry.title == "A plan for care"


def test_a_packed_feed_that_breaks_off_is_not_taken_for_whole() -> None:
    reading = read(replace(PLAN, body=packed(1).body[:-20]))
    assert (reading.outcome, reading.entries) == (Outcome.FAILED, ())
    assert reading.detail == "The feed is packed, and broken or too large"


def items(link: str, *ids: str) -> Document:
    """Items of different titles with one link."""
    written = (
        f"<item><title>Report number {number}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{said}</guid></item>'
        for number, said in enumerate(ids)
    )
    return rss("".join(written))


def addresses(document: Document) -> list[str]:
    return [(entry.url or "").removeprefix(HOST) for entry in read(document).entries]


def test_where_all_items_have_one_link_their_ids_lead_to_them() -> None:
    ids = [f"{HOST}/reports/{name}" for name in "abc"]
    assert addresses(items(f"{HOST}/", *ids)) == ["/reports/a", "/reports/b", "/reports/c"]


@pytest.mark.parametrize(
    "ids",
    [
        ("one", "two", "three"),
        tuple(f"https://elsewhere.org/{name}" for name in "abc"),
        tuple(f"{HOST}/reports/a" for _ in range(3)),
        tuple(f"{HOST}/reports/{name}" for name in "ab"),  # two may be one that was edited
    ],
)
def test_ids_that_are_no_addresses_of_their_own_change_no_link(ids: tuple[str, ...]) -> None:
    assert set(addresses(items(f"{HOST}/reports", *ids))) == {"/reports"}
