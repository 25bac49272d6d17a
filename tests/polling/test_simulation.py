"""Ninety days of two hundred sources: outages, redesigns, silent breaks, frozen ETags, short lists."""

from statistics import median

import pytest

from tests.polling.simulation import SOURCES, Run, best_fixed, days, delays, missed, run, unwarned, world


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [run(publisher) for publisher in world()]


def test_the_world_has_all_that_goes_wrong(runs: list[Run]) -> None:
    publishers = [each.publisher for each in runs]
    assert len(publishers) == SOURCES
    assert sum(each.breaks is not None for each in publishers) > 20
    assert sum(each.redesign is not None for each in publishers) > 10
    assert sum(each.frozen for each in publishers) > 10
    assert sum(each.shown == 5 for each in publishers) > 60
    assert sum(bool(each.outages) for each in publishers) > 80


def test_nothing_is_missed_without_a_warning_of_a_gap(runs: list[Run]) -> None:
    assert [(each.publisher.number, lost) for each in runs if (lost := unwarned(each))] == []
    assert sum(len(missed(each)) for each in runs) > 0  # else the world would prove nothing


def test_warnings_of_gaps_are_rare_and_mostly_true(runs: list[Run]) -> None:
    """A redesign is warned of once too: nothing on the list can be recognised."""
    warned = [each for each in runs if any(poll.gap for poll in each.polls)]
    explained = [each for each in warned if missed(each) or each.publisher.redesign]
    assert (
        sum(poll.gap for each in runs for poll in each.polls) < SOURCES * 13 / 20
    )  # one source-week in twenty
    assert len(explained) >= 0.6 * len(warned)


@pytest.mark.parametrize("of_sources", [False, True])
def test_requests_are_no_more_than_those_of_the_best_fixed_interval_with_the_same_delay(
    runs: list[Run], of_sources: bool
) -> None:
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
            assert sum(delay > 24 for delay in delays(each)) <= max(1, len(delays(each)) // 5)
            assert max(delays(each), default=0.0) <= 4 * 24


def test_each_day_tells_what_was_known_then_and_nothing_later(runs: list[Run]) -> None:
    facts = list(days(runs[0]))
    assert len(facts) == 90
    for fact in facts:
        assert fact.polls[0].ended_at < fact.now
        assert list(fact.polls) == sorted(fact.polls, key=lambda poll: poll.ended_at, reverse=True)
        assert max(fact.published) <= fact.now.date()
