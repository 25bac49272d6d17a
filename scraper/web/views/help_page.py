"""Help: what the keys do, what the words mean."""

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.web.routes import Asked, DeskRouter

router = DeskRouter()


@router.show("/help", Permission.READ)
def show(visit: Asked) -> Response:
    """The page."""
    return visit.page("help.html")
