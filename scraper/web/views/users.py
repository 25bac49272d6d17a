"""Who may sign in at the desk, and as what."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from scraper.desk.roles import Permission, Role
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.sign_in import SignInService
from scraper.storage.account_models import Account
from scraper.web import people
from scraper.web.routes import Asked, DeskRouter, Number, Sent
from scraper.web.visit import Visit
from scraper.web.words import as_sentence

router = DeskRouter()

COLUMNS = ("name", "role", "email", "tied", "added", "closed", "last_seen")
#: What each role may, for who chooses one.
ROLE_WORDS = {
    Role.READER: "sees everything, changes nothing",
    Role.CONTRIBUTOR: "suggests, notes, writes draft entries",
    Role.EDITOR: "decides, writes, checks and signs off, exports, looks after sources",
    Role.ADMIN: "all that, and who may sign in",
}


@router.show("/settings/users", Permission.MANAGE_USERS, listing=True)
def show(visit: Asked) -> Response:
    """Every account, closed ones last."""
    return users_page(visit)


def users_page(visit: Visit, status: int = 200, **said: str) -> Response:
    """The page.

    Args:
        visit: that asks for it.
        status: of the answer.
        said: `given` and `word` are a name and the password to be told to her, shown this once; `problem`,
            `name` and `email` what is wrong in the form, and what was written there.
    """
    with visit.reading() as session:
        accounts = people.everybody(session)
        seen = people.last_seen(session)
    rows = [
        {
            "name": account.name,
            "role": account.role,
            "email": account.email,
            "tied": account.subject is not None,
            "added": account.added_at.isoformat(),
            "closed": account.closed_at.isoformat() if account.closed_at else None,
            "last_seen": seen[account.id].isoformat() if account.id in seen else None,
        }
        for account in accounts
    ]
    shown: dict[str, Any] = {
        "accounts": accounts,
        "seen": seen,
        "roles": ROLE_WORDS,
        "service": setting_of(visit),
    }
    shown |= {"problem": "", "given": "", "word": "", "name": "", "email": ""} | said
    if status != 200 or said:
        return visit.page("users.html", status, rows=rows, **shown)
    return visit.listing("users.html", COLUMNS, rows, **shown)


def setting_of(visit: Visit) -> SignInService | None:
    """The house's sign-in service."""
    return visit.desk.settings.sign_in


@router.act("/settings/users", Permission.MANAGE_USERS)
def add(visit: Asked, form: Sent) -> Response:
    """A new account: with a password that is shown once, or of somebody whom the sign-in service knows."""
    name, role, email = (str(form.get(field, "")) for field in ("name", "role", "email"))
    try:
        word = word_for(setting_of(visit), email)
        with visit.writing() as session:
            account = people.add_person(
                session,
                name,
                role_in(role),
                word or None,
                visit.now,
                actor=visit.name,
                via="web",
                email=email,
            )
            account.preferences = {people.GIVEN: True} if word else {}
            named = account.name
    except ActionRefusedError as error:
        return users_page(visit, 422, problem=as_sentence(str(error)), name=name, email=email)
    if not word:
        return visit.back("/settings/users", f"{named} is added, and signs in by her e-mail address.")
    return users_page(visit, given=named, word=word)


def word_for(service: SignInService | None, email: str) -> str:
    """The password of a new account; "" when the sign-in service knows her by this address.

    Raises:
        ActionRefusedError: she could not sign in at all.
    """
    if service is None or not email.strip():
        if service is not None and not service.passwords:
            raise ActionRefusedError(f"an e-mail address is needed: people sign in with {service.name} only")
        return people.new_word()
    return ""


def role_in(said: str) -> Role:
    """The role of a form.

    Raises:
        ActionRefusedError: there is no such role.
    """
    if said not in list(Role):
        raise ActionRefusedError(f"a role is one of {', '.join(Role)}")
    return Role(said)


@router.act("/settings/users/{number}/role", Permission.MANAGE_USERS)
def change_role(visit: Asked, number: Number, form: Sent) -> Response:
    """Change what an account may do."""
    with visit.writing() as session:
        account = account_of(session, number)
        role = role_in(str(form.get("role", "")))
        people.change_role(session, account, role, visit.now, actor=visit.name, via="web")
        said = f"{account.name} is {account.role} now."
    return visit.back("/settings/users", said)


@router.act("/settings/users/{number}/email", Permission.MANAGE_USERS)
def change_email(visit: Asked, number: Number, form: Sent) -> Response:
    """Say by which address the sign-in service knows somebody."""
    with visit.writing() as session:
        account = account_of(session, number)
        said = str(form.get("email", ""))
        people.change_email(session, account, said, visit.now, actor=visit.name, via="web")
        told = f"The e-mail address of {account.name} is kept."
    return visit.back("/settings/users", told)


@router.act("/settings/users/{number}/untie", Permission.MANAGE_USERS)
def untie(visit: Asked, number: Number) -> Response:
    """Let the account's address count again for who comes from the sign-in service."""
    with visit.writing() as session:
        account = account_of(session, number)
        people.untie(session, account, visit.now, actor=visit.name, via="web")
        said = f"{account.name} is tied to nobody now."
    return visit.back("/settings/users", said)


@router.act("/settings/users/{number}/close", Permission.MANAGE_USERS)
def close(visit: Asked, number: Number) -> Response:
    """Let an account sign in no more."""
    with visit.writing() as session:
        account = account_of(session, number)
        people.close(session, account, visit.now, actor=visit.name, via="web")
        said = f"{account.name} can sign in no more."
    return visit.back("/settings/users", said)


@router.act("/settings/users/{number}/open", Permission.MANAGE_USERS)
def reopen(visit: Asked, number: Number) -> Response:
    """Let a closed account sign in again."""
    with visit.writing() as session:
        account = account_of(session, number)
        people.reopen(session, account, visit.now, actor=visit.name, via="web")
        said = f"{account.name} can sign in again."
    return visit.back("/settings/users", said)


@router.act("/settings/users/{number}/password", Permission.MANAGE_USERS)
def give_password(visit: Asked, number: Number) -> Response:
    """Another password for who forgot hers, shown once; she is asked for one of her own."""
    word = people.new_word()
    with visit.writing() as session:
        account = account_of(session, number)
        people.change_password(session, account, word, visit.now, actor=visit.name, via="web", given=True)
        name = account.name
    return users_page(visit, given=name, word=word)


def account_of(session: Session, number: int) -> Account:
    """The row of an account.

    Raises:
        NotFoundError: there is none of this number.
    """
    account = session.get(Account, number)
    if account is None:
        raise NotFoundError(f"no account {number}")
    return account
