"""All that a list of the queue holds, beyond the page that is shown: how many stories, and which."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from scraper.desk.counts import Count, count_rows
from scraper.desk.criteria import NONE, Criteria
from scraper.desk.narrowing import Narrowing, scope_of
from scraper.desk.queue import is_lead, page
from scraper.errors import ActionRefusedError
from scraper.outcomes import Status
from scraper.storage.acts import find_candidates
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Publication, Revision, Source

#: One act decides at most so many rows: what nobody read is not decided by accident, and a turn of the writer
#: stays short.
MOST_AT_ONCE = 2_000
#: Candidates offered by their titles where another one is asked for: some weeks of them.
MOST_TO_NAME = 100


def leads(session: Session, criteria: Criteria, now: datetime) -> Select[int]:
    """The candidates that have a row of their own in a list. At most two statements."""
    scope = scope_of(session, criteria, now)
    conditions = Narrowing(scope).conditions(criteria)
    return (
        select(Candidate.id)
        .join(Candidate.publication)
        .join(Candidate.revision)
        .where(*conditions, is_lead(scope, criteria))
    )


def count_leads(session: Session, criteria: Criteria, now: datetime) -> Count:
    """How many rows a list has on all its pages, as far as counting goes. At most three statements.

    Raises:
        QueryError: the search cannot be understood.
    """
    return count_rows(session, leads(session, criteria, now))


def everything(session: Session, criteria: Criteria, now: datetime, until: datetime) -> list[int]:
    """The ids of all rows of a list, but for what was found after a moment: nobody has seen that.

    Raises:
        QueryError: the search cannot be understood.
        ActionRefusedError: they are too many for one act.
    """
    found = leads(session, criteria, now).where(Candidate.found_at <= until).limit(MOST_AT_ONCE + 1)
    ids = list(session.scalars(found))
    if len(ids) > MOST_AT_ONCE:
        raise ActionRefusedError(f"more than {MOST_AT_ONCE:,} stories: narrow the list before you decide all")
    return ids


def untaken(session: Session, criteria: Criteria, now: datetime, most: int) -> list[int]:
    """The first rows of a list that nobody has taken on; nobody else does before the transaction ends.

    Raises:
        QueryError: the search cannot be understood.
    """
    rows = page(session, replace(criteria, assignee=NONE, limit=most), now).rows
    found = find_candidates(session, [row.id for row in rows], to_change=True)
    return [each.id for each in found if each.assignee is None]


def others_to_name(session: Session, candidate_id: int) -> list[tuple[int, str, str]]:
    """Number, title and source of what a candidate may be the same as: those found last. One statement."""
    rows = session.execute(
        select(Candidate.id, Revision.title, Source.name)
        .join(Candidate.revision)
        .join(Candidate.publication)
        .join(Publication.source)
        .where(Candidate.id != candidate_id, Candidate.status != Status.DUPLICATE)
        .order_by(Candidate.found_at.desc(), Candidate.id.desc())
        .limit(MOST_TO_NAME)
    )
    return [(row.id, row.title, row.name) for row in rows]


def sources_to_choose(session: Session) -> list[tuple[str, str]]:
    """Slug and name of every source, by name. One statement."""
    rows = session.execute(select(Source.slug, Source.name).order_by(func.lower(Source.name)))
    return [(row.slug, row.name) for row in rows]
