"""Does a channel need a replacement, and may one be looked for now? Pure: facts in, words out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.outcomes import Outcome, Strategy
from scraper.sources.definition import Role

#: Nothing else can stand in for a page that is watched itself, or for a mailbox.
IRREPLACEABLE = frozenset({Strategy.PAGE, Strategy.NEWSLETTER})
#: A channel that answers well is dry after this long without anything new, or after three usual gaps.
DRY_AFTER = timedelta(days=30)
DRY_GAPS = 3
#: Between two attempts for one source: a day (less two hours, so that a daily run that starts a little
#: earlier than yesterday's is not put off for another day), doubling to a week while they find nothing.
FIRST_WAIT = timedelta(hours=22)
LONGEST_WAIT = timedelta(days=7)
#: Sources looked after in one run: each costs up to some 25 requests.
MOST_ATTEMPTS = 8

_NOT_THERE = 404
_READ = frozenset({Outcome.NEW, Outcome.UNCHANGED})
#: What a wall in the channel's place says in its detail, by who has to act: the site keeps us out …
_KEPT_OUT = re.compile(
    r"challenge page|login page|just a moment|attention required|captcha|human verification"
    r"|(?:access|permission)\b.{0,40}\bdenied|forbidden|are you (?:a )?(?:human|robot)|\b(?:log|sign) ?in\b",
    re.I,
)
#: … or has a bad day, or puts a notice before its pages for a while.
_PASSING = re.compile(r"error page|maintenance|unavailable|cookie|consent|bad gateway|server error", re.I)
#: What a poll says when the browser that renders is missing or broken here: it says nothing of the site.
_OURS = re.compile(r"rendering (?:needs|is not installed)|the browser (?:did not start|failed)", re.I)


@dataclass(frozen=True, slots=True)
class Look:
    """What one poll came to: its outcome, its words, the HTTP status when there was one."""

    outcome: Outcome
    detail: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What is known of a channel.

    Attributes:
        looks: its last polls, newest first; two are enough.
        last_shown_at: when it last showed an entry that it had not shown before.
        usual_gap: usual time between two of its publications, None when not known.
    """

    strategy: Strategy
    role: Role
    looks: tuple[Look, ...]
    last_shown_at: datetime | None = None
    usual_gap: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a channel needs a replacement, in words; `dry` when it answers well but has nothing new."""

    why: str
    dry: bool = False


def trouble(facts: ChannelFacts, now: datetime) -> Trouble | None:
    """What is wrong with a channel that asks for a replacement; None when nothing is, or not yet.

    A definite answer (404, gone, a page in the feed's place, nothing where entries were) counts at once, a
    fault that may pass from the second poll in a row, a refusal never: a block is not evaded. Nor does
    what is missing on this machine. A fallback is there for other channels' troubles and never asks for one.
    """
    if facts.role is Role.FALLBACK or facts.strategy in IRREPLACEABLE or not facts.looks:
        return None
    last = facts.looks[0]
    if last.outcome in _READ:
        return dryness(facts, now)
    if is_refusal(last) or is_ours(last):
        return None
    if is_definite(last) or any(map(is_fault, facts.looks[1:2])):
        return Trouble(last.detail or last.outcome)
    return None


def is_refusal(look: Look) -> bool:
    """Whether the site, or somebody in front of it, keeps us out: by its status or by what it shows."""
    return look.outcome is Outcome.BLOCKED or (
        look.outcome is Outcome.SUSPECT and bool(_KEPT_OUT.search(look.detail))
    )


def is_fault(look: Look) -> bool:
    """Whether the channel could not be read, by any fault that is no refusal and not our own."""
    return look.outcome not in _READ and not is_refusal(look) and not is_ours(look)


def is_ours(look: Look) -> bool:
    """Whether the channel could not be read for want of something on this machine."""
    return look.outcome is Outcome.FAILED and bool(_OURS.match(look.detail))


def is_definite(look: Look) -> bool:
    """Whether the answer itself says that the channel is not there any more."""
    if look.outcome in {Outcome.GONE, Outcome.EMPTY}:
        return True
    if look.outcome is Outcome.SUSPECT:
        return not _PASSING.search(look.detail)
    return look.outcome is Outcome.FAILED and look.status == _NOT_THERE


def dryness(facts: ChannelFacts, now: datetime) -> Trouble | None:
    """Whether a channel that answers well has shown nothing new for too long."""
    if facts.last_shown_at is None:
        return None
    patience = max(DRY_AFTER, DRY_GAPS * (facts.usual_gap or timedelta()))
    if now - facts.last_shown_at <= patience:
        return None
    return Trouble(f"nothing new since {facts.last_shown_at:%Y-%m-%d}", dry=True)


def next_attempt(attempts: Sequence[datetime], began: datetime) -> datetime | None:
    """When a replacement may be looked for again; None for at once.

    Args:
        attempts: all earlier ones for the source, in any order.
        began: when the present trouble began; what was tried before belongs to another.
    """
    if not attempts:
        return None
    vain = sum(at >= began for at in attempts)
    wait: timedelta = min(FIRST_WAIT * 2 ** min(max(vain - 1, 0), 8), LONGEST_WAIT)
    return max(attempts) + wait
