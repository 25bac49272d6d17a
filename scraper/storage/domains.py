"""The domains that publications stood on or linked to: what is not among them is new to us."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scraper.storage.models import Domain

#: Characters of a host name (RFC 1035).
LONGEST_NAME = 253


def note_domains(session: Session, names: Collection[str], now: datetime) -> frozenset[str]:
    """Keep these registrable domains, in one statement; the ones that were not kept before.

    In order of name, so that two writers on PostgreSQL wait for one another instead of for each other.
    """
    kept = sorted({name for name in names if 0 < len(name) <= LONGEST_NAME})
    if not kept:
        return frozenset()
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(Domain)
        .values([{"name": name, "first_seen_at": now} for name in kept])
        .on_conflict_do_nothing()
        .returning(Domain.name)
    )
    return frozenset(session.scalars(statement))
