from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.items import PollHints
from scraper.outcomes import Fault, Outcome
from scraper.polling.rhythm import HOURS_A_WEEK, Rhythm
from scraper.polling.schedule import Bounds, NextPoll, PastPoll, next_poll

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOUNDS = Bounds()
SOUND = PastPoll(NOW, Outcome.UNCHANGED)
LISTED = PastPoll(NOW, Outcome.NEW, None, entries=10, fresh=1, known=9)
GAP = replace(LISTED, fresh=10, known=0, gap=True)
OFFICE = Rhythm(
    gap=3 * DAY,
    rate=1 / 3,
    week=tuple(4.0 if hour < 120 and 6 <= hour % 24 < 12 else 0.4 for hour in range(HOURS_A_WEEK)),
    words="on weekday mornings",
)


def failed(fault: Fault = Fault.SOFT, outcome: Outcome = Outcome.FAILED) -> PastPoll:
    return PastPoll(NOW, outcome, fault)


def after(
    *polls: PastPoll,
    rhythm: Rhythm = Rhythm(),  # noqa: B008 - frozen
    hints: PollHints = PollHints(),  # noqa: B008 - frozen
    bounds: Bounds = BOUNDS,
    now: datetime = NOW,
) -> NextPoll:
    return next_poll(polls, rhythm, hints, bounds, now)


def every(days: float, rate: float = 0.0) -> Rhythm:
    return Rhythm(gap=days * DAY, rate=rate)


def hours(following: NextPoll, now: datetime = NOW) -> float:
    return round((following.at - now) / HOUR, 1)


def test_an_unknown_rhythm_is_looked_at_four_times_a_day() -> None:
    assert after(SOUND) == NextPoll(NOW + 6 * HOUR, "its rhythm is not known yet: in 6 hours")


@pytest.mark.parametrize(
    ("gap", "wait"), [(1 / 200, 0.5), (1 / 16, 1.0), (0.25, 2.0), (1, 4.0), (4, 8.0), (36, 24.0), (60, 24.0)]
)
def test_intervals_grow_with_the_square_root_of_the_gaps_within_the_bounds(gap: float, wait: float) -> None:
    assert hours(after(SOUND, rhythm=every(gap))) == wait


def test_a_source_may_have_its_own_bounds() -> None:
    own = Bounds(2 * HOUR, 3 * HOUR)
    assert [hours(after(SOUND, rhythm=every(gap), bounds=own)) for gap in (1 / 16, 60)] == [2.0, 3.0]
    assert hours(after(SOUND, failed(), bounds=own)) == 3.0


def test_hours_of_publication_are_looked_at_more_often() -> None:
    morning, evening = NOW.replace(hour=6), NOW.replace(hour=18)
    assert hours(after(SOUND, rhythm=OFFICE, now=morning), morning) < 4
    assert hours(after(SOUND, rhythm=OFFICE, now=evening), evening) > 8
    assert after(SOUND, rhythm=OFFICE, now=morning).why == (
        "publishes about every 3 days, mostly on weekday mornings: in 3 hours"
    )


def test_a_short_list_is_asked_for_before_it_has_rolled_over() -> None:
    assert hours(after(LISTED, rhythm=every(1, rate=12))) == 4.0
    assert hours(after(replace(LISTED, entries=5), rhythm=every(1, rate=12))) == 3.3
    assert hours(after(SOUND, replace(LISTED, entries=5), rhythm=every(1, rate=12))) == 3.3


def test_lost_overlap_is_a_possible_gap_and_halves_the_interval_for_a_while() -> None:
    at_once = after(GAP, rhythm=every(1))
    assert (hours(at_once), at_once.possible_gap) == (2.0, True)
    assert at_once.why == "possible gap, asked sooner; publishes about once a day: in 2 hours"
    soon = after(SOUND, GAP, rhythm=every(1))
    assert (hours(soon), soon.possible_gap) == (2.0, False)
    assert hours(after(*[SOUND] * 8, GAP, rhythm=every(1))) == 4.0
    assert hours(after(*[GAP] * 8, rhythm=every(36))) == 1.5


def test_a_list_that_was_mostly_new_is_asked_for_sooner() -> None:
    pressing = after(replace(LISTED, fresh=8, known=2), rhythm=every(1))
    assert (hours(pressing), pressing.possible_gap) == (2.0, False)
    assert pressing.why.startswith("much was new, asked sooner; ")


def test_a_first_poll_is_no_gap_and_presses_nothing() -> None:
    assert hours(after(replace(LISTED, fresh=10, known=0), rhythm=every(1))) == 4.0


def test_an_answer_that_stays_fresh_is_not_asked_for_before() -> None:
    told = after(SOUND, rhythm=every(1), hints=PollHints(fresh_for=10 * HOUR))
    assert (hours(told), told.why) == (
        10.0,
        "publishes about once a day, and its server says to come later: in 10 hours",
    )
    assert hours(after(SOUND, rhythm=every(1), hints=PollHints(fresh_for=HOUR))) == 4.0
    assert hours(after(SOUND, rhythm=every(1), hints=PollHints(fresh_for=365 * DAY))) == 24.0


def test_a_list_that_rolled_over_is_not_believed_to_stay_fresh() -> None:
    assert hours(after(GAP, rhythm=every(1), hints=PollHints(fresh_for=10 * HOUR))) == 2.0


def test_skipped_hours_and_days_are_left_out_unless_that_is_too_late() -> None:
    night = PollHints(skip_hours=frozenset(range(10, 20)))
    assert after(SOUND, rhythm=every(1), hints=night).at == NOW.replace(hour=20)
    assert hours(after(SOUND, rhythm=every(1), hints=PollHints(skip_days=frozenset({0})))) == 15.0
    always = PollHints(skip_days=frozenset({0, 1, 2}))
    assert hours(after(SOUND, rhythm=every(1), hints=always)) == 4.0


def test_a_feed_that_asks_to_skip_every_day_is_looked_at_as_if_it_asked_nothing() -> None:
    never = PollHints(skip_days=frozenset(range(7)))
    rarely = Bounds(longest=10 * DAY)
    for bounds in (BOUNDS, rarely):
        assert hours(next_poll([SOUND], every(1), never, bounds, NOW)) == 4.0


def test_a_server_that_asked_to_wait_is_not_asked_before() -> None:
    asked = PollHints(not_before=NOW + 3 * DAY)
    for last in (SOUND, failed()):
        told = after(last, hints=asked)
        assert (told.at, told.why) == (NOW + 3 * DAY, "the site asked us to wait: in 3 days")
    assert hours(after(SOUND, hints=PollHints(not_before=NOW + HOUR))) == 6.0


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        (Fault.TEMPORARY, [7.1, 8.5, 10.1, 12.0]),
        (Fault.SOFT, [8.5, 12.0, 17.0, 24.0]),
        (Fault.HARD, [12.0, 24.0, 48.0, 96.0]),
    ],
)
def test_a_failing_channel_is_asked_less_and_less_by_how_sure_its_fault_is(
    fault: Fault, waits: list[float]
) -> None:
    assert [hours(after(*[failed(fault)] * count, SOUND)) for count in (1, 2, 3, 4)] == waits


def test_a_failing_channel_is_never_given_up() -> None:
    assert after(*[failed(Fault.HARD, Outcome.GONE)] * 60).at == NOW + 7 * DAY


def test_one_sound_poll_ends_the_back_off() -> None:
    assert after(SOUND, *[failed()] * 9).failures == 0.0
    assert after(failed(), SOUND, failed()).failures == 0.5


def test_a_channel_asked_often_is_tried_again_soon_after_a_fault() -> None:
    told = after(failed(), SOUND, rhythm=every(1 / 16))
    assert (hours(told), told.why) == (1.4, "failed, 0.5 failures in a row weighed: in 85 minutes")


faults = st.sampled_from([None, *Fault])
polls = st.builds(
    PastPoll,
    ended_at=st.just(NOW),
    outcome=st.just(Outcome.NEW),
    fault=faults,
    entries=st.integers(0, 50),
    fresh=st.integers(0, 50),
    known=st.integers(0, 50),
    gap=st.booleans(),
)
rhythms = st.builds(
    Rhythm,
    gap=st.one_of(st.none(), st.timedeltas(timedelta(seconds=1), timedelta(days=999))),
    rate=st.floats(0, 1e4),
    week=st.lists(st.floats(0.01, 50), min_size=168, max_size=168).map(tuple),
)


@given(st.lists(polls, max_size=12), rhythms, st.integers(0, 30 * 24))
def test_whatever_came_before_the_next_poll_lies_between_the_bounds(
    past: list[PastPoll], rhythm: Rhythm, later: int
) -> None:
    now = NOW + later * HOUR
    following = after(*past, rhythm=rhythm, now=now)
    longest = 7 * DAY if following.failures else BOUNDS.longest
    assert BOUNDS.shortest <= following.at - now <= longest
