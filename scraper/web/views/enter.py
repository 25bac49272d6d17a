"""The demo's way in: an address that is good once."""

from starlette.responses import Response

from scraper.errors import NotFoundError
from scraper.storage.account_models import Account
from scraper.web import accounts
from scraper.web.routes import PUBLIC, Asked, DeskRouter
from scraper.web.views.sign_in import let_in

router = DeskRouter()


@router.show("/enter/{word}", PUBLIC)
def enter(visit: Asked, word: str) -> Response:
    """Let a browser in.

    Raises:
        NotFoundError: there is no such door, or it was opened before.
    """
    door = visit.desk.door
    number = door.open(word) if door is not None else None
    if number is None:
        raise NotFoundError("This address lets nobody in: it was good for one browser. Start the demo again.")
    with visit.writing() as session:
        account = session.get_one(Account, number)
        cookie = accounts.let_in(session, account, visit.now)
    return let_in(visit, cookie, "/")
