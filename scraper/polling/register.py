"""Bringing the catalogue into the database: sources and channels as rows, their history kept."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.identity.urls import host_of
from scraper.sources.definition import SourceDefinition, dump_definition
from scraper.storage.hosts import due_host
from scraper.storage.models import Channel, Source


def register(session: Session, definitions: Iterable[SourceDefinition], now: datetime) -> int:
    """Insert new sources, bring changed ones up to date. Returns how many rows of sources changed.

    A channel that left its definition is retired, not deleted: what it showed stays accounted for.
    """
    known = {source.slug: source for source in session.scalars(select(Source))}
    changed = 0
    for definition in definitions:
        text = dump_definition(definition)
        source = known.get(definition.slug)
        if source is not None and source.definition == text:
            continue
        if source is None:
            source = Source(slug=definition.slug, state="active", added_at=now, name="", definition="")
            session.add(source)
        source.name, source.definition, source.repaired = definition.name, text, None
        session.flush()
        register_channels(session, source, definition, now)
        changed += 1
    return changed


def register_channels(session: Session, source: Source, definition: SourceDefinition, now: datetime) -> None:
    """Bring the channels of one source up to date with its definition."""
    rows = {channel.name: channel for channel in source.channels}
    for wanted in definition.channels:
        row = rows.pop(wanted.name, None)
        host = due_host(session, host_of(wanted.url), now)
        if row is not None:  # an unchanged answer may read differently by the new rules
            row.memory = {"reading": row.memory.get("reading", {})}
        if row is None:
            row = Channel(source_id=source.id, name=wanted.name, memory={}, next_at=now)
            session.add(row)
        elif row.url != wanted.url or row.strategy != wanted.strategy:
            row.memory, row.next_at = {}, now
        row.strategy, row.url, row.host_id, row.state = wanted.strategy, wanted.url, host.id, "active"
    for left in rows.values():
        left.state, left.next_at, left.next_why = "retired", None, "no longer in the definition"
    session.flush()
