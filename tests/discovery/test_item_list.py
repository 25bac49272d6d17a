"""Publications that a page names in its data and links nowhere."""

import json
from typing import Any

from scraper.discovery.item_list import items_in_data
from scraper.discovery.listing import read
from scraper.items import ChannelRules, Document
from scraper.outcomes import Kind, Outcome, Precision, Witness
from tests.conftest import NOW

URL = "https://example.org/news/"
FEW_WORDS = "<p>" + "What the charity has learned from children this year. " * 4


def page(*blocks: Any, body: str = FEW_WORDS) -> Document:
    scripts = "".join(
        f"<script type='application/ld+json'>{each if isinstance(each, str) else json.dumps(each)}</script>"
        for each in blocks
    )
    return Document(URL, f"<html><head>{scripts}</head><body>{body}</body></html>".encode())


def listed(*members: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": list(members)}


def urls(*blocks: Any) -> list[str | None]:
    return [entry.url for entry in items_in_data(page(*blocks), NOW)]


def test_an_item_list_gives_address_title_and_day_of_each_publication() -> None:
    thing = {
        "@type": "Report",
        "url": "/news/a",
        "headline": "A  report &amp; more",
        "datePublished": "2026-11-02",
    }
    (entry,) = items_in_data(page(listed({"@type": "ListItem", "position": 1, "item": thing})), NOW)
    assert (entry.url, entry.title) == ("https://example.org/news/a", "A report &amp; more")
    assert entry.published is not None
    assert (str(entry.published), entry.published.witness) == ("2026-11-02", Witness.LISTING)
    assert entry.published.precision is Precision.DAY


def test_addresses_stand_in_the_member_in_its_item_or_are_its_item() -> None:
    members = (
        {"url": "/news/a", "name": "A"},
        {"item": "/news/b"},
        {"item": {"@id": "/news/c"}},
        {"item": {"name": "nowhere"}},
        "no object",
    )
    assert urls(listed(*members)) == [f"https://example.org/news/{name}" for name in "abc"]


def test_a_list_is_found_inside_the_page_it_belongs_to() -> None:
    inside = {"@graph": [{"@type": "CollectionPage", "mainEntity": listed({"url": "/news/a"})}]}
    assert urls(inside, [listed({"url": "/news/b"})]) == [
        "https://example.org/news/a",
        "https://example.org/news/b",
    ]


def test_events_people_and_breadcrumbs_are_no_publications() -> None:
    events = listed({"@type": "ListItem", "item": {"@type": ["Thing", "EducationEvent"], "url": "/a"}})
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"item": "/news/"}]}
    assert urls(events, crumbs, listed({"@type": "Person", "url": "/b"})) == []


def test_broken_and_bottomless_data_say_nothing() -> None:
    deep: Any = listed({"url": "/news/a"})
    for _ in range(20):
        deep = {"inside": deep}
    assert urls("{not json", "[" * 100_000, deep, "3") == []


def test_a_listing_without_links_is_read_from_its_data() -> None:
    rules = ChannelRules(kind=Kind.NEWS)
    data = listed({"url": "/news/a-report", "name": "A"}, {"url": "/donate/", "name": "Donate"}, {"url": URL})
    reading = read(page(data), rules, {}, NOW)
    assert (reading.outcome, [entry.url for entry in reading.entries]) == (
        Outcome.NEW,
        ["https://example.org/news/a-report"],
    )
    assert reading.entries[0].kind is Kind.NEWS


def test_links_are_believed_before_data() -> None:
    links = "".join(f'<li><h3><a href="/news/{n}-of-all-reports">{n} of all reports</a></h3>' for n in "abc")
    reading = read(
        page(listed({"url": "/news/z"}), body=FEW_WORDS + f"<ul>{links}</ul>"), ChannelRules(), {}, NOW
    )
    assert len(reading.entries) == 3
