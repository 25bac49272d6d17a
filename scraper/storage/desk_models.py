"""The editor's tables: candidates, notes, events, saved views, issues and their entries."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Computed, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scraper.storage.models import Base, Publication, Revision


class Candidate(Base):
    """An admitted publication awaiting an editor. `version` rises with every change of what is decided on.

    `change` is the verdict it was admitted by, new or updated; `update_of` the candidate that stood for the
    publication before, when there was one. `duplicate_of` is the candidate that stands for it in its story.
    `sort_score` is its score, -1 while it has none: pages of the queue need a key without gaps.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        Index(None, "status", "found_at", "id"),
        Index(None, "status", "sort_score", "found_at", "id"),
        Index(None, "status", "band", "sort_score", "found_at", "id"),
        Index(None, "assignee", "status"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    change: Mapped[str] = mapped_column(String(16))
    update_of: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"))
    status: Mapped[str] = mapped_column(String(16), default="new")
    reason: Mapped[str | None] = mapped_column(Text)
    held_until: Mapped[datetime | None]
    score: Mapped[float | None]
    band: Mapped[str | None] = mapped_column(String(16))
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    found_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    assignee: Mapped[str | None] = mapped_column(String(80))
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    sort_score: Mapped[float] = mapped_column(Computed("coalesce(score, -1)"))
    publication: Mapped[Publication] = relationship()
    revision: Mapped[Revision] = relationship()


class Note(Base):
    """What somebody wrote about a candidate. Appended, never changed."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class View(Base):
    """A list of candidates under a name: `criteria` as a query string. Without an owner it is everybody's."""

    __tablename__ = "view"
    __table_args__ = (UniqueConstraint("owner", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str | None] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    criteria: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]


class HouseReason(Base):
    """A reason to exclude that the house added or changed; the others are as usual (`storage/reasons.py`).

    Rows are never removed: what was decided keeps its reason's `key`.
    """

    __tablename__ = "house_reason"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    words: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[datetime | None]


class Looking(Base):
    """Somebody has a page of something open: told to others, and forgotten after some minutes."""

    __tablename__ = "looking"
    object_type: Mapped[str] = mapped_column(String(16), primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor: Mapped[str] = mapped_column(String(80), primary_key=True)
    since: Mapped[datetime]
    at: Mapped[datetime] = mapped_column(index=True)


class Event(Base):
    """One act, appended and never changed: who, when, what, before, after, and what it undid.

    Events of one act share `bulk`; its number is that of the first of them.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "object_type", "object_id"), Index(None, "actor", "id"), Index(None, "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    via: Mapped[str] = mapped_column(String(16))
    object_type: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(24))
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    bulk: Mapped[str | None] = mapped_column(String(36), index=True)
    undo_of: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)


class Issue(Base):
    """A dated number of the digest. `frame` is its content beside the entries, presentation included.

    `author` began it, `signed_by` signed it off. A correction is an issue of its own: `corrects` is the one
    it stands for, `edition` counts them from 1.
    """

    __tablename__ = "issue"
    id: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[str | None] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(16))
    frame: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    author: Mapped[str | None] = mapped_column(String(80))
    signed_by: Mapped[str | None] = mapped_column(String(80))
    signed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    corrects: Mapped[int | None] = mapped_column(ForeignKey("issue.id"))
    entries: Mapped[list["IssueEntry"]] = relationship(
        back_populates="issue", order_by="IssueEntry.position", cascade="all, delete-orphan"
    )


class IssueEntry(Base):
    """One entry of an issue: heading, summary, links and source line as data.

    `author` wrote its text last, `checked_by` compared that text with its source, `comment` is why it was
    sent back. `drafted` is what a model drafted for it, None when none was asked. `words` are those of its
    text, each once between two spaces, as it is searched by. `version` rises with every change of its text
    or state.
    """

    __tablename__ = "issue_entry"
    __table_args__ = (UniqueConstraint("issue_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    position: Mapped[int]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(16), default="draft", server_default="draft")
    author: Mapped[str | None] = mapped_column(String(80))
    checked_by: Mapped[str | None] = mapped_column(String(80))
    comment: Mapped[str] = mapped_column(Text, default="", server_default="")
    drafted: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    issue: Mapped[Issue] = relationship(back_populates="entries")


class SetAside(Base):
    """An entry that was taken out of an issue: held over to a later one, or dropped. `state` says which.

    `issue_id` and `position` say where it stood.
    """

    __tablename__ = "set_aside"
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    position: Mapped[int]
    author: Mapped[str | None] = mapped_column(String(80))
    comment: Mapped[str] = mapped_column(Text, default="")
    drafted: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    content: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Dispatch(Base):
    """What one webhook is told of one published issue: kept with the publication, sent until it is taken.

    `key` is the same however often it is sent. `next_at` is when it is to be tried next, None once it was
    taken (`sent_at`) or given up. `problem` says why the last try failed.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("issue_id", "webhook"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    webhook: Mapped[str] = mapped_column(String(64))
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")


class Unsaved(Base):
    """What somebody typed into an entry and has not saved. `version` is the entry's when she began."""

    __tablename__ = "unsaved"
    issue_entry_id: Mapped[int] = mapped_column(
        ForeignKey("issue_entry.id", ondelete="CASCADE"), primary_key=True
    )
    actor: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Proof(Base):
    """The last time that the links of an issue were asked: who began it and when, and what came of it.

    `ended_at` is None while it is under way; `problem` says why it did not come to its end.
    """

    __tablename__ = "proof"
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(String(80))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")


class LinkCheck(Base):
    """What the address of an issue's link served when it was last asked."""

    __tablename__ = "link_check"
    url: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]
    served: Mapped[dict[str, Any]]
