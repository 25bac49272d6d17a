"""What is done to accounts: each act is an event that says who did it."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.desk.roles import Role
from scraper.errors import ActionRefusedError
from scraper.sign_in import address_in
from scraper.storage.account_models import Account, SignIn
from scraper.web.accounts import add_account, hashed, note, sign_out_everywhere

#: A preference that is set while an account has a password that somebody else gave it.
GIVEN = "given"

#: Letters that are not taken for another one when they are read out.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 4


def add_person(
    session: Session,
    name: str,
    role: Role,
    password: str | None,
    now: datetime,
    *,
    actor: str,
    via: str,
    email: str = "",
) -> Account:
    """A new account; without a password for somebody who signs in through the house's service only.

    Raises:
        ActionRefusedError: the name or address is taken or none, or the password too short.
    """
    account = add_account(session, name, role, password, now)
    account.email = free_address(session, email)
    after = {"name": account.name, "role": account.role} | ({"email": account.email} if email else {})
    note(session, account, "account-add", now, actor=actor, via=via, after=after)
    return account


def change_role(
    session: Session, account: Account, role: Role, now: datetime, *, actor: str, via: str
) -> None:
    """Change what an account may do.

    Raises:
        ActionRefusedError: it is the last administrator.
    """
    if account.role == role:
        return
    refuse_last_administrator(session, account)
    before, account.role = account.role, role
    change = {"before": {"role": before}, "after": {"role": account.role}}
    note(session, account, "account-role", now, actor=actor, via=via, **change)


def free_address(session: Session, said: str) -> str | None:
    """An e-mail address as accounts keep it; None for an empty text.

    Raises:
        ActionRefusedError: it is none, or another account's.
    """
    if not said.strip():
        return None
    address = address_in(said)
    if address is None:
        raise ActionRefusedError(f"“{said[:80]}” is no e-mail address")
    owner = session.scalar(select(Account.name).where(Account.email == address))
    if owner is not None:
        raise ActionRefusedError(f"{address} is the address of {owner} already")
    return address


def change_email(
    session: Session, account: Account, said: str, now: datetime, *, actor: str, via: str
) -> None:
    """Give an account another e-mail address, or none with an empty text. A tie to a person stays.

    Raises:
        ActionRefusedError: it is none, or another account's.
    """
    if address_in(said) == account.email and account.email is not None:
        return
    before, account.email = account.email, free_address(session, said)
    change = {"before": {"email": before}, "after": {"email": account.email}}
    note(session, account, "account-email", now, actor=actor, via=via, **change)


def untie(session: Session, account: Account, now: datetime, *, actor: str, via: str) -> None:
    """Forget who an account is at the sign-in service: whoever has its address there is let in next."""
    if account.subject is None:
        return
    before = {"issuer": account.issuer, "subject": account.subject}
    account.issuer = account.subject = None
    sign_out_everywhere(session, account.id)
    note(session, account, "account-untie", now, actor=actor, via=via, before=before)


def close(session: Session, account: Account, now: datetime, *, actor: str, via: str) -> None:
    """Let an account sign in no more; what it did stays under its name.

    Raises:
        ActionRefusedError: it is the last administrator.
    """
    if account.closed_at is not None:
        return
    refuse_last_administrator(session, account)
    account.closed_at = now
    sign_out_everywhere(session, account.id)
    note(session, account, "account-close", now, actor=actor, via=via)


def reopen(session: Session, account: Account, now: datetime, *, actor: str, via: str) -> None:
    """Let a closed account sign in again."""
    if account.closed_at is not None:
        account.closed_at = None
        note(session, account, "account-open", now, actor=actor, via=via)


def refuse_last_administrator(session: Session, account: Account) -> None:
    """Raise ActionRefusedError when nobody could manage accounts at the desk without this one."""
    if account.role != Role.ADMIN or account.closed_at is not None:
        return
    others = select(func.count()).where(
        Account.role == Role.ADMIN, Account.closed_at.is_(None), Account.id != account.id
    )
    if not session.scalar(others):
        raise ActionRefusedError(f"{account.name} is the only administrator: make another one first")


def change_password(
    session: Session, account: Account, password: str, now: datetime, *, actor: str, via: str, given: bool
) -> None:
    """Give an account another password; every browser of it has to sign in anew.

    With `given` the word is somebody else's: who signs in with it is asked for one of her own.

    Raises:
        ActionRefusedError: it is too short or too long.
    """
    account.secret = hashed(password)
    kept = {name: value for name, value in account.preferences.items() if name != GIVEN}
    account.preferences = kept | ({GIVEN: True} if given else {})
    sign_out_everywhere(session, account.id)
    note(session, account, "account-password", now, actor=actor, via=via)


def new_word() -> str:
    """A password to be read out or sent, and changed: four groups of four letters, 72 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def last_seen(session: Session) -> dict[int, datetime]:
    """When somebody last looked at a page, by account; those signed in nowhere are left out."""
    rows = session.execute(select(SignIn.account_id, func.max(SignIn.seen_at)).group_by(SignIn.account_id))
    return dict(rows.all())


def everybody(session: Session) -> list[Account]:
    """All accounts by name, closed ones last."""
    return list(session.scalars(select(Account).order_by(Account.closed_at.is_not(None), Account.name)))


def names_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What accounts are called, by their number."""
    return dict(session.execute(select(Account.id, Account.name).where(Account.id.in_(ids))).all())
