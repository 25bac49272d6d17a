"""Ninety days of two hundred publishers in seconds: the real schedule against a made-up world. No I/O.

`run` drives `next_poll`, `read_rhythm` and the rule of unconditional polls as the crawl does, and keeps what
each poll came to. `days` gives the same as facts by the day, for health to judge by what was known on that
day.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from scraper.intake.ledger import lost_overlap
from scraper.items import PollHints
from scraper.outcomes import USUAL_FAULTS, Outcome, Strategy
from scraper.polling.rhythm import Rhythm, Showing, read_rhythm
from scraper.polling.schedule import Bounds, PastPoll, next_poll
from spiders.validators import looks_afresh
from tests.polling.publishers import DAY, HOUR, LENGTH, Break, Publisher, midnight

KEPT_POLLS, KEPT_SHOWINGS, KEPT_SIGHTINGS, KEPT_PUBLICATIONS = 60, 50, 60, 200
#: From seven in the morning the day's message is written.
MESSAGE_AT = timedelta(hours=7)
#: Breaks that a poll sees, and what it makes of them.
SEEN = {Break.EMPTIED: Outcome.EMPTY, Break.WALLED: Outcome.SUSPECT}
#: From the first poll of a source so much is read; what is older is only recorded.
ADMITTED_FROM_FIRST = timedelta(days=42)


@dataclass
class Run:
    """What became of one publisher: its polls oldest first, when each publication was found, what was new."""

    publisher: Publisher
    polls: list[PastPoll] = field(default_factory=list)
    found: dict[int, datetime] = field(default_factory=dict)
    showings: list[Showing] = field(default_factory=list)


@dataclass(frozen=True)
class DayFacts:
    """What was known of a source on the morning of one day.

    `polls` are newest first, `published` the days on which it is known to have published, `numbers` its
    latest publications, newest first.
    """

    now: datetime
    polls: Sequence[PastPoll]
    published: Sequence[date]
    numbers: Sequence[int]


def run(publisher: Publisher, bounds: Bounds = Bounds()) -> Run:  # noqa: B008 - frozen
    """Poll one publisher for the whole time, as its schedule says."""
    result, memory = Run(publisher), Memory()
    now = publisher.begins + timedelta(minutes=publisher.number)
    while now < publisher.ends:
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
            stated = result.publisher.stated_gap * DAY
            self.rhythm = read_rhythm(result.showings[-KEPT_SHOWINGS:], now, stated)
            self.read_at = state
        return self.rhythm


def _poll(result: Run, memory: Memory, now: datetime) -> PastPoll:
    publisher = result.publisher
    fault = publisher.fault_at(now)
    if fault is not None:
        return PastPoll(now, Outcome.FAILED, fault)
    listed, seen = publisher.listed(now), SEEN.get(publisher.breaks_by(now) or Break.FROZEN)
    afresh = looks_afresh(memory.kept, now)
    memory.kept["polls"] = int(str(memory.kept.get("polls", 0))) + 1
    trusted = not afresh and not memory.kept.get("frozen")
    blind = publisher.frozen and trusted and memory.listed is not None
    if seen is not None and not blind:
        return PastPoll(now, seen, USUAL_FAULTS[seen])
    if blind or listed == memory.listed:
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
        if number in result.found:
            continue
        result.found[number] = now
        if memory.sound_at:
            result.showings.append(Showing(memory.sound_at, now))
        elif result.publisher.dated:
            began = midnight(result.publisher.published[number].date())
            result.showings.append(Showing(began, min(began + DAY, now)))
    memory.seen.update(listed)
    memory.listed, memory.sound_at = listed, now
    outcome = Outcome.NEW if fresh else Outcome.UNCHANGED
    return PastPoll(now, outcome, None, len(listed), len(fresh), known, gap)


def days(result: Run) -> Iterator[DayFacts]:
    """What was known on each morning, when the day's message is written."""
    publisher, ends = result.publisher, [poll.ended_at for poll in result.polls]
    found = sorted((at, number) for number, at in result.found.items())
    known = [(at, day) for at, number in found if (day := _day_of(result, number, at)) is not None]
    admitted = [
        (at, number)
        for at, number in found
        if publisher.published[number] >= publisher.begins - ADMITTED_FROM_FIRST
    ]
    for number in range(1, LENGTH.days + 1):
        now = publisher.begins + number * DAY + MESSAGE_AT
        yield DayFacts(
            now,
            result.polls[: bisect_left(ends, now)][: -KEPT_POLLS - 1 : -1],
            [day for _, day in known[: bisect_left(known, (now,))]][-KEPT_SIGHTINGS:],
            [each for _, each in admitted[: bisect_left(admitted, (now,))]][: -KEPT_PUBLICATIONS - 1 : -1],
        )


def _day_of(result: Run, number: int, found: datetime) -> date | None:
    """The day on which health takes something to have been published: as stated, else as found."""
    shown = found.date() if found > result.polls[0].ended_at else None
    return result.publisher.stated_day(number) or shown


def in_sight(result: Run) -> list[int]:
    """The publications of the time that the list showed at all, and that an answer could still show."""
    publisher = result.publisher
    begin, last = (poll.ended_at for poll in (result.polls[0], result.polls[-1]))
    return list(publisher.between(begin, min(publisher.hides_from, last)))


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
    last = max((poll.ended_at for poll in result.polls if poll.entries), default=result.publisher.begins)
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
    first = publisher.begins + interval * (publisher.number % 50) / 50
    requests = int((publisher.ends - first) / interval) + 1
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
