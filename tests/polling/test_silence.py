"""Silent breaks are said in time, and sound sources are left in peace: measured on made-up sources."""

from collections import Counter
from datetime import date, timedelta

import pytest

from tests.polling.silence import DAY, DAYS, Break, Verdict, judge, world

#: With an August, with Christmas, with neither.
SEASONS = (date(2026, 7, 1), date(2026, 10, 5), date(2026, 2, 1))


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return [
        judge(publisher, seed=number)
        for season, begins in enumerate(SEASONS)
        for number, publisher in enumerate(world(begins, seed=season))
    ]


def due(verdicts: list[Verdict]) -> list[Verdict]:
    """Those that broke so early that it must be said before the end."""
    return [
        each
        for each in verdicts
        if each.publisher.breaks_on
        and each.publisher.breaks_on + each.publisher.deadline
        <= each.publisher.begins + timedelta(days=DAYS - 1)
    ]


def rates(verdicts: list[Verdict]) -> tuple[float, float]:
    """The share of silent breaks said in time, and false alarms for each week of a sound source."""
    broken = due(verdicts)
    alarms = sum(each.false_alarms for each in verdicts) / sum(each.weeks for each in verdicts)
    return sum(map(said_in_time, broken)) / len(broken), alarms


def said_in_time(verdict: Verdict) -> bool:
    """Within the deadline, and the day it takes until the next poll."""
    return verdict.said_after is not None and verdict.said_after <= verdict.publisher.deadline + DAY


def test_silent_breaks_are_said_in_time(verdicts: list[Verdict]) -> None:
    broken = due(verdicts)
    table = Counter(each.publisher.how for each in broken)
    missed = Counter(each.publisher.how for each in broken if not said_in_time(each))
    for how in Break:
        print(f"{how}: {table[how] - missed[how]} of {table[how]} in time")
    assert len(broken) >= 100
    assert 1 - missed.total() / len(broken) >= 0.95


def test_sound_sources_are_left_in_peace(verdicts: list[Verdict]) -> None:
    weeks = sum(each.weeks for each in verdicts)
    alarms = sum(each.false_alarms for each in verdicts)
    print(f"{alarms} false alarms in {weeks} weeks of sources: {alarms / weeks:.2%}")
    assert alarms / weeks <= 0.01


def test_regular_publishers_among_them_are_judged_about_as_well() -> None:
    mixed = world(SEASONS[1], seed=5, regular=0.4)
    recall, alarms = rates([judge(publisher, seed=number) for number, publisher in enumerate(mixed)])
    print(f"{recall:.1%} in time, {alarms:.2%} false alarms")
    assert recall >= 0.9
    assert alarms <= 0.0125
