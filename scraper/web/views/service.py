"""Signing in through the house's service: to it, and back from it."""

import hmac
import logging
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from scraper.errors import NotFoundError, SignInRefusedError
from scraper.web import accounts
from scraper.web.oidc import arrivals, journey
from scraper.web.oidc.journey import Journey
from scraper.web.oidc.refusals import WORDS, Refusal
from scraper.web.routes import PUBLIC, Asked, DeskRouter
from scraper.web.views.sign_in import let_in, sign_in_page
from scraper.web.visit import Visit, is_own_path

if TYPE_CHECKING:
    from scraper.web.oidc.service import Service

router = DeskRouter()
LOG = logging.getLogger(__name__)

#: Refusals that are the service's or the machine's fault rather than the person's.
FAULTS = frozenset({Refusal.UNREACHABLE, Refusal.BUSY})


def service_of(visit: Visit) -> "Service":
    """The service of this desk.

    Raises:
        NotFoundError: it has none.
    """
    if visit.desk.service is None:
        raise NotFoundError("This desk has no sign-in service.")
    return visit.desk.service


# A link rather than a form: browsers hold the `form-action` of a page against every redirect that follows a
# form, and where a service sends people on to is not known here.
@router.show(journey.BEGIN, PUBLIC)
def begin(visit: Asked) -> Response:
    """Send a browser to the service, with a cookie that makes it known when it is back."""
    service = service_of(visit)
    wanted = visit.request.query_params.get("back", "")
    with visit.writing() as session:
        begun = journey.begin(session, wanted if is_own_path(wanted) else "/", visit.now)
    try:
        way = service.way(begun, return_address(visit), visit.now)
    except SignInRefusedError as refused:
        return refusal(visit, refused)
    answer = RedirectResponse(way, 303)
    answer.set_cookie(
        journey.COOKIE,
        begun.word,
        max_age=int(journey.LASTS.total_seconds()),
        path=journey.BEGIN,
        httponly=True,
        samesite="lax",
        secure=visit.request.url.scheme == "https",
    )
    return answer


@router.show(journey.RETURN, PUBLIC)
def arrive(visit: Asked) -> Response:
    """Let in who comes back from the service, or say why not. A journey ends here, whatever comes of it."""
    service = service_of(visit)
    begun = Journey(visit.request.cookies.get(journey.COOKIE, ""))
    with visit.writing() as session:
        place = journey.end(session, begun.word, visit.now)
    try:
        answer = let_in(visit, welcome(visit, service, begun, place), place or "/")
    except SignInRefusedError as refused:
        answer = refusal(visit, refused)
    answer.delete_cookie(journey.COOKIE, path=journey.BEGIN)
    return answer


def welcome(visit: Visit, service: "Service", begun: Journey, place: str | None) -> str:
    """The word for the cookie of who came back.

    Args:
        visit: that brought her.
        service: where she was.
        begun: what her cookie says; anybody can write one.
        place: where the journey was to end, None when it was never begun or is over.

    Raises:
        SignInRefusedError: nobody is let in.
    """
    if place is None:
        raise SignInRefusedError(Refusal.LOST, "the browser brought no journey of its own")
    said = visit.request.query_params
    if not hmac.compare_digest(said.get("state", "").encode(), begun.state.encode()):
        raise SignInRefusedError(Refusal.LOST, "the state is another journey's")
    arrival = service.arrive(begun, said, return_address(visit), visit.now)
    who = arrivals.confirmed(arrival, service.setting)
    with visit.writing() as session:
        account = arrivals.account_of(session, who, service.setting, visit.now)
        return accounts.let_in(session, account, visit.now)


def return_address(visit: Visit) -> str:
    """Where the service sends browsers back to; it knows the addresses it may send them to."""
    return f"{visit.request.url.scheme}://{visit.request.headers.get('host', '')}{journey.RETURN}"


def refusal(visit: Visit, refused: SignInRefusedError) -> Response:
    """The sign-in page with the reason, which is told in both logs.

    What whoever runs the desk has to look at is an error there, what a person has to see to is a warning.
    """
    service, is_fault = service_of(visit), refused.reason in FAULTS
    is_ours = is_fault or refused.reason == Refusal.UNTRUSTED
    LOG.log(
        logging.ERROR if is_ours else logging.WARNING, "sign-in refused (%s): %s", refused.reason, refused
    )
    with visit.writing() as session:
        arrivals.tell(session, refused, visit.now, visit.now - accounts.FAILURE_WINDOW)
    problem = WORDS[refused.reason].format(service=service.setting.name)
    return sign_in_page(visit, 503 if is_fault else 401, problem=problem)
