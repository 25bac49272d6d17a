"""How do a channel and a source stand? Pure functions of the last polls and of the days of publication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from statistics import median

from scraper.outcomes import TROUBLED, Health, Outcome
from scraper.polling.drift import Drift
from scraper.polling.silence import Usual, silence
from scraper.sources.definition import Role

#: Suspect or empty polls in a row after which the channel is said to have changed: one may be a bad hour.
SUSPECTS_BEFORE_CHANGED = 2
#: An answer that usually takes this long is close to being given up (30 seconds by default).
SLOW_ANSWER = timedelta(seconds=15)
#: So many answers say what is usual.
ANSWERS_TIMED = 3

_SUSPICIOUS = frozenset({Outcome.SUSPECT, Outcome.EMPTY})

#: Most telling first: a source stands as the channel that comes first here.
_TELLING = (Health.BLOCKED, Health.FAILING, Health.CHANGED, Health.QUIET, Health.SLOW, Health.OK)


@dataclass(frozen=True, slots=True)
class PollFact:
    """What one poll came to, in the words of its row; `ended_at` is aware.

    `status` is its HTTP status when there was one; `took` how long one answer took, None when it had several.
    """

    outcome: Outcome
    detail: str
    ended_at: datetime
    status: int | None = None
    took: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """A channel's state, since when as far as known, and why in words ("" when there is nothing to say).

    `advice` says what a person can do about it, "" when nothing is to be done.
    """

    state: Health
    since: datetime
    detail: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class NamedHealth:
    """How one channel of a source stands, and what the channel is for."""

    name: str
    role: Role
    health: ChannelHealth


def channel_health(
    polls: Sequence[PollFact],
    now: datetime,
    *,
    newest: date | None = None,
    usual: Usual | None = None,
) -> ChannelHealth | None:
    """How a channel stands; None when it was never polled.

    Args:
        polls: its last polls, newest first; what they do not reach back to is not known.
        now: aware.
        newest: the day of its newest publication, None when not known.
        usual: how often it publishes and how long it may be silent, None when not known.
    """
    if not polls:
        return None
    last = polls[0]
    if last.outcome in TROUBLED:
        run = list(takewhile(lambda poll: poll.outcome in TROUBLED, polls))
        state = _trouble(run)
        return ChannelHealth(state, run[-1].ended_at, last.detail or last.outcome, _what_to_do(state, last))
    if newest is not None and usual is not None and silence(newest, now) > usual.patience:
        words = f"nothing new since {newest}, usually something every {max(usual.gap.days, 1)} days"
        began = datetime.combine(newest, time(), now.tzinfo)
        return ChannelHealth(Health.QUIET, began, words, _what_to_do(Health.QUIET, last))
    sound = list(takewhile(lambda poll: poll.outcome not in TROUBLED, polls))
    if words := _slowness(sound):
        return ChannelHealth(Health.SLOW, sound[-1].ended_at, words, _what_to_do(Health.SLOW, last))
    return ChannelHealth(Health.OK, sound[-1].ended_at, last.detail)


def source_health(channels: Sequence[NamedHealth], drifted: Drift | None = None) -> ChannelHealth | None:
    """A source stands as its most telling main channel does; None when none was polled yet.

    A fallback does not count while there is a main channel. Drift in its publications counts when its
    channels themselves are well, slow or quiet: publications that all bear one old day look like silence.
    """
    mains = [each for each in channels if each.role is Role.MAIN] or list(channels)
    if not mains:
        return None
    telling = min(mains, key=lambda each: _TELLING.index(each.health.state))
    found = telling.health
    if drifted is not None and found.state in {Health.OK, Health.SLOW, Health.QUIET}:
        return ChannelHealth(Health.CHANGED, drifted.since, drifted.words, _DRIFTED)
    if len(mains) == 1 or not found.detail:
        return found
    return ChannelHealth(found.state, found.since, f"{telling.name}: {found.detail}", found.advice)


def _trouble(run: Sequence[PollFact]) -> Health:
    """The state after polls that all had trouble, newest first."""
    last = run[0].outcome
    if last is Outcome.BLOCKED:
        return Health.BLOCKED
    suspects = sum(poll.outcome in _SUSPICIOUS for poll in run)
    if last in _SUSPICIOUS and suspects >= SUSPECTS_BEFORE_CHANGED:
        return Health.CHANGED
    return Health.FAILING


def _slowness(sound: Sequence[PollFact]) -> str:
    """How slow the last answers were, in words; "" when they were not."""
    times = [poll.took.total_seconds() for poll in sound if poll.took is not None][:ANSWERS_TIMED]
    if len(times) < ANSWERS_TIMED or min(times) < SLOW_ANSWER.total_seconds():
        return ""
    return f"its last {len(times)} answers took {median(times):.0f} seconds each"


#: What a person can do about a state, whatever brought it about.
_ADVICE = {
    Health.QUIET: "open the site: if it shows something newer, `gleaner sources check`; if not, all is well",
    Health.CHANGED: "open the page: if publications stand there, `gleaner sources check` says what is read",
    Health.SLOW: "nothing is missed yet; a higher download_timeout keeps it so",
}
_DRIFTED = "open one of its latest publications and compare it with `gleaner queue show`"


def _what_to_do(state: Health, last: PollFact) -> str:
    """What a person can do about a state, in words."""
    if state is Health.BLOCKED:
        return _unblock(last)
    if state in _ADVICE:
        return _ADVICE[state]
    if last.outcome is Outcome.GONE or last.status in {404, 410}:
        return "open the site: if the page moved, `gleaner sources edit`; if it has ended, `sources retire`"
    if last.outcome in _SUSPICIOUS:
        return "wait for the next poll: it may be a bad hour"
    return "open the site: if it opens for you, `gleaner sources check`; if not, it may pass"


def _unblock(last: PollFact) -> str:
    if last.status == 429:
        return "the site wants fewer requests (429): it is asked less often; open it by hand meanwhile"
    if "robots" in last.detail.casefold():
        return "its robots.txt does not allow it: open it by hand, or ask them to allow our user agent"
    refused = f" ({last.status})" if last.status else ""
    return f"the site refuses us{refused}: open it by hand, or ask them to allow our user agent"
