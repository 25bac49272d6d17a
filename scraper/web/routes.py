"""Routes that name who may use them: one without a permission cannot be written."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Path, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse
from starlette.routing import Mount

from scraper.desk.roles import Permission, may
from scraper.web.accounts import seen, who_is
from scraper.web.visit import COOKIE, Desk, Visit

#: What stands where a route is open to everybody, signed in or not.
PUBLIC = "public"

View = Callable[..., Any]


class SignInNeededError(Exception):
    """Nobody is signed in. Turned into the sign-in page by the application."""


class NotPermittedError(Exception):
    """Who is signed in may not do this. Turned into a page that says so."""


def visit_of(request: Request) -> Visit:
    """The visit of a request; who it is stands in the cookie."""
    desk: Desk = request.app.state.desk
    now, word, found = desk.clock(), request.cookies.get(COOKIE), None
    if word:
        with desk.database.reading() as session:
            found = who_is(session, word, now)
        if found is not None and found[1]:
            with desk.database.writing() as session:
                seen(session, word, now)
    return Visit(desk, request, found and found[0], now)


def needs(permission: str) -> Callable[[Visit], None]:
    """A check that lets only those pass who have a permission."""

    def check(visit: Annotated[Visit, Depends(visit_of)]) -> None:
        if permission == PUBLIC:
            return
        if visit.person is None:
            raise SignInNeededError
        if not may(visit.person.role, Permission(permission)):
            raise NotPermittedError(permission)

    return check


async def form_of(request: Request) -> FormData:
    """What a form sent, without the characters NUL that pasted text may hold and PostgreSQL does not keep."""
    sent = await request.form(max_files=4, max_fields=2_000)
    return FormData(
        [
            (name, value.replace("\0", "") if isinstance(value, str) else value)
            for name, value in sent.multi_items()
        ]
    )


#: The arguments of a view: `def view(visit: Asked)` and, where a form is sent, `form: Sent`.
Asked = Annotated[Visit, Depends(visit_of)]
Sent = Annotated[FormData, Depends(form_of)]
#: The number of a row in an address; larger ones no database takes.
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class DeskRouter(APIRouter):
    """Collects the routes of one module of pages."""

    def show(self, path: str, permission: str, *, listing: bool = False) -> Callable[[View], View]:
        """A page; a `listing` is also answered as path.json and path.csv."""
        ends = ("", ".json", ".csv") if listing else ("",)
        return self._add("GET", [path + end for end in ends], permission)

    def act(self, path: str, permission: str) -> Callable[[View], View]:
        """What a form or a key does."""
        return self._add("POST", [path], permission)

    def _add(self, method: str, paths: list[str], permission: str) -> Callable[[View], View]:
        def register(view: View) -> View:
            for path in paths:
                self.add_api_route(
                    path,
                    view,
                    methods=[method],
                    dependencies=[Depends(needs(permission))],
                    openapi_extra={"x-permission": permission},
                    response_class=HTMLResponse,
                    response_model=None,
                )
            return view

        return register


def permissions_of(app: FastAPI) -> dict[tuple[str, str], str]:
    """The permission of every route, by method and path.

    Raises:
        ValueError: a route names none: it was not made by a DeskRouter.
    """
    found: dict[tuple[str, str], str] = {}
    for route in app.routes:
        if isinstance(route, Mount):
            continue
        said = (getattr(route, "openapi_extra", None) or {}).get("x-permission")
        if said is None:
            raise ValueError(f"{getattr(route, 'path', route)} does not say who may use it")
        for method in getattr(route, "methods", set()):
            found[method, getattr(route, "path", "")] = said
    return found
