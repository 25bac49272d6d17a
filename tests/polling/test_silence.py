from datetime import UTC, date, datetime, timedelta

import pytest

from scraper.polling.silence import Usual, holidays, patience, silence, usual, usual_gap

DAY = timedelta(days=1)
WEEKLY = [date(2026, 6, 1) + 7 * number * DAY for number in range(20)]


def every(gap: int) -> list[int]:
    return [gap] * 20


def test_the_usual_gap_is_as_long_as_three_in_four_of_at_least_three() -> None:
    days = [date(2026, 11, day) for day in (1, 3, 3, 10, 12, 20, 21)]
    assert usual_gap(days) == timedelta(days=7)
    assert usual_gap(days[:3]) is None
    assert usual_gap([]) is None


def test_nothing_is_usual_of_what_neither_its_past_nor_its_definition_tells() -> None:
    assert usual([]) is None
    assert usual(WEEKLY[:3]) is None


def test_what_the_definition_states_counts_alone_until_something_was_seen() -> None:
    assert usual([], 10 * DAY) == Usual(10 * DAY, 40 * DAY)
    assert usual(WEEKLY[:2], 10 * DAY) == Usual(10 * DAY, patience([7], 10 * DAY))


def test_what_was_seen_counts_beside_what_is_stated() -> None:
    seen, both = usual(WEEKLY), usual(WEEKLY, 10 * DAY)
    assert seen is not None
    assert both is not None
    assert seen.gap == both.gap == 7 * DAY
    assert seen.patience < both.patience < 40 * DAY


def test_silence_says_nothing_before_its_fourteenth_day() -> None:
    assert patience(every(1), DAY) == 13 * DAY
    assert patience([0, 0, 0], None) == 13 * DAY


def test_a_regular_channel_is_missed_sooner_than_one_that_publishes_by_chance() -> None:
    by_chance = [1, 2, 4, 5, 8, 11, 14, 18, 25, 42, *[1, 2, 4, 5, 8, 11, 14, 18, 25, 42]]
    assert sum(by_chance) / 20 == 13
    assert patience(every(13), None) < 35 * DAY
    assert 45 * DAY < patience(by_chance, None) <= 4 * 13 * DAY


@pytest.mark.parametrize("gaps", [[10, 10, 100], [1, 1, 1, 1, 300], [5], [3, 8, 2, 90]])
def test_patience_is_never_longer_than_four_mean_gaps_or_thirteen_days(gaps: list[int]) -> None:
    mean = sum(gaps) / len(gaps)
    assert patience(gaps, None) <= max(13.0, 4 * mean) * DAY


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2026, 12, 21, tzinfo=UTC), 1),
        (datetime(2026, 12, 31, tzinfo=UTC), 1),
        (datetime(2027, 1, 2, tzinfo=UTC), 1),
        (datetime(2027, 1, 5, 12, tzinfo=UTC), 4.5),
    ],
)
def test_the_days_between_the_years_are_no_silence(now: datetime, days: float) -> None:
    assert silence(date(2026, 12, 20), now) == days * DAY


def test_a_silence_of_years_is_one_whatever_the_season() -> None:
    assert holidays(date(2020, 1, 10), date(2026, 1, 10)) == 12 * DAY
