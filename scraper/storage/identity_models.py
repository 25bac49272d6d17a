"""The tables of identity: text samples, stories and their evidence, past issues, what never returns."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scraper.storage.models import Base


class Shingle(Base):
    """One sampled word run of a publication's latest text. `h` is the unsigned hash, stored as signed."""

    __tablename__ = "shingle"
    __table_args__ = ({"sqlite_with_rowid": False},)
    h: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)


class TemplateShingle(Base):
    """In how many publications of a source a sampled word run stands: what repeats is its template."""

    __tablename__ = "template_shingle"
    __table_args__ = ({"sqlite_with_rowid": False},)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True)
    h: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    count: Mapped[int]


class Story(Base):
    """Publications about the same publication or event, across sources."""

    __tablename__ = "story"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class StoryEdge(Base):
    """Why two publications stand in one story, in words; undone ones count no more."""

    __tablename__ = "story_edge"
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), index=True)
    relation: Mapped[str] = mapped_column(String(24))
    score: Mapped[float | None]
    words: Mapped[str] = mapped_column(Text)
    suggested: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("event.id"))


class CannotLink(Base):
    """Two publications that an editor split: never joined again. `low_id` is the smaller id."""

    __tablename__ = "cannot_link"
    low_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True, index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))


class StoryWord(Base):
    """One of the heaviest words of a publication, by which candidates for its story are found."""

    __tablename__ = "story_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    at: Mapped[datetime]


class WordCount(Base):
    """In how many publications a word stands; the empty word counts the publications."""

    __tablename__ = "word_count"
    __table_args__ = ({"sqlite_with_rowid": False},)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    count: Mapped[int]


class SharedLink(Base):
    """A publication's link in its text to a report, a file or another publication, by canonical URL key."""

    __tablename__ = "shared_link"
    __table_args__ = ({"sqlite_with_rowid": False},)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True, index=True)


class Trace(Base):
    """A title (its own, or one it names) or a linked file that a publication can be recalled by, as a key."""

    __tablename__ = "trace"
    __table_args__ = ({"sqlite_with_rowid": False},)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True, index=True)


class Mention(Base):
    """A link of an entry of a past issue, or a title its summary names: what we ran.

    `title_key` is the title as it is compared, the same for all editions of a series.
    """

    __tablename__ = "mention"
    __table_args__ = (Index(None, "key"), Index(None, "title_key"))
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_entry_id: Mapped[int] = mapped_column(ForeignKey("issue_entry.id", ondelete="CASCADE"), index=True)
    key: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    title_key: Mapped[str] = mapped_column(String(64))


class Recollection(Base):
    """What a publication has to do with something we ran: the same, an update, a new edition. In words."""

    __tablename__ = "recollection"
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), index=True)
    issue_entry_id: Mapped[int] = mapped_column(ForeignKey("issue_entry.id", ondelete="CASCADE"), index=True)
    relation: Mapped[str] = mapped_column(String(24))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Tombstone(Base):
    """What was rejected or has expired and never returns as new: an address key or a text hash."""

    __tablename__ = "tombstone"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    reason: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))


class Question(Base):
    """Something about many pages at once that only a person can answer: a flood of new entries."""

    __tablename__ = "question"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    count: Mapped[int]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime | None]
