"""A content item becomes a publication: text, days, kind, links, facts."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from scraper.extraction import extract
from scraper.items import DateFact, Document, Link, PageHints, Publication, Unreadable
from scraper.outcomes import Confidence, DropReason, Kind, Nation, Precision, Witness

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "https://www.gov.uk/government/publications/safe"
FIRST = "2014-05-29T23:48:35+01:00"
DETAILS: dict[str, Any] = {"body": "<p>Schools must act.</p>", "first_public_at": FIRST}
ITEM: dict[str, Any] = {
    "base_path": "/government/publications/safe",
    "title": "Keeping children safe",
    "description": "What schools must do.",
    "document_type": "statutory_guidance",
    "schema_name": "publication",
    "locale": "en",
    "first_published_at": "2014-05-29T22:48:35.000+00:00",
    "public_updated_at": FIRST,
    "details": DETAILS,
    "links": {"organisations": [{"title": "Department for Education"}, {"title": "Ofsted"}]},
}


def read(item: dict[str, Any], **hints: Any) -> Publication | Unreadable:
    document = Document(URL, json.dumps(item).encode(), "application/json; charset=utf-8")
    return extract(document, PageHints(now=NOW, **hints))


def found(hints: dict[str, Any] | None = None, **changed: Any) -> Publication:
    answer = read(ITEM | changed, **(hints or {}))
    assert isinstance(answer, Publication)
    return answer


def detailed(**changed: Any) -> Publication:
    return found(details=DETAILS | changed)


def stated(publication: Publication, field: str) -> list[str]:
    return [fact.value for fact in publication.facts if fact.field == field]


def test_the_publication_stands_at_the_pages_address() -> None:
    publication = found()
    assert (publication.url, publication.canonical_url) == (URL, URL)
    assert publication.title == "Keeping children safe"
    assert publication.media_type == "text/html"


def test_the_first_publication_is_exact_to_londons_day_and_sure() -> None:
    published = found().published
    assert published is not None
    assert (str(published), published.precision) == ("2014-05-29", Precision.DAY)
    assert (published.witness, published.confidence) == (Witness.CONTENT_ITEM, Confidence.HIGH)


def test_the_channels_date_serves_only_where_the_item_has_none() -> None:
    told = DateFact(date(2020, 1, 2), Precision.DAY, Witness.FEED)
    assert str(found({"published": told}).published) == "2014-05-29"
    undated = found(
        {"published": told}, first_published_at="", public_updated_at="", details={"body": "<p>Text</p>"}
    )
    assert (undated.published, undated.updated) == (told, None)


@pytest.mark.parametrize(
    ("last", "updated"),
    [("2024-07-15T23:30:00Z", "2024-07-16"), ("2014-05-29T23:59:00+01:00", None), (FIRST, None)],
)
def test_an_update_is_told_when_it_is_of_a_later_day(last: str, updated: str | None) -> None:
    history = [
        {"public_timestamp": FIRST, "note": "First published."},
        {"public_timestamp": last, "note": "More."},
    ]
    publication = detailed(change_history=history)
    assert (str(publication.updated) if publication.updated else None) == updated
    assert "2014-05-29: First published." in stated(publication, "change")
    to_come = [{"public_timestamp": "2031-01-01T09:00:00+00:00", "note": "Not yet."}, *history]
    assert stated(detailed(change_history=to_come), "change") == stated(publication, "change")


def test_the_summary_comes_first_unless_the_body_holds_it() -> None:
    assert found().text == "What schools must do.\n\nSchools must act."
    assert detailed(body="<p>Read what schools must do. Now.</p>").text == "Read what schools must do. Now."
    assert found(description="").text == "Schools must act."


def test_everything_of_a_body_is_its_text() -> None:
    body = (
        "<h2>Who</h2><p><a href='/x'>Councils and schools</a></p><ul><li>one</li>"
        "<li><p>two</p><p>more</p></li><li>three<ul><li>inner</li></ul></li></ul><table><tr><th>Year</th><td>2024</td></tr></table>"
        "<section class='attachment embedded'><p>PDF, 3 pages, request an accessible format</p></section>"
    )
    assert detailed(body=body).text.split("\n\n")[1:] == [
        "Who",
        "Councils and schools",
        "- one\n- two",
        "more",
        "- three\n- inner",
        "Year | 2024",
    ]


def test_outcomes_parts_and_groups_belong_to_the_text() -> None:
    parts = [{"title": "How & when", "body": "<p>By post.</p>"}, {"title": "Empty", "body": " "}]
    groups = [{"title": "Reports", "body": "<p>All of them.</p>", "documents": ["id"]}]
    text = detailed(final_outcome_detail="<p>We agree.</p>", parts=parts, collection_groups=groups).text
    assert text.split("\n\n") == [
        "What schools must do.",
        "We agree.",
        "Schools must act.",
        "How & when",
        "By post.",
        "Reports",
        "All of them.",
    ]


def test_a_withdrawn_page_says_so_first() -> None:
    notice = {"explanation": "<p>Out of date.</p>", "withdrawn_at": "2019-05-15T11:29:10Z"}
    publication = found(withdrawn_notice=notice)
    assert publication.text.startswith("Withdrawn on 2019-05-15. Out of date.\n\nWhat schools")
    assert stated(publication, "withdrawn") == ["2019-05-15: Out of date."]
    undated = found(withdrawn_notice={"explanation": "Out."})
    assert undated.text.startswith("Withdrawn. Out.")
    assert stated(undated, "withdrawn") == ["day unknown: Out."]


@pytest.mark.parametrize(
    ("hints", "changed", "kind", "witness"),
    [
        ({}, {}, Kind.GUIDANCE, Witness.CONTENT_ITEM),
        ({"kind_patterns": (("/publications/", Kind.REPORT),)}, {}, Kind.REPORT, Witness.DEFINITION),
        ({}, {"document_type": "new_thing", "title": "Annual report 2024"}, Kind.REPORT, Witness.HEADING),
        ({"kind": Kind.NEWS}, {"document_type": "new_thing"}, Kind.NEWS, Witness.DEFINITION),
        ({}, {"document_type": "new_thing"}, Kind.OTHER, Witness.GUESS),
    ],
)
def test_the_kind_is_the_sources_the_editors_the_titles_the_channels(
    hints: dict[str, Any], changed: dict[str, Any], kind: Kind, witness: Witness
) -> None:
    publication = found(hints, **changed)
    assert (publication.kind, publication.kind_witness) == (kind, witness)


def test_organisations_stand_behind_it_and_whoever_spoke_is_the_author() -> None:
    publication = found({"site_names": ("Ofsted", "GOV.UK")})
    assert publication.organisations == ("Department for Education", "Ofsted")
    assert publication.authors == ("Department for Education",)
    speaker = {"speaker": [{"title": "The Rt Hon Jo Example MP"}], **ITEM["links"]}
    assert found(links=speaker).authors == ("The Rt Hon Jo Example MP",)


def test_nations_are_those_stated_else_those_named_else_the_sources() -> None:
    everywhere = {each: {"applicable": True} for each in ("england", "scotland", "wales", "northern_ireland")}
    assert detailed(national_applicability=everywhere).nations == (Nation.UK,)
    some = everywhere | {"scotland": {"applicable": False}, "northern_ireland": "no"}
    assert detailed(national_applicability=some).nations == (Nation.ENGLAND, Nation.WALES)
    assert found(title="Keeping children safe in Wales").nations == (Nation.WALES,)
    assert found({"nations": (Nation.ENGLAND,)}).nations == (Nation.ENGLAND,)


def test_the_language_is_the_locales() -> None:
    assert (found(locale="cy").language, found(locale="zh-hk").language) == ("cy", "zh")


def test_links_are_the_attachments_and_those_of_the_text() -> None:
    attachments = [{"title": "In full", "url": "/government/publications/safe/in-full"}]
    body = "<p>Schools must act. See <a href='/guidance/more'>more about what to do there</a> and act.</p>"
    assert detailed(attachments=attachments, body=body).links == (
        Link(f"{URL}/in-full", "In full"),
        Link("https://www.gov.uk/guidance/more", "more about what to do there"),
    )


def test_files_listed_as_ready_made_markup_are_links_too() -> None:
    listed = ["<section class='attachment'><h3><a href='/media/a.pdf'>Part A of it</a></h3></section>", 7]
    assert detailed(documents=listed).links == (Link("https://www.gov.uk/media/a.pdf", "Part A of it"),)


def test_a_deadline_may_lie_ahead() -> None:
    publication = detailed(opening_date="2026-11-01T00:15:00Z", closing_date="2027-01-31T23:45:00+00:00")
    assert str(publication.deadline) == "2027-01-31"
    assert (stated(publication, "opens"), stated(publication, "deadline")) == (["2026-11-01"], ["2027-01-31"])
    assert detailed(closing_date="9999-12-31T23:59:59-14:00").deadline is None
    assert detailed(closing_date="soon").deadline is None


def test_the_channels_statements_are_facts_beside_the_items() -> None:
    told = DateFact(date(2026, 11, 20), Precision.DAY, Witness.FEED)
    publication = found({"title": "Guidance: Keeping children safe", "updated": told})
    titles = [(fact.value, fact.witness) for fact in publication.facts if fact.field == "title"]
    assert titles == [
        ("Keeping children safe", Witness.CONTENT_ITEM),
        ("Guidance: Keeping children safe", Witness.FEED),
    ]
    assert (publication.updated, stated(publication, "updated")) == (None, ["2026-11-20"])
    assert stated(publication, "public update") == ["2014-05-29T22:48:35+00:00"]


def test_an_item_without_text_leaves_it_to_the_page_unless_it_offers_files() -> None:
    empty = ITEM | {"details": {"body": "<div> </div>"}}
    answer = read(empty)
    assert isinstance(answer, Unreadable)
    assert (answer.reason, answer.moved_to) == (DropReason.NO_TEXT, None)
    files = {"details": {"body": "", "attachments": [{"title": "A", "url": "/a.pdf"}]}}
    assert found(**files).text == "What schools must do."
    assert found(**files, description="").text == "Keeping children safe"


@pytest.mark.parametrize(
    ("item", "reason", "words", "moved_to"),
    [
        (
            {"schema_name": "redirect", "base_path": "/a", "redirects": [{"destination": "/b#c"}]},
            DropReason.GONE,
            "moved to https://www.gov.uk/b",
            "https://www.gov.uk/b",
        ),
        ({"schema_name": "gone", "base_path": "/a"}, DropReason.GONE, "without a reason", None),
        (
            {
                "schema_name": "gone",
                "base_path": "/a",
                "details": {"explanation": "Wrong.", "alternative_path": "/b"},
            },
            DropReason.GONE,
            "Wrong. (instead: https://www.gov.uk/b)",
            None,
        ),
        (ITEM | {"schema_name": "organisation"}, DropReason.NOT_A_PUBLICATION, "a page of the type", None),
        (
            ITEM | {"schema_name": "statistics_announcement", "details": {"display_date": "January 2027"}},
            DropReason.NOT_A_PUBLICATION,
            "announces statistics for January 2027",
            None,
        ),
        ({"base_path": "/a"}, DropReason.UNREADABLE, "no address or title", None),
    ],
)
def test_what_gives_no_publication_says_why(
    item: dict[str, Any], reason: DropReason, words: str, moved_to: str | None
) -> None:
    answer = read(item)
    assert isinstance(answer, Unreadable)
    assert (answer.reason, answer.moved_to) == (reason, moved_to)
    assert words in answer.detail


def test_a_body_beyond_all_limits_is_left_to_the_page() -> None:
    hostile = f"<p {'a=1 ' * 9_000}>x</p>"
    answer = read(ITEM | {"details": {"body": hostile}})
    assert isinstance(answer, Unreadable)
    assert answer.reason is DropReason.NO_TEXT


def test_other_data_is_no_page() -> None:
    answer = extract(Document(URL, b'{"errors": 1}', "application/json"), PageHints(now=NOW))
    assert isinstance(answer, Unreadable)
    assert answer.reason is DropReason.UNSUPPORTED_TYPE


def test_the_pages_of_an_only_file_are_told() -> None:
    one = {"title": "In full", "url": "https://assets.example/a.pdf", "number_of_pages": 12}
    assert stated(detailed(attachments=[one]), "pages") == ["12"]
    assert stated(detailed(attachments=[one, one | {"url": "https://assets.example/b.pdf"}]), "pages") == []
