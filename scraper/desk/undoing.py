"""Taking an act back, and taking that back again. Nothing is erased: each is an act of its own."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from scraper.desk.decisions import Decided
from scraper.desk.spot_checks import SPOT_CHECK
from scraper.desk.story_state import STORY, take_back
from scraper.desk.tombstones import keep_away
from scraper.desk.transitions import BURIED
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.storage.acts import CANDIDATE, By, change, find_candidates, record, state_of
from scraper.storage.desk_models import Candidate, Event

#: How long an act can be taken back.
UNDO_FOR = timedelta(days=30)
UNDO, REDO = "undo", "redo"
#: What acts are about that can be taken back.
ABOUT = (CANDIDATE, STORY, SPOT_CHECK)


def undo(session: Session, actor: str, via: str, now: datetime, act: int | None = None) -> Decided:
    """Take back an act of the actor, whole: one by its number, or her last that still stands.

    Taking back an undoing does the act again. Everything is as it was before then, but for the versions of
    candidates, which only rise.

    Raises:
        NotFoundError: there is no act of this number.
        ActionRefusedError: there is nothing to undo; it is somebody else's, older than thirty days or undone
            already; or somebody changed since what it changed.
    """
    events = act_of(session, actor, act) if act is not None else last_act(session, actor)
    if not events:
        raise ActionRefusedError("there is nothing to undo")
    if events[0].at < now - UNDO_FOR:
        raise ActionRefusedError(f"that was on {events[0].at.day} {events[0].at:%B %Y}: decide it anew")
    by = By(actor, via, now)
    done = [
        *candidates_back(session, by, events),
        *stories_back(session, by, events),
        *looks_back(session, by, events),
    ]
    session.flush()
    meant = sorted({each for _, ids in done for each in ids})
    return Decided(min(event.id for event, _ in done), tuple(find_candidates(session, meant)))


def candidates_back(session: Session, by: By, events: Sequence[Event]) -> list[tuple[Event, list[int]]]:
    """Bring candidates back to where they stood before an act; each new event with the candidate it meant.

    Raises:
        ActionRefusedError: one of them was changed since.
    """
    about = [event for event in events if event.object_type == CANDIDATE]
    rows = {
        row.id: row for row in find_candidates(session, [event.object_id for event in about], to_change=True)
    }
    done, turned = [], []
    for event in about:
        candidate = rows[event.object_id]
        state = state_of(candidate)
        if any(state[name] != value for name, value in event.after.items()):
            raise ActionRefusedError(changed_since(session, candidate, event))
        done.append(
            (change(session, by, candidate, name_of(event), event.before, undo_of=event.id), [candidate.id])
        )
        if {event.before.get("status"), event.after.get("status")} & BURIED:
            turned.append(candidate.id)
    if turned:
        keep_away(session, turned)
    return done


def stories_back(session: Session, by: By, events: Sequence[Event]) -> list[tuple[Event, list[int]]]:
    """Bring stories back to where they stood before an act; each new event with the candidates it meant.

    Raises:
        ActionRefusedError: one of them was changed since.
    """
    done = []
    for event in events:
        if event.object_type == STORY:
            publications, before, after = take_back(session, event)
            new = record(
                session,
                by,
                (STORY, event.object_id),
                name_of(event),
                before=before,
                after=after,
                undo_of=event.id,
            )
            meant = select(Candidate.id).where(Candidate.publication_id.in_(publications))
            done.append((new, list(session.scalars(meant))))
    return done


def looks_back(session: Session, by: By, events: Sequence[Event]) -> list[tuple[Event, list[int]]]:
    """Take second looks back, or look again; each new event with the candidate it meant."""
    done = []
    for event in events:
        if event.object_type == SPOT_CHECK:
            first = session.get(Event, event.undo_of) if event.action == UNDO else None
            action = first.action if first else UNDO
            about = (SPOT_CHECK, event.object_id)
            new = record(session, by, about, action, before={}, after={}, undo_of=event.id)
            done.append((new, [event.object_id]))
    return done


def name_of(event: Event) -> str:
    """What taking an event back is called."""
    return REDO if event.action == UNDO else UNDO


def changed_since(session: Session, candidate: Candidate, event: Event) -> str:
    """Who stands in the way of an undo, as one line."""
    later = session.scalars(
        select(Event)
        .where(Event.object_type == CANDIDATE, Event.object_id == candidate.id, Event.id > event.id)
        .order_by(Event.id.desc())
        .limit(1)
    ).first()
    who = f" by {later.actor} ({later.action})" if later else ""
    return f"candidate {candidate.id} was changed since{who}: decide it anew"


def act_of(session: Session, actor: str, number: int) -> list[Event]:
    """The events of an act of the actor that still stands.

    Raises:
        NotFoundError: there is none of this number.
        ActionRefusedError: it is somebody else's, or undone already.
    """
    named = session.get(Event, number)
    if named is None or named.bulk is None or named.object_type not in ABOUT:
        raise NotFoundError(f"no act {number}: a candidate's history has the numbers of its acts")
    if named.actor != actor:
        raise ActionRefusedError(f"act {number} is by {named.actor}: only who did it takes it back")
    events = session.scalars(select(Event).where(Event.bulk == named.bulk).order_by(Event.id)).all()
    if session.scalar(select(Event.id).where(Event.undo_of.in_([each.id for each in events])).limit(1)):
        raise ActionRefusedError(f"act {number} is undone already")
    return list(events)


def last_act(session: Session, actor: str) -> list[Event]:
    """The events of the actor's newest act that stands. An undoing is not taken back unasked."""
    undoing = aliased(Event)
    standing = (
        select(Event)
        .where(
            Event.actor == actor,
            Event.bulk.is_not(None),
            Event.object_type.in_(ABOUT),
            Event.action != UNDO,
            ~exists().where(undoing.undo_of == Event.id),
        )
        .order_by(Event.id.desc())
    )
    newest = session.scalars(standing.limit(1)).first()
    if newest is None:
        return []
    return list(session.scalars(select(Event).where(Event.bulk == newest.bulk).order_by(Event.id)))


def standing_acts(session: Session, actor: str, numbers: Collection[int], now: datetime) -> set[int]:
    """Which of some events are acts that the actor may still take back, or do again. One statement."""
    undoing = aliased(Event)
    return set(
        session.scalars(
            select(Event.id).where(
                Event.id.in_(numbers),
                Event.actor == actor,
                Event.bulk.is_not(None),
                Event.object_type.in_(ABOUT),
                Event.at >= now - UNDO_FOR,
                ~exists().where(undoing.undo_of == Event.id),
            )
        )
    )
