"""The queue as data: what waits, in order."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from scraper.desk.candidate import issues_of, memory_of, sizes_of, summarise, urls_of
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate
from scraper.storage.models import Publication, Revision, Source


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which candidates to list. None means any; `search` looks in title, text and source name."""

    status: Status | None = Status.NEW
    source: str | None = None
    band: str | None = None
    search: str | None = None
    limit: int | None = None


def list_candidates(session: Session, criteria: Criteria) -> list[dict[str, Any]]:
    """The candidates that match, newest found first until relevance orders them. Eight queries at most."""
    query = (
        select(Candidate)
        .join(Candidate.publication)
        .join(Publication.source)
        .join(Candidate.revision)
        .options(
            selectinload(Candidate.publication).selectinload(Publication.source),
            selectinload(Candidate.revision),
        )
        .order_by(Candidate.found_at.desc(), Candidate.id.desc())
        .limit(criteria.limit)
    )
    candidates = list(session.scalars(narrow(query, criteria)))
    issues = issues_of(session, [candidate.id for candidate in candidates])
    memory = memory_of(session, [candidate.publication_id for candidate in candidates])
    urls = urls_of(session, [candidate.publication_id for candidate in candidates])
    sizes = sizes_of(session, [candidate.publication.story_id for candidate in candidates])
    return [
        summarise(
            candidate,
            issues.get(candidate.id, []),
            urls.get(candidate.publication_id, []),
            memory.get(candidate.publication_id, []),
            sizes.get(candidate.publication.story_id, 1),
        )
        for candidate in candidates
    ]


def narrow(query: Select[Candidate], criteria: Criteria) -> Select[Candidate]:
    """Apply the criteria; every word of the search has to be found."""
    if criteria.status is not None:
        query = query.where(Candidate.status == criteria.status)
    if criteria.source is not None:
        query = query.where(Source.slug == criteria.source)
    if criteria.band is not None:
        query = query.where(Candidate.band == criteria.band)
    for word in (criteria.search or "").split():
        fields = (Revision.title, Revision.text, Source.name)
        query = query.where(or_(*(field.icontains(word, autoescape=True) for field in fields)))
    return query
