"""Acts as they are kept: what of a candidate an act changes, and the events that tell of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.errors import NotFoundError
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate, Event

#: How events name what they are about.
CANDIDATE = "candidate"
#: What is decided on; each change of it raises the version. The assignee is not.
DECIDED_ON = ("status", "reason", "held_until", "duplicate_of")


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, by which way ("cli", "web", "digest", "rule") and when; events of one act share `bulk`."""

    actor: str
    via: str
    at: datetime
    bulk: str = field(default_factory=lambda: str(uuid.uuid4()))


def record(
    session: Session,
    by: By,
    about: tuple[str, int],
    action: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    undo_of: int | None = None,
) -> Event:
    """Append an event about an object, named by its type and id."""
    event = Event(
        at=by.at,
        actor=by.actor,
        via=by.via,
        object_type=about[0],
        object_id=about[1],
        action=action,
        before=dict(before),
        after=dict(after),
        bulk=by.bulk,
        undo_of=undo_of,
    )
    session.add(event)
    return event


def change(
    session: Session,
    by: By,
    candidate: Candidate,
    action: str,
    state: Mapping[str, Any],
    *,
    undo_of: int | None = None,
) -> Event:
    """Bring a candidate to a state, or the part of one that is named, and tell it."""
    known = state_of(candidate)
    before = {name: known[name] for name in state}
    put(candidate, state)
    return record(session, by, (CANDIDATE, candidate.id), action, before=before, after=state, undo_of=undo_of)


def state_of(candidate: Candidate) -> dict[str, Any]:
    """What acts change of a candidate, as plain data."""
    until = candidate.held_until.astimezone(UTC).isoformat() if candidate.held_until else None
    return {
        "status": str(candidate.status),
        "reason": candidate.reason,
        "held_until": until,
        "duplicate_of": candidate.duplicate_of,
        "assignee": candidate.assignee,
    }


def put(candidate: Candidate, state: Mapping[str, Any]) -> None:
    """Bring a candidate to a state, or to the part of one that is named."""
    for name, value in state.items():
        if name == "held_until":
            candidate.held_until = datetime.fromisoformat(value) if value else None
        elif name == "status":
            candidate.status = Status(value)
        else:
            setattr(candidate, name, value)
    if any(name in DECIDED_ON for name in state):
        candidate.version += 1


def decided(status: Status, reason: str | None = None, until: datetime | None = None) -> dict[str, Any]:
    """The state of a candidate that is no duplicate."""
    held = until.astimezone(UTC).isoformat() if until else None
    return {"status": str(status), "reason": reason, "held_until": held, "duplicate_of": None}


def find_candidates(session: Session, ids: Sequence[int], *, to_change: bool = False) -> list[Candidate]:
    """The candidates of these ids, in their order, each once.

    Those that are `to_change` are read when nobody else is changing them, and nobody does until the
    transaction ends. (SQLite has one writer anyway.)

    Raises:
        NotFoundError: an id names none.
    """
    wanted = list(dict.fromkeys(ids))
    rows = select(Candidate).where(Candidate.id.in_(wanted)).order_by(Candidate.id)
    if to_change:
        session.flush()
        rows = rows.with_for_update().execution_options(populate_existing=True)
    found = {row.id: row for row in session.scalars(rows)}
    missing = [str(each) for each in wanted if each not in found]
    if missing:
        raise NotFoundError(f"no candidate {', '.join(missing)}: nothing of that number was ever found")
    return [found[each] for each in wanted]
