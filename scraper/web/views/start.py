"""The start: where a day at the desk begins."""

from starlette.responses import RedirectResponse, Response

from scraper.desk.roles import Permission
from scraper.web.routes import PUBLIC, DeskRouter

router = DeskRouter()


@router.show("/", Permission.READ)
def start() -> Response:
    """To the queue."""
    return RedirectResponse("/queue", 303)


@router.show("/favicon.ico", PUBLIC)
def icon() -> Response:
    """Where browsers look for a page that names no icon."""
    return RedirectResponse("/static/icon.svg", 308)
