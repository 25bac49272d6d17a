"""Deciding on candidates, and taking a decision back. Every act is an appended event."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from scraper.desk.story_state import STORY, take_back
from scraper.desk.tombstones import keep_away
from scraper.desk.transitions import TRANSITIONS, Action
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate, Event


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what, by which way ("cli", "web"), and why or until when."""

    action: Action
    actor: str
    via: str
    reason: str | None = None
    until: datetime | None = None


def decide(session: Session, ids: Sequence[int], act: Act, now: datetime) -> list[Candidate]:
    """Apply one act to candidates, all or none, as one undoable act.

    Raises:
        NotFoundError: an id names no candidate.
        ActionRefusedError: the act is not allowed for one of them, or a hold has no date.
    """
    candidates = find_candidates(session, ids)
    transition = TRANSITIONS[act.action]
    if act.action is Action.HOLD and act.until is None:
        raise ActionRefusedError("to hold a candidate, say until when: --until 2026-12-01")
    for candidate in candidates:
        if candidate.status not in transition.allowed and candidate.status != transition.to:
            raise ActionRefusedError(
                f"candidate {candidate.id} is {candidate.status}: cannot {act.action} it"
            )
    bulk = str(uuid.uuid4())
    for candidate in candidates:
        before = state_of(candidate)
        candidate.status, candidate.reason, candidate.held_until = transition.to, act.reason, act.until
        candidate.version += 1
        session.add(
            Event(
                at=now,
                actor=act.actor,
                via=act.via,
                object_type="candidate",
                object_id=candidate.id,
                action=act.action,
                before=before,
                after=state_of(candidate),
                bulk=bulk,
            )
        )
    keep_away(session, candidates, now)
    return candidates


def undo(session: Session, actor: str, via: str, now: datetime) -> list[Candidate]:
    """Take back the actor's last act that still stands, bulk acts whole.

    Raises:
        ActionRefusedError: there is nothing to undo, or somebody changed a candidate since.
    """
    events = last_act(session, actor)
    if not events:
        raise ActionRefusedError("there is nothing to undo")
    if events[0].object_type == STORY:
        return undo_story(session, events[0], actor, via, now)
    candidates = find_candidates(session, [event.object_id for event in events])
    by_id = {candidate.id: candidate for candidate in candidates}
    for event in events:
        if state_of(by_id[event.object_id]) != event.after:
            raise ActionRefusedError(f"candidate {event.object_id} was changed since: decide it anew")
    bulk = str(uuid.uuid4())
    for event in events:
        candidate = by_id[event.object_id]
        restore(candidate, event.before)
        candidate.version += 1
        session.add(
            Event(
                at=now,
                actor=actor,
                via=via,
                object_type="candidate",
                object_id=candidate.id,
                action="undo",
                before=event.after,
                after=event.before,
                bulk=bulk,
                undo_of=event.id,
            )
        )
    keep_away(session, candidates, now)
    return candidates


def undo_story(session: Session, event: Event, actor: str, via: str, now: datetime) -> list[Candidate]:
    """Take back a split or a merge of stories; the candidates meant."""
    publications = take_back(session, event)
    session.add(
        Event(
            at=now,
            actor=actor,
            via=via,
            object_type=STORY,
            object_id=event.object_id,
            action="undo",
            before=event.after,
            after=event.before,
            bulk=str(uuid.uuid4()),
            undo_of=event.id,
        )
    )
    meant = select(Candidate).where(Candidate.publication_id.in_(publications)).order_by(Candidate.id)
    return list(session.scalars(meant))


def last_act(session: Session, actor: str) -> list[Event]:
    """The events of the actor's newest act that was not undone; an undo is no act to undo."""
    undoing = aliased(Event)
    standing = (
        select(Event)
        .where(
            Event.actor == actor,
            Event.object_type.in_(("candidate", STORY)),
            Event.undo_of.is_(None),
            ~exists().where(undoing.undo_of == Event.id),
        )
        .order_by(Event.id.desc())
    )
    newest = session.scalars(standing.limit(1)).first()
    if newest is None:
        return []
    return list(session.scalars(select(Event).where(Event.bulk == newest.bulk).order_by(Event.id)))


def find_candidates(session: Session, ids: Sequence[int]) -> list[Candidate]:
    """The candidates of these ids, in their order, each once.

    Raises:
        NotFoundError: an id names none.
    """
    wanted = list(dict.fromkeys(ids))
    found = {row.id: row for row in session.scalars(select(Candidate).where(Candidate.id.in_(wanted)))}
    missing = [str(each) for each in wanted if each not in found]
    if missing:
        raise NotFoundError(
            f"no candidate {', '.join(missing)}: `gleaner queue list --status all` shows them"
        )
    return [found[each] for each in wanted]


def state_of(candidate: Candidate) -> dict[str, Any]:
    """The part of a candidate that decisions change, as plain data."""
    until = candidate.held_until.isoformat() if candidate.held_until else None
    return {"status": candidate.status, "reason": candidate.reason, "held_until": until}


def restore(candidate: Candidate, state: dict[str, Any]) -> None:
    """Bring a candidate back to an earlier state."""
    until = state["held_until"]
    candidate.status, candidate.reason = Status(state["status"]), state["reason"]
    candidate.held_until = datetime.fromisoformat(until) if until else None
