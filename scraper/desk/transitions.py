"""The state machine of a candidate in one table: who may do what from where, and where it leads.

Nothing here makes a candidate used: publishing its issue does.
"""

from dataclasses import dataclass
from enum import StrEnum

from scraper.desk.roles import Permission
from scraper.outcomes import Status


class Action(StrEnum):
    """What is done to a candidate."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    MAYBE = "maybe"
    HOLD = "hold"
    DUPLICATE = "duplicate"
    DROP = "drop"
    REOPEN = "reopen"
    WAKE = "wake"
    EXPIRE = "expire"


class Need(StrEnum):
    """What an act cannot do without."""

    DAY = "a day"
    OTHER = "another candidate"


@dataclass(frozen=True, slots=True)
class Transition:
    """Where an act leads, from which statuses, and what it takes.

    Without a permission no person does it: it is the act of a rule, and no decision. An act that buries
    leaves a tombstone: what it was done to never returns as new.
    """

    to: Status
    allowed: frozenset[Status]
    permission: Permission | None
    needs: Need | None = None
    buries: bool = False


#: Nobody has settled these yet.
UNDECIDED = frozenset({Status.NEW, Status.MAYBE, Status.HELD})

TRANSITIONS: dict[Action, Transition] = {
    Action.INCLUDE: Transition(
        Status.SHORTLISTED,
        UNDECIDED | {Status.EXCLUDED, Status.DUPLICATE, Status.EXPIRED},
        Permission.DECIDE,
    ),
    Action.EXCLUDE: Transition(
        Status.EXCLUDED, UNDECIDED | {Status.SHORTLISTED}, Permission.DECIDE, buries=True
    ),
    Action.MAYBE: Transition(
        Status.MAYBE, UNDECIDED | {Status.SHORTLISTED, Status.EXCLUDED}, Permission.SUGGEST
    ),
    Action.HOLD: Transition(Status.HELD, UNDECIDED | {Status.SHORTLISTED}, Permission.DECIDE, needs=Need.DAY),
    Action.DUPLICATE: Transition(Status.DUPLICATE, UNDECIDED, Permission.DECIDE, needs=Need.OTHER),
    Action.DROP: Transition(Status.MAYBE, frozenset({Status.SHORTLISTED}), Permission.DECIDE),
    Action.REOPEN: Transition(
        Status.NEW,
        frozenset(Status) - {Status.NEW, Status.USED},
        Permission.DECIDE,
    ),
    Action.WAKE: Transition(Status.NEW, frozenset({Status.HELD}), None),
    Action.EXPIRE: Transition(Status.EXPIRED, frozenset({Status.NEW, Status.MAYBE}), None, buries=True),
}

#: Acts of persons: what a person does is a decision, and trains whatever learns from her.
DECISIONS = frozenset(action for action, each in TRANSITIONS.items() if each.permission is not None)
#: In these statuses a candidate stays away for good.
BURIED = frozenset(each.to for each in TRANSITIONS.values() if each.buries)


class Step(StrEnum):
    """What an act comes to for one candidate."""

    APPLY = "apply"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSE = "refuse"


def judge(action: Action, status: Status, *, same: bool, moved: bool) -> Step:
    """What an act comes to.

    Args:
        action: the act.
        status: where the candidate stands now.
        same: whether it stands already as the act would leave it, reason and day included.
        moved: whether it was changed since the person looked.
    """
    transition = TRANSITIONS[action]
    is_there = status is transition.to
    if same or (moved and is_there):
        return Step.UNCHANGED
    if moved:
        return Step.CONFLICT
    return Step.APPLY if is_there or status in transition.allowed else Step.REFUSE
