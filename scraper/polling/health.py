"""How does a channel stand? A pure function of its last polls and of when it publishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from scraper.outcomes import TROUBLED, Health, Outcome

#: A channel is quiet after this long without anything new, or after three usual gaps if that is longer.
QUIET_AFTER = timedelta(days=14)
QUIET_GAPS = 3
#: Suspect polls in a row after which the channel is said to have changed: one may be a bad hour.
SUSPECTS_BEFORE_CHANGED = 2


@dataclass(frozen=True, slots=True)
class PollFact:
    """What one poll came to, in the words of its row; `ended_at` is aware."""

    outcome: Outcome
    detail: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """A channel's state, since when as far as known, and why in words ("" when there is nothing to say)."""

    state: Health
    since: datetime
    detail: str = ""


def channel_health(
    polls: Sequence[PollFact],
    now: datetime,
    *,
    newest: date | None = None,
    usual_gap: timedelta | None = None,
) -> ChannelHealth | None:
    """How a channel stands; None when it was never polled.

    Args:
        polls: its last polls, newest first; what they do not reach back to is not known.
        now: aware.
        newest: the day of its newest publication, None when not known.
        usual_gap: usual time between two of its publications, None when not known.
    """
    if not polls:
        return None
    last = polls[0]
    if last.outcome in TROUBLED:
        run = list(takewhile(lambda poll: poll.outcome in TROUBLED, polls))
        return ChannelHealth(_trouble(run), run[-1].ended_at, last.detail or last.outcome)
    if newest is not None and usual_gap is not None:
        began = datetime.combine(newest, time(), now.tzinfo)
        if now - began > max(QUIET_AFTER, QUIET_GAPS * usual_gap):
            words = f"nothing new since {newest}, usually something every {max(usual_gap.days, 1)} days"
            return ChannelHealth(Health.QUIET, began, words)
    sound = list(takewhile(lambda poll: poll.outcome not in TROUBLED, polls))
    return ChannelHealth(Health.OK, sound[-1].ended_at, last.detail)


def _trouble(run: Sequence[PollFact]) -> Health:
    """The state after polls that all had trouble, newest first."""
    last = run[0].outcome
    if last is Outcome.BLOCKED:
        return Health.BLOCKED
    suspects = sum(poll.outcome is Outcome.SUSPECT for poll in run)
    if last is Outcome.SUSPECT and suspects >= SUSPECTS_BEFORE_CHANGED:
        return Health.CHANGED
    return Health.FAILING
