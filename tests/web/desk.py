"""A desk that really runs: served on loopback, spoken to over HTTP as a browser without script does."""

import asyncio
import re
import socket
import threading
import urllib.parse
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.client import HTTPConnection  # noqa: TID251 - the tests are the browser
from types import TracebackType
from typing import Any, Self

import uvicorn

from scraper.config import Settings
from scraper.desk.roles import Role
from scraper.errors import ActionRefusedError
from scraper.intake.admit import admit
from scraper.outcomes import Kind
from scraper.storage.engine import Database
from scraper.storage.models import Page
from scraper.web.accounts import add_account, find_account, hashed, let_in
from scraper.web.app import create_app
from scraper.web.door import Door
from tests.factories import NOW, make_source, page_read, publication

PASSWORD = "three plain words"


@cache
def secret() -> str:
    """The hash of the password, worked out once."""
    return hashed(PASSWORD)


@dataclass
class Reply:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def plain(self) -> str:
        """Its words as one line, in reading order, without markup."""
        body = re.sub(r"<(style|script)\b.*?</\1>", " ", self.text, flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@dataclass
class Client:
    """A browser without script: keeps cookies, says where its forms come from, follows one redirect."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, form: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request; nothing is followed."""
        sent = {"Host": f"127.0.0.1:{self.port}"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if method == "POST":
            sent |= {
                "Origin": f"http://127.0.0.1:{self.port}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            body = urllib.parse.urlencode(form or {}, doseq=True)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, sent | dict(headers or {}))
        answer = connection.getresponse()
        text = answer.read().decode("utf-8-sig")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            value = rest.partition(";")[0].strip('"')
            if value and "Max-Age=0" not in cookie:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        connection.close()
        return Reply(answer.status, dict(answer.headers), text)

    def get(self, path: str, **headers: str) -> Reply:
        """A page."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, form: Any = None, **headers: str) -> Reply:
        """An act, and the page it leads to."""
        reply = self.ask("POST", path, form, headers)
        return self.get(reply.headers["location"].partition("#")[0]) if reply.status == 303 else reply

    def sign_in(self, name: str, password: str = PASSWORD) -> Self:
        """Sign in, or fail."""
        reply = self.ask("POST", "/sign-in", {"name": name, "password": password})
        assert reply.status == 303, reply.plain
        return self


class RunningDesk:
    """The application of a database in a server of its own, in a thread, at a free port.

    `now` is the desk's clock: it stands still unless it is moved.
    """

    def __init__(
        self, database: Database, settings: Settings, now: datetime = NOW, door: Door | None = None
    ) -> None:
        self.database, self.now = database, now
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.app = create_app(database, settings, lambda: self.now, door)
        config = uvicorn.Config(self.app, log_level="error", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        asyncio.run(self._server.serve([self._socket]))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def address(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, role: Role | None = Role.EDITOR) -> Client:
        """A browser; signed in as somebody of this role, whose name is the role's.

        She is let in as one whose password was right: to compare passwords is slow, as it has to be.
        """
        client = Client(self.port)
        if role:
            name = self.account(role)
            with self.database.writing() as session:
                client.cookies["gleaner"] = let_in(session, find_account(session, name), self.now)
        return client

    def account(self, role: Role) -> str:
        """The name of an account of this role; made when it is missing."""
        with suppress(ActionRefusedError), self.database.writing() as session:  # refused: it is there
            add_account(session, role.value, role, None, self.now).secret = secret()
        return role.value


#: Titles, kinds and texts of the candidates that tests fill a desk with: no two alike.
SUBJECTS = (
    "waiting times",
    "kinship care",
    "online harm",
    "school exclusion",
    "youth justice",
    "foster homes",
)
KINDS = (Kind.REPORT, Kind.NEWS, Kind.BLOG, Kind.GUIDANCE, Kind.CONSULTATION, Kind.LETTER)


def fill(
    database: Database, count: int, slug: str = "example", first: int = 0, at: datetime = NOW
) -> list[int]:
    """Admit candidates as a crawl does, each a minute after the one before; their ids."""
    ids = []
    with database.writing() as session:
        source = make_source(session, slug)
        for number in range(first, first + count):
            url = f"https://{slug}.example.org/news/{number}"
            page = Page(key=url, url=url, source_id=source.id, state="pending", first_seen_at=at, attempts=0)
            session.add(page)
            session.flush()
            found = publication(
                url=url, title=title_of(number), text=text_of(number), kind=KINDS[number % len(KINDS)]
            )
            admitted = admit(session, page_read(page, found), at + timedelta(minutes=number), 42)
            assert admitted.candidate_id is not None, admitted
            ids.append(admitted.candidate_id)
    return ids


def title_of(number: int) -> str:
    """A title of its own for each number."""
    return (
        f"{SUBJECTS[number % len(SUBJECTS)].capitalize()} in village{number * 7 + 1}: what item{number} found"
    )


def text_of(number: int) -> str:
    """A text of its own for each number: fifty words that no other has."""
    words: Sequence[str] = [f"term{number * 101 + place}" for place in range(50)]
    return (
        f"Place{number} has published its findings on {SUBJECTS[number % len(SUBJECTS)]}. "
        f"The study found that {number * 3 + 7} per cent of families waited. " + " ".join(words) + "."
    )
