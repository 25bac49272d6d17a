"""The feed of published issues, for readers that cannot sign in where the house lets them."""

from starlette.responses import Response

from scraper.digest.issue_feed import MEDIA_TYPE, read_feed, render, state_of_feed
from scraper.errors import NotFoundError
from scraper.web.routes import PUBLIC, Asked, DeskRouter

router = DeskRouter()

PLACE = "/issues.atom"
#: Seconds for which a reader, or a proxy, need not ask again.
FRESH_FOR = 300


@router.show(PLACE, PUBLIC)
def feed(visit: Asked) -> Response:
    """The feed; not there for strangers unless the house's setting says so."""
    public = visit.desk.settings.public_feed
    if visit.person is None and not public:
        raise NotFoundError("there is no public feed here")
    headers = {"Cache-Control": f"public, max-age={FRESH_FOR}" if public else "private, no-cache"}
    with visit.reading() as session:
        headers["ETag"] = f'"{state_of_feed(session)}"'
        if headers["ETag"] in visit.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        written = render(read_feed(session, visit.now), PLACE)
    return Response(written, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)
