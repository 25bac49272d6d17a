"""Who may sign in at the desk, and as what."""

from sqlalchemy.orm import Session
from starlette.responses import Response

from scraper.desk.roles import Permission, Role
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.storage.account_models import Account
from scraper.web import people
from scraper.web.routes import Asked, DeskRouter, Number, Sent
from scraper.web.visit import Visit

router = DeskRouter()

COLUMNS = ("name", "role", "added", "closed", "last_seen")
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


def users_page(
    visit: Visit, status: int = 200, *, problem: str = "", given: str = "", name: str = "", word: str = ""
) -> Response:
    """The page; `given` and `word` are a name and the password to be told to her, shown this once."""
    with visit.reading() as session:
        accounts = people.everybody(session)
        seen = people.last_seen(session)
    rows = [
        {
            "name": account.name,
            "role": account.role,
            "added": account.added_at.isoformat(),
            "closed": account.closed_at.isoformat() if account.closed_at else None,
            "last_seen": seen[account.id].isoformat() if account.id in seen else None,
        }
        for account in accounts
    ]
    shown = {"accounts": accounts, "seen": seen, "roles": ROLE_WORDS, "problem": problem}
    if status != 200 or given:
        return visit.page("users.html", status, rows=rows, given=given, word=word, name=name, **shown)
    return visit.listing("users.html", COLUMNS, rows, given="", word="", name="", **shown)


@router.act("/settings/users", Permission.MANAGE_USERS)
def add(visit: Asked, form: Sent) -> Response:
    """A new account with a password that is shown once."""
    name, role = str(form.get("name", "")), str(form.get("role", ""))
    word = people.new_word()
    try:
        with visit.writing() as session:
            account = people.add_person(
                session, name, role_in(role), word, visit.now, actor=visit.name, via="web"
            )
            account.preferences = {people.GIVEN: True}
            named = account.name
    except ActionRefusedError as error:
        return users_page(visit, 422, problem=f"{str(error).capitalize()}.", name=name)
    return users_page(visit, given=named, word=word)


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
