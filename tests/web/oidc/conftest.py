"""A desk whose people sign in at a service that really runs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection  # noqa: TID251 - the tests are the browser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from scraper.config import Settings
from scraper.desk.roles import Role
from scraper.sign_in import read_service
from scraper.storage.account_models import Account
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.web.accounts import add_account
from tests.web.desk import Client, Reply, RunningDesk
from tests.web.oidc_provider import CLIENT, SECRET, Provider

#: Opens a desk with these settings of its service.
Opens = Callable[..., "House"]


@dataclass
class House:
    """A desk, its service, and what can be asked of both."""

    desk: RunningDesk
    provider: Provider

    def account(self, name: str = "anna", email: str | None = "anna@example.org", **said: Any) -> int:
        """An account with an address, made by an administrator."""
        with self.desk.database.writing() as session:
            account = add_account(session, name, Role.EDITOR, None, self.desk.now)
            account.email = email
            for field, value in said.items():
                setattr(account, field, value)
            return account.id

    def browser(self) -> Client:
        return self.desk.client(None)

    def go(self, client: Client, back: str = "") -> str:
        """Begin, and let the service send the browser back: the address it is sent to."""
        sent = client.ask("GET", f"/sign-in/service{back}")
        assert sent.status == 303, sent.plain
        parts = urlsplit(sent.headers["location"])
        connection = HTTPConnection(str(parts.hostname), parts.port, timeout=20)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        connection.close()
        back_again = urlsplit(answer.headers["Location"])
        assert back_again.netloc == f"127.0.0.1:{self.desk.port}"
        return f"{back_again.path}?{back_again.query}"

    def sign_in(self, client: Client | None = None, back: str = "") -> Reply:
        """The whole way."""
        client = client or self.browser()
        return client.ask("GET", self.go(client, back))

    def events(self) -> list[tuple[str, str, int, Any]]:
        """What the log says of accounts: who, what, which account, what it became; oldest first."""
        with self.desk.database.reading() as session:
            rows = session.execute(
                sa.select(Event.actor, Event.action, Event.object_id, Event.after)
                .where(Event.object_type == "account")
                .order_by(Event.id)
            )
            return [tuple(row) for row in rows]

    def told(self, column: str) -> list[Any]:
        """One column of all accounts."""
        with self.desk.database.reading() as session:
            return list(session.scalars(sa.select(getattr(Account, column)).order_by(Account.id)))


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A service."""
    with Provider() as running:
        yield running


@pytest.fixture
def opens(database: Database, tmp_path: Path, provider: Provider) -> Iterator[Opens]:
    """Open a desk, on each engine, with settings of its service."""
    with ExitStack() as stack:

        def opened(**said: Any) -> House:
            table = {
                "issuer": provider.issuer,
                "client_id": CLIENT,
                "secret": SECRET,
                "name": "Example login",
            }
            settings = Settings(tmp_path, "", sign_in=read_service(table | said))
            desk = stack.enter_context(RunningDesk(database, settings))
            provider.clock = lambda: desk.now
            return House(desk, provider)

        yield opened


@pytest.fixture
def house(opens: Opens) -> House:
    """A desk that lets in nobody without an account."""
    return opens()
