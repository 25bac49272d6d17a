"""A second look at a few of what was excluded or let go: how often was that wrong? Each look is an event."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from scraper.desk.decisions import Act, decide
from scraper.desk.transitions import BURIED, Action
from scraper.errors import ActionRefusedError
from scraper.storage.acts import CANDIDATE, By, record
from scraper.storage.desk_models import Candidate, Event

#: How events name a second look; it is about the candidate of its number.
SPOT_CHECK = "spot-check"
AGREE, BRING_BACK = "agree", "bring-back"
LOOKS = (AGREE, BRING_BACK)
#: What was decided against in this time is looked at again.
WINDOW = timedelta(days=7)
#: The part of it that is, and the least number.
SHARE = 0.05
LEAST = 5
#: Looks of this time say how often they disagreed: some hundred, at five and more a week.
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Looks:
    """How many second looks there were, and how many of them brought back what they saw."""

    all: int
    disagreed: int

    @property
    def words(self) -> str:
        """As one sentence."""
        if not self.all:
            return f"Nothing was looked at a second time in {REMEMBERED.days} days."
        share = f"{self.disagreed / self.all:.0%}".replace("%", " %")
        told = f"{self.all:,} looked at a second time in {REMEMBERED.days} days"
        return f"{told}, {self.disagreed:,} brought back ({share})."


def sampled(ids: Collection[int]) -> list[int]:
    """The part of some candidates that is looked at again, chosen by hash: the same at every asking."""
    wanted = max(LEAST, math.ceil(len(ids) * SHARE))
    return sorted(ids, key=lambda number: sha256(str(number).encode()).digest())[:wanted]


def to_check(session: Session, actor: str, now: datetime) -> list[int]:
    """The candidates that somebody is asked to look at again, none of her own deciding. Two statements."""
    against = decided_against(session, now)
    chosen = sampled(against)
    looks = session.execute(
        select(Event.object_id, func.max(Event.at))
        .where(still_stands(), Event.object_id.in_(chosen))
        .group_by(Event.object_id)
    )
    looked = dict(looks.all())
    return [
        number
        for number in chosen
        if against[number].actor != actor and not (number in looked and looked[number] >= against[number].at)
    ]


def still_stands() -> ColumnElement[bool]:
    """Whether an event is a second look that nobody took back."""
    later = aliased(Event)
    return and_(
        Event.object_type == SPOT_CHECK,
        Event.action.in_(LOOKS),
        ~exists().where(later.undo_of == Event.id),
    )


def decided_against(session: Session, now: datetime) -> dict[int, Event]:
    """What was excluded or let go lately and still is, each with the event that did it. One statement."""
    rows = session.scalars(
        select(Event)
        .join(Candidate, Candidate.id == Event.object_id)
        .where(
            Event.object_type == CANDIDATE,
            Event.action.in_((Action.EXCLUDE, Action.EXPIRE)),
            Event.at >= now - WINDOW,
            Candidate.status.in_(BURIED),
        )
        .order_by(Event.id)
    )
    return {row.object_id: row for row in rows}


def agree(session: Session, candidate_id: int, by: By) -> None:
    """It was right to decide against it, which can be undone.

    Raises:
        ActionRefusedError: it is none that this person is asked to look at.
    """
    refuse_unless_asked(session, candidate_id, by.actor, by.at)
    keep(session, candidate_id, AGREE, by)


def bring_back(session: Session, candidate_id: int, act: Act, now: datetime) -> None:
    """It was wrong: it is new again. The look and what came of it are one act, with one undo.

    Raises:
        ActionRefusedError: it is none that this person is asked to look at, or she may not decide.
    """
    refuse_unless_asked(session, candidate_id, act.actor, now)
    done = decide(session, [candidate_id], act, now)
    shared = str(session.get_one(Event, done.act).bulk)
    keep(session, candidate_id, BRING_BACK, By(act.actor, act.via, now, shared))


def refuse_unless_asked(session: Session, candidate_id: int, actor: str, now: datetime) -> None:
    """Only those look who are asked to.

    Raises:
        ActionRefusedError: it is none that this person is asked to look at.
    """
    if candidate_id not in to_check(session, actor, now):
        raise ActionRefusedError(
            f"candidate {candidate_id} is no spot check of yours, or was looked at already"
        )


def keep(session: Session, candidate_id: int, action: str, by: By) -> None:
    """Keep what a second look came to."""
    record(session, by, (SPOT_CHECK, candidate_id), action, before={}, after={})
    session.flush()


def looks_so_far(session: Session, now: datetime) -> Looks:
    """How second looks of the last three months came out. One statement."""
    rows = session.execute(
        select(Event.action, func.count())
        .where(still_stands(), Event.at >= now - REMEMBERED)
        .group_by(Event.action)
    )
    found = dict(rows.all())
    return Looks(sum(found.values()), found.get(BRING_BACK, 0))
