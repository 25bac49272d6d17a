"""Settings: a person's own, and where those of the house are."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.desk.spot_checks import looks_so_far
from scraper.errors import ActionRefusedError
from scraper.storage.account_models import Account
from scraper.storage.reasons import house_reasons
from scraper.web import preferences as own
from scraper.web.accounts import fits, let_in
from scraper.web.keys import KEYS, mode_of
from scraper.web.people import GIVEN, change_password
from scraper.web.routes import Asked, DeskRouter, Sent
from scraper.web.visit import COOKIE, Visit

router = DeskRouter()


@router.show("/settings", Permission.READ)
def show(visit: Asked) -> Response:
    """The forms."""
    return settings_page(visit)


def settings_page(visit: Visit, status: int = 200, **said: Any) -> Response:
    """The page, with what is wrong in a form beside its fields."""
    preferences = said.pop("preferences", None) or own_preferences(visit)
    shown = {
        "mode": mode_of(preferences),
        "theme": preferences.get("theme", "system"),
        "density": preferences.get("density", "usual"),
        "mapped": own.keys_shown(preferences),
        "has_password": has_password(visit),
        "given": bool(preferences.get(GIVEN)),
        "problems": {},
        "password_problem": "",
    }
    with visit.reading() as session:
        shown |= {"reasons": house_reasons(session).offered, "looks": looks_so_far(session, visit.now).words}
    return visit.page("settings.html", status, own=own, keys=KEYS, **(shown | said))


def has_password(visit: Visit) -> bool:
    """Whether she signs in with a password, rather than through the house's service only."""
    service = visit.desk.settings.sign_in
    with visit.reading() as session:
        return (service is None or service.passwords) and own_account(visit, session).secret is not None


def own_preferences(visit: Visit) -> dict[str, object]:
    """What she chose so far."""
    return visit.person.preferences if visit.person else {}


@router.act("/settings/preferences", Permission.READ)
def keep(visit: Asked, form: Sent) -> Response:
    """Keep her preferences, or show which keys mean two things."""
    chosen = own.choose({name: str(value) for name, value in form.items()}, own_preferences(visit))
    if chosen.problems:
        return settings_page(visit, 422, preferences=chosen.preferences, problems=chosen.problems)
    with visit.writing() as session:
        own_account(visit, session).preferences = chosen.preferences
    return visit.back("/settings", "Your settings are kept.")


@router.act("/settings/password", Permission.READ)
def password(visit: Asked, form: Sent) -> Response:
    """Her own new password; her other browsers have to sign in anew, this one stays."""
    old, new = str(form.get("old", "")), str(form.get("new", ""))
    with visit.writing() as session:
        account = own_account(visit, session)
        if not fits(old, account.secret):
            return settings_page(visit, 422, password_problem="This is not your present password.")  # noqa: S106
        try:
            change_password(session, account, new, visit.now, actor=visit.name, via="web", given=False)
        except ActionRefusedError as error:
            return settings_page(visit, 422, password_problem=f"{str(error).capitalize()}.")
        word = let_in(session, account, visit.now)
    answer = visit.back("/settings", "Your password is changed; your other browsers are signed out.")
    secure = visit.request.url.scheme == "https"
    answer.set_cookie(COOKIE, word, httponly=True, samesite="lax", secure=secure)
    return answer


def own_account(visit: Visit, session: Session) -> Account:
    """Her account's row."""
    return session.get_one(Account, visit.person.id if visit.person else 0)
