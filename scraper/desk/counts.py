"""How much waits where: the numbers beside the views of the queue."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from scraper.desk.narrowing import decided_after
from scraper.desk.rules import due
from scraper.desk.transitions import UNDECIDED
from scraper.outcomes import Band, Status
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Publication


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits where. What is undecided is counted as rows of the queue, one for each story.

    `bands` are those of new ones, None counting what has no score yet. `waiting` counts the new candidates
    themselves, `statuses` the candidates of each status, and `decided_today` those that persons decided on.
    """

    bands: Mapping[Band | None, int]
    new: int
    maybe: int
    held: int
    mine: int
    waiting: int
    decided_today: int
    statuses: Mapping[Status, int]


def count_views(session: Session, actor: str, now: datetime, today: datetime) -> Counts:
    """The numbers of all views. Five statements.

    Args:
        session: for reading.
        actor: whose assignments are "mine".
        now: a held candidate whose day has come counts as new.
        today: when the day began where the house is.
    """
    ready = due(session, now)
    stands = (
        case((Candidate.id.in_(ready), Status.NEW), else_=Candidate.status) if ready else Candidate.status
    )
    undecided = Candidate.status.in_(UNDECIDED)
    rows = session.execute(
        select(stands.label("stands"), Candidate.band, func.count(), stories())
        .join(Candidate.publication)
        .where(undecided)
        .group_by(stands, Candidate.band)
    ).all()
    of_each = select(stands, stories()).join(Candidate.publication).where(undecided).group_by(stands)
    told = Counter({Status(status): count for status, count in session.execute(of_each)})
    mine = select(stories()).join(Candidate.publication).where(undecided, Candidate.assignee == actor)
    decided = select(func.count(func.distinct(decided_after(today).subquery().c.object_id)))
    statuses = session.execute(select(Candidate.status, func.count()).group_by(Candidate.status))
    new = [row for row in rows if row.stands == Status.NEW]
    return Counts(
        bands={(Band(band) if band else None): count for _, band, _, count in new},
        new=told[Status.NEW],
        maybe=told[Status.MAYBE],
        held=told[Status.HELD],
        mine=session.scalar(mine) or 0,
        waiting=sum(count for _, _, count, _ in new),
        decided_today=session.scalar(decided) or 0,
        statuses={Status(status): count for status, count in statuses},
    )


def stories() -> ColumnElement[int]:
    """How many stories candidates stand in; what has none stands by itself."""
    return func.count(func.distinct(func.coalesce(Publication.story_id, -Publication.id)))
