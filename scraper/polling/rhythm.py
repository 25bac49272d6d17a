"""How often, and on which days and hours, does a channel publish? Pure: what it showed in, a rhythm out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: Occasions that say how often it publishes: few enough to follow a channel that changes its ways.
RECENT = 20
#: Fewer occasions than this say nothing of how often it publishes.
FEWEST = 3
#: Fewer occasions than this, each known to a few hours, name no days and hours in words.
FEWEST_FOR_WORDS = 6
#: Less time than this says nothing of the days of the week.
SHORTEST_FOR_DAYS = timedelta(days=14)
#: A span longer than this says nothing of the day or hour of what was published in it.
LONGEST_SPAN = timedelta(hours=36)
#: How much an even week counts beside what was seen, in occasions: a handful must not silence a day.
EVEN_WEEK = 7.0
HOURS_A_WEEK = 7 * 24
#: A share of all that makes "mostly".
MOSTLY = 0.6
MOSTLY_WEEKDAYS = 0.9

_HOUR = timedelta(hours=1)
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
#: Parts of the day by their hours, UTC.
_PARTS = (
    ("nights", range(6)),
    ("mornings", range(6, 12)),
    ("afternoons", range(12, 18)),
    ("evenings", range(18, 24)),
)


@dataclass(frozen=True, slots=True)
class Showing:
    """Something new that a channel showed: not there at `after`, there at `by`, both aware."""

    after: datetime
    by: datetime


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a channel publishes.

    Attributes:
        gap: usual time between two occasions (several entries at once are one), None when not known.
        rate: entries a day, 0.0 when not known.
        week: how likely each hour of the week is, from Monday 00:00 UTC, 1.0 being the mean of all.
        words: the days and hours in words, "" when none stand out.
    """

    gap: timedelta | None = None
    rate: float = 0.0
    week: tuple[float, ...] = (1.0,) * HOURS_A_WEEK
    words: str = ""

    def in_words(self) -> str:
        """The rhythm for a reader: "publishes about every 3 days, mostly on weekday mornings"."""
        if self.gap is None:
            return "its rhythm is not known yet"
        said = f"publishes {_often(self.gap)}"
        return f"{said}, mostly {self.words}" if self.words else said


def read_rhythm(showings: Sequence[Showing], now: datetime, stated_gap: timedelta | None = None) -> Rhythm:
    """The rhythm of a channel.

    Args:
        showings: what it showed that was new, in any order; some fifty are enough.
        now: aware; the time since the last of them counts too.
        stated_gap: what its definition says is usual; counts while too little was seen.
    """
    ordered = sorted(showings, key=lambda each: each.by)
    occasions = sorted({each.by: each for each in ordered}.values(), key=lambda each: each.by)
    recent = occasions[-RECENT:]
    if len(recent) < FEWEST:
        rate = 1 / _days(stated_gap) if stated_gap else 0.0
        return Rhythm(gap=stated_gap, rate=rate)
    span = max(now - recent[0].by, _HOUR)
    entries = sum(each.by >= recent[0].by for each in ordered)
    hours, days, seen = _seen(occasions)
    return Rhythm(
        # Half of one more: the present gap is not over yet.
        gap=span / (len(recent) - 0.5),
        rate=entries / _days(span),
        week=_week(hours, days, seen),
        words=_standing_out(hours, days, seen) if seen >= FEWEST_FOR_WORDS else "",
    )


def _days(span: timedelta) -> float:
    return span / timedelta(days=1)


def _seen(occasions: Sequence[Showing]) -> tuple[list[float], list[float], int]:
    """Occasions by hour of the day and by day of the week, each spread over its span; how many counted.

    A poll only says that something came since the one before. Counting it at the hour of the poll would
    make our own hours look like the publisher's.
    """
    hours, days, seen = [0.0] * 24, [0.0] * 7, 0
    for occasion in occasions:
        if occasion.by - occasion.after > LONGEST_SPAN:
            continue
        seen += 1
        of_week = _hours_of(occasion)
        for hour in of_week:
            hours[hour % 24] += 1 / len(of_week)
            days[hour // 24] += 1 / len(of_week)
    if occasions[-1].by - occasions[0].by < SHORTEST_FOR_DAYS:
        days = [seen / 7] * 7
    return hours, days, seen


def _hours_of(occasion: Showing) -> list[int]:
    """The hours of the week, from Monday 00:00 UTC, that a span is made of; at least one."""
    began = occasion.after.astimezone(UTC)
    first = began.weekday() * 24 + began.hour + began.minute / 60 + began.second / 3600
    span = (occasion.by - occasion.after) / _HOUR
    count = max(1, round(span))
    return [int(first + span * (number + 0.5) / count) % HOURS_A_WEEK for number in range(count)]


def _week(hours: Sequence[float], days: Sequence[float], seen: int) -> tuple[float, ...]:
    """The likelihood of each hour of a week, its mean 1.0: that of its day times that of its hour."""
    whole = seen + EVEN_WEEK
    by_day = [(day + EVEN_WEEK / 7) / whole * 7 for day in days]
    by_hour = [(hour + EVEN_WEEK / 24) / whole * 24 for hour in hours]
    return tuple(day * hour for day in by_day for hour in by_hour)


def _standing_out(hours: Sequence[float], days: Sequence[float], seen: int) -> str:
    """The days and the part of the day that most of it falls on: "on weekday mornings"."""
    weekday = max(range(7), key=lambda number: days[number])
    part = next((name for name, span in _PARTS if sum(hours[hour] for hour in span) >= MOSTLY * seen), "")
    if days[weekday] >= MOSTLY * seen:
        return f"on {_DAYS[weekday].removesuffix('s')} {part}" if part else f"on {_DAYS[weekday]}"
    if sum(days[:5]) >= MOSTLY_WEEKDAYS * seen:
        return f"on weekday {part}" if part else "on weekdays"
    return f"in the {part}" if part and part != "nights" else "at night" if part else ""


def _often(gap: timedelta) -> str:
    days = _days(gap)
    if days < 1 / 18:
        return "more than once an hour"
    if days < 0.7:
        return f"about {max(2, round(1 / days))} times a day"
    if days < 1.5:
        return "about once a day"
    return f"about every {math.floor(days + 0.5)} days"
