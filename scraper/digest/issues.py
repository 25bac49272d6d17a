"""Issues as they are kept: begun, filled from candidates, imported, read back whole."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from scraper.digest.arranging import wanted_again
from scraper.digest.editing import ENTRY, ISSUE, check_writable, snapshot
from scraper.digest.interchange import SCHEMA, entry_to_json, from_json, to_json
from scraper.digest.mentions import keep_mentions
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import OPEN_ISSUES, EntryState, IssueState, Status
from scraper.storage.acts import By, record
from scraper.storage.desk_models import Candidate, IssueEntry, SetAside
from scraper.storage.desk_models import Issue as IssueRow
from scraper.storage.models import Publication, Revision, Source

#: From these an entry can be made: what was excluded or is a duplicate has to be reopened first.
USABLE = frozenset({Status.NEW, Status.MAYBE, Status.HELD, Status.SHORTLISTED, Status.USED})


#: The acts of beginning an issue, and of taking a candidate into it.
BEGIN, ADD = "begin", "add"


def begin_issue(session: Session, day: date | None, by: By) -> IssueRow:
    """An empty issue of a date, ready to be filled."""
    row = keep_issue(session, Issue(entries=(), date=day), IssueState.DRAFT, by.at)
    row.author = by.actor
    record(session, by, (ISSUE, row.id), BEGIN, before={}, after={"date": row.date})
    return row


def keep_issue(session: Session, issue: Issue, state: IssueState, now: datetime) -> IssueRow:
    """Write a whole issue: an imported one, or a new one."""
    frame = to_json(issue)
    frame.pop("entries")
    row = IssueRow(
        date=issue.date.isoformat() if issue.date else None, state=state, frame=frame, created_at=now
    )
    for position, entry in enumerate(issue.entries, start=1):
        row.entries.append(kept_entry(entry, position))
        if state not in OPEN_ISSUES:
            row.entries[-1].state = EntryState.PUBLISHED
    session.add(row)
    keep_mentions(session, row)
    return row


def kept_entry(entry: DigestEntry, position: int) -> IssueEntry:
    """The row of one entry, a draft."""
    content = entry_to_json(entry)
    return IssueEntry(
        position=position, candidate_id=entry.candidate_id, content=content, state=EntryState.DRAFT
    )


def find_issue(session: Session, issue_id: int) -> IssueRow:
    """The row of an issue.

    Raises:
        NotFoundError: there is none of this number.
    """
    row = session.get(IssueRow, issue_id)
    if row is None:
        raise NotFoundError(f"no issue {issue_id}: `gleaner digest list` shows them")
    return row


def load_issue(session: Session, issue_id: int) -> Issue:
    """The issue as the model.

    Raises:
        NotFoundError: there is none of this number.
    """
    return model_of(find_issue(session, issue_id))


def model_of(row: IssueRow) -> Issue:
    """The issue of a row as the model."""
    data = {"schema": SCHEMA, **row.frame, "entries": [entry.content for entry in row.entries]}
    return replace(from_json(data), kept_at=row.published_at or row.created_at)


def list_issues(session: Session) -> list[dict[str, Any]]:
    """All issues, newest first, with how many entries each has. One statement."""
    count = func.count(IssueEntry.id).label("entries")
    rows = session.execute(
        select(IssueRow, count).outerjoin(IssueRow.entries).group_by(IssueRow.id).order_by(IssueRow.id.desc())
    )
    return [
        {
            "id": row.id,
            "date": row.date,
            "title": row.frame.get("title", ""),
            "state": row.state,
            "edition": row.edition,
            "corrects": row.corrects,
            "entries": entries,
        }
        for row, entries in rows
    ]


def open_issue(session: Session) -> IssueRow | None:
    """The issue that is being made, the newest if there are several; None when there is none."""
    return session.scalars(
        select(IssueRow).where(IssueRow.state.in_(OPEN_ISSUES)).order_by(IssueRow.id.desc()).limit(1)
    ).first()


def shortlisted(session: Session, most: int = 100) -> list[dict[str, Any]]:
    """Candidates on the shortlist that stand in no issue and were not held over, oldest first."""
    rows = session.scalars(
        select(Candidate)
        .options(
            joinedload(Candidate.revision).load_only(Revision.title),
            joinedload(Candidate.publication).joinedload(Publication.source).load_only(Source.name),
        )
        .where(
            Candidate.status == Status.SHORTLISTED,
            ~exists().where(IssueEntry.candidate_id == Candidate.id),
            ~exists().where(SetAside.candidate_id == Candidate.id, SetAside.state == EntryState.HELD_OVER),
        )
        .order_by(Candidate.found_at, Candidate.id)
        .limit(most)
    )
    return [
        {
            "id": row.id,
            "title": row.revision.title,
            "kind": row.publication.kind,
            "source": row.publication.source.name,
            "published": row.publication.published,
            "precision": row.publication.published_precision,
        }
        for row in rows
    ]


def add_candidate(session: Session, issue_id: int, candidate_id: int, entry: DigestEntry, by: By) -> int:
    """Append an entry made from a candidate, and put the candidate on the shortlist. Its position.

    Raises:
        NotFoundError: no such issue or candidate.
        ActionRefusedError: the issue was signed off, or the candidate is excluded or already in it.
    """
    row, candidate = find_issue(session, issue_id), session.get(Candidate, candidate_id)
    if candidate is None:
        raise NotFoundError(f"no candidate {candidate_id}: `gleaner queue list --status all` shows them")
    check_writable(row)
    if candidate.status not in USABLE:
        raise ActionRefusedError(f"candidate {candidate_id} is {candidate.status}: reopen it first")
    if any(each.candidate_id == candidate_id for each in row.entries):
        raise ActionRefusedError(f"candidate {candidate_id} is in issue {issue_id} already")
    position = len(row.entries) + 1
    added = kept_entry(replace(entry, candidate_id=candidate_id), position)
    added.author = by.actor
    row.entries.append(added)
    row.version += 1
    wanted_again(session, candidate_id, by)
    keep_mentions(session, row)
    record(session, by, (ENTRY, added.id), ADD, before={ISSUE: row.id}, after=snapshot(added))
    return position


def rewrite(
    entry: DigestEntry,
    heading: str | None = None,
    summary: tuple[str, ...] | None = None,
    source: str | None = None,
    links: tuple[DigestLink, ...] = (),
) -> DigestEntry:
    """The entry with the editor's words; further links are appended."""
    return replace(
        entry,
        heading=heading or entry.heading,
        summary=summary or entry.summary,
        source=SourceLine(source) if source else entry.source,
        links=(*entry.links, *links),
    )
