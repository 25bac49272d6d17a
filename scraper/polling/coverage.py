"""Was a source seen without a gap in an issue's window? A pure function of its polls and its state."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

from scraper.outcomes import TROUBLED, Outcome, SourceState

#: The window of an issue before which there was none.
FIRST_WINDOW = timedelta(days=7)
#: A channel that was well counts as seen for this long after its last poll: who looks once, the evening
#: before the day of the issue, has looked.
SEEN_FOR = timedelta(hours=36)
#: No schedule asks more often than this.
LEAST_INTERVAL = timedelta(minutes=30)


class Blind(StrEnum):
    """Why something may have been missed."""

    PAUSED = "paused"
    RETIRED = "retired"
    NO_CHANNEL = "no-channel"
    NEVER_READ = "never-read"
    TROUBLE = "trouble"
    NOT_LOOKED_AT = "not-looked-at"
    POSSIBLE_GAP = "possible-gap"


@dataclass(frozen=True, slots=True)
class Window:
    """What an issue speaks for: from `begin` to before `end`, both aware."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class PollSeen:
    """One poll as its row has it; `next_at` is when the next was planned, None when that was not kept."""

    started_at: datetime
    ended_at: datetime
    outcome: Outcome
    detail: str = ""
    gap: bool = False
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """What is known of one channel.

    Attributes:
        judged: whether the source counts on it: an active channel that is no fallback.
        polls: those that ended in the window, oldest first.
        before: its last poll before the window; `sound_before` is when its last sound one ended.
    """

    name: str
    judged: bool
    unverified: bool = False
    polls: tuple[PollSeen, ...] = ()
    before: PollSeen | None = None
    sound_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """What is known of one source; `acts` are when it was paused, retired, resumed, oldest first."""

    slug: str
    name: str
    state: SourceState
    channels: tuple[ChannelSeen, ...]
    acts: tuple[tuple[datetime, SourceState], ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which something may have been missed.

    `channel` is "" for the whole source; `until` is None when it lasts beyond the window. With `caught_up`
    a later poll saw back over it, so that nothing was missed.
    """

    kind: Blind
    channel: str
    since: datetime | None
    until: datetime | None = None
    detail: str = ""
    caught_up: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a source was seen: polls made and missed, what they came to, and where we were blind.

    `blind` is the longest time that one channel could not be seen, within the window.
    """

    slug: str
    name: str
    made: int
    missed: int
    outcomes: Mapping[Outcome, int]
    stretches: tuple[Stretch, ...] = field(default=())
    blind: timedelta = timedelta()

    @property
    def whole(self) -> bool:
        """Whether it was checked without gap."""
        return all(stretch.caught_up for stretch in self.stretches)


def window_of(day: date, previous: date | None, now: datetime, zone: tzinfo) -> Window:
    """The days from the previous issue's to this one's, both whole, as far as they have passed.

    What came on the day of an issue after it was sent stands in two windows rather than in none.
    """
    first = previous if previous is not None else day - FIRST_WINDOW
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return Window(begin, max(min(end, now), begin))


def cover(source: SourceSeen, window: Window) -> Coverage:
    """How one source was seen in the window."""
    away = list(absences(source, window))
    judged = [channel for channel in source.channels if channel.judged]
    stretches = [*away]
    if not any(stretch.until is None for stretch in away):
        stretches += [stretch for channel in judged for stretch in blind_stretches(channel, window)]
        if not judged:
            stretches.append(Stretch(Blind.NO_CHANNEL, "", window.begin))
    polls = [poll for channel in source.channels for poll in channel.polls]
    return Coverage(
        slug=source.slug,
        name=source.name,
        made=len(polls),
        missed=sum(missed(channel, window, away) for channel in judged),
        outcomes=Counter(poll.outcome for poll in polls),
        stretches=tuple(stretches),
        blind=longest_blind(stretches, window),
    )


def absences(source: SourceSeen, window: Window) -> Iterator[Stretch]:
    """When the source was paused or given up; caught up when a channel was read well after it."""
    acts = source.acts or ((window.begin, source.state),)
    sound = [poll.ended_at for channel in source.channels for poll in channel.polls if is_sound(poll)]
    for (at, state), (until, _) in pairwise([*acts, (None, None)]):
        if state is SourceState.ACTIVE or at is None or at >= window.end:
            continue
        if until is not None and until <= window.begin:
            continue
        over = until if until is not None and until < window.end else None
        caught_up = over is not None and any(ended >= over for ended in sound)
        kind = Blind.RETIRED if state is SourceState.RETIRED else Blind.PAUSED
        yield Stretch(kind, "", at, over, caught_up=caught_up)


def is_sound(poll: PollSeen) -> bool:
    """Whether the poll saw the channel as it should be."""
    return poll.outcome not in TROUBLED


def blind_stretches(channel: ChannelSeen, window: Window) -> Iterator[Stretch]:
    """When a channel could not be seen, from its last sound poll to the next, and its possible gaps."""
    if not channel.polls and channel.before is None:
        detail = "its definition is unverified" if channel.unverified else ""
        yield Stretch(Blind.NEVER_READ, channel.name, None, detail=detail)
        return
    seen = channel.sound_before
    trouble = channel.before if channel.before is not None and not is_sound(channel.before) else None
    for poll in channel.polls:
        if not is_sound(poll):
            trouble = poll
            continue
        if poll.gap:
            yield Stretch(Blind.POSSIBLE_GAP, channel.name, seen, poll.ended_at, poll.detail)
        elif trouble is not None:
            yield Stretch(
                Blind.TROUBLE,
                channel.name,
                seen,
                poll.ended_at,
                in_words(trouble),
                caught_up=seen is not None,
            )
        seen, trouble = poll.ended_at, None
    if trouble is not None:
        yield Stretch(Blind.TROUBLE, channel.name, seen, None, in_words(trouble))
    elif seen is not None and window.end - seen > SEEN_FOR:
        yield Stretch(Blind.NOT_LOOKED_AT, channel.name, seen)


def in_words(poll: PollSeen) -> str:
    """What a troubled poll said."""
    return poll.detail or poll.outcome


def missed(channel: ChannelSeen, window: Window, away: Sequence[Stretch]) -> int:
    """Polls that were planned for a time in the window and not made, but for the time of a pause.

    Each poll plans the next; where that came late, every further interval that had passed is one missed.
    """
    made = [channel.before, *channel.polls] if channel.before is not None else [*channel.polls]
    following = [*(poll.started_at for poll in made[1:]), window.end]
    return sum(
        missed_between(poll, to, window)
        for poll, to in zip(made, following, strict=False)  # nothing was missed before the first poll
        if not any(covers(stretch, poll.next_at, to) for stretch in away)
    )


def missed_between(poll: PollSeen, to: datetime, window: Window) -> int:
    """Planned and not made after this poll, up to the next one at `to`."""
    due = poll.next_at
    if due is None or to <= due:
        return 0
    interval = max(due - poll.ended_at, LEAST_INTERVAL)
    return (to - due) // interval - max(window.begin - due, timedelta()) // interval


def covers(stretch: Stretch, due: datetime | None, to: datetime) -> bool:
    """Whether a pause fell between a planned poll and the one that was made."""
    if due is None or stretch.since is None:
        return False
    return stretch.since < to and (stretch.until is None or stretch.until > due)


def longest_blind(stretches: Sequence[Stretch], window: Window) -> timedelta:
    """The longest sum of one channel's stretches, within the window."""
    sums: Counter[str] = Counter()
    for stretch in stretches:
        since = max(stretch.since or window.begin, window.begin)
        until = min(stretch.until or window.end, window.end)
        sums[stretch.channel] += round(max(until - since, timedelta()).total_seconds())
    return timedelta(seconds=max(sums.values(), default=0))
