"""Two hundred made-up sources, from one seed: what they publish, and what goes wrong with them. Pure.

Rhythms run from several a day to one in two months, by chance (fewer in August and between the years) or
roughly regular, in office hours or at any, at times several at once. There are outages, redesigns, frozen
ETags, lists that show only the last five entries, and breaks that no error tells of.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import quantiles

from scraper.outcomes import Fault

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LENGTH = 90 * DAY
SOURCES = 200
#: With Christmas, with an August, with neither.
SEASONS = tuple(datetime(*day, tzinfo=UTC) for day in ((2026, 1, 5), (2026, 7, 1), (2026, 9, 28)))
#: Days between two occasions, from several a day to one in two months.
GAPS = (0.15, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 4.0, 7.0, 7.0, 10.0, 14.0, 21.0, 30.0, 45.0, 60.0)
#: Publishers exist before they are watched: their lists are full, and what is usual for them is settled.
OCCASIONS_BEFORE, LONGEST_BEFORE = 150, 1000 * DAY
#: How much of the usual is published in August, and between the years.
AUGUST, BETWEEN_THE_YEARS = 0.4, 0.1
#: One in so many never states a date; the longest list that shows only the last few entries has these.
UNDATED_EACH, SHORT_LIST = 8, 5
#: What is seldom seen drifts seldom: slower sources break in other ways.
DRIFTING_GAP = 3.0


class Break(StrEnum):
    """How a source breaks without an error."""

    FROZEN = "shows the same for ever"
    EMPTIED = "shows nothing"
    WALLED = "shows another page"
    TITLES = "all titles the same"
    DATES = "all dates the same"
    TEXTS = "texts gone"


#: Those after which nothing that is published is shown any more, and those after which it is garbled.
HIDING = frozenset({Break.FROZEN, Break.EMPTIED, Break.WALLED})
GARBLING = frozenset(Break) - HIDING


@dataclass(frozen=True)
class Publisher:
    """One source with one channel: what it publishes, and what goes wrong with it.

    `stated_gap` is what its definition says is usual, in days, as near as people know. `shown` is how many
    entries its list has, `dated` whether they bear a date. `outages` are spans with the fault they show;
    `redesign` is when all its addresses change; `breaks` is when and `how` in what way it breaks for good
    though it answers well; with `frozen` its ETag never changes.
    """

    number: int
    begins: datetime
    published: tuple[datetime, ...]
    stated_gap: int
    shown: int
    dated: bool = True
    outages: tuple[tuple[datetime, datetime, Fault], ...] = ()
    redesign: datetime | None = None
    breaks: datetime | None = None
    how: Break | None = None
    frozen: bool = False

    @property
    def ends(self) -> datetime:
        """The end of the time that it is watched."""
        return self.begins + LENGTH

    @property
    def hides_from(self) -> datetime:
        """From when on it shows nothing new any more; its end when it does not break so."""
        return self.breaks if self.breaks and self.how in HIDING else self.ends

    @property
    def usual_gap(self) -> timedelta:
        """What three in four gaps between its days are no longer than, over all the time before."""
        days = sorted({at.date() for at in self.published if at < self.begins})
        gaps = [(later - earlier).days for earlier, later in pairwise(days)]
        return quantiles(gaps, n=4, method="inclusive")[-1] * DAY

    @property
    def deadline(self) -> datetime:
        """When its break must have been said at the latest; its end when it does not break."""
        return self.breaks + max(14 * DAY, 3 * self.usual_gap) if self.breaks else self.ends

    def fault_at(self, now: datetime) -> Fault | None:
        """The fault of the outage at this time; None when it answers."""
        return next((fault for begin, end, fault in self.outages if begin <= now < end), None)

    def breaks_by(self, now: datetime) -> Break | None:
        """How it is broken at this time."""
        return self.how if self.breaks is not None and now >= self.breaks else None

    def stated_day(self, number: int) -> date | None:
        """The day that a publication bears, None when it bears none."""
        at = self.published[number]
        if self.breaks and self.breaks_by(at) is Break.DATES:
            return self.breaks.date()
        return at.date() if self.dated else None

    def listed(self, now: datetime) -> list[tuple[int, bool]]:
        """The entries on its list, each with whether it has its new address."""
        seen = min(now, self.hides_from)
        count = bisect_right(self.published, seen)
        new = self.redesign is not None and seen >= self.redesign
        return [(number, new) for number in range(max(0, count - self.shown), count)]

    def between(self, begin: datetime, end: datetime) -> range:
        """What was published from one time to another."""
        return range(bisect_left(self.published, begin), bisect_right(self.published, end))


def world(seed: int = 7, count: int = SOURCES, begins: datetime | None = None) -> list[Publisher]:
    """Publishers of all rhythms, one in a few with each thing that goes wrong; a season by the seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    begins = begins or SEASONS[seed % len(SEASONS)]
    return [_publisher(number, begins, chance) for number in range(count)]


def _publisher(number: int, begins: datetime, chance: random.Random) -> Publisher:
    gap = GAPS[number % len(GAPS)] * chance.uniform(0.8, 1.25)
    outages = []
    for _ in range(chance.choice((0, 0, 1, 2))):
        begin = begins + chance.random() * LENGTH
        length = timedelta(hours=chance.choice((1, 3, 8, 24, 72)))
        outages.append((begin, begin + length, chance.choice(list(Fault))))
    later = begins + timedelta(days=chance.uniform(15, 45))
    kind = chance.random()
    how = chance.choice(list(Break)) if kind < 0.3 else None
    return Publisher(
        number,
        begins,
        tuple(_occasions(gap, begins, chance)),
        stated_gap=max(1, round(gap * chance.uniform(0.7, 1.5))),
        shown=SHORT_LIST if number % 3 == 0 else chance.choice((10, 20, 50)),
        dated=number % UNDATED_EACH != 0,
        outages=tuple(outages),
        redesign=later if 0.3 <= kind < 0.4 else None,
        breaks=later if how else None,
        how=Break.FROZEN if how in GARBLING and gap > DRIFTING_GAP else how,
        frozen=0.4 <= kind < 0.5,
    )


def _occasions(gap: float, begins: datetime, chance: random.Random) -> Iterator[datetime]:
    """Times of publication: in office hours or at any, regularly or by chance, at times several at once."""
    regular, office = chance.random() < 0.4, chance.random() < 0.75
    at_once = chance.choice((1, 1, 1, 2, 4))
    now = begins - min(OCCASIONS_BEFORE * gap * DAY, LONGEST_BEFORE)
    while now < begins + LENGTH:
        now += gap * DAY * (chance.uniform(0.8, 1.2) if regular else chance.expovariate(1.0))
        if chance.random() >= pace(now.date(), regular=regular):
            continue
        now = _in_office(now, chance) if office and gap >= 0.5 else now
        yield from [now] * chance.randint(1, at_once)


def pace(day: date, *, regular: bool = False) -> float:
    """How much of the usual is published on a day; who publishes regularly does so in August too."""
    if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2):
        return BETWEEN_THE_YEARS
    return AUGUST if day.month == 8 and not regular else 1.0


def _in_office(at: datetime, chance: random.Random) -> datetime:
    """The next office hour: Monday to Friday, 8 to 17."""
    while at.weekday() > 4 or not 8 <= at.hour < 17:
        at += HOUR
    return at + timedelta(minutes=chance.uniform(0, 30))


def midnight(day: date) -> datetime:
    """The beginning of a day."""
    return datetime.combine(day, time(), UTC)
