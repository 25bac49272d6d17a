"""Which entries an issue has, and in which order: moved, held over, dropped, taken back in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.editing import ENTRY, ISSUE, check_writable, snapshot
from scraper.digest.mentions import keep_mentions
from scraper.digest.states import EntryAct, entry_after
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import EntryState, Status
from scraper.storage.acts import By, change, decided, record
from scraper.storage.desk_models import Candidate, IssueEntry, SetAside
from scraper.storage.desk_models import Issue as IssueRow

MOVE, TAKE_IN = "move", "take-in"


def move_entry(session: Session, row: IssueEntry, position: int, by: By) -> int:
    """Bring an entry to a position from 1; beyond the ends means the first or the last. Where it stands then.

    Raises:
        ActionRefusedError: the issue was signed off or published.
    """
    check_writable(row.issue)
    order = [each.id for each in row.issue.entries]
    place = max(1, min(position, len(order)))
    if order.index(row.id) + 1 == place:
        return place
    wanted = [each for each in order if each != row.id]
    wanted.insert(place - 1, row.id)
    reorder(session, row.issue, wanted)
    record(session, by, (ISSUE, row.issue_id), MOVE, before={"order": order}, after={"order": wanted})
    return place


def reorder(session: Session, issue: IssueRow, order: Sequence[int]) -> None:
    """Set the entries of an issue in this order of their ids, numbered from 1 without gaps."""
    rows = {row.id: row for row in issue.entries}
    # No two may share a position, not even for a moment.
    for place, entry_id in enumerate(order, start=1):
        rows[entry_id].position = -place
    session.flush()
    for entry_id in order:
        rows[entry_id].position *= -1
    issue.version += 1
    session.flush()
    session.expire(issue, ["entries"])


def set_aside(session: Session, row: IssueEntry, act: EntryAct, by: By, comment: str = "") -> SetAside:
    """Hold an entry over to a later issue, or drop it: its text is kept either way.

    What was made from a candidate leaves it shortlisted when it is held over; a dropped one is a maybe again.

    Raises:
        ActionRefusedError: it was published, or its issue was signed off.
    """
    issue = row.issue
    check_writable(issue)
    state = entry_after(EntryState(row.state), act)
    before, position = snapshot(row), row.position
    kept = SetAside(
        issue_id=issue.id,
        candidate_id=row.candidate_id,
        state=state.value,
        position=position,
        author=row.author,
        comment=" ".join(comment.split()),
        drafted=row.drafted,
        content=row.content,
        at=by.at,
    )
    session.add(kept)
    entry_id = row.id
    issue.entries.remove(row)
    session.flush()
    reorder(session, issue, [each.id for each in issue.entries])
    if act is EntryAct.DROP:
        no_longer_wanted(session, kept.candidate_id, by)
    record(session, by, (ENTRY, entry_id), act, before=before, after={ISSUE: issue.id, "set_aside": kept.id})
    return kept


def no_longer_wanted(session: Session, candidate_id: int | None, by: By) -> None:
    """The candidate of a dropped entry is a maybe again."""
    candidate = session.get(Candidate, candidate_id) if candidate_id is not None else None
    if candidate is not None and candidate.status == Status.SHORTLISTED:
        change(session, by_the_issue(by), candidate, "drop", decided(Status.MAYBE))


def by_the_issue(by: By) -> By:
    """What an act on an issue means for a candidate: part of that act, and taken back with it only."""
    return By("digest", "digest", by.at, by.bulk)


def find_aside(session: Session, aside_id: int) -> SetAside:
    """The row of an entry that was set aside.

    Raises:
        NotFoundError: there is none of this number, or it stands in an issue again.
    """
    row = session.get(SetAside, aside_id)
    if row is None:
        raise NotFoundError("this entry is not set aside: it may stand in an issue again")
    return row


def asides_for(session: Session, issue: IssueRow) -> list[SetAside]:
    """What an issue may take in: all that was held over, whenever, and what was dropped from itself."""
    held = SetAside.state == EntryState.HELD_OVER
    own = (SetAside.state == EntryState.DROPPED) & (SetAside.issue_id == issue.id)
    return list(session.scalars(select(SetAside).where(held | own).order_by(SetAside.at, SetAside.id)))


def take_in(session: Session, issue: IssueRow, aside: SetAside, by: By) -> IssueEntry:
    """Put an entry that was set aside at the end of an issue, as a draft.

    Raises:
        ActionRefusedError: the issue was signed off or published.
    """
    check_writable(issue)
    before: dict[str, Any] = {
        ISSUE: issue.id,
        "from": aside.issue_id,
        "set_aside": aside.id,
        "state": aside.state,
        "position": aside.position,
        "comment": aside.comment,
    }
    row = IssueEntry(
        position=len(issue.entries) + 1,
        candidate_id=aside.candidate_id,
        content=aside.content,
        state=EntryState.DRAFT,
        author=aside.author,
        drafted=aside.drafted,
    )
    issue.entries.append(row)
    session.delete(aside)
    issue.version += 1
    wanted_again(session, row.candidate_id, by)
    keep_mentions(session, issue)
    record(session, by, (ENTRY, row.id), TAKE_IN, before=before, after=snapshot(row))
    return row


def take_in_held_over(session: Session, issue: IssueRow, by: By) -> int:
    """Carry over: take in all that was held over, the oldest first. How many entries that were.

    Raises:
        ActionRefusedError: the issue was signed off or published, or nothing is held over.
    """
    check_writable(issue)
    held = [each for each in asides_for(session, issue) if each.state == EntryState.HELD_OVER]
    if not held:
        raise ActionRefusedError("nothing is held over")
    for aside in held:
        take_in(session, issue, aside, by)
    return len(held)


def wanted_again(session: Session, candidate_id: int | None, by: By) -> None:
    """The candidate of an entry that stands in an issue is on the shortlist."""
    candidate = session.get(Candidate, candidate_id) if candidate_id is not None else None
    if candidate is not None and candidate.status not in {Status.SHORTLISTED, Status.USED}:
        change(session, by_the_issue(by), candidate, "include", decided(Status.SHORTLISTED))
