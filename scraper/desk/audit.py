"""Who did what: the events of one object, and of all, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scraper.desk.paging import Cursor, read_cursor
from scraper.storage.desk_models import Event
from scraper.storage.reasons import house_reasons

#: How cursors name this list.
_ORDER = "audit"
#: Events of a page.
PAGE = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events to list; None means any. Moments are aware, `until` is not included."""

    actor: str | None = None
    action: str | None = None
    object_type: str | None = None
    object_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An event. `bulk` is shared by the events of one act; `undone_by` is the event that undid this one.

    `before` and `after` are what it changed, `reason` says why in words. Its number names its act to undo it.
    """

    id: int
    at: datetime
    actor: str
    via: str
    object_type: str
    object_id: int
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    bulk: str | None
    undo_of: int | None
    undone_by: int | None
    reason: str | None

    @property
    def words(self) -> str:
        """What changed, as one line."""
        if self.after.get("status"):
            why = f" ({self.reason})" if self.reason else ""
            return f"{self.before.get('status')} → {self.after['status']}{why}"
        names = sorted({*self.before, *self.after})
        changed = [name for name in names if (self.before.get(name) or "") != (self.after.get(name) or "")]
        return "; ".join(
            f"{name}: {brief(self.before.get(name))} → {brief(self.after.get(name))}" for name in changed
        )


@dataclass(frozen=True, slots=True)
class Log:
    """Some events, the newest first; `after` leads to the next ones, None on the last page."""

    events: tuple[Told, ...]
    after: str | None


def brief(value: object) -> str:
    """A value of an event in a few characters."""
    if isinstance(value, dict | list):
        return "…" if value else "nothing"
    said = str(value) if value not in (None, "") else "nothing"
    return said if len(said) <= 60 else f"{said[:57]}…"


def log(session: Session, asked: Asked, after: str | None = None, limit: int = PAGE) -> Log:
    """A page of events, the newest first. Three statements.

    Raises:
        QueryError: the cursor is none of this list.
    """
    query = narrowed(asked)
    if after is not None:
        query = query.where(Event.id < read_cursor(after, _ORDER).id)
    rows = session.scalars(query.order_by(Event.id.desc()).limit(limit + 1)).all()
    more = str(Cursor(_ORDER, rows[limit - 1].id)) if len(rows) > limit else None
    shown = rows[:limit]
    undone = select(Event.undo_of, Event.id).where(Event.undo_of.in_([row.id for row in shown]))
    undone_by = {row.undo_of: row.id for row in session.execute(undone)}
    reasons = house_reasons(session)
    told = (tell(row, undone_by.get(row.id), reasons.words(row.after.get("reason"))) for row in shown)
    return Log(tuple(told), more)


def narrowed(asked: Asked) -> Select[Event]:
    """The events that are asked for."""
    query = select(Event)
    for column, value in (
        (Event.actor, asked.actor),
        (Event.action, asked.action),
        (Event.object_type, asked.object_type),
        (Event.object_id, asked.object_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if asked.since is not None:
        query = query.where(Event.at >= asked.since)
    return query if asked.until is None else query.where(Event.at < asked.until)


def tell(row: Event, undone_by: int | None, reason: str | None) -> Told:
    """An event's row as data."""
    return Told(
        id=row.id,
        at=row.at,
        actor=row.actor,
        via=row.via,
        object_type=row.object_type,
        object_id=row.object_id,
        action=row.action,
        before=row.before,
        after=row.after,
        bulk=row.bulk,
        undo_of=row.undo_of,
        undone_by=undone_by,
        reason=reason,
    )
