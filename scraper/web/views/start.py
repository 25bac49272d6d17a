"""The start: where a day at the desk begins."""

from starlette.responses import RedirectResponse, Response

from scraper.desk.roles import Permission
from scraper.web.routes import DeskRouter

router = DeskRouter()


@router.show("/", Permission.READ)
def start() -> Response:
    """To the queue."""
    return RedirectResponse("/queue", 303)
