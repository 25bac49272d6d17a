"""Candidates as plain data: the shape of the queue's JSON, and all that is known of one."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.desk.notes import notes_on
from scraper.desk.stories import companions
from scraper.errors import NotFoundError
from scraper.identity.memory import Relation
from scraper.identity.urls import without_tracking
from scraper.storage.desk_models import Candidate, Event, IssueEntry
from scraper.storage.desk_models import Issue as IssueRow
from scraper.storage.facts import settled
from scraper.storage.identity_models import Recollection
from scraper.storage.models import Alias, Evidence, Page, Publication, Record, Revision
from scraper.storage.reasons import Reasons, house_reasons


def issues_of(session: Session, ids: list[int]) -> dict[int, list[str]]:
    """The dates (or numbers) of the issues that candidates stand in."""
    rows = session.execute(
        select(IssueEntry.candidate_id, IssueRow.date, IssueRow.id)
        .join(IssueRow, IssueRow.id == IssueEntry.issue_id)
        .where(IssueEntry.candidate_id.in_(ids))
        .order_by(IssueRow.id)
    )
    found: dict[int, list[str]] = {}
    for candidate_id, date, issue_id in rows:
        if candidate_id is not None:
            found.setdefault(candidate_id, []).append(date or f"issue {issue_id}")
    return found


def urls_of(session: Session, publication_ids: list[int]) -> dict[int, list[str]]:
    """Every address at which a publication was fetched, its copies' too."""
    rows = session.execute(
        select(Page.publication_id, Page.url)
        .where(Page.publication_id.in_(publication_ids))
        .order_by(Page.id)
    )
    found: dict[int, list[str]] = {}
    for publication_id, url in rows:
        if publication_id is not None:
            found.setdefault(publication_id, []).append(without_tracking(url))
    return found


def sizes_of(session: Session, stories: Collection[int | None]) -> dict[int | None, int]:
    """How many publications stand in each story."""
    rows = session.execute(
        select(Publication.story_id, func.count())
        .where(Publication.story_id.in_({number for number in stories if number is not None}))
        .group_by(Publication.story_id)
    )
    return dict(rows.all())


def memory_of(session: Session, publication_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """What past issues have to do with publications, the latest issue first."""
    rows = session.execute(
        select(Recollection, IssueRow.date, IssueRow.id)
        .join(IssueEntry, IssueEntry.id == Recollection.issue_entry_id)
        .join(IssueRow, IssueRow.id == IssueEntry.issue_id)
        .where(Recollection.publication_id.in_(publication_ids))
        .order_by(IssueRow.date.desc(), Recollection.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row, date, issue_id in rows:
        told = {"relation": row.relation, "words": row.words, "issue": date or f"issue {issue_id}"}
        found.setdefault(row.publication_id, []).append(told)
    return found


def summarise(
    candidate: Candidate,
    in_issues: list[str],
    urls: list[str],
    memory: list[dict[str, Any]],
    story_size: int,
    *,
    reasons: Reasons,
) -> dict[str, Any]:
    """One candidate in the shape of the queue's JSON."""
    publication, revision = candidate.publication, candidate.revision
    ran = [told["issue"] for told in memory if told["relation"] == Relation.SAME]
    return {
        "id": candidate.id,
        "title": revision.title,
        "url": publication.url,
        "urls": list(dict.fromkeys([publication.url, *urls])),
        "source": publication.source.slug,
        "source_name": publication.source.name,
        "published": publication.published,
        "published_precision": publication.published_precision,
        "published_witness": publication.published_witness,
        "found": candidate.found_at.isoformat(),
        "updated": publication.updated,
        "kind": publication.kind,
        "nations": publication.nations,
        "topics": [],
        "authors": publication.authors,
        "language": publication.language,
        "status": candidate.status,
        "reason": reasons.words(candidate.reason),
        "held_until": candidate.held_until.isoformat() if candidate.held_until else None,
        "duplicate_of": candidate.duplicate_of,
        "assignee": candidate.assignee,
        "band": candidate.band,
        "score": candidate.score,
        "reasons": candidate.reasons,
        "story": publication.story_id,
        "story_size": story_size,
        "change": candidate.change,
        "update_of": candidate.update_of,
        "in_issues": list(dict.fromkeys([*in_issues, *ran])),
        "memory": memory,
        "pages": publication.pages,
        "partial": publication.partial,
        "text_chars": len(revision.text),
        **settled(publication.facts),
    }


def show_candidate(session: Session, candidate_id: int) -> dict[str, Any]:
    """All that is known of one candidate.

    Raises:
        NotFoundError: there is none of this id.
    """
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise NotFoundError(f"no candidate {candidate_id}: nothing of that number was ever found")
    publication = candidate.publication
    issues = issues_of(session, [candidate_id]).get(candidate_id, [])
    urls = urls_of(session, [publication.id]).get(publication.id, [])
    memory = memory_of(session, [publication.id]).get(publication.id, [])
    size = sizes_of(session, [publication.story_id]).get(publication.story_id, 1)
    reasons = house_reasons(session)
    shown = summarise(candidate, issues, urls, memory, size, reasons=reasons) | companions(
        session, publication
    )
    shown |= {
        "text": candidate.revision.text,
        "links": publication.links,
        "facts": publication.facts,
        "files": files_of(session, publication.id),
        "kind_witness": publication.kind_witness,
        "revisions": [describe_revision(session, revision) for revision in publication.revisions],
        "evidence": evidence_of(session, publication.id),
        "sightings": sightings_of(session, publication.id),
        "notes": notes_on(session, candidate_id),
        "events": events_of(session, candidate_id, reasons),
    }
    return shown


def describe_revision(session: Session, revision: Revision) -> dict[str, Any]:
    """One kept version and where the archive holds it."""
    record = session.get(Record, revision.record_id) if revision.record_id else None
    return {
        "number": revision.number,
        "title": revision.title,
        "captured": revision.captured_at.isoformat(),
        "words": revision.words,
        "text_hash": revision.text_hash,
        "record": f"{record.file}#{record.offset}" if record else None,
    }


def evidence_of(session: Session, publication_id: int) -> list[dict[str, Any]]:
    """Why other pages are the same publication, in words."""
    rows = session.scalars(
        select(Evidence).where(Evidence.publication_id == publication_id).order_by(Evidence.id)
    )
    return [{"relation": row.relation, "words": row.words, "at": row.at.isoformat()} for row in rows]


def files_of(session: Session, publication_id: int) -> list[dict[str, Any]]:
    """The files its page stands for: what became of each, and why where it could not be read."""
    rows = session.execute(
        select(Page)
        .join(Alias, Alias.key == Page.key)
        .where(Alias.publication_id == publication_id, Alias.how == "file")
        .order_by(Page.id)
    )
    return [
        {"url": page.url, "state": page.state, "reason": page.reason, "detail": page.detail}
        for page in rows.scalars()
    ]


def sightings_of(session: Session, publication_id: int) -> list[dict[str, Any]]:
    """Which channels showed it, and since when."""
    pages = session.scalars(select(Page).where(Page.publication_id == publication_id).order_by(Page.id)).all()
    return [
        {
            "channel": f"{sighting.channel.source.slug}/{sighting.channel.name}",
            "url": sighting.url,
            "title": sighting.title,
            "first_seen": sighting.first_seen_at.isoformat(),
            "last_seen": sighting.last_seen_at.isoformat(),
        }
        for page in pages
        for sighting in page.sightings
    ]


def events_of(session: Session, candidate_id: int, reasons: Reasons) -> list[dict[str, Any]]:
    """What was done to it, oldest first."""
    rows = session.scalars(
        select(Event)
        .where(Event.object_type == "candidate", Event.object_id == candidate_id)
        .order_by(Event.id)
    )
    return [
        {
            "at": row.at.isoformat(),
            "actor": row.actor,
            "action": row.action,
            "from": row.before.get("status"),
            "to": row.after.get("status"),
            "reason": reasons.words(row.after.get("reason")),
            "act": row.id,
        }
        for row in rows
    ]
