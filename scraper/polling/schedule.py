"""When is a channel looked at next, and why? A pure function of its polls and its rhythm."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from scraper.items import PollHints
from scraper.outcomes import Fault, Outcome
from scraper.polling.rhythm import HOURS_A_WEEK, Rhythm

#: For a channel whose rhythm is not known yet, and the first wait after a failure.
USUAL_INTERVAL = timedelta(hours=6)
#: For a channel that publishes once a day. The mean wait for what was published is least, for a given number
#: of requests, when intervals grow with the square root of the gaps (docs/schedule.md).
INTERVAL_OF_A_DAILY = timedelta(hours=4)
#: A failing source that still exists is never given up, only asked less often.
LONGEST_BACK_OFF = timedelta(days=7)
#: A refusal or an end is surer than a fault that may pass, and our own line says least.
WEIGHTS = {Fault.TEMPORARY: 0.25, Fault.SOFT: 0.5, Fault.HARD: 1.0}
#: A whole list is not to be new: at most this share of it may be expected to be, at the usual rate.
EXPECTED_NEW_SHARE = 1 / 3
#: A list of which more than this share was new is asked for sooner.
PRESSING_SHARE = 2 / 3
#: Polls for which a possible gap is remembered; each gap halves the interval.
REMEMBERED = 8
MOST_HALVINGS = 4

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_STEP = timedelta(minutes=30)
_WEEK_HOURS = range(HOURS_A_WEEK)


@dataclass(frozen=True, slots=True)
class PastPoll:
    """One poll as its row has it; `fault` is None when it was sound.

    `known` counts the entries that the channel had shown before, `gap` says that none was.
    """

    ended_at: datetime
    outcome: Outcome
    fault: Fault | None = None
    entries: int = 0
    fresh: int = 0
    known: int = 0
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """Shortest and longest interval between two polls of a healthy channel."""

    shortest: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When, why (in words), the weight of the failures so far, and whether something may have been missed."""

    at: datetime
    why: str
    failures: float = 0.0
    possible_gap: bool = False


def next_poll(
    polls: Sequence[PastPoll], rhythm: Rhythm, hints: PollHints, bounds: Bounds, now: datetime
) -> NextPoll:
    """When a channel is looked at next.

    Args:
        polls: its last polls, newest first.
        rhythm: when it publishes.
        hints: what its server said of when to come back.
        bounds: of the healthy channel; a failing one is left alone for up to a week.
        now: aware; the end of the last poll.
    """
    failures = weigh(polls)
    gap = bool(polls) and polls[0].gap
    halvings = pressure(polls)
    if failures:
        first = min(USUAL_INTERVAL, target(polls, rhythm, bounds))
        wait = min(first * 2 ** min(failures, 8), LONGEST_BACK_OFF)
        words = f"{polls[0].outcome}, {failures:g} failures in a row weighed"
    else:
        wait, words = healthy(polls, rhythm, hints, bounds, now)
        if halvings:
            words = f"{'possible gap' if gap else 'much was new'}, asked sooner; {words}"
    at = now + max(wait, bounds.shortest)
    if hints.not_before is not None and hints.not_before > at:
        at, words = hints.not_before, "the site asked us to wait"
    return NextPoll(at, f"{words}: {span_in_words(at - now)}", failures, gap)


def weigh(polls: Sequence[PastPoll]) -> float:
    """The weight of the failures since the last sound poll, newest first; 0.0 when that is the last."""
    faults = takewhile(lambda fault: fault is not None, (poll.fault for poll in polls))
    return sum(WEIGHTS[fault] for fault in faults if fault is not None)


def pressure(polls: Sequence[PastPoll]) -> int:
    """How often the interval is halved: once for each recent gap, once when most of the list was new."""
    gaps = sum(poll.gap for poll in polls[:REMEMBERED])
    last = next((poll for poll in polls if poll.entries), None)
    pressing = last is not None and last.known > 0 and last.fresh > PRESSING_SHARE * last.entries
    return min(gaps + pressing, MOST_HALVINGS)


def target(polls: Sequence[PastPoll], rhythm: Rhythm, bounds: Bounds) -> timedelta:
    """The mean interval for this rhythm that keeps the overlap of two lists, within the bounds."""
    interval = USUAL_INTERVAL
    if rhythm.gap is not None:
        interval = INTERVAL_OF_A_DAILY * math.sqrt(rhythm.gap / _DAY)
    shown = next((poll.entries for poll in polls if poll.entries), 0)
    most_new = max(1.0, shown * EXPECTED_NEW_SHARE)
    if shown > 1 and rhythm.rate * (interval / _DAY) > most_new:
        interval = _DAY * (most_new / rhythm.rate)
    halved: timedelta = interval / 2 ** pressure(polls)
    return min(max(halved, bounds.shortest), bounds.longest)


def healthy(
    polls: Sequence[PastPoll], rhythm: Rhythm, hints: PollHints, bounds: Bounds, now: datetime
) -> tuple[timedelta, str]:
    """The wait of a channel that is well, and why.

    A server's statement of how long its answer stays fresh is taken for what it is worth: not when its list
    was found to change faster than we asked for it.
    """
    words = rhythm.in_words()
    interval = target(polls, rhythm, bounds)
    fresh_for = min(hints.fresh_for or timedelta(), bounds.longest)
    least = bounds.shortest
    if fresh_for > interval and not pressure(polls):
        interval, least, words = fresh_for, fresh_for, f"{words}, and its server says to come later"
    wait = min(max(_through_the_week(rhythm.week, interval, bounds.longest, now), least), bounds.longest)
    return _past_skipped(wait, hints, bounds.longest, now), words


def _through_the_week(
    week: Sequence[float], interval: timedelta, longest: timedelta, now: datetime
) -> timedelta:
    """An interval that passes faster in hours in which more is published, the mean staying the same."""
    paces = [math.sqrt(likely) for likely in week]
    due = interval / _HOUR * sum(paces) / HOURS_A_WEEK
    at = now
    while at - now < longest:
        pace = paces[at.weekday() * 24 + at.hour]
        if due <= pace * _STEP / _HOUR:
            at += _HOUR * (due / pace)
            break
        due -= pace * _STEP / _HOUR
        at += _STEP
    return at - now


def _past_skipped(wait: timedelta, hints: PollHints, longest: timedelta, now: datetime) -> timedelta:
    """A wait that does not end in an hour or on a day that the feed asks to skip, unless that is too late."""
    for later in _WEEK_HOURS:
        at = now + wait + timedelta(hours=later)
        if at - now > longest:
            break
        if at.hour not in hints.skip_hours and at.weekday() not in hints.skip_days:
            return at - now
    return wait


def span_in_words(span: timedelta) -> str:
    """A wait for people: "in 45 minutes", "in 9 hours", "in 3 days"."""
    hours = span / timedelta(hours=1)
    if hours < 1.5:
        return f"in {round(hours * 60)} minutes"
    return f"in {round(hours)} hours" if hours < 48 else f"in {round(hours / 24)} days"
