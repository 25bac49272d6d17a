"""How much waits where: the numbers beside the views of the queue, exact as far as anybody looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from scraper.desk.narrowing import decided_after
from scraper.desk.transitions import UNDECIDED
from scraper.outcomes import Band, Status
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Publication

#: Candidates counted of one list: nobody looks through more, and to count on would cost with each of them.
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; with `more` at least so many."""

    number: int = 0
    more: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self.number > 0

    def __str__(self) -> str:
        """`937`; where counting ended its full hundreds and a plus, `900+`."""
        return f"{self.number - self.number % 100:,}+" if self.more else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits where. What is undecided is counted as rows of the queue, one for each story.

    `bands` are those of new ones, without the empty ones. `waiting` counts the new candidates themselves, as
    `shortlisted` and `excluded` do, and `decided_today` those that persons decided on.
    """

    bands: Mapping[Band, Count]
    new: Count
    maybe: Count
    held: Count
    mine: Count
    waiting: Count
    shortlisted: Count
    excluded: Count
    decided_today: Count


def count_views(session: Session, actor: str, now: datetime, today: datetime) -> Counts:
    """The numbers of all views. One statement, which reads some thousands of rows of each view at most.

    Args:
        session: for reading.
        actor: whose assignments are "mine".
        now: a held candidate whose day has come counts as new.
        today: when the day began where the house is.
    """
    views = views_of_bands(now) | views_of_statuses(actor, now) | {"decided": [decided_after(today)]}
    rows = session.execute(union_all(*(counted(name, parts) for name, parts in views.items())))
    items, stories = {}, {}
    for name, candidates, apart in rows:
        items[name], stories[name] = (Count(number, candidates > MOST) for number in (candidates, apart))
    return Counts(
        bands={band: stories[band] for band in Band if stories[band]},
        new=stories["new"],
        maybe=stories["maybe"],
        held=stories["held"],
        mine=stories["mine"],
        waiting=items["new"],
        shortlisted=items["shortlisted"],
        excluded=items["excluded"],
        decided_today=stories["decided"],
    )


def views_of_bands(now: datetime) -> dict[str, list[Select[Any]]]:
    """For each band the parts of which its new ones consist, in the order of an index."""
    is_due = (Candidate.status == Status.HELD, Candidate.held_until <= now)
    order = (Candidate.sort_score.desc(), Candidate.found_at.desc(), Candidate.id.desc())
    return {
        band: [
            stories(Candidate.status == Status.NEW, Candidate.band == band).order_by(*order),
            stories(*is_due, Candidate.band == band),
        ]
        for band in Band
    }


def views_of_statuses(actor: str, now: datetime) -> dict[str, list[Select[Any]]]:
    """For each other view the parts of which it consists, in the order of an index."""
    held, is_due = Candidate.status == Status.HELD, Candidate.held_until <= now
    order = (Candidate.found_at.desc(), Candidate.id.desc())
    whole = (Status.SHORTLISTED, Status.EXCLUDED)
    return {
        "new": [stories(Candidate.status == Status.NEW).order_by(*order), stories(held, is_due)],
        "held": [stories(held, or_(Candidate.held_until.is_(None), ~is_due)).order_by(*order)],
        "mine": [stories(Candidate.status.in_(UNDECIDED), Candidate.assignee == actor)],
        "maybe": [stories(Candidate.status == Status.MAYBE).order_by(*order)],
        **{
            status: [select(Candidate.id).where(Candidate.status == status).order_by(*order)]
            for status in whole
        },
    }


def stories(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The story of each candidate of some; what has none stands by itself.

    It is looked up for each: beside a join PostgreSQL reads all publications, however few rows are asked for.
    """
    story = select(Publication.story_id).where(Publication.id == Candidate.publication_id).scalar_subquery()
    return select(func.coalesce(story, -Candidate.publication_id).label("story")).where(*conditions)


def count_waiting(session: Session, now: datetime) -> Count:
    """How many candidates stand as new. One statement."""
    new = select(Candidate.id).where(Candidate.status == Status.NEW)
    is_due = select(Candidate.id).where(Candidate.status == Status.HELD, Candidate.held_until <= now)
    return count_rows(session, new, is_due)


def count_rows(session: Session, *parts: Select[Any]) -> Count:
    """How many rows some parts have, as far as counting goes. One statement."""
    _, rows, _ = session.execute(counted("rows", list(parts))).one()
    return Count(rows, rows > MOST)


def counted(name: str, parts: list[Select[Any]]) -> Select[str, int, int]:
    """How many rows some parts have, and how many different ones, as far as counting goes."""
    rows = union_all(*(select(part.limit(MOST + 1).subquery()) for part in parts)).subquery()
    return select(literal(name), func.count(), func.count(func.distinct(rows.c[0])))
