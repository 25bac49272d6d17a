"""Who else looks at an item or an entry: asked by its page when it opens, and each minute."""

from starlette.responses import Response

from scraper.desk.looking import Place, look_at, others_at
from scraper.desk.roles import Permission
from scraper.web.routes import Asked, DeskRouter, Number

router = DeskRouter()


@router.act("/looking/{place}/{number}", Permission.READ)
def look(visit: Asked, place: Place, number: Number) -> Response:
    """Say that who asks looks, and who else does."""
    with visit.writing() as session:
        look_at(session, place, number, visit.name, visit.now)
        others = others_at(session, place, number, visit.name, visit.now)
    return visit.page("parts/lookers.html", lookers=others)
