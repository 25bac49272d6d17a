"""What a search found, counted by what one may narrow it to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from scraper.desk.criteria import Criteria
from scraper.desk.narrowing import Narrowing, scope_of
from scraper.desk.query import Operator
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Publication, Source

#: Values shown of each, the most frequent.
MOST = 12


@dataclass(frozen=True, slots=True)
class Value:
    """One value that a search can be narrowed to: as the operator takes it, in words, and how often."""

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How many candidates were found, and how they are spread over each operator's values."""

    total: int
    values: tuple[tuple[Operator, tuple[Value, ...]], ...]


def count_facets(session: Session, criteria: Criteria, now: datetime) -> Facets:
    """The counts of a search: candidates, not stories. Six statements at most.

    Raises:
        QueryError: the search cannot be understood.
    """
    conditions = Narrowing(scope_of(session, criteria, now)).conditions(criteria)
    year = func.substr(Publication.published, 1, 4)
    spread = [
        (Operator.STATE, by(session, Candidate.status, conditions)),
        (Operator.TYPE, by(session, Publication.kind, conditions)),
        (Operator.SOURCE, by_source(session, conditions)),
        (Operator.DATE, by(session, year, conditions)),
    ]
    total = sum(value.count for value in spread[0][1])
    return Facets(total, tuple((operator, values[:MOST]) for operator, values in spread))


def by(
    session: Session,
    column: InstrumentedAttribute[str] | ColumnElement[str],
    conditions: Sequence[ColumnElement[bool]],
) -> tuple[Value, ...]:
    """The counts by one column, the most frequent first; what is not known is left out."""
    rows = session.execute(
        select(column, func.count())
        .select_from(Candidate)
        .join(Candidate.publication)
        .where(*conditions)
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return tuple(Value(value, value, count) for value, count in rows if value is not None)


def by_source(session: Session, conditions: Sequence[ColumnElement[bool]]) -> tuple[Value, ...]:
    """The counts by source, named by what it is called."""
    rows = session.execute(
        select(Source.slug, Source.name, func.count())
        .select_from(Candidate)
        .join(Candidate.publication)
        .join(Publication.source)
        .where(*conditions)
        .group_by(Source.slug, Source.name)
        .order_by(func.count().desc(), Source.slug)
    )
    return tuple(Value(slug, name, count) for slug, name, count in rows)
