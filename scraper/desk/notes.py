"""Notes on candidates, which are only ever added, and who takes a candidate on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.desk.decisions import Decided
from scraper.errors import ActionRefusedError
from scraper.storage.acts import By, change, find_candidates
from scraper.storage.desk_models import Note

ASSIGN = "assign"
#: Characters of a note: it is a note, not a draft.
LONGEST_NOTE = 4_000


def add_note(session: Session, candidate_id: int, text: str, actor: str, now: datetime) -> Note:
    """Write a note about a candidate.

    Raises:
        NotFoundError: there is no such candidate.
        ActionRefusedError: it says nothing, or too much.
    """
    (candidate,) = find_candidates(session, [candidate_id])
    said = text.strip()
    if not said:
        raise ActionRefusedError("a note has to say something")
    if len(said) > LONGEST_NOTE:
        raise ActionRefusedError(f"a note has at most {LONGEST_NOTE:,} characters, this one {len(said):,}")
    note = Note(candidate_id=candidate.id, actor=actor, at=now, text=said)
    session.add(note)
    session.flush()
    return note


def notes_on(session: Session, candidate_id: int) -> list[dict[str, Any]]:
    """The notes about a candidate, oldest first."""
    rows = session.scalars(select(Note).where(Note.candidate_id == candidate_id).order_by(Note.id))
    return [{"at": row.at.isoformat(), "actor": row.actor, "text": row.text} for row in rows]


def assign(session: Session, ids: Sequence[int], assignee: str | None, by: By) -> Decided:
    """Give candidates to somebody, or to nobody, as one undoable act. It is no decision: no version rises.

    Raises:
        NotFoundError: an id names no candidate.
    """
    candidates = find_candidates(session, ids, to_change=True)
    name = (assignee or "").strip() or None
    applied = tuple(each for each in candidates if each.assignee != name)
    events = [change(session, by, each, ASSIGN, {"assignee": name}) for each in applied]
    session.flush()
    unchanged = tuple(each for each in candidates if each not in applied)
    return Decided(min((event.id for event in events), default=None), applied, unchanged)
