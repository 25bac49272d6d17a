"""Two hundred made-up sources for ninety days: who breaks in silence, and is it said? Pure, from one seed.

Rhythms run from several a day to one in two months, by chance (Poisson, fewer at weekends, in August and
between the years) or roughly regular. Some sources break without an error: their place goes on answering.
"""

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import quantiles

from scraper.outcomes import Health, Outcome
from scraper.polling.drift import Drift, Specimen, drift
from scraper.polling.health import NamedHealth, PollFact, channel_health, source_health
from scraper.polling.trouble import usual_gap
from scraper.sources.definition import Role

SOURCES, DAYS = 200, 90
DAY = timedelta(days=1)
#: How much of the usual is published in August, and between the years.
AUGUST, BETWEEN_THE_YEARS = 0.4, 0.1
SHOWN, KEPT_DAYS, KEPT_SPECIMENS, KEPT_POLLS = 20, 60, 60, 12
#: Of the sources, how many break; in a week, how many polls of a sound one fail for a day or two.
BREAKING, FAILING = 0.4, 0.05
#: One in how many never states a date.
UNDATED_EACH = 8


class Break(StrEnum):
    """How a source breaks without an error."""

    FROZEN = "shows the same for ever"
    EMPTIED = "shows nothing"
    WALLED = "shows another page"
    TITLES = "all titles the same"
    DATES = "all dates the same"
    TEXTS = "texts gone"


@dataclass(frozen=True)
class Publisher:
    """One source: the days on which it publishes, whether it dates them, when and how it breaks."""

    days: tuple[date, ...]
    dated: bool
    begins: date
    breaks_on: date | None
    how: Break | None

    @property
    def usual_gap(self) -> timedelta:
        """What three in four of its gaps are no longer than, over all its years."""
        earlier = [day for day in self.days if day < self.begins]
        gaps = [(later - day).days for day, later in pairwise(earlier)]
        return quantiles(gaps, n=4, method="inclusive")[-1] * DAY

    @property
    def deadline(self) -> timedelta:
        """How soon after its break it must be said."""
        return max(14 * DAY, 3 * self.usual_gap)

    def is_broken(self, day: date) -> bool:
        """Whether it has broken by this day."""
        return self.breaks_on is not None and day >= self.breaks_on


@dataclass(frozen=True)
class Verdict:
    """What was said of one publisher: its state at the end of each day."""

    publisher: Publisher
    states: tuple[Health, ...]

    @property
    def said_after(self) -> timedelta | None:
        """How long after its break it was first said that it is not well; None when it never was."""
        on = self.publisher.breaks_on
        if on is None:
            return None
        first = (on - self.publisher.begins).days
        ill = (number for number in range(first, DAYS) if self.states[number] in SILENT)
        return next(((number - first) * DAY for number in ill), None)

    @property
    def weeks(self) -> int:
        """Weeks in which it was sound."""
        return self._sound_days // 7

    @property
    def _sound_days(self) -> int:
        on = self.publisher.breaks_on
        return DAYS if on is None else (on - self.publisher.begins).days

    @property
    def false_alarms(self) -> int:
        """How often it was said to be quiet or changed while it was sound."""
        sound = [Health.OK, *self.states[: self._sound_days]]
        return sum(now in SILENT and before not in SILENT for before, now in pairwise(sound))


SILENT = frozenset({Health.QUIET, Health.CHANGED})


def world(begins: date, seed: int, regular: float = 0.0) -> list[Publisher]:
    """Publishers of all rhythms; `regular` is a share of those slower than four days."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [_publisher(begins, number, chance, regular) for number in range(SOURCES)]


def _publisher(begins: date, number: int, chance: random.Random, share: float) -> Publisher:
    gap = math.exp(chance.uniform(math.log(0.25), math.log(60)))
    regular = gap > 4 and chance.random() < share
    first, last = begins - timedelta(days=1000), begins + timedelta(days=DAYS)
    occasions = _regular(gap, first, last, chance) if regular else _by_chance(gap, first, last, chance)
    breaking = chance.random() < BREAKING
    how = list(Break)[chance.randrange(len(Break))] if breaking else None
    if how in {Break.TITLES, Break.DATES, Break.TEXTS} and gap > 3:
        how = Break.FROZEN  # what is seldom seen drifts seldom
    return Publisher(
        tuple(occasions),
        dated=number % UNDATED_EACH != 0,
        begins=begins,
        breaks_on=begins + timedelta(days=chance.randint(15, 45)) if breaking else None,
        how=how,
    )


def pace(day: date) -> float:
    """How much of the usual is published on a day."""
    if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2):
        return BETWEEN_THE_YEARS
    return AUGUST if day.month == 8 else 1.0


def _by_chance(gap: float, first: date, last: date, chance: random.Random) -> Iterator[date]:
    for number in range((last - first).days):
        day = first + timedelta(days=number)
        usual = 1.25 if day.weekday() < 5 else 0.375
        if chance.random() < 1 - math.exp(-usual * pace(day) / gap):
            yield day


def _regular(gap: float, first: date, last: date, chance: random.Random) -> list[date]:
    count = int((last - first).days / gap)
    found = {first + timedelta(days=int(gap * (number + chance.gauss(0, 0.1)))) for number in range(1, count)}
    return sorted(
        day for day in found if pace(day) > BETWEEN_THE_YEARS or chance.random() < BETWEEN_THE_YEARS
    )


def judge(publisher: Publisher, seed: int) -> Verdict:
    """What health says of a publisher at the end of each day."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    polls: list[PollFact] = []
    states: list[Health] = []
    failing = 0
    specimens = [_specimen(publisher, day) for day in publisher.days[-DAYS - KEPT_SPECIMENS :]]
    for number in range(DAYS):
        today = publisher.begins + timedelta(days=number)
        now = datetime.combine(today, time(23), UTC)
        failing = max(failing - 1, 0) or (chance.randint(1, 2) if chance.random() < FAILING / 7 else 0)
        polls.insert(0, PollFact(_outcome(publisher, today, failing > 0), "", now))
        health = channel_health(
            polls[:KEPT_POLLS],
            now,
            newest=max(known := _days(publisher, today), default=None),
            usual_gap=usual_gap(known),
        )
        assert health is not None
        source = source_health([NamedHealth("feed", Role.MAIN, health)], _drift(specimens, now))
        assert source is not None
        states.append(source.state)
    return Verdict(publisher, tuple(states))


def _outcome(publisher: Publisher, today: date, failing: bool) -> Outcome:
    if failing:
        return Outcome.FAILED
    if publisher.is_broken(today) and publisher.how is Break.EMPTIED:
        return Outcome.EMPTY
    if publisher.is_broken(today) and publisher.how is Break.WALLED:
        return Outcome.SUSPECT
    return Outcome.NEW if today in _days(publisher, today) else Outcome.UNCHANGED


def _days(publisher: Publisher, today: date) -> list[date]:
    """The latest days on which the channel is known to have shown something; undated, only since we look."""
    frozen = publisher.how in {Break.FROZEN, Break.EMPTIED, Break.WALLED}
    until = (
        publisher.breaks_on - DAY if frozen and publisher.is_broken(today) and publisher.breaks_on else today
    )
    first, end = bisect_left(publisher.days, publisher.begins), bisect_right(publisher.days, until)
    begin = max(first - SHOWN, 0) if publisher.dated else first
    return list(publisher.days[max(begin, end - KEPT_DAYS) : end])


def _drift(specimens: Sequence[Specimen], now: datetime) -> Drift | None:
    known = bisect_right(specimens, now, key=lambda each: each.first_seen_at)
    return drift(specimens[max(known - KEPT_SPECIMENS, 0) : known][::-1])


def _specimen(publisher: Publisher, day: date) -> Specimen:
    """What is understood of a publication; titles repeat now and then, texts vary in length."""
    chance = random.Random(day.toordinal())  # noqa: S311 - no secret
    how = publisher.how if publisher.is_broken(day) else None
    return Specimen(
        "Example Voice"
        if how is Break.TITLES
        else ("Weekly update" if chance.random() < 0.1 else f"Update of {day}"),
        "2026-01-01" if how is Break.DATES else day.isoformat(),
        60 if how is Break.TEXTS else int(chance.lognormvariate(6, 0.6)),
        datetime.combine(day, time(9), UTC),
    )
