"""`gleaner user`: who may sign in at the desk."""

import getpass
import sys
from typing import Any

import click
from sqlalchemy import select

from scraper.cli.frame import Frame, json_option, print_json
from scraper.desk.roles import Role
from scraper.storage.account_models import Account
from scraper.web import people
from scraper.web.accounts import find_account

role_option = click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.EDITOR.value, show_default=True
)
password_option = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="Read the password from standard input."
)


@click.group("user")
def user() -> None:
    """Who may sign in at the desk."""


@user.command("add")
@click.argument("name")
@role_option
@password_option
@click.option("--email", default="", help="Her address at the house's sign-in service.")
@click.option("--no-password", "without", is_flag=True, help="She signs in through that service only.")
@click.pass_obj
def add(frame: Frame, name: str, role: str, from_stdin: bool, email: str, without: bool) -> None:
    """Add an account; asks for its password."""
    if without and not email:
        raise click.UsageError("--no-password needs --email: else she could not sign in at all")
    password = None if without else ask(from_stdin)
    with frame.database.writing() as session:
        account = people.add_person(
            session, name, Role(role), password, frame.clock(), email=email, **by_me()
        )
        frame.say(f"{account.name} may sign in as {account.role}.")


@user.command("list")
@json_option
@click.pass_obj
def list_accounts(frame: Frame, as_json: bool) -> None:
    """Every account."""
    with frame.database.reading() as session:
        rows: list[dict[str, Any]] = [
            {
                "name": account.name,
                "role": account.role,
                "email": account.email or "",
                "tied": account.subject is not None,
                "added": account.added_at.isoformat(),
                "closed": account.closed_at.isoformat() if account.closed_at else "",
            }
            for account in session.scalars(select(Account).order_by(Account.name))
        ]
    if as_json:
        print_json(rows)
        return
    frame.table(
        ("NAME", "ROLE", "E-MAIL", "ADDED", "STATE"),
        [
            (row["name"], row["role"], row["email"], row["added"][:10], "closed" if row["closed"] else "open")
            for row in rows
        ],
    )


@user.command("password")
@click.argument("name")
@password_option
@click.pass_obj
def password_of(frame: Frame, name: str, from_stdin: bool) -> None:
    """Give an account another password; every browser of it has to sign in anew."""
    password = ask(from_stdin)
    with frame.database.writing() as session:
        account = find_account(session, name)
        people.change_password(session, account, password, frame.clock(), given=False, **by_me())
    frame.say(f"The password of {name} is changed.")


@user.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.pass_obj
def change_role(frame: Frame, name: str, role: str) -> None:
    """Change what an account may do."""
    with frame.database.writing() as session:
        people.change_role(session, find_account(session, name), Role(role), frame.clock(), **by_me())
    frame.say(f"{name} is {role} now.")


@user.command("email")
@click.argument("name")
@click.argument("address", default="")
@click.pass_obj
def change_email(frame: Frame, name: str, address: str) -> None:
    """Say which address an account has at the house's sign-in service; none without ADDRESS."""
    with frame.database.writing() as session:
        account = find_account(session, name)
        people.change_email(session, account, address, frame.clock(), **by_me())
        frame.say(f"{account.name} has the address {account.email or '(none)'}.")


@user.command("untie")
@click.argument("name")
@click.pass_obj
def untie(frame: Frame, name: str) -> None:
    """Forget who an account is at the sign-in service: whoever has its address there is let in next."""
    with frame.database.writing() as session:
        people.untie(session, find_account(session, name), frame.clock(), **by_me())
    frame.say(f"{name} is tied to nobody.")


@user.command("close")
@click.argument("name")
@click.pass_obj
def close(frame: Frame, name: str) -> None:
    """Let an account sign in no more; what it did stays under its name."""
    with frame.database.writing() as session:
        people.close(session, find_account(session, name), frame.clock(), **by_me())
    frame.say(f"{name} can sign in no more.")


@user.command("open")
@click.argument("name")
@click.pass_obj
def reopen(frame: Frame, name: str) -> None:
    """Let a closed account sign in again."""
    with frame.database.writing() as session:
        people.reopen(session, find_account(session, name), frame.clock(), **by_me())
    frame.say(f"{name} can sign in again.")


def by_me() -> dict[str, str]:
    """Who acts, and how, for the event of an act."""
    return {"actor": getpass.getuser(), "via": "cli"}


def ask(from_stdin: bool) -> str:
    """The password: typed twice at a terminal, or a line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password (three words will do)", hide_input=True, confirmation_prompt=True)
    return typed
