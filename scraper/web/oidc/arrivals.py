"""The account of a person who came from the sign-in service."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.desk.roles import Role
from scraper.errors import SignInRefusedError
from scraper.sign_in import SignInService, address_in
from scraper.storage.account_models import Account
from scraper.storage.desk_models import Event
from scraper.web.accounts import ACCOUNT, add_account, note
from scraper.web.oidc.refusals import Refusal

if TYPE_CHECKING:
    from scraper.web.oidc.tokens import Arrival

#: The act of a refusal in the log.
REFUSED = "sign-in-refused"
#: So many refusals are told in the log before it waits: whoever reaches the desk can cause them.
MOST_TOLD = 100
#: Who acts as long as nobody is known.
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What decides a sign-in: the service's number of a person, and her address when it is to be believed."""

    issuer: str
    subject: str
    email: str | None
    name: str


def confirmed(arrival: "Arrival", setting: SignInService) -> Confirmed:
    """What is to be believed of who came.

    Raises:
        SignInRefusedError: the house lets in certain domains only, and her address is none of theirs, or not
            confirmed.
    """
    believed = arrival.is_confirmed or (arrival.is_confirmed is None and setting.trust_addresses)
    email = address_in(arrival.email) if believed else None
    if setting.domains and email is None:
        raise SignInRefusedError(Refusal.UNCONFIRMED, "the service confirmed no e-mail address")
    if setting.domains and email is not None and email.rpartition("@")[2] not in setting.domains:
        raise SignInRefusedError(Refusal.OTHER_DOMAIN, f"{email} is of another domain", email=email)
    return Confirmed(arrival.issuer, arrival.subject, email, arrival.name)


def account_of(session: Session, who: Confirmed, setting: SignInService, now: datetime) -> Account:
    """Her account, tied to her by its first sign-in; a new one where the house makes one for newcomers.

    Raises:
        SignInRefusedError: she has none, it is closed, or somebody else's.
    """
    tied = select(Account).where(Account.issuer == who.issuer, Account.subject == who.subject)
    account = session.scalar(tied)
    if account is None:
        account = _by_address(session, who, setting, now)
    if account.closed_at is not None:
        detail = f"account {account.name!r} is closed"
        raise SignInRefusedError(Refusal.CLOSED, detail, email=who.email or "", account_id=account.id)
    return account


def _by_address(session: Session, who: Confirmed, setting: SignInService, now: datetime) -> Account:
    """The account of her address, from now on tied to her number."""
    if who.email is None:
        raise SignInRefusedError(Refusal.UNCONFIRMED, "the service confirmed no e-mail address")
    account = session.scalar(select(Account).where(Account.email == who.email))
    if account is None:
        return _newcomer(session, who, setting, now)
    if account.subject is not None:
        detail = f"account {account.name!r} is tied to another person at a service"
        raise SignInRefusedError(Refusal.TIED, detail, email=who.email, account_id=account.id)
    if account.closed_at is None:
        account.issuer, account.subject = who.issuer, who.subject
        change = {"before": {"subject": None}, "after": {"subject": who.subject}}
        note(session, account, "account-tie", now, actor=account.name, via="web", **change)
    return account


def _newcomer(session: Session, who: Confirmed, setting: SignInService, now: datetime) -> Account:
    """An account for somebody nobody made one for."""
    email = str(who.email)
    name = next((each for each in (who.name, email) if is_free(session, each)), None)
    if not setting.newcomers or name is None:
        raise SignInRefusedError(Refusal.NO_ACCOUNT, f"no account has {email}", email=email)
    account = add_account(session, name, Role(setting.newcomers), None, now)
    account.email, account.issuer, account.subject = email, who.issuer, who.subject
    after = {"name": account.name, "role": account.role, "email": email, "subject": who.subject}
    note(session, account, "account-add", now, actor=account.name, via="web", after=after)
    return account


def is_free(session: Session, name: str) -> bool:
    """Whether an account can be called so."""
    taken = select(Account.id).where(func.lower(Account.name) == name.lower())
    return 0 < len(name) <= 80 and session.scalar(taken) is None


def tell(session: Session, refused: SignInRefusedError, now: datetime, since: datetime) -> None:
    """Append a refusal to the log, unless there were too many `since`."""
    told = select(func.count()).where(Event.action == REFUSED, Event.at >= since)
    if (session.scalar(told) or 0) >= MOST_TOLD:
        return
    after = {"reason": str(refused.reason)} | ({"email": refused.email} if refused.email else {})
    session.add(
        Event(
            at=now,
            actor=NOBODY,
            via="web",
            object_type=ACCOUNT,
            object_id=refused.account_id,
            action=REFUSED,
            before={},
            after=after,
        )
    )
