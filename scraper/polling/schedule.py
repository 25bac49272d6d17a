"""When a channel is looked at next: a pure function of its last outcome and its failures so far."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.outcomes import Outcome

#: A weekly digest needs no more than a few looks a day.
USUAL_INTERVAL = timedelta(hours=6)
#: A failing source that still exists is never given up, only asked less often.
LONGEST_INTERVAL = timedelta(days=7)
#: Weight of each failure: a refusal or an end is surer than a fault that may pass.
WEIGHTS = {
    Outcome.FAILED: 0.5,
    Outcome.SUSPECT: 0.5,
    Outcome.EMPTY: 0.5,
    Outcome.BLOCKED: 1.0,
    Outcome.GONE: 1.0,
}


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When, why (in words), and the failures counted so far."""

    at: datetime
    why: str
    failures: float


def next_poll(outcome: Outcome, failures: float, ended_at: datetime) -> NextPoll:
    """The next look: the usual interval after a success, doubling with each whole failure up to a week."""
    weight = WEIGHTS.get(outcome)
    if weight is None:
        return NextPoll(ended_at + USUAL_INTERVAL, "every 6 hours", 0.0)
    total = failures + weight
    wait = min(USUAL_INTERVAL * 2 ** min(total, 8), LONGEST_INTERVAL)
    return NextPoll(ended_at + wait, f"{outcome} ({total:g} failures): waiting longer", total)
