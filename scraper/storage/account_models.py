"""The tables of people: who may sign in, and who is signed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scraper.storage.models import Base


class Account(Base):
    """A person at the desk. `secret` is the argon2id hash of her password, None when she signs in elsewhere.

    `email` is in lower case and says who she is when she first comes from the house's sign-in service. From
    then on `issuer` and `subject` do: the service, and her number there. `preferences` are her own: keys,
    theme, density.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    secret: Mapped[str | None] = mapped_column(String(255))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    issuer: Mapped[str | None] = mapped_column(String(255))
    subject: Mapped[str | None] = mapped_column(String(255))
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    added_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class SignIn(Base):
    """One signed-in browser. `key` is the hash of what its cookie says: the table lets nobody in."""

    __tablename__ = "sign_in"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    account: Mapped[Account] = relationship()


class SignInFailure(Base):
    """A refused sign-in, kept for a while so that guessing becomes slow. `who` is the name that was given."""

    __tablename__ = "sign_in_failure"
    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(80), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class SignInBegun(Base):
    """A browser that was sent to the sign-in service. It may come back once, until `ends_at`.

    `key` is the hash of what its cookie says; `place` the path that it wanted to see.
    """

    __tablename__ = "sign_in_begun"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[str] = mapped_column(String(2000))
    ends_at: Mapped[datetime] = mapped_column(index=True)
