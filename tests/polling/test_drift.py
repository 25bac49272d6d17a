from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scraper.polling.drift import FEWEST_EARLIER, SURE, SURE_WHEN_SLOW, Drift, Specimen, drift

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def specimens(
    count: int = 20, alike: int = SURE, apart: timedelta = timedelta(days=1), **recent: Any
) -> list[Specimen]:
    """Publications of different times, titles and lengths, newest first; the latest as told."""
    found = []
    for number in range(count):
        seen = NOW - apart * number
        values: dict[str, Any] = {
            "title": f"Report {number}",
            "published": seen.date().isoformat(),
            "words": 500 + 10 * number,
            "first_seen_at": seen,
        }
        found.append(Specimen(**(values | recent if number < alike else values)))
    return found


def test_publications_that_differ_as_before_are_no_drift() -> None:
    assert drift(specimens()) is None


@pytest.mark.parametrize(
    ("recent", "words"),
    [
        ({"title": "Example Voice"}, "have the same title, “Example Voice”"),
        ({"published": "2026-11-01"}, "bear the same date, 2026-11-01"),
        ({"published": None}, "have no date any more"),
        ({"words": 40}, "shrank from some 635 to 40 words"),
    ],
)
def test_fields_that_became_alike_are_told_in_words_and_since_when(
    recent: dict[str, Any], words: str
) -> None:
    found = drift(specimens(**recent))
    assert found is not None
    assert words in found.words
    assert found.since == NOW - timedelta(days=SURE - 1)
    assert drift(specimens(alike=SURE - 2, **recent)) is None


@pytest.mark.parametrize(
    "same", [{"title": "Weekly figures"}, {"published": "2026-11-01"}, {"published": None}, {"words": 40}]
)
def test_what_was_always_alike_is_no_drift(same: dict[str, Any]) -> None:
    rest = [
        Specimen(**({name: getattr(each, name) for name in Specimen.__slots__} | same))
        for each in specimens()
    ]
    assert drift(rest) is None


@pytest.mark.parametrize("recent", [{"title": "Report"}, {"published": "2026-11-01"}, {"words": 40}])
def test_fewer_are_enough_of_a_source_that_publishes_slowly(recent: dict[str, Any]) -> None:
    weekly = timedelta(days=7)
    assert drift(specimens(alike=SURE_WHEN_SLOW, apart=weekly, **recent)) is not None
    assert drift(specimens(alike=SURE_WHEN_SLOW - 2, apart=weekly, **recent)) is None


def test_three_that_came_within_days_are_not_enough() -> None:
    assert drift(specimens(alike=3, title="Report")) is None
    assert drift(specimens(alike=3, published="2026-11-01")) is None


def test_two_pages_that_go_by_the_name_of_their_source_are_enough() -> None:
    two = specimens(alike=2, title="Example voice")
    assert drift(two, {"Example Voice"}) is not None
    assert drift(two, {"Another Voice"}) is None
    assert drift(specimens(alike=1, title="Example voice"), {"Example Voice"}) is None


def test_dates_of_what_publishes_many_times_a_day_are_judged_over_three_days() -> None:
    hourly = timedelta(hours=3)
    assert drift(specimens(60, 12, hourly, published="2026-11-01")) is None
    found = drift(specimens(60, 18, hourly, published="2026-11-01"))
    assert found is not None
    assert found.words == "the latest 18 publications bear the same date, 2026-11-01"


@pytest.mark.parametrize("same", [{"published": "2026-11-22"}, {"title": "Evidence"}])
def test_publications_found_together_may_bear_one_date_or_title(same: dict[str, Any]) -> None:
    assert drift(specimens(alike=8, first_seen_at=NOW, **same)) is None


def test_shorter_texts_that_are_still_texts_are_no_drift() -> None:
    assert drift(specimens(words=130)) is None


def test_too_few_publications_say_nothing() -> None:
    assert drift(specimens(SURE + FEWEST_EARLIER - 1, title="Report")) is None
    assert isinstance(drift(specimens(SURE + FEWEST_EARLIER, title="Report")), Drift)
    assert drift(specimens(SURE + FEWEST_EARLIER - 1, words=40)) is None
    assert drift([]) is None
