"""Signing in and out."""

from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from scraper.errors import ActionRefusedError
from scraper.web.accounts import LONGEST, find_account, sign_in, sign_out
from scraper.web.people import GIVEN
from scraper.web.routes import PUBLIC, Asked, DeskRouter, Sent
from scraper.web.visit import COOKIE, Visit

router = DeskRouter()


@router.show("/sign-in", PUBLIC)
def show(visit: Asked) -> Response:
    """The form."""
    if visit.person is not None:
        return visit.back("/")
    return sign_in_page(visit, 200)


def sign_in_page(visit: Visit, status: int, *, problem: str = "", name: str = "") -> Response:
    """The page, with what is wrong; the way back goes along with whatever she does there."""
    place = visit.back_or("")
    return visit.page(
        "sign_in.html",
        status,
        problem=problem,
        name=name,
        service=visit.desk.service and visit.desk.service.setting,
        back=f"?{urlencode({'back': place})}" if place else "",
    )


@router.act("/sign-in", PUBLIC)
def enter(visit: Asked, form: Sent) -> Response:
    """Let a person in, or say that name and password do not belong together."""
    service = visit.desk.service
    if service is not None and not service.setting.passwords:
        return sign_in_page(visit, 403, problem=f"Passwords are not taken here: use {service.setting.name}.")
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    try:
        with visit.writing() as session:
            word = sign_in(session, name, password, visit.now)
            given = word and find_account(session, name).preferences.get(GIVEN)
    except ActionRefusedError as error:
        return sign_in_page(visit, 429, problem=f"{error}.".capitalize(), name=name)
    if word is None:
        problem = "Name and password do not belong together."
        return sign_in_page(visit, 401, problem=problem, name=name)
    return let_in(visit, word, "/settings?given=1#password" if given else visit.back_or("/"))


def let_in(visit: Visit, word: str, place: str) -> Response:
    """To a page, with the cookie that says who she is."""
    answer = RedirectResponse(place, 303)
    secure = visit.request.url.scheme == "https"
    seconds = int(LONGEST.total_seconds())
    answer.set_cookie(COOKIE, word, max_age=seconds, httponly=True, samesite="lax", secure=secure)
    return answer


@router.act("/sign-out", PUBLIC)
def leave(visit: Asked) -> Response:
    """Forget this browser."""
    word = visit.request.cookies.get(COOKIE, "")
    with visit.writing() as session:
        sign_out(session, word, visit.now)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer
