"""What every page is given: who looks, the database, the moment, and how to answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import Request
from jinja2 import Environment
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from scraper.config import Settings
from scraper.desk.roles import Permission, may
from scraper.desk.rows import QueueRow
from scraper.digest.exporting.sheet import as_csv
from scraper.storage.engine import Database
from scraper.web.accounts import Person
from scraper.web.door import Door
from scraper.web.frame import frame_facts
from scraper.web.keys import keys_of, mode_of
from scraper.web.rows import RowShown, shown_row
from scraper.web.topics import topics_in

if TYPE_CHECKING:
    from scraper.web.oidc.service import Service

COOKIE = "gleaner"
#: The cookie that carries what an act did to the page after it.
SAID = "gleaner-said"
#: Characters of it: each takes two to eight bytes of the cookie, of which browsers keep 4 KB.
LONGEST_SAID = 400


@dataclass(frozen=True, slots=True)
class Desk:
    """One running desk: where its data is, what it was told, its clock, its templates, and other ways in.

    `door` is the demo's; `service` the house's sign-in service.
    """

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    templates: Environment
    door: Door | None = None
    service: "Service | None" = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: the desk, who asks (None before she signed in), and the moment it came."""

    desk: Desk
    request: Request
    person: Person | None
    now: datetime

    @property
    def name(self) -> str:
        """The name that acts are kept under."""
        return self.person.name if self.person else "nobody"

    @property
    def here(self) -> str:
        """The address of this page within the desk, for the way back."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    def row(self, row: QueueRow, *, compact: bool) -> RowShown:
        """A row of the queue as this house reads it."""
        settings = self.desk.settings
        return shown_row(row, settings.timezone, self.now, topics_in(settings.home), compact=compact)

    @property
    def keys(self) -> dict[str, str]:
        """The key of each act as who looks has it, for `aria-keyshortcuts`."""
        return keys_of(self.person.preferences if self.person else {})

    @property
    def keys_mode(self) -> str:
        """When keys work for who looks."""
        return mode_of(self.person.preferences if self.person else {})

    def reading(self) -> AbstractContextManager[Session]:
        """A session for queries."""
        return self.desk.database.reading()

    def writing(self) -> AbstractContextManager[Session]:
        """One transaction."""
        return self.desk.database.writing()

    def may(self, permission: str) -> bool:
        """Whether who looks may do this: templates leave out what would be refused."""
        return self.person is not None and may(self.person.role, Permission(permission))

    @property
    def wants_fragment(self) -> bool:
        """Whether the page's script asks for a part of the page only."""
        return "hx-request" in self.request.headers

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A whole page, or a fragment when the template is one."""
        answer = HTMLResponse(self.render(template, **context), status)
        if SAID in self.request.cookies:
            answer.delete_cookie(SAID)
        return answer

    @property
    def said(self) -> str:
        """What the act before this page did, for its status line."""
        try:
            return bytes.fromhex(self.request.cookies.get(SAID, "")).decode()
        except ValueError:  # not ours
            return ""

    def render(self, template: str, **context: Any) -> str:
        """A template's text. `frame` is what stands around every page."""
        if not template.startswith("parts/"):
            with self.reading() as session:
                context["frame"] = frame_facts(session, self.now) if self.person else None
        return self.desk.templates.get_template(template).render(visit=self, **context)

    def listing(
        self, template: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], **context: Any
    ) -> Response:
        """A list as the address asks for it: a page, or with .json or .csv at its end the rows themselves.

        Args:
            template: of the page; it is given `rows`.
            columns: keys of a row in the order of the CSV's columns.
            rows: plain data.
        """
        path = self.request.url.path
        if path.endswith(".json"):
            return JSONResponse([dict(row) for row in rows])
        if path.endswith(".csv"):
            name = path.rsplit("/", 1)[-1]
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(as_csv(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)
        return self.page(template, rows=list(rows), **context)

    def back(self, default: str, said: str = "") -> Response:
        """After an act: to the page it came from, with what was done for the status line."""
        return self.say(RedirectResponse(self.back_or(default), 303), said)

    def back_or(self, default: str) -> str:
        """The address of the page that an act or a fragment came from, when it says one of ours."""
        place = self.request.query_params.get("back", "")
        return place if is_own_path(place) else default

    def say(self, answer: Response, words: str) -> Response:
        """Let the next page say what was done. A header holds some kilobytes: longer words are cut."""
        if words:
            said = words if len(words) <= LONGEST_SAID else f"{words[:LONGEST_SAID]}…"
            answer.set_cookie(SAID, said.encode().hex(), max_age=60, httponly=True, samesite="lax")
        return answer

    def again(self, words: str) -> Response:
        """For the page's script: show the page anew, with what was done for the status line."""
        return self.say(Response(headers={"HX-Refresh": "true"}), words)


def is_own_path(place: str) -> bool:
    """Whether an address stays within this desk: a path, not another host in disguise."""
    return place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
