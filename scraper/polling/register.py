"""Bringing the catalogue into the database: sources and channels as rows, their history kept."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.identity.urls import host_of
from scraper.outcomes import Strategy
from scraper.sources.definition import ChannelDefinition, SourceDefinition, dump_definition
from scraper.storage.hosts import due_host, mailbox_name
from scraper.storage.models import Channel, Source

#: What a channel remembers when its definition changes, but neither its address nor its strategy.
KEPT_IN_MEMORY = ("reading", "further")


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
        if row is None:
            add_channel(session, source, wanted, now)
            continue
        # An unchanged answer may read differently by the new rules; documents that wait are still unread.
        row.memory = {name: row.memory[name] for name in KEPT_IN_MEMORY if name in row.memory}
        if row.url != wanted.url or row.strategy != wanted.strategy:
            row.memory, row.next_at = {}, now
        if row.state != "active":
            row.next_at, row.next_why = now, "in the definition again"
        row.host_id = due_host(session, visited_at(source, wanted), now).id
        row.strategy, row.url, row.state = wanted.strategy, wanted.url, "active"
    for left in rows.values():
        left.state, left.next_at, left.next_why = "retired", None, "no longer in the definition"
    session.flush()


def visited_at(source: Source, wanted: ChannelDefinition) -> str:
    """The host whose visit reads a channel; a mailbox is visited by itself."""
    if wanted.strategy is Strategy.NEWSLETTER:
        return mailbox_name(source.slug, wanted.name)
    return host_of(wanted.url)


def add_channel(session: Session, source: Source, wanted: ChannelDefinition, now: datetime) -> Channel:
    """The row of a channel that the source did not have before, due at once."""
    row = Channel(source_id=source.id, name=wanted.name, memory={}, next_at=now, state="active")
    row.strategy, row.url = wanted.strategy, wanted.url
    row.host_id = due_host(session, visited_at(source, wanted), now).id
    session.add(row)
    session.flush()
    return row
