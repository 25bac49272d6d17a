"""Who else has the same page open. Said, never enforced: a lock would outlast whoever went to lunch."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scraper.storage.desk_models import Looking

#: Who has not said for so long that she looks, looks no more. A page says it each minute.
LASTS = timedelta(minutes=2)


class Place(StrEnum):
    """What somebody can have open."""

    ITEM = "item"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody else, and since when she looks."""

    name: str
    since: datetime


def look_at(session: Session, place: Place, number: int, actor: str, now: datetime) -> None:
    """Keep that somebody looks at this now, and forget who does no more. Two statements."""
    session.execute(delete(Looking).where(Looking.at < now - LASTS))
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(Looking).values(object_type=place, object_id=number, actor=actor, since=now, at=now)
    keys = ["object_type", "object_id", "actor"]
    session.execute(row.on_conflict_do_update(index_elements=keys, set_={"at": now}))


def others_at(session: Session, place: Place, number: int, actor: str, now: datetime) -> tuple[Looker, ...]:
    """Who else looks at this now, by name. One statement."""
    rows = session.execute(
        select(Looking.actor, Looking.since)
        .where(Looking.object_type == place, Looking.object_id == number)
        .where(Looking.actor != actor, Looking.at >= now - LASTS)
        .order_by(Looking.actor)
    )
    return tuple(Looker(row.actor, row.since) for row in rows)
