"""Pages of lists that grow while they are read: a cursor names the last row of a page, not its number."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from scraper.errors import QueryError


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the order it stands in, and the values it is ordered by."""

    order: str
    id: int
    at: datetime | None = None
    score: float | None = None

    def __str__(self) -> str:
        """The cursor as it stands in an address; `read_cursor` reads it."""
        at = self.at.isoformat() if self.at else None
        said = json.dumps([self.order, self.id, at, self.score], separators=(",", ":"))
        return urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read_cursor(said: str, order: str) -> Cursor:
    """A cursor of a list in this order.

    Raises:
        QueryError: it is none, or one of a list in another order.
    """
    try:
        found, number, at, score = json.loads(urlsafe_b64decode(said + "=" * (-len(said) % 4)))
        cursor = Cursor(str(found), int(number), datetime.fromisoformat(at) if at else None, score)
        if score is not None:
            float(score)
    except (ValueError, TypeError) as error:
        raise QueryError("this is no link to a page of the list: begin at its first page") from error
    if cursor.order != order or (cursor.at is not None and cursor.at.tzinfo is None):
        raise QueryError("this link leads to a page of another list: begin at its first page")
    return cursor
