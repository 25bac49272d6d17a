"""The application: templates, routes, and every error turned into a page that says what to do."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from scraper.config import Settings
from scraper.errors import ActionRefusedError, GleanerError, NotFoundError
from scraper.storage.engine import Database
from scraper.web import words
from scraper.web.door import Door
from scraper.web.routes import NotPermittedError, SignInNeededError, permissions_of, visit_of
from scraper.web.security import Guard
from scraper.web.views import MODULES
from scraper.web.visit import Desk, is_own_path
from scraper.web.words import as_sentence

if TYPE_CHECKING:
    from scraper.web.oidc.service import Service

STATIC = Path(__file__).with_name("static")
LOG = logging.getLogger(__name__)
#: What pages ask by themselves, each minute: an answer carries nobody away from what she is typing.
UNASKED = ("/looking/", "/queue/arrived")
#: What is said to who sends something with a sign-in that ended meanwhile.
SIGNED_OUT = "You were signed out meanwhile, so nothing was done: sign in"


def create_app(
    database: Database, settings: Settings, clock: Callable[[], datetime], door: Door | None = None
) -> FastAPI:
    """The desk of one database. Nothing is read or written before the first request."""
    app = FastAPI(title="Gleaner", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(database, settings, clock, load_templates(), door, service_of(settings))
    app.mount("/static", Assets(directory=STATIC), name="static")
    for module in MODULES:
        app.router.routes.extend(module.router.routes)
    permissions_of(app)
    for error, answer in (
        (SignInNeededError, ask_to_sign_in),
        (NotPermittedError, not_permitted),
        (GleanerError, refused),
        (RequestValidationError, not_understood),
        (HTTPException, http_error),
        (Exception, fault_of_ours),
    ):
        app.add_exception_handler(error, answer)
    app.add_middleware(Guard)
    return app


def service_of(settings: Settings) -> "Service | None":
    """The house's sign-in service."""
    if settings.sign_in is None:
        return None
    # Loading Authlib takes a tenth of a second: only a desk with a service pays for it.
    from scraper.web.oidc.service import Service  # noqa: PLC0415

    return Service(settings.sign_in)


def load_templates() -> Environment:
    """The templates; what they print is escaped, and a name they misspell is an error."""
    environment = Environment(
        loader=PackageLoader("scraper.web"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": words.date_in_words,
        "moment": words.moment_in_words,
        "stamp": words.stamp_in_words,
        "ago": words.ago_in_words,
    }
    environment.globals |= {"counted": words.counted, "asset": asset_addresses().__getitem__}
    return environment


class Assets(StaticFiles):
    """Our own style and script; their addresses change with their content, so browsers keep them."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file, to be kept for a year."""
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def asset_addresses() -> dict[str, str]:
    """The address of each static file, with a few figures of its hash."""
    return {
        file.name: f"/static/{file.name}?{hashlib.sha256(file.read_bytes()).hexdigest()[:10]}"
        for file in sorted(STATIC.iterdir())
        if file.is_file()
    }


def ask_to_sign_in(request: Request, _error: Exception) -> Response:
    """To the sign-in page and back; programs, and whoever has sent what she typed, are told so instead."""
    path = request.url.path
    if path.endswith((".json", ".csv")):
        return JSONResponse({"error": "sign in first"}, 401)
    if "hx-request" in request.headers:
        if path.startswith(UNASKED):
            return Response(status_code=401, headers={"HX-Reswap": "none"})
        if path.startswith("/item/") and request.method == "POST":
            return said(request, 401, "Not done", f"{SIGNED_OUT} in another tab, then do this again.")
        target = sign_in_and_back(address_in(request.headers.get("hx-current-url", "")))
        return Response(status_code=401, headers={"HX-Redirect": target})
    if request.method == "POST":
        return visit_of(request).page("signed_out.html", 401, words=SIGNED_OUT)
    return RedirectResponse(sign_in_and_back(address_in(str(request.url))), 303)


def sign_in_and_back(place: str) -> str:
    """The address of the sign-in page, which leads to a place of the desk afterwards."""
    return f"/sign-in?back={quote(place, safe='')}" if is_own_path(place) else "/sign-in"


def address_in(url: str) -> str:
    """What stands behind the host in an address: path and query."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def not_permitted(request: Request, _error: Exception) -> Response:
    """Signed in, but not for this."""
    words = "Your account may not do this. An administrator can change what you may do under Settings."
    return said(request, 403, "Not permitted", words)


def refused(request: Request, error: Exception) -> Response:
    """What was refused on purpose, in its own words."""
    if isinstance(error, NotFoundError):
        return said(request, 404, "Not found", str(error))
    status = 409 if isinstance(error, ActionRefusedError) else 422
    return said(request, status, "Not done", str(error))


def not_understood(request: Request, error: Exception) -> Response:
    """An address or a form with a value that cannot be read."""
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    place = ".".join(str(part) for part in first.get("loc", ())[1:])
    return said(request, 422, "Not understood", f"{place or 'The address'} cannot be read: nothing was done.")


def http_error(request: Request, error: Exception) -> Response:
    """An address that leads nowhere, a method that it does not have."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "There is no such page. It may have been part of an older address."}
    return said(request, status, HTTPStatus(status).phrase, words.get(status, "Nothing was done."))


def fault_of_ours(request: Request, error: Exception) -> Response:
    """A bug: its trace goes to the log, the person is told that nothing of hers was lost."""
    LOG.error("a fault on %s %s", request.method, request.url.path, exc_info=error)
    return said(
        request,
        500,
        "A fault of ours",
        "Something went wrong here, and nothing was changed. What you typed is still in the page before this "
        "one: go back to it. The log of `gleaner serve` says more.",
    )


def said(request: Request, status: int, title: str, words: str) -> Response:
    """A page that says one thing; a sentence for the page's script, an object for programs."""
    if request.url.path.endswith(".json"):
        return JSONResponse({"error": words}, status)
    visit = visit_of(request)
    words = as_sentence(words)
    if not visit.wants_fragment:
        return visit.page("said.html", status, title=title, words=words, before=page_before(request))
    answer = visit.page("parts/refusal.html", status, words=words)
    # What was to be replaced stays: the words belong into the status line.
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#status", "innerHTML"
    return answer


def page_before(request: Request) -> str:
    """The address of the page that an act was asked for on, "" when nothing says which."""
    place = address_in(request.headers.get("referer", ""))
    return place if request.method == "POST" and is_own_path(place) else ""
