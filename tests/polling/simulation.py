"""Ninety days of two hundred publishers in seconds: the real schedule against a made-up world. No I/O.

The world is made from one seed. `run` drives `next_poll`, `read_rhythm` and the rule of unconditional polls
as the crawl does, and keeps what each poll came to. `days` gives the same as facts by the day, for whatever
is to be judged by what was known on that day.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import median

from scraper.intake.ledger import lost_overlap
from scraper.items import PollHints
from scraper.outcomes import Fault, Outcome, Strategy
from scraper.polling.rhythm import Rhythm, Showing, read_rhythm
from scraper.polling.schedule import Bounds, PastPoll, next_poll
from spiders.validators import looks_afresh

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
LENGTH = timedelta(days=90)
END = BEGIN + LENGTH
#: Publishers exist before they are watched: their lists are full.
BEFORE = timedelta(days=400)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOURCES = 200
#: Days between two occasions, from several a day to one in two months.
GAPS = (0.15, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 4.0, 7.0, 7.0, 10.0, 14.0, 21.0, 30.0, 45.0, 60.0)
KEPT_POLLS, KEPT_SHOWINGS = 60, 50


@dataclass(frozen=True)
class Publisher:
    """One source with one channel: what it publishes, and what goes wrong with it.

    `shown` is how many entries its list has. `outages` are spans with the fault they show; `redesign` is when
    all its addresses change; `breaks` is when its list stops changing for good though it answers well;
    with `frozen` its ETag never changes.
    """

    number: int
    published: tuple[datetime, ...]
    shown: int
    outages: tuple[tuple[datetime, datetime, Fault], ...] = ()
    redesign: datetime | None = None
    breaks: datetime | None = None
    frozen: bool = False

    def fault_at(self, now: datetime) -> Fault | None:
        """The fault of the outage at this time; None when it answers."""
        return next((fault for begin, end, fault in self.outages if begin <= now < end), None)

    def listed(self, now: datetime) -> list[tuple[int, bool]]:
        """The entries on its list, each with whether it has its new address."""
        seen = min(now, self.breaks) if self.breaks else now
        count = bisect_right(self.published, seen)
        new = self.redesign is not None and seen >= self.redesign
        return [(number, new) for number in range(max(0, count - self.shown), count)]


@dataclass
class Run:
    """What became of one publisher: its polls oldest first, when each publication was found, what was new."""

    publisher: Publisher
    polls: list[PastPoll] = field(default_factory=list)
    found: dict[int, datetime] = field(default_factory=dict)
    showings: list[Showing] = field(default_factory=list)


@dataclass(frozen=True)
class DayFacts:
    """What was known of a source at the end of one day: polls newest first, days on which it published."""

    now: datetime
    polls: Sequence[PastPoll]
    published: Sequence[date]


def world(seed: int = 7, count: int = SOURCES) -> list[Publisher]:
    """Publishers of all rhythms, one in a few with each thing that goes wrong."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [_publisher(number, chance) for number in range(count)]


def _publisher(number: int, chance: random.Random) -> Publisher:
    gap = GAPS[number % len(GAPS)] * chance.uniform(0.8, 1.25)
    outages = []
    for _ in range(chance.choice((0, 0, 1, 2))):
        begin = BEGIN + chance.random() * LENGTH
        length = timedelta(hours=chance.choice((1, 3, 8, 24, 72)))
        outages.append((begin, begin + length, chance.choice(list(Fault))))
    later = BEGIN + timedelta(days=chance.uniform(20, 45))
    kind = chance.random()
    return Publisher(
        number,
        tuple(_occasions(gap, chance)),
        shown=5 if number % 3 == 0 else chance.choice((10, 20, 50)),
        outages=tuple(outages),
        redesign=later if 0.2 <= kind < 0.3 else None,
        breaks=later if kind < 0.2 else None,
        frozen=0.3 <= kind < 0.4,
    )


def _occasions(gap: float, chance: random.Random) -> Iterator[datetime]:
    """Times of publication: in office hours or at any, regularly or by chance, at times several at once."""
    regular, office = chance.random() < 0.4, chance.random() < 0.75
    at_once = chance.choice((1, 1, 1, 2, 4))
    now = BEGIN - BEFORE
    while now < END:
        now += timedelta(days=gap * (chance.uniform(0.8, 1.2) if regular else chance.expovariate(1.0)))
        at = _in_office(now, chance) if office and gap >= 0.5 else now
        yield from [max(at, now)] * chance.randint(1, at_once)
        now = max(at, now)


def _in_office(at: datetime, chance: random.Random) -> datetime:
    """The next office hour: Monday to Friday, 8 to 17."""
    while at.weekday() > 4 or not 8 <= at.hour < 17:
        at += HOUR
    return at + timedelta(minutes=chance.uniform(0, 30))


def run(publisher: Publisher, bounds: Bounds = Bounds()) -> Run:  # noqa: B008 - frozen
    """Poll one publisher for the whole time, as its schedule says."""
    result, memory = Run(publisher), Memory()
    now = BEGIN + timedelta(minutes=publisher.number)
    while now < END:
        poll = _poll(result, memory, now)
        result.polls.append(poll)
        recent = result.polls[: -KEPT_POLLS - 1 : -1]
        now = next_poll(recent, memory.rhythm_at(result, now), PollHints(), bounds, now).at
    return result


@dataclass
class Memory:
    """What the channel keeps between polls, as far as the simulation needs it."""

    kept: dict[str, object] = field(default_factory=dict)
    seen: set[tuple[int, bool]] = field(default_factory=set)
    listed: list[tuple[int, bool]] | None = None
    sound_at: datetime | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)
    read_at: tuple[int, date] | None = None

    def rhythm_at(self, result: Run, now: datetime) -> Rhythm:
        """The rhythm now; read again each day, and whenever something came."""
        state = (len(result.showings), now.date())
        if state != self.read_at:
            self.rhythm, self.read_at = read_rhythm(result.showings[-KEPT_SHOWINGS:], now), state
        return self.rhythm


def _poll(result: Run, memory: Memory, now: datetime) -> PastPoll:
    publisher = result.publisher
    fault = publisher.fault_at(now)
    if fault is not None:
        return PastPoll(now, Outcome.FAILED, fault)
    listed = publisher.listed(now)
    afresh = looks_afresh(memory.kept, now)
    memory.kept["polls"] = int(str(memory.kept.get("polls", 0))) + 1
    trusted = not afresh and not memory.kept.get("frozen")
    if listed == memory.listed or (publisher.frozen and trusted and memory.listed is not None):
        if afresh:
            memory.kept["afresh_at"] = now.isoformat()
        memory.sound_at = now
        return PastPoll(now, Outcome.UNCHANGED)
    memory.kept["afresh_at"] = now.isoformat()
    if publisher.frozen and memory.listed is not None:
        memory.kept["frozen"] = True
    return _read(result, memory, listed, now)


def _read(result: Run, memory: Memory, listed: list[tuple[int, bool]], now: datetime) -> PastPoll:
    fresh = [entry for entry in listed if entry not in memory.seen]
    known = len(listed) - len(fresh)
    gap = lost_overlap(Strategy.FEED, fresh=len(fresh), known=known, showed=bool(memory.seen))
    for number, _ in fresh:
        stated = result.publisher.published[number]
        if number not in result.found:
            result.found[number] = now
            midnight = datetime.combine(stated.date(), datetime.min.time(), UTC)
            first = Showing(midnight, min(midnight + DAY, now))
            result.showings.append(Showing(memory.sound_at, now) if memory.sound_at else first)
    memory.seen.update(listed)
    memory.listed, memory.sound_at = listed, now
    outcome = Outcome.NEW if fresh else Outcome.UNCHANGED
    return PastPoll(now, outcome, None, len(listed), len(fresh), known, gap)


def days(result: Run) -> Iterator[DayFacts]:
    """What was known at the end of each day."""
    ends = [poll.ended_at for poll in result.polls]
    found = sorted((at, result.publisher.published[number].date()) for number, at in result.found.items())
    for number in range(1, LENGTH.days + 1):
        now = BEGIN + number * DAY
        polls = result.polls[: bisect_left(ends, now)][: -KEPT_POLLS - 1 : -1]
        yield DayFacts(now, polls, [day for at, day in found if at < now][-KEPT_SHOWINGS:])


def in_sight(result: Run) -> list[int]:
    """The publications of the time that the list showed at all, and that an answer could still show."""
    publisher = result.publisher
    until = min(END, publisher.breaks or END)
    last = result.polls[-1].ended_at if result.polls else BEGIN
    begin = bisect_left(publisher.published, result.polls[0].ended_at)
    end = bisect_right(publisher.published, min(until, last))
    return list(range(begin, end))


def unwarned(result: Run) -> list[int]:
    """Publications that were never found and that no poll warned of: there must be none."""
    sound = [poll for poll in result.polls if poll.entries]
    ends = [poll.ended_at for poll in sound]
    lost = []
    for number in in_sight(result):
        if number in result.found:
            continue
        after = bisect_left(ends, result.publisher.published[number])
        if after < len(sound) and not sound[after].gap:
            lost.append(number)
    return lost


def missed(result: Run) -> list[int]:
    """Publications that had left the list before it was read again."""
    sound = [poll.ended_at for poll in result.polls if poll.entries]
    last = sound[-1] if sound else BEGIN
    return [
        number
        for number in in_sight(result)
        if number not in result.found and result.publisher.published[number] <= last
    ]


def delays(result: Run) -> list[float]:
    """Hours from publication to its being found."""
    return [
        (result.found[number] - result.publisher.published[number]) / HOUR
        for number in in_sight(result)
        if number in result.found
    ]


def fixed(publisher: Publisher, interval: timedelta, wanted: Sequence[int]) -> tuple[int, list[float]]:
    """Requests, and hours to find these publications, asking at a fixed interval and sends no ETag."""
    first = BEGIN + interval * (publisher.number % 50) / 50
    requests = int((END - first) / interval) + 1
    waits = []
    for number in wanted:
        at = publisher.published[number]
        poll = first + interval * max(0, -int((first - at) // interval))
        while publisher.fault_at(poll) is not None:
            poll += interval
        waits.append((poll - at) / HOUR)
    return requests, waits


def best_fixed(runs: Sequence[Run], *, of_sources: bool = False) -> tuple[timedelta, int]:
    """The one fixed interval with the same median delay, and the requests it takes.

    Args:
        runs: what is compared with.
        of_sources: compare the median of the sources' medians instead: each source counts alike.
    """
    goal = _middle([delays(each) for each in runs], of_sources=of_sources)
    wanted = [(each.publisher, [n for n in in_sight(each) if n in each.found]) for each in runs]
    low, high = timedelta(minutes=5), timedelta(days=7)
    for _ in range(14):
        middle = (low + high) / 2
        waits = [fixed(publisher, middle, numbers)[1] for publisher, numbers in wanted]
        low, high = (middle, high) if _middle(waits, of_sources=of_sources) < goal else (low, middle)
    return low, sum(fixed(publisher, low, ())[0] for publisher, _ in wanted)


def _middle(waits: Sequence[list[float]], *, of_sources: bool) -> float:
    if of_sources:
        return median(median(each) for each in waits if each)
    return median(wait for each in waits for wait in each)
