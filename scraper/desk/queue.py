"""The queue: what waits, in order, a page at a time; how much waits where."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, selectinload

from scraper.desk.candidate import issues_of, memory_of, sizes_of, summarise, urls_of
from scraper.desk.counts import Count, count_rows
from scraper.desk.criteria import Criteria, Order
from scraper.desk.narrowing import Narrowing, Scope, scope_of
from scraper.desk.paging import Cursor, read_cursor
from scraper.desk.query import names_state
from scraper.desk.rows import QueueRow, columns, describe
from scraper.desk.transitions import UNDECIDED
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Publication
from scraper.storage.reasons import house_reasons
from scraper.storage.types import UTCDateTime

#: Rows of a page that has no limit of its own.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the queue; `after` leads to the next ones, None on the last page."""

    rows: tuple[QueueRow, ...]
    after: str | None


def page(session: Session, criteria: Criteria, now: datetime, after: str | None = None) -> Page:
    """A page of the queue, one row for each story: of its undecided candidates that match, the oldest.

    A fixed number of statements, whose cost does not grow with the queue: ten at most.

    Args:
        session: for reading.
        criteria: what to list; their limit is the length of the page.
        now: a held candidate whose day has come is listed as new.
        after: where the page before ended.

    Raises:
        QueryError: the search or the cursor cannot be understood.
    """
    scope = scope_of(session, criteria, now)
    limit = criteria.limit or PAGE
    query = columns().where(is_lead(scope, criteria))
    if after is not None:
        query = query.where(beyond(read_cursor(after, criteria.order)))
    query = in_order(query, criteria.order).limit(limit + 1)
    parts = [session.execute(query.where(*part)).all() for part in parts_of(scope, criteria)]
    found = sorted(chain(*parts), key=place_in(criteria.order), reverse=True)[: limit + 1]
    rows = describe(session, found[:limit], scope.due)
    last = found[limit - 1] if len(found) > limit else None
    score = last.sort_score if last is not None and criteria.order is Order.SCORE else None
    return Page(rows, str(Cursor(criteria.order, last.id, last.found_at, score)) if last else None)


def row_of(session: Session, candidate_id: int, now: datetime) -> QueueRow | None:
    """The row of one candidate, whatever its status; None when there is none. Seven statements."""
    return next(iter(rows_of(session, [candidate_id], now)), None)


def rows_of(session: Session, ids: Collection[int], now: datetime) -> tuple[QueueRow, ...]:
    """The rows of candidates, whatever their statuses, those found last first. Seven statements."""
    scope = scope_of(session, Criteria(), now)
    found = session.execute(in_order(columns().where(Candidate.id.in_(ids)), Order.FOUND)).all()
    return describe(session, found, scope.due)


def is_lead(scope: Scope, criteria: Criteria) -> ColumnElement[bool]:
    """Whether no older candidate of the story stands in the same undecided status and matches too."""
    older, publication = aliased(Candidate), aliased(Publication)
    narrowing = Narrowing(scope, older, publication)
    alone = ~(
        select(older.id)
        .join(publication, publication.id == older.publication_id)
        .where(
            publication.story_id == Publication.story_id,
            standing(scope, older.id, narrowing.status) == standing(scope, Candidate.id, Candidate.status),
            tuple_(older.found_at, older.id) < tuple_(Candidate.found_at, Candidate.id),
            *narrowing.conditions(criteria),
        )
        .correlate(Candidate, Publication)
        .exists()
    )
    if criteria.status in UNDECIDED and not names_state(criteria.query):
        return alone
    return or_(Candidate.status.not_in(UNDECIDED), alone)


def parts_of(scope: Scope, criteria: Criteria) -> list[list[ColumnElement[bool]]]:
    """The conditions of a list; in two parts where held ones whose day has come stand among the new ones.

    As one condition, "new or one of these" is in the order of no index: each page would sort all that waits.
    """
    if not scope.due or criteria.status is not Status.NEW or names_state(criteria.query):
        return [Narrowing(scope).conditions(criteria)]
    others = Narrowing(scope).conditions(replace(criteria, status=None))
    return [[*others, Candidate.status == Status.NEW], [*others, Candidate.id.in_(scope.due)]]


def place_in(order: Order) -> Callable[[Row[*tuple[Any, ...]]], tuple[Any, ...]]:
    """Where a row stands in its list, the first one highest."""
    by_score = order is Order.SCORE
    return lambda row: (row.sort_score if by_score else 0, row.found_at, row.id)


def standing(
    scope: Scope, number: InstrumentedAttribute[int], status: ColumnElement[str] | InstrumentedAttribute[str]
) -> ColumnElement[str] | InstrumentedAttribute[str]:
    """The status that a candidate shows: a held one whose day has come is new."""
    return case((number.in_(scope.due), Status.NEW), else_=status) if scope.due else status


def in_order(query: Select[*tuple[Any, ...]], order: Order) -> Select[*tuple[Any, ...]]:
    """The first ones first."""
    latest = Candidate.found_at.desc(), Candidate.id.desc()
    return query.order_by(*((Candidate.sort_score.desc(), *latest) if order is Order.SCORE else latest))


def beyond(cursor: Cursor) -> ColumnElement[bool]:
    """What comes after the last row of a page."""
    key: list[Any] = [Candidate.found_at, Candidate.id]
    last: list[Any] = [literal(cursor.at, UTCDateTime()), literal(cursor.id)]
    if cursor.order == Order.SCORE:
        key, last = [Candidate.sort_score, *key], [literal(cursor.score), *last]
    return tuple_(*key) < tuple_(*last)


def arrived_since(session: Session, moment: datetime) -> Count:
    """How many new candidates were found after a moment. One statement."""
    found = select(Candidate.id).where(Candidate.status == Status.NEW, Candidate.found_at > moment)
    return count_rows(session, found)


def list_candidates(session: Session, criteria: Criteria, now: datetime) -> list[dict[str, Any]]:
    """Every candidate that matches, in the shape of the queue's JSON, stories unfolded. Eleven statements."""
    scope = scope_of(session, criteria, now)
    query = (
        select(Candidate)
        .join(Candidate.publication)
        .where(*Narrowing(scope).conditions(criteria))
        .options(
            selectinload(Candidate.publication).selectinload(Publication.source),
            selectinload(Candidate.revision),
        )
        .limit(criteria.limit)
    )
    candidates = list(session.scalars(in_order(query, criteria.order)))
    issues = issues_of(session, [candidate.id for candidate in candidates])
    memory = memory_of(session, [candidate.publication_id for candidate in candidates])
    urls = urls_of(session, [candidate.publication_id for candidate in candidates])
    sizes = sizes_of(session, [candidate.publication.story_id for candidate in candidates])
    reasons = house_reasons(session)
    return [
        summarise(
            candidate,
            issues.get(candidate.id, []),
            urls.get(candidate.publication_id, []),
            memory.get(candidate.publication_id, []),
            sizes.get(candidate.publication.story_id, 1),
            reasons=reasons,
        )
        | ({"status": Status.NEW} if candidate.id in scope.due else {})
        for candidate in candidates
    ]
