"""The queue's address as criteria, and back."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from scraper.desk.criteria import Criteria, Order
from scraper.errors import QueryError
from scraper.outcomes import Band, Status
from scraper.web.lists import address_of, criteria_of, midnight, read_address
from tests.factories import NOW


def criteria(**said: str) -> Criteria:
    """What an address of these parts asks for."""
    return criteria_of(
        read_address({name.rstrip("_"): value for name, value in said.items()}, None),
        "anna",
        NOW,
        "Europe/London",
    )


def test_an_address_without_a_query_is_what_is_new() -> None:
    assert criteria() == Criteria(status=Status.NEW, order=Order.SCORE)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("likely", Criteria(status=Status.NEW, band=Band.LIKELY)),
        ("held", Criteria(status=Status.HELD)),
        ("shortlisted", Criteria(status=Status.SHORTLISTED)),
        ("decided", Criteria(status=None, decided_since=datetime(2026, 11, 23, tzinfo=UTC))),
        ("mine", Criteria(search="(state:new OR state:maybe OR state:held)", assignee="anna")),
    ],
)
def test_a_view_is_a_status_a_band_or_a_search(view: str, expected: Criteria) -> None:
    assert criteria(view=view) == replace(expected, order=Order.SCORE)


def test_filters_narrow_a_view() -> None:
    assert criteria(
        search=" care OR abuse ", source="iwf", kind="report", nation="UK", order="found"
    ) == Criteria(search="(care OR abuse)", source="iwf", kind="report", nation="UK", order=Order.FOUND)
    assert criteria(from_="2026-11-01").search == "date:2026-11-01.."
    assert criteria(to="2026-11-01", search="care").search == "(care) date:..2026-11-01"


@pytest.mark.parametrize(
    "said",
    [{"view": "x"}, {"kind": "x"}, {"nation": "x"}, {"order": "x"}, {"search": ") OR ("}, {"from_": "soon"}],
)
def test_what_makes_no_sense_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(QueryError):
        criteria(**said)


def test_an_address_leads_to_the_beginning_of_its_list() -> None:
    shown = read_address(
        {"view": "maybe", "kind": "report", "after": "abc", "unknown": "x", "search": " "}, None
    )
    assert (shown.after, shown.filtered) == ("abc", True)
    assert shown.address() == "/queue?view=maybe&kind=report"
    assert shown.address(after="abc", kind=None) == "/queue?view=maybe&after=abc"
    assert read_address({}, None).address() == "/queue"
    assert not read_address({"order": "found"}, None).filtered


def test_the_address_says_how_close_rows_stand_before_the_person_does() -> None:
    assert [
        read_address(said, own).compact
        for said, own in (
            ({}, None),
            ({}, "compact"),
            ({"density": "usual"}, "compact"),
            ({"density": "compact"}, None),
        )
    ] == [False, True, False, True]


def test_a_day_begins_where_the_house_is() -> None:
    assert midnight(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Europe/London") == datetime(
        2026, 7, 1, 23, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "address",
    [
        "/queue",
        "/queue?view=likely",
        "/queue?view=maybe&source=iwf&kind=report&nation=UK",
        "/queue?order=found",
    ],
)
def test_criteria_lead_back_to_the_address_they_came_from(address: str) -> None:
    said = dict(parse_qsl(urlsplit(address).query))
    assert address_of(criteria(**said)) == address


def test_a_list_that_depends_on_who_looks_and_when_has_no_address_of_its_own() -> None:
    assert [address_of(criteria(view=view)) for view in ("mine", "decided")] == [None, None]
    assert address_of(Criteria(status=None)) is None
