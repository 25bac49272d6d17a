"""Issues as they are kept: begun, filled from candidates, imported, read back whole."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.interchange import SCHEMA, entry_to_json, from_json, to_json
from scraper.digest.mentions import keep_mentions
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from scraper.digest.style import link_label
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import IssueState, Kind, Status
from scraper.storage.desk_models import Candidate, Event, IssueEntry
from scraper.storage.desk_models import Issue as IssueRow

#: Stands where the editor's own words are due.
TO_BE_WRITTEN = "…"
#: From these an entry can be made: what was excluded or is a duplicate has to be reopened first.
USABLE = frozenset({Status.NEW, Status.MAYBE, Status.HELD, Status.SHORTLISTED, Status.USED})


def begin_issue(session: Session, day: date | None, now: datetime) -> IssueRow:
    """An empty issue of a date, ready to be filled."""
    return keep_issue(session, Issue(entries=(), date=day), IssueState.DRAFT, now)


def keep_issue(session: Session, issue: Issue, state: IssueState, now: datetime) -> IssueRow:
    """Write a whole issue: an imported one, or a new one."""
    frame = to_json(issue)
    frame.pop("entries")
    row = IssueRow(
        date=issue.date.isoformat() if issue.date else None, state=state, frame=frame, created_at=now
    )
    for position, entry in enumerate(issue.entries, start=1):
        row.entries.append(kept_entry(entry, position))
    session.add(row)
    keep_mentions(session, row)
    return row


def kept_entry(entry: DigestEntry, position: int) -> IssueEntry:
    """The row of one entry."""
    return IssueEntry(position=position, candidate_id=entry.candidate_id, content=entry_to_json(entry))


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
    row = find_issue(session, issue_id)
    return from_json({"schema": SCHEMA, **row.frame, "entries": [entry.content for entry in row.entries]})


def list_issues(session: Session) -> list[dict[str, Any]]:
    """All issues, newest first, with how many entries each has."""
    rows = session.scalars(select(IssueRow).order_by(IssueRow.id.desc())).all()
    return [{"id": row.id, "date": row.date, "state": row.state, "entries": len(row.entries)} for row in rows]


def add_candidate(
    session: Session, issue_id: int, candidate_id: int, entry: DigestEntry, now: datetime
) -> int:
    """Append an entry made from a candidate, and put the candidate on the shortlist. Its position.

    Raises:
        NotFoundError: no such issue or candidate.
        ActionRefusedError: the issue is no draft, or the candidate is excluded or already in it.
    """
    row, candidate = find_issue(session, issue_id), session.get(Candidate, candidate_id)
    if candidate is None:
        raise NotFoundError(f"no candidate {candidate_id}: `gleaner queue list --status all` shows them")
    if row.state != IssueState.DRAFT:
        raise ActionRefusedError(f"issue {issue_id} is {row.state}: only a draft takes entries")
    if candidate.status not in USABLE:
        raise ActionRefusedError(f"candidate {candidate_id} is {candidate.status}: reopen it first")
    if any(each.candidate_id == candidate_id for each in row.entries):
        raise ActionRefusedError(f"candidate {candidate_id} is in issue {issue_id} already")
    position = len(row.entries) + 1
    row.entries.append(kept_entry(replace(entry, candidate_id=candidate_id), position))
    row.version += 1
    shortlist(session, candidate, now)
    keep_mentions(session, row)
    return position


def shortlist(session: Session, candidate: Candidate, now: datetime) -> None:
    """Taking a candidate into an issue includes it, as an act of its own."""
    if candidate.status in {Status.SHORTLISTED, Status.USED}:
        return
    before = {"status": candidate.status, "reason": candidate.reason, "held_until": None}
    candidate.status, candidate.held_until = Status.SHORTLISTED, None
    candidate.version += 1
    session.add(
        Event(
            at=now,
            actor="digest",
            via="digest",
            object_type="candidate",
            object_id=candidate.id,
            action="include",
            before=before,
            after={"status": candidate.status, "reason": candidate.reason, "held_until": None},
            bulk=str(uuid.uuid4()),
        )
    )


def draft_entry(session: Session, candidate_id: int) -> DigestEntry:
    """What can be filled in without the editor: label, title, address; her words are left open.

    Raises:
        NotFoundError: there is no such candidate.
    """
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        raise NotFoundError(f"no candidate {candidate_id}: `gleaner queue list --status all` shows them")
    publication = candidate.publication
    kind = Kind(publication.kind)
    link = DigestLink(link_label(kind), candidate.revision.title, publication.url)
    noun = {Kind.OTHER: "page", Kind.PRESS_RELEASE: "press release"}.get(kind, kind.value)
    article = "an" if noun[0] in "aeiou" else "a"
    lead = f"{publication.source.name} has published {article} {noun} on {TO_BE_WRITTEN}"
    return DigestEntry(heading=TO_BE_WRITTEN, summary=(lead,), links=(link,), candidate_id=candidate_id)


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
