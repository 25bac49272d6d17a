"""Who may sign in: accounts, passwords, signed-in browsers. Nothing here knows the web framework."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scraper.desk.roles import Role
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.storage.account_models import Account, SignIn, SignInFailure
from scraper.storage.desk_models import Event

#: The type of object that events about accounts name.
ACCOUNT = "account"
#: Shortest password: three random words reach it (advice of the UK's National Cyber Security Centre).
LEAST_LENGTH = 12
#: Longest password that is hashed: more costs the server, not the guesser.
MOST_LENGTH = 1_000
#: A signed-in browser is forgotten after this long without a page, and after this long in any case.
IDLE, LONGEST = timedelta(days=7), timedelta(days=30)
#: How often a page moves `seen_at`: a write a page would wait for the crawl's.
SEEN_EVERY = timedelta(minutes=10)
#: So many refusals of one name within this time, and it has to wait.
MOST_FAILURES, FAILURE_WINDOW = 10, timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is looking: what pages and acts need to know of an account."""

    id: int
    name: str
    role: Role
    preferences: dict[str, object]


def add_account(session: Session, name: str, role: Role, password: str | None, now: datetime) -> Account:
    """A new account; without a password she can only sign in through the house's service.

    Raises:
        ActionRefusedError: the name is taken or empty, or the password too short.
    """
    name = " ".join(name.split())
    if not name or len(name) > 80 or not name.isprintable():
        raise ActionRefusedError("a name has 1 to 80 characters")
    if session.scalar(select(Account).where(func.lower(Account.name) == name.lower())) is not None:
        raise ActionRefusedError(f"there is an account {name!r} already")
    account = Account(name=name, role=role, added_at=now, secret=password and hashed(password))
    session.add(account)
    session.flush()
    return account


def hashed(password: str) -> str:
    """The argon2id hash of a password.

    Raises:
        ActionRefusedError: it is too short or too long.
    """
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        raise ActionRefusedError(f"a password has at least {LEAST_LENGTH} characters: three words will do")
    return PasswordHasher().hash(password)


def find_account(session: Session, name: str) -> Account:
    """The account of a name, however its letters are cased.

    Raises:
        NotFoundError: there is none.
    """
    account = session.scalar(select(Account).where(func.lower(Account.name) == name.strip().lower()))
    if account is None:
        raise NotFoundError(f"no account {name!r}: `gleaner user list` shows them")
    return account


def names_at_work(session: Session) -> list[str]:
    """The names of all accounts that may sign in. One statement."""
    open_ones = select(Account.name).where(Account.closed_at.is_(None))
    return list(session.scalars(open_ones.order_by(Account.name)))


def sign_in(session: Session, name: str, password: str, now: datetime) -> str | None:
    """Sign a browser in: the word for its cookie; None when name and password do not belong together.

    Raises:
        ActionRefusedError: too many wrong passwords were given for this name.
    """
    who = name.strip().lower()[:80]
    session.execute(delete(SignInFailure).where(SignInFailure.at < now - FAILURE_WINDOW))
    failures = session.scalar(select(func.count()).where(SignInFailure.who == who)) or 0
    if failures >= MOST_FAILURES:
        minutes = int(FAILURE_WINDOW.total_seconds() // 60)
        raise ActionRefusedError(f"too many wrong passwords for this name: try again in {minutes} minutes")
    account = session.scalar(select(Account).where(func.lower(Account.name) == who))
    secret = account.secret if account is not None and account.closed_at is None else None
    if not fits(password, secret) or account is None:
        session.add(SignInFailure(who=who, at=now))
        return None
    if secret is not None and PasswordHasher().check_needs_rehash(secret):
        account.secret = hashed(password)
    return let_in(session, account, now)


def fits(password: str, secret: str | None) -> bool:
    """Whether a password has this hash; as slow without one: time must not tell who has an account."""
    try:
        PasswordHasher().verify(secret or nobody(), password[:MOST_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return secret is not None


@cache
def nobody() -> str:
    """Compared with where there is no account: the hash of a password that nobody knows."""
    return PasswordHasher().hash(secrets.token_hex())


def let_in(session: Session, account: Account, now: datetime) -> str:
    """Begin a sign-in of an account that has proven itself: the word for the cookie."""
    word = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.ends_at < now))
    session.add(SignIn(key=key_of(word), account=account, began_at=now, seen_at=now, ends_at=now + LONGEST))
    note(session, account, "sign-in", now, actor=account.name, via="web")
    return word


def key_of(word: str) -> str:
    """What the table keeps of a cookie's word."""
    return hashlib.sha256(word.encode()).hexdigest()


def who_is(session: Session, word: str, now: datetime) -> tuple[Person, bool] | None:
    """Who a cookie belongs to, and whether `seen` is due; None when it lets nobody in (any more)."""
    row = session.get(SignIn, key_of(word))
    if row is None or row.ends_at <= now or row.seen_at <= now - IDLE or row.account.closed_at is not None:
        return None
    account = row.account
    person = Person(account.id, account.name, Role(account.role), dict(account.preferences))
    return person, row.seen_at <= now - SEEN_EVERY


def seen(session: Session, word: str, now: datetime) -> None:
    """Note that a signed-in browser is in use."""
    row = session.get(SignIn, key_of(word))
    if row is not None:
        row.seen_at = now


def sign_out(session: Session, word: str, now: datetime) -> None:
    """Forget a signed-in browser."""
    row = session.get(SignIn, key_of(word))
    if row is not None:
        note(session, row.account, "sign-out", now, actor=row.account.name, via="web")
        session.delete(row)


def sign_out_everywhere(session: Session, account_id: int) -> None:
    """Forget every browser of an account: its password or role changed, or it was closed."""
    session.execute(delete(SignIn).where(SignIn.account_id == account_id))


def note(
    session: Session, account: Account, action: str, now: datetime, *, actor: str, via: str, **change: Any
) -> None:
    """Append an event about an account. `change` holds `before` and `after`."""
    event = Event(at=now, actor=actor, via=via, object_type=ACCOUNT, object_id=account.id, action=action)
    event.before, event.after = change.get("before", {}), change.get("after", {})
    session.add(event)
    session.flush()
