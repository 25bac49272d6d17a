from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scraper.polling.drift import RECENT, Drift, Specimen, drift

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def specimens(count: int = 20, **recent: Any) -> list[Specimen]:
    """Publications of different days, titles and lengths, newest first; the recent ones as told."""
    found = []
    for number in range(count):
        seen = NOW - timedelta(days=2 * number)
        values: dict[str, Any] = {
            "title": f"Report {number}",
            "published": seen.date().isoformat(),
            "words": 500 + 10 * number,
            "first_seen_at": seen,
        }
        found.append(Specimen(**(values | recent if number < RECENT else values)))
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
    assert found.since == NOW - timedelta(days=2 * (RECENT - 1))


@pytest.mark.parametrize(
    "same", [{"title": "Weekly figures"}, {"published": "2026-11-01"}, {"published": None}, {"words": 40}]
)
def test_what_was_always_alike_is_no_drift(same: dict[str, Any]) -> None:
    rest = [
        Specimen(**({name: getattr(each, name) for name in Specimen.__slots__} | same))
        for each in specimens()
    ]
    assert drift(rest) is None


def test_publications_found_together_may_bear_one_date() -> None:
    assert drift(specimens(published="2026-11-22", first_seen_at=NOW)) is None


def test_shorter_texts_that_are_still_texts_are_no_drift() -> None:
    assert drift(specimens(words=130)) is None


def test_too_few_publications_say_nothing() -> None:
    assert drift(specimens(RECENT + 7, title="Example Voice")) is None
    assert isinstance(drift(specimens(RECENT + 8, title="Example Voice")), Drift)
    assert drift([]) is None
