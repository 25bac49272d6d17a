"""Criteria as query strings, cursors, reasons: what travels in addresses and is kept."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.desk.criteria import Criteria, Order, from_query_string, to_query_string
from scraper.desk.paging import Cursor, read_cursor
from scraper.errors import QueryError
from scraper.outcomes import Status

SOME = Criteria(
    status=None,
    source="iwf",
    band="likely",
    search='type:report "a b" & c=d',
    limit=10,
    kind="report",
    nation="Wales",
    assignee="none",
    decided_since=datetime(2026, 11, 23, tzinfo=UTC),
    order=Order.SCORE,
)


@pytest.mark.parametrize("criteria", [Criteria(), SOME, Criteria(status=Status.HELD)])
def test_criteria_are_read_back_from_their_query_string(criteria: Criteria) -> None:
    assert from_query_string(to_query_string(criteria)) == criteria


def test_what_is_as_by_default_is_not_said() -> None:
    assert to_query_string(Criteria()) == ""
    assert to_query_string(Criteria(status=None, search="a b")) == "status=all&search=a+b"


def test_empty_filters_of_a_form_do_not_count() -> None:
    assert from_query_string("status=new&source=&search=") == Criteria()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("colour=red", "no filter “colour”"),
        ("status=gone", "status “gone”: it is one of all, duplicate"),
        ("band=great", "band “great”"),
        ("limit=many", "limit “many” cannot be read"),
        ("decided_since=today", "decided_since “today” cannot be read"),
        ("search=type:", "says nothing"),
    ],
)
def test_an_unknown_filter_is_refused(said: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        from_query_string(said)


def test_a_moment_without_a_zone_is_utc_and_a_limit_is_at_least_one() -> None:
    found = from_query_string("decided_since=2026-11-23T00:00:00&limit=0")
    assert (found.decided_since, found.limit) == (datetime(2026, 11, 23, tzinfo=UTC), 1)


@given(
    st.integers(min_value=1),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
def test_a_cursor_is_read_back(number: int, at: datetime | None, score: float | None) -> None:
    cursor = Cursor("score", number, at, score)
    assert read_cursor(str(cursor), "score") == cursor


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(QueryError, match="another list"):
        read_cursor(str(Cursor("found", 1)), "score")


@given(st.text(max_size=60))
def test_whatever_stands_for_a_cursor_is_read_or_refused(said: str) -> None:
    with suppress(QueryError):
        assert read_cursor(said, "found").order == "found"
