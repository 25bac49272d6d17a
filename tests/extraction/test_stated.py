"""Moments stamped in UTC, and the day that the publisher's clocks had."""

from datetime import UTC, date, datetime

import pytest

from scraper.extraction.stated import now_of
from scraper.items import DateFact, PageHints
from scraper.outcomes import Nation, Precision, Witness
from tests.extraction.shapes import NOW
from tests.extraction.test_published import published


def test_now_is_the_caller_s_else_the_server_s() -> None:
    stamp = {"Date": "Fri, 20 Nov 2026 09:00:00 GMT"}
    assert now_of(PageHints(now=datetime(2026, 1, 1)), stamp) == datetime(2026, 1, 1, tzinfo=UTC)  # noqa: DTZ001
    assert now_of(PageHints(now=NOW), stamp) == NOW
    assert now_of(PageHints(), stamp) == NOW
    assert now_of(PageHints(), {}) == now_of(PageHints(), {"Date": "soon"})


@pytest.mark.parametrize(
    ("stamp", "shown", "expected"),
    [
        # 11.30 in the evening before, in New York
        ("2024-04-05T03:30:00Z", "4 April 2024", "2024-04-04 visible-text"),
        ("2024-04-05T03:30:00.123+00:00", "4 April 2024", "2024-04-04 visible-text"),
        # after midnight in British summer time
        ("2024-06-14T23:30:00Z", "15 June 2024", "2024-06-15 visible-text"),
        # no zone of a publisher can be meant: a correction, or another day
        ("2024-04-05T12:30:00Z", "4 April 2024", "2024-04-05 meta"),
        ("2024-04-05T12:30:00Z", "6 April 2024", "2024-04-05 meta"),
        ("2024-04-05T03:30:00Z", "3 April 2024", "2024-04-05 meta"),
        ("2024-04-05T03:30:00+01:00", "4 April 2024", "2024-04-05 meta"),
        ("2024-04-05", "4 April 2024", "2024-04-05 meta"),
        ("2024-04-05T03:30:00Z", "April 2024", "2024-04-05 meta"),
    ],
)
def test_of_a_moment_in_utc_the_day_is_the_one_the_page_shows(stamp: str, shown: str, expected: str) -> None:
    meta = f'<meta property="article:published_time" content="{stamp}">'
    assert published(f"<p>{shown}</p>", meta) == expected


@pytest.mark.parametrize(
    ("stamp", "nations", "expected"),
    [
        ("2024-06-12T23:01:00+00:00", (Nation.UK,), "2024-06-13"),  # an embargo that ends at 00.01
        ("2024-06-12T23:00:00Z", (Nation.SCOTLAND, Nation.WALES), "2024-06-13"),  # a day kept as a moment
        ("2024-06-12T22:59:00Z", (Nation.UK,), "2024-06-12"),
        ("2024-01-12T23:01:00Z", (Nation.UK,), "2024-01-12"),  # London's clocks are at UTC
        ("2024-06-12T23:01:00+01:00", (Nation.UK,), "2024-06-12"),
        ("2024-06-12", (Nation.UK,), "2024-06-12"),
        ("2024-06-12T23:01:00Z", (), "2024-06-12"),
        ("2024-06-12T23:01:00Z", (Nation.UK, Nation.INTERNATIONAL), "2024-06-12"),
    ],
)
def test_a_british_source_s_stamp_in_utc_gives_london_s_day(
    stamp: str, nations: tuple[Nation, ...], expected: str
) -> None:
    meta = f'<meta property="article:published_time" content="{stamp}">'
    assert published(head=meta, nations=nations) == f"{expected} meta"
    later = "<p>14 June 2024</p>"  # of whatever came after
    assert published(later, head=meta, nations=nations).startswith(expected) or not nations


def test_a_feed_s_day_in_utc_is_london_s_for_a_british_source() -> None:
    feed = DateFact(date(2024, 6, 12), Precision.DAY, Witness.FEED, "Wed, 12 Jun 2024 23:01:00 +0000")
    assert published(published=feed, nations=(Nation.UK,)) == "2024-06-13 feed"
    assert published(published=feed) == "2024-06-12 feed"
    assert published("<p>13 June 2024</p>", published=feed) == "2024-06-13 visible-text"


def test_the_address_too_shows_the_day_of_a_moment_in_utc() -> None:
    meta = '<meta property="article:published_time" content="2023-12-13T02:12:54.361Z">'
    assert published(head=meta, url="https://example.org/2023/12/12/what-families-said") == "2023-12-12 url"
