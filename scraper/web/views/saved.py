"""Lists of the queue that are kept under a name."""

from urllib.parse import parse_qsl, urlsplit

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.desk.views import drop_view, save_view
from scraper.errors import ActionRefusedError
from scraper.web.lists import PATH, address_of, criteria_of
from scraper.web.routes import Asked, DeskRouter, Number, Sent
from scraper.web.views.queue import list_shown

router = DeskRouter()


@router.act("/views", Permission.SUGGEST)
def save(visit: Asked, form: Sent) -> Response:
    """Keep a list under a name: for who asks, or, who may decide, for everybody.

    Raises:
        QueryError: the list cannot be understood.
        ActionRefusedError: it has no name, or is a list that changes with who looks and when.
    """
    shown = list_shown(visit, dict(parse_qsl(urlsplit(str(form.get("list", ""))).query)))
    criteria = criteria_of(shown, visit.name, visit.now, visit.desk.settings.timezone)
    address = address_of(criteria)
    if address is None:
        raise ActionRefusedError("this list depends on who looks and when: it cannot be kept under a name")
    owner = None if form.get("shared") and visit.may(Permission.DECIDE) else visit.name
    with visit.writing() as session:
        kept = save_view(session, str(form.get("name", "")), criteria, owner, visit.now)
    return visit.back(address, f"Kept as “{kept.name}”.")


@router.act("/views/{number}/drop", Permission.SUGGEST)
def drop(visit: Asked, number: Number) -> Response:
    """Forget a view."""
    with visit.writing() as session:
        drop_view(session, number, visit.name)
    return visit.back(PATH, "The view is forgotten; what it listed stays.")
