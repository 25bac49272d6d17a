import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extraction import extract
from scraper.extraction.content_item import (
    Attachment,
    ContentItem,
    Gone,
    Moved,
    Withdrawal,
    major_update,
    read_content_item,
)
from scraper.items import Document, PageHints, Publication, Unreadable
from scraper.outcomes import DropReason, Kind

DETAILS: dict[str, Any] = {
    "body": "<p>Schools must act.</p>",
    "first_public_at": "2014-05-29T11:48:35+01:00",
    "change_history": [
        {"public_timestamp": "2014-05-29T11:48:35+01:00", "note": "First published."},
        {"public_timestamp": "2024-07-16T09:30:00+01:00", "note": "Added a section on <b>kinship</b>."},
        {"note": "no time"},
    ],
    "attachments": [
        {
            "title": "Statutory guidance",
            "url": "https://assets.publishing.service.gov.uk/media/5/guidance.pdf",
            "content_type": "application/pdf",
            "number_of_pages": 72,
        },
        {"url": "/government/publications/safe/html", "filename": "safe.html", "number_of_pages": 0},
        {"title": "no address"},
    ],
    "emphasised_organisations": ["id-2"],
}
ITEM: dict[str, Any] = {
    "base_path": "/government/publications/safe",
    "content_id": "5d3c",
    "title": "Keeping children safe",
    "description": "What schools must do.",
    "document_type": "statutory_guidance",
    "schema_name": "publication",
    "locale": "en",
    "first_published_at": "2014-05-29T10:48:35.000+00:00",
    "public_updated_at": "2024-07-16T08:30:00.000+00:00",
    "updated_at": "2024-07-18T10:00:00.123Z",
    "withdrawn_notice": {},
    "details": DETAILS,
    "links": {
        "organisations": [
            {"content_id": "id-1", "title": "Ofsted"},
            {"content_id": "id-2", "title": "Department for Education"},
            {"content_id": "id-3"},
        ]
    },
}


NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def as_page(value: Any) -> Document:
    return Document("https://www.gov.uk/x", json.dumps(value).encode(), "application/json")


def read(value: Any) -> ContentItem | Moved | Gone | Unreadable:
    return read_content_item(as_page(value))


def item(**changed: Any) -> ContentItem:
    answer = read(ITEM | changed)
    assert isinstance(answer, ContentItem)
    return answer


def detailed(**changed: Any) -> ContentItem:
    return item(details=DETAILS | changed)


def test_an_item_tells_what_the_page_is() -> None:
    found = item()
    assert found.url == "https://www.gov.uk/government/publications/safe"
    assert (found.title, found.description) == ("Keeping children safe", "What schools must do.")
    assert (found.document_type, found.kind, found.locale) == ("statutory_guidance", Kind.GUIDANCE, "en")
    assert found.body_html == "<p>Schools must act.</p>"
    assert found.withdrawal is None


def test_two_spellings_of_the_first_publication_are_one_moment_in_the_editors_zone() -> None:
    first = item().first_published_at
    assert first == datetime(2014, 5, 29, 10, 48, 35, tzinfo=UTC)
    assert first is not None
    assert first.utcoffset() == timedelta(hours=1)


def test_what_editors_set_goes_before_the_day_a_page_was_brought_over() -> None:
    first = item(first_published_at="2016-02-29T09:24:10Z").first_published_at
    assert first == datetime(2014, 5, 29, 10, 48, 35, tzinfo=UTC)


def test_the_item_and_then_its_history_tell_the_first_publication_when_editors_do_not() -> None:
    without = DETAILS | {"first_public_at": None}
    stated = item(details=without, first_published_at="2014-05-30T08:00:00Z").first_published_at
    assert stated == datetime(2014, 5, 30, 8, 0, tzinfo=UTC)
    counted = item(details=without, first_published_at=None).first_published_at
    assert counted == datetime(2014, 5, 29, 11, 48, 35, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(("first_version", "known"), [(True, True), (False, False)])
def test_the_timestamp_of_an_html_version_is_its_publication_only_in_its_first_version(
    first_version: bool, known: bool
) -> None:
    details = {"public_timestamp": "2016-01-17T14:19:42.460Z", "first_published_version": first_version}
    found = item(details=details, first_published_at=None)
    assert (found.first_published_at is not None) is known


def test_major_and_minor_updates_are_told_apart() -> None:
    found = item()
    assert found.public_updated_at == datetime(2024, 7, 16, 8, 30, tzinfo=UTC)
    assert found.updated_at == datetime(2024, 7, 18, 10, 0, 0, 123_000, tzinfo=UTC)


def test_changes_come_newest_first_with_their_notes() -> None:
    found = item()
    assert [change.note for change in found.changes] == ["Added a section on kinship.", "First published."]
    assert major_update(found) == datetime(2024, 7, 16, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "history",
    [
        DETAILS["change_history"][:1],
        [*DETAILS["change_history"][:1], {"public_timestamp": "2014-05-29T11:49:00+01:00", "note": "Again."}],
        [{"public_timestamp": "2024-07-16T09:30:00Z", "note": "First published."}],
    ],
)
def test_a_page_only_published_was_not_updated(history: list[Any]) -> None:
    assert major_update(detailed(change_history=history)) is None


def test_without_a_history_the_last_public_update_is_the_change() -> None:
    latest = datetime(2024, 7, 16, 8, 30, tzinfo=UTC)
    assert major_update(detailed(change_history=[])) == latest
    assert major_update(item(details=None, first_published_at=None)) == latest
    assert major_update(detailed(change_history=[], first_public_at="2024-07-16T09:30:00+01:00")) is None


def test_a_page_without_any_time_was_not_updated() -> None:
    assert major_update(item(details=None, first_published_at=None, public_updated_at="")) is None


def test_organisations_the_page_puts_first_come_first() -> None:
    assert item().organisations == ("Department for Education", "Ofsted")
    assert detailed(emphasised_organisations="id-2").organisations == ("Ofsted", "Department for Education")


def test_attachments_have_absolute_addresses() -> None:
    pdf, page = item().attachments
    assert pdf == Attachment(
        "Statutory guidance",
        "https://assets.publishing.service.gov.uk/media/5/guidance.pdf",
        "application/pdf",
        72,
    )
    assert page == Attachment("safe.html", "https://www.gov.uk/government/publications/safe/html", None, None)


def test_a_withdrawn_page_says_why_and_since_when() -> None:
    notice = {
        "explanation": "<p>It is <a href='/new'>out of date</a>.</p>",
        "withdrawn_at": "2019-05-15T11:29:10Z",
    }
    expected = Withdrawal("It is out of date.", datetime(2019, 5, 15, 11, 29, 10, tzinfo=UTC))
    assert item(withdrawn_notice=notice).withdrawal == expected
    assert item(withdrawn_notice={"withdrawn_at": "then", "explanation": ""}).withdrawal is None


def test_an_html_version_is_of_its_publications_kind() -> None:
    parent = {"parent": [{"document_type": "policy_paper"}]}
    assert item(document_type="html_publication", links=parent).kind is Kind.REPORT
    assert item(document_type="html_publication", links={}).kind is None


def test_an_organisations_pages_about_itself_are_no_publications() -> None:
    assert item(document_type="research", schema_name="corporate_information_page").kind is None


def test_the_parts_of_a_guide_are_its_text() -> None:
    parts = [
        {"title": "Who <can> apply", "body": "<p>Carers.</p>"},
        {"title": "How", "body": "<p>By post.</p>"},
    ]
    text = detailed(body=None, parts=parts).body_html
    assert text == "<h2>Who &lt;can&gt; apply</h2>\n<p>Carers.</p>\n<h2>How</h2>\n<p>By post.</p>"


def test_of_several_renderings_the_html_is_the_text() -> None:
    body = [
        {"content_type": "text/govspeak", "content": "Carers."},
        {"content_type": "text/html", "content": "<p>Carers.</p>"},
    ]
    assert detailed(body=body).body_html == "<p>Carers.</p>"


@pytest.mark.parametrize(
    ("redirects", "url"),
    [
        (
            [
                {"path": "/old/prefix", "type": "prefix", "destination": "/elsewhere"},
                {"path": "/old", "type": "exact", "destination": "/new?a=1#part"},
            ],
            "https://www.gov.uk/new?a=1",
        ),
        ([{"path": "/other", "destination": "https://www.nhs.uk/new"}], "https://www.nhs.uk/new"),
    ],
)
def test_a_redirect_leads_to_where_its_own_path_goes(redirects: list[Any], url: str) -> None:
    said = {"schema_name": "redirect", "base_path": "/old", "title": None, "redirects": redirects}
    assert read(said) == Moved(url)


def test_a_redirect_to_nowhere_is_unreadable() -> None:
    answer = read({"document_type": "redirect", "redirects": [{"destination": "javascript:x"}]})
    assert answer == Unreadable(
        DropReason.UNREADABLE, "the content item redirects, but does not say where to"
    )


def test_a_page_taken_down_says_why_and_where_else_to_look() -> None:
    details = {"explanation": "<div><p>Wrong title</p></div>", "alternative_path": "/right"}
    said = {"schema_name": "gone", "details": details}
    assert read(said) == Gone("Wrong title", "https://www.gov.uk/right")
    assert read({"document_type": "vanish", "details": None}) == Gone("", None)


@pytest.mark.parametrize("changed", [{"title": None}, {"base_path": None}, {"base_path": 3}, {"title": "  "}])
def test_an_answer_without_address_or_title_is_no_item(changed: dict[str, Any]) -> None:
    answer = read(ITEM | changed)
    assert isinstance(answer, Unreadable)
    assert "no address or title" in answer.detail


def test_a_page_instead_of_the_item_is_unreadable() -> None:
    body = b"<!DOCTYPE html><title>Sorry</title>"
    answer = read_content_item(Document("https://www.gov.uk/x", body))
    assert isinstance(answer, Unreadable)
    assert (answer.reason, "no JSON" in answer.detail) == (DropReason.UNREADABLE, True)


def test_an_item_beyond_all_sizes_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.extraction.content_item.LARGEST_ITEM", 20)
    assert read(ITEM) == Unreadable(DropReason.TOO_LARGE, f"{len(json.dumps(ITEM))} bytes of data")


KEYS = st.sampled_from(
    [
        "body",
        "parts",
        "title",
        "content_type",
        "content",
        "change_history",
        "note",
        "public_timestamp",
        "attachments",
        "url",
        "number_of_pages",
        "first_public_at",
        "organisations",
        "speaker",
        "parent",
        "document_type",
        "emphasised_organisations",
        "withdrawn_at",
        "destination",
        "path",
        "explanation",
        "first_published_version",
        "national_applicability",
        "england",
        "applicable",
        "collection_groups",
        "documents",
        "final_outcome_detail",
        "opening_date",
        "display_date",
        "alternative_path",
    ]
)
STRINGS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["/a", "//x", "http://[", "redirect", "gone", "html_publication", "text/html", "\ud800"]),
    st.sampled_from(["2024-07-16T09:30:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]),
    st.sampled_from(["<p>Text</p>", "<li>", "<table><tr><td>a", "<section class=attachment>"]),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(10**300, 10**301), st.floats(), STRINGS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, VALUES, STRINGS, STRINGS)
def test_no_item_makes_the_readers_raise(details: Any, links: Any, stamp: str, kind: str) -> None:
    item = ITEM | {
        "details": details,
        "links": links,
        "schema_name": kind,
        "document_type": kind,
        "public_updated_at": stamp,
        "withdrawn_notice": details,
        "redirects": links,
    }
    assert isinstance(read(item), ContentItem | Moved | Gone | Unreadable)
    assert isinstance(extract(as_page(item), PageHints(now=NOW)), Publication | Unreadable)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise(body: bytes) -> None:
    assert isinstance(read_content_item(Document("https://www.gov.uk/x", body)), Unreadable)
