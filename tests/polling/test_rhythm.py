from datetime import UTC, datetime, timedelta

import pytest

from scraper.polling.rhythm import Rhythm, Showing, read_rhythm

MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def shown(*days: float, span: timedelta = HOUR) -> list[Showing]:
    """What came to light so many days after Monday midnight, each known to an hour."""
    return [Showing(MONDAY + day * DAY - span, MONDAY + day * DAY) for day in days]


def test_two_occasions_say_nothing_yet() -> None:
    rhythm = read_rhythm(shown(1, 2), MONDAY + 3 * DAY)
    assert rhythm == Rhythm()
    assert rhythm.in_words() == "its rhythm is not known yet"


def test_what_the_definition_says_counts_while_little_was_seen() -> None:
    rhythm = read_rhythm([], MONDAY, 7 * DAY)
    assert rhythm.gap == 7 * DAY
    assert rhythm.rate == pytest.approx(1 / 7)
    assert read_rhythm(shown(1, 2, 3, 4), MONDAY + 4.5 * DAY, 7 * DAY).gap == DAY


def test_several_entries_at_once_are_one_occasion() -> None:
    once = read_rhythm(shown(0, 2, 4, 6), MONDAY + 7 * DAY)
    thrice = read_rhythm(shown(0, 2, 4, 6) * 3, MONDAY + 7 * DAY)
    assert once.gap == thrice.gap == 2 * DAY
    assert thrice.rate == pytest.approx(3 * once.rate)


def test_the_time_since_the_last_occasion_counts() -> None:
    assert read_rhythm(shown(0, 1, 2, 3), MONDAY + 35 * DAY).gap == 10 * DAY


def test_a_channel_that_changes_its_ways_is_followed() -> None:
    slow_then_quick = shown(*range(0, 300, 30), *(300 + day for day in range(25)))
    gap = read_rhythm(slow_then_quick, MONDAY + 325 * DAY).gap
    assert gap is not None
    assert gap < 1.1 * DAY


def test_days_and_hours_are_named_when_they_stand_out() -> None:
    mornings = shown(*(week * 7 + day + 9 / 24 for week in range(3) for day in range(5)))
    rhythm = read_rhythm(mornings, MONDAY + 21 * DAY)
    assert rhythm.in_words() == "publishes about once a day, mostly on weekday mornings"
    monday, saturday, monday_night = (rhythm.week[hour] for hour in (8, 5 * 24 + 8, 2))
    assert monday > 3 * saturday > 3 > 3 * monday_night
    assert sum(rhythm.week) == pytest.approx(168)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([week * 7 + 1.4 for week in range(8)], "about every 7 days, mostly on Tuesday mornings"),
        ([week * 7 + 1 + (week % 4) / 4.001 for week in range(9)], "about every 7 days, mostly on Tuesdays"),
        ([day + number / 4 for day in range(3) for number in range(4)], "about 4 times a day"),
        ([day + (day % 4) / 4 for day in range(21) if day % 7 < 5], "about once a day, mostly on weekdays"),
        ([day + 20.5 / 24 for day in range(14)], "about once a day, mostly in the evenings"),
        ([day + 2.5 / 24 for day in range(14)], "about once a day, mostly at night"),
        ([number / 48 for number in range(40)], "more than once an hour"),
    ],
)
def test_a_rhythm_is_told_in_words(days: list[float], words: str) -> None:
    last = MONDAY + max(days) * DAY
    told = read_rhythm(shown(*days), last + timedelta(minutes=10)).in_words()
    assert told == f"publishes {words}"


def test_rare_polls_do_not_lend_their_hour_to_the_publisher() -> None:
    """Something that came in the day before a look at noon came at any hour of that day."""
    daily = read_rhythm(shown(*(day + 0.5 for day in range(20)), span=DAY), MONDAY + 20 * DAY)
    assert max(daily.week) < 1.2
    weekly = read_rhythm(shown(*(week * 7 + 0.5 for week in range(9)), span=7 * DAY), MONDAY + 60 * DAY)
    assert weekly.week == pytest.approx(Rhythm().week)
    assert weekly.words == ""
