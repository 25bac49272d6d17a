"""Ninety days of two hundred sources: outages, redesigns, silent breaks, frozen ETags, short lists."""

from collections import Counter
from itertools import chain
from statistics import median

import pytest

from tests.polling.judging import Verdict, judge, rates
from tests.polling.publishers import DAY, SOURCES, Break, world
from tests.polling.simulation import Run, best_fixed, days, delays, in_sight, missed, run, unwarned

#: Two worlds of each season. What holds must hold in worlds that nobody looked at: 6 to 17 did as well.
SEEDS = range(6)


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [run(publisher) for publisher in world(SEEDS[0])]


@pytest.fixture(scope="module")
def worlds(runs: list[Run]) -> list[list[Run]]:
    return [runs, *([run(publisher) for publisher in world(seed)] for seed in SEEDS[1:])]


@pytest.fixture(scope="module")
def verdicts(worlds: list[list[Run]]) -> list[list[Verdict]]:
    return [[judge(each) for each in runs] for runs in worlds]


def test_the_world_has_all_that_goes_wrong(runs: list[Run]) -> None:
    publishers = [each.publisher for each in runs]
    assert len(publishers) == SOURCES
    assert Counter(each.how for each in publishers).keys() == {None, *Break}
    assert sum(each.breaks is not None for each in publishers) > 40
    assert sum(each.redesign is not None for each in publishers) > 10
    assert sum(each.frozen for each in publishers) > 10
    assert sum(each.shown == 5 for each in publishers) > 60
    assert sum(bool(each.outages) for each in publishers) > 80


@pytest.mark.slow
def test_nothing_is_missed_without_a_warning_of_a_gap(worlds: list[list[Run]]) -> None:
    assert [(each.publisher, lost) for each in chain(*worlds) if (lost := unwarned(each))] == []
    assert all(sum(len(missed(each)) for each in runs) for runs in worlds)  # else it would prove nothing


@pytest.mark.slow
def test_silent_breaks_are_said_in_time_and_sound_sources_left_in_peace(
    verdicts: list[list[Verdict]],
) -> None:
    told, alarms, standing = rates(list(chain(*verdicts)))
    print(f"{told:.1%} in time, {alarms:.2%} false alarms, {standing:.2%} of weeks under one")
    assert sum(each.is_due for each in chain(*verdicts)) > 200
    assert told >= 0.95
    assert alarms <= 0.01
    for each in verdicts:
        assert rates(each)[0] >= 0.9


@pytest.mark.slow
def test_every_way_to_break_in_silence_is_said(verdicts: list[list[Verdict]]) -> None:
    due = [each for each in chain(*verdicts) if each.is_due]
    for how in Break:
        of_it = [each for each in due if each.publisher.how is how]
        assert sum(each.in_time for each in of_it) >= 0.9 * len(of_it) > 0
    seen_at_once = [each for each in due if each.publisher.how in {Break.EMPTIED, Break.WALLED}]
    quickly = [each for each in seen_at_once if each.said_after and each.said_after <= 3 * DAY]
    assert len(quickly) >= 0.95 * len(seen_at_once)


def test_warnings_of_gaps_are_rare_and_mostly_true(runs: list[Run]) -> None:
    """A redesign is warned of once too: nothing on the list can be recognised."""
    warned = [each for each in runs if any(poll.gap for poll in each.polls)]
    explained = [each for each in warned if missed(each) or each.publisher.redesign]
    assert (
        sum(poll.gap for each in runs for poll in each.polls) < SOURCES * 13 / 20
    )  # one source-week in twenty
    assert len(explained) >= 0.6 * len(warned)


@pytest.mark.slow
@pytest.mark.parametrize("of_sources", [False, True])
def test_requests_are_no_more_than_those_of_the_best_fixed_interval_with_the_same_delay(
    worlds: list[list[Run]], of_sources: bool
) -> None:
    for runs in worlds:
        _interval, requests = best_fixed(runs, of_sources=of_sources)
        assert sum(len(each.polls) for each in runs) <= 1.3 * requests


def test_half_of_all_is_found_within_a_few_hours_even_of_what_publishes_rarely(runs: list[Run]) -> None:
    assert median(delay for each in runs for delay in delays(each)) < 2
    for each in runs:
        publisher = each.publisher
        if delays(each) and not (publisher.outages or publisher.frozen):
            assert max(delays(each)) <= 24


def test_frozen_validators_cost_at_most_three_days_once(runs: list[Run]) -> None:
    for each in runs:
        if each.publisher.frozen and not each.publisher.outages:
            late = {each.found[number] for number in in_sight(each) if is_late(each, number)}
            assert len(late) <= max(1, len(delays(each)) // 5)
            assert max(delays(each), default=0.0) <= 4 * 24


def is_late(found: Run, number: int) -> bool:
    return number in found.found and found.found[number] - found.publisher.published[number] > DAY


def test_each_day_tells_what_was_known_then_and_nothing_later(runs: list[Run]) -> None:
    facts = list(days(runs[0]))
    assert len(facts) == 90
    for fact in facts:
        assert fact.polls[0].ended_at < fact.now
        assert list(fact.polls) == sorted(fact.polls, key=lambda poll: poll.ended_at, reverse=True)
        assert max(fact.published) <= fact.now.date()
