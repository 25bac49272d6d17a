"""The tables. What is watched, what was seen, what was understood; `desk_models` and `identity_models`
have the rest.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from scraper.storage.types import UTCDateTime


class Base(DeclarativeBase):
    """Base of all tables: every constraint gets a name, so that migrations can drop it on both engines."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UTCDateTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class Source(Base):
    """A publisher we watch.

    `definition` is its TOML text as last loaded; `repaired` the same with the channels that repairs put in
    place, None when there were none. A definition that changes ends its repairs. `learned` is what its pages
    taught extraction: repeated lines and where title, date and text stand.
    """

    __tablename__ = "source"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="active")
    definition: Mapped[str] = mapped_column(Text)
    repaired: Mapped[str | None] = mapped_column(Text)
    learned: Mapped[dict[str, Any] | None]
    added_at: Mapped[datetime]
    channels: Mapped[list["Channel"]] = relationship(back_populates="source", order_by="Channel.id")


class Host(Base):
    """A web host, the unit of a visit. `name` is host or host:port, lower-case.

    A host is leased to one crawl at a time; `paused_until` is what the server itself asked for.
    """

    __tablename__ = "host"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]


class Channel(Base):
    """One pollable place of a source. `memory` is opaque to all but its strategy."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("source_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    strategy: Mapped[str] = mapped_column(String(16))
    url: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="active")
    memory: Mapped[dict[str, Any]] = mapped_column(default=dict)
    next_at: Mapped[datetime | None]
    next_why: Mapped[str] = mapped_column(Text, default="never polled")
    failures: Mapped[float] = mapped_column(default=0.0)
    last_polled_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]
    source: Mapped[Source] = relationship(back_populates="channels")
    host: Mapped[Host] = relationship()


class Poll(Base):
    """One look at one channel and what came of it.

    `known` counts the entries that the channel had shown before; `gap` says that none was, though some should
    be: something may have been missed. `fault` is "soft", "temporary" or "hard" when it was in trouble.
    `next_at` is when the channel was then to be looked at next.
    """

    __tablename__ = "poll"
    __table_args__ = (Index(None, "channel_id", "ended_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[int | None]
    entries: Mapped[int] = mapped_column(default=0)
    fresh: Mapped[int] = mapped_column(default=0)
    requests: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0, server_default="0")
    gap: Mapped[bool] = mapped_column(default=False, server_default=false())
    fault: Mapped[str | None] = mapped_column(String(12))
    next_at: Mapped[datetime | None]


class HandCheck(Base):
    """A person looked at a source herself: who, when, and what she wrote down."""

    __tablename__ = "hand_check"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")


class Notice(Base):
    """One message to one recipient, at most one a day (`day` as "2026-11-23", in the home's zone).

    `told` is what the recipient then knew; the next message says what changed since. A message is kept before
    it is sent: `tries` and `tried_at` count the attempts, `problem` says why the last one failed.
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("recipient", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(80))
    day: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    told: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]


class Page(Base):
    """What an entry points at, and what became of it. Kept for ever: nothing known is fetched twice.

    `key` is the canonical URL, with the content version where the address alone does not identify it.
    `baseline` marks what stood there at a channel's first poll. `attempts` is counted before the work.
    """

    __tablename__ = "page"
    __table_args__ = (Index(None, "host_id", "state", "next_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    url: Mapped[str] = mapped_column(Text)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("host.id"))
    state: Mapped[str] = mapped_column(String(16))
    baseline: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    publication_id: Mapped[int | None] = mapped_column(ForeignKey("publication.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    sightings: Mapped[list["Sighting"]] = relationship(back_populates="page", order_by="Sighting.id")


class Sighting(Base):
    """The record that a channel showed an entry: first when, last when, in which words."""

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("channel_id", "page_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    guid: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    statement: Mapped[dict[str, Any]] = mapped_column(default=dict)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    page: Mapped[Page] = relationship(back_populates="sightings")
    channel: Mapped[Channel] = relationship()


class Record(Base):
    """Where the archive keeps one response."""

    __tablename__ = "record"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    status: Mapped[int]
    fetched_at: Mapped[datetime]
    file: Mapped[str] = mapped_column(Text)
    offset: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content_type: Mapped[str] = mapped_column(Text)


class Publication(Base):
    """What we understood of a page; its text stands in its revisions. `facts`: what every witness said."""

    __tablename__ = "publication"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    key: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    authors: Mapped[list[Any]] = mapped_column(default=list)
    published: Mapped[str | None] = mapped_column(String(10))
    published_precision: Mapped[str] = mapped_column(String(8))
    published_witness: Mapped[str | None] = mapped_column(String(20))
    updated: Mapped[str | None] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    kind_witness: Mapped[str] = mapped_column(String(20))
    nations: Mapped[list[Any]] = mapped_column(default=list)
    language: Mapped[str | None] = mapped_column(String(8))
    links: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[list[Any]] = mapped_column(default=list)
    media_type: Mapped[str] = mapped_column(String(80))
    pages: Mapped[int | None]
    partial: Mapped[bool] = mapped_column(default=False)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("story.id"), index=True)
    first_seen_at: Mapped[datetime]
    source: Mapped[Source] = relationship()
    aliases: Mapped[list["Alias"]] = relationship(order_by="Alias.key")
    revisions: Mapped[list["Revision"]] = relationship(order_by="Revision.number")


class Alias(Base):
    """A canonical URL key a publication goes by, and how we know ("fetched", "canonical", "duplicate")."""

    __tablename__ = "alias"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), index=True)
    url: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(String(20))


class Revision(Base):
    """One kept version of a publication's text. Numbers start at 1."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("publication_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64), index=True)
    mask_hash: Mapped[str] = mapped_column(String(64))
    words: Mapped[int]
    captured_at: Mapped[datetime]
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))


class Evidence(Base):
    """What a page is to a publication, in words: the same, an update of it, a website announced elsewhere."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), index=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"))
    relation: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Domain(Base):
    """A registrable domain that a publication of ours linked to or stood on, and when that was first."""

    __tablename__ = "domain"
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    first_seen_at: Mapped[datetime]
