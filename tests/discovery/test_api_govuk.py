import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from scraper.discovery import govuk
from scraper.items import ChannelRules, Document, Entry, Reading
from scraper.outcomes import Kind, Outcome, Witness

NOW = datetime(2024, 7, 20, 12, 0, tzinfo=UTC)
SEARCH = (
    "https://www.gov.uk/api/search.json?filter_organisations=department-for-education&order=-public_timestamp"
)
FINDER = "https://www.gov.uk/search/guidance-and-regulation.json?organisations%5B%5D=ofsted"
RESULT: dict[str, Any] = {
    "title": "Keeping children safe: what\u2019s new &amp; why",
    "link": "/government/publications/keeping-children-safe",
    "description": "Statutory guidance for schools.",
    "public_timestamp": "2024-07-15T23:01:00Z",
    "content_store_document_type": "statutory_guidance",
    "format": "guidance",
    "organisations": [
        {"title": "Department for Education", "slug": "department-for-education"},
        {"slug": "x"},
    ],
    "_id": "/government/publications/keeping-children-safe",
    "es_score": None,
}


def read(value: Any, url: str = SEARCH, rules: ChannelRules | None = None) -> Reading:
    document = Document(url, json.dumps(value).encode(), "application/json")
    return govuk.read(document, rules or ChannelRules(), {}, NOW)


def result_of(**changed: Any) -> Entry:
    return read({"results": [RESULT | changed], "total": 1, "start": 0}).entries[0]


def test_a_result_is_an_entry_at_gov_uk() -> None:
    reading = read({"results": [RESULT], "total": 1, "start": 0, "aggregates": {}, "suggested_queries": []})
    assert (reading.outcome, reading.detail, reading.more) == (Outcome.NEW, "", ())
    entry = reading.entries[0]
    assert entry.url == "https://www.gov.uk/government/publications/keeping-children-safe"
    assert entry.title == "Keeping children safe: what’s new & why"
    assert entry.summary == "Statutory guidance for schools."
    assert entry.authors == ("Department for Education",)
    assert entry.kind is Kind.GUIDANCE
    assert entry.guid == "/government/publications/keeping-children-safe"


def test_the_timestamp_is_of_the_update_and_the_publication_stays_open() -> None:
    entry = result_of()
    assert entry.published is None
    assert entry.updated is not None
    assert entry.updated.witness is Witness.FEED
    assert entry.updated.raw == "2024-07-15T23:01:00Z"


def test_a_minute_past_midnight_in_london_belongs_to_the_new_day() -> None:
    updated = result_of().updated
    assert updated is not None
    assert updated.value == date(2024, 7, 16)


def test_the_first_publication_is_kept_where_it_is_stated() -> None:
    published = result_of(first_published_at="2013-03-26T09:00:00+00:00").published
    assert published is not None
    assert published.value == date(2013, 3, 26)


def test_a_content_id_outlives_the_address_and_is_the_id() -> None:
    assert result_of(content_id="5d3c").guid == "5d3c"


def test_a_link_to_another_site_is_kept() -> None:
    assert result_of(link="https://www.nspcc.org.uk/report").url == "https://www.nspcc.org.uk/report"


def test_the_format_serves_when_the_document_type_is_missing() -> None:
    assert result_of(content_store_document_type=None, format="press_release").kind is Kind.PRESS_RELEASE


def test_the_definitions_kind_goes_before_the_document_type() -> None:
    reading = read({"results": [RESULT], "total": 1}, rules=ChannelRules(kind=Kind.NEWS))
    assert reading.entries[0].kind is Kind.NEWS


def test_the_same_result_twice_is_one_entry_and_strangers_are_passed_over() -> None:
    assert len(read({"results": [RESULT, None, {}, RESULT], "total": 4}).entries) == 1


def test_nothing_found_is_empty() -> None:
    reading = read({"results": [], "total": 0, "start": 0})
    assert (reading.outcome, reading.detail) == (Outcome.EMPTY, "GOV.UK finds nothing for this search")


def test_results_without_title_and_link_are_a_failure() -> None:
    assert read({"results": [{"_id": "x"}], "total": 1}).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"error": "Unexpected parameters: colour"}, "refuses the question: Unexpected parameters: colour"),
        ({"errors": ["Bad count", 3, "Bad start"]}, "refuses the question: Bad count Bad start"),
        ({"errors": {"public_timestamp": "Bad date"}}, "refuses the question: Bad date"),
        ({"message": "bad_request"}, "refuses the question: bad_request"),
        ({"errors": {}, "total": "1,234"}, "says it finds 1234, but shows no results"),
        ({"document_type": "finder", "details": {}}, "finder's description"),
        ({"total": "many"}, "none of GOV.UK's search"),
    ],
)
def test_an_answer_without_results_says_why(said: Any, words: str) -> None:
    reading = read(said)
    assert reading.outcome is Outcome.FAILED
    assert words in reading.detail


@pytest.mark.parametrize(
    ("start", "total", "query", "more"),
    [
        (0, 25, "?count=1&start=0", ("?count=1&start=1",)),
        (23, 25, "?q=&filter_a=x&filter_a=y", ("?q=&filter_a=x&filter_a=y&start=24",)),
        (24, 25, "?count=1", ()),
        (0, 1, "", ()),
        (None, 2, "", ("?start=1",)),
        (-5, 2, "", ("?start=1",)),
        (0, None, "", ()),
    ],
)
def test_the_next_results_start_after_those_shown(
    start: int | None, total: int | None, query: str, more: tuple[str, ...]
) -> None:
    base = "https://www.gov.uk/api/search.json"
    reading = read({"results": [RESULT], "total": total, "start": start}, base + query)
    assert reading.more == tuple(base + following for following in more)


SHOWN = """
<div class="finder-results"><ul class="gem-c-document-list">
 <li class="gem-c-document-list__item">
  <div class="gem-c-document-list__item-title">
   <a href="/guidance/inspecting">Inspecting children&#39;s homes</a></div>
  <p class="gem-c-document-list__item-description">How we inspect.</p>
  <ul class="gem-c-document-list__item-metadata">
   <li class="gem-c-document-list__attribute">Document type: Statutory guidance</li>
   <li class="gem-c-document-list__attribute">Organisation: Ofsted</li>
   <li class="gem-c-document-list__attribute">Updated: <time datetime="2024-07-16">16 July 2024</time></li>
  </ul></li>
 <li class="gem-c-document-list__item"><span>No link here</span></li>
</ul></div>"""


def test_a_finders_list_in_html_is_read() -> None:
    reading = read({"total": 2, "search_results": SHOWN, "next_and_prev_links": "", "errors": {}}, FINDER)
    assert (reading.outcome, len(reading.entries), reading.more) == (Outcome.NEW, 1, ())
    entry = reading.entries[0]
    assert (entry.url, entry.title) == (
        "https://www.gov.uk/guidance/inspecting",
        "Inspecting children's homes",
    )
    assert (entry.summary, entry.authors, entry.kind) == ("How we inspect.", ("Ofsted",), Kind.GUIDANCE)
    assert entry.published is None
    assert entry.updated is not None
    assert entry.updated.value == date(2024, 7, 16)


def test_a_date_shown_without_a_label_is_not_taken_for_the_update() -> None:
    entry = read({"total": 1, "search_results": SHOWN.replace("Updated:", "Closes:")}, FINDER).entries[0]
    assert entry.updated is None


@pytest.mark.parametrize(
    ("total", "outcome"), [(0, Outcome.EMPTY), ("0", Outcome.EMPTY), ("12,345", Outcome.FAILED)]
)
def test_a_finder_without_a_list_is_empty_only_when_it_counts_nothing(total: Any, outcome: Outcome) -> None:
    assert read({"total": total, "search_results": "<p>No results</p>"}, FINDER).outcome is outcome
    assert read({"total": total, "search_results": ""}, FINDER).outcome is outcome


def test_a_finders_list_as_data_is_read() -> None:
    shown = {
        "title": "Inspecting children's homes",
        "link": "/guidance/inspecting",
        "summary": "How we inspect.",
        "metadata": [
            {"label": "Updated", "is_date": True, "machine_date": "2024-07-16", "human_date": "16 July 2024"},
            {"label": "Organisation", "value": "Ofsted", "is_text": True},
            {"label": "Document type", "value": "Policy paper", "is_text": True},
        ],
    }
    entry = read({"documents": [{"document": shown, "document_index": 1}], "total": 1}, FINDER).entries[0]
    assert (entry.url, entry.summary) == ("https://www.gov.uk/guidance/inspecting", "How we inspect.")
    assert (entry.authors, entry.kind) == (("Ofsted",), Kind.REPORT)
    assert entry.updated is not None
    assert entry.updated.value == date(2024, 7, 16)


def test_a_finders_next_page_keeps_its_address_as_json() -> None:
    links = '<a class="x" rel="next" href="/search/guidance-and-regulation?page=3">Next page</a>'
    answer = {"total": 90, "search_results": SHOWN, "next_and_prev_links": links}
    assert read(answer, FINDER).more == (FINDER + "&page=2",)
    assert read(answer, FINDER + "&page=2").more == (FINDER + "&page=3",)
