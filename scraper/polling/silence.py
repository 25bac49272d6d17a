"""How long may a channel show nothing new before that says something? Pure: days in, spans out."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import quantiles

#: Silence says nothing before its fourteenth day, however often a channel publishes.
SHORTEST_PATIENCE = timedelta(days=13)
#: Of publications that come by chance, one gap in 55 is longer than the mean and three deviations, which are
#: four means then; three in four are no longer than 1.39 means, so this is within three usual gaps.
DEVIATIONS = 3
#: What the definition states, or an even chance, counts as so many gaps beside those that were seen.
STATED_COUNTS = 4
#: Fewer gaps than this say nothing of what is usual.
FEWEST_GAPS = 3
#: From the first day to the last hardly anybody publishes: these days are no silence.
YEAR_END, NEW_YEAR = (12, 22), (1, 2)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual gap between two days of publication, and how long a silence is no silence yet."""

    gap: timedelta
    patience: timedelta


def usual(days: Collection[date], stated: timedelta | None = None) -> Usual | None:
    """What is usual for a channel; None when neither its past nor its definition says.

    A channel that publishes by the calendar is missed soon, one that publishes by chance later: its patience
    is the mean of its gaps and three times how much they deviate, taken for no more than the mean.

    Args:
        days: on which it published, as far as known.
        stated: the gap that its definition calls usual.
    """
    gap = usual_gap(days) or stated
    return Usual(gap, patience(gaps_between(days), stated)) if gap else None


def usual_gap(days: Collection[date]) -> timedelta | None:
    """Three in four gaps between days with something published are no longer; None when there are too few.

    Not the median: publications that come by chance, as most do, leave one gap in eight longer than three
    medians, but only one in sixty longer than three of these.
    """
    gaps = gaps_between(days)
    if len(gaps) < FEWEST_GAPS:
        return None
    return timedelta(days=quantiles(gaps, n=4, method="inclusive")[-1])


def gaps_between(days: Collection[date]) -> list[int]:
    """Days from each day to the next."""
    return [(later - earlier).days for earlier, later in pairwise(sorted(set(days)))]


def patience(gaps: Collection[int], stated: timedelta | None) -> timedelta:
    """How long a silence after gaps like these says nothing yet; one gap at least is known or stated."""
    mean = sum(gaps) / len(gaps) if stated is None else _with_stated(gaps, stated / _DAY)
    spread = sum((gap - mean) ** 2 for gap in gaps) + STATED_COUNTS * mean**2
    deviation = min(math.sqrt(spread / (len(gaps) + STATED_COUNTS)), mean)
    return max(SHORTEST_PATIENCE, timedelta(days=mean + DEVIATIONS * deviation))


def _with_stated(gaps: Collection[int], stated: float) -> float:
    return (sum(gaps) + STATED_COUNTS * stated) / (len(gaps) + STATED_COUNTS)


def silence(newest: date, now: datetime) -> timedelta:
    """How long nothing came, without the days on which hardly anybody publishes. `now` is aware."""
    return now - datetime.combine(newest, time(), now.tzinfo) - holidays(newest, now.date())


def holidays(after: date, until: date) -> timedelta:
    """The days after `after`, up to `until`, on which hardly anybody publishes."""
    end = min(until, after + timedelta(days=366))  # a longer silence is one whatever the season
    days = (after + timedelta(days=number) for number in range(1, (end - after).days + 1))
    return timedelta(
        days=sum((day.month, day.day) >= YEAR_END or (day.month, day.day) <= NEW_YEAR for day in days)
    )
