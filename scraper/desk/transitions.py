"""The state machine of a candidate in one table: which act is allowed from where, and where it leads."""

from dataclasses import dataclass
from enum import StrEnum

from scraper.outcomes import Status


class Action(StrEnum):
    """What an editor does to a candidate."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    MAYBE = "maybe"
    HOLD = "hold"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Transition:
    """Where an act leads, and from which statuses."""

    to: Status
    allowed: frozenset[Status]


UNDECIDED = frozenset({Status.NEW, Status.MAYBE, Status.HELD})

TRANSITIONS: dict[Action, Transition] = {
    Action.INCLUDE: Transition(Status.SHORTLISTED, UNDECIDED | {Status.EXCLUDED, Status.EXPIRED}),
    Action.EXCLUDE: Transition(Status.EXCLUDED, UNDECIDED | {Status.SHORTLISTED}),
    Action.MAYBE: Transition(Status.MAYBE, UNDECIDED | {Status.SHORTLISTED, Status.EXCLUDED}),
    Action.HOLD: Transition(Status.HELD, UNDECIDED | {Status.SHORTLISTED}),
    Action.REOPEN: Transition(
        Status.NEW,
        frozenset({Status.MAYBE, Status.HELD, Status.SHORTLISTED, Status.EXCLUDED, Status.EXPIRED}),
    ),
}
