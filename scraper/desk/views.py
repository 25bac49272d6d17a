"""Saved views: lists of candidates under a name, one's own or everybody's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scraper.desk.criteria import Criteria, from_query_string, to_query_string
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.storage.desk_models import View

#: Characters of a view's name.
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view: `owner` is None when it is everybody's. `query` is its criteria as a query string."""

    id: int
    name: str
    owner: str | None
    query: str

    @property
    def criteria(self) -> Criteria:
        """What it lists.

        Raises:
            QueryError: this version does not know one of its filters.
        """
        return from_query_string(self.query)


def save_view(session: Session, name: str, criteria: Criteria, owner: str | None, now: datetime) -> SavedView:
    """Keep criteria under a name; a view of that name and owner is replaced.

    Raises:
        ActionRefusedError: the name is empty or too long.
        QueryError: the search of the criteria cannot be understood.
    """
    said = " ".join(name.split())
    if not 0 < len(said) <= LONGEST_NAME:
        raise ActionRefusedError(f"a view needs a name of at most {LONGEST_NAME} characters")
    query = to_query_string(criteria)
    from_query_string(query)
    row = session.scalars(select(View).where(View.name == said, View.owner == owner)).first()
    if row is None:
        row = View(name=said, owner=owner, made_at=now)
        session.add(row)
    row.criteria = query
    session.flush()
    return told(row)


def list_views(session: Session, actor: str) -> list[SavedView]:
    """The views of somebody, and everybody's, by name."""
    rows = session.scalars(select(View).where(or_(View.owner == actor, View.owner.is_(None))))
    return sorted(map(told, rows), key=lambda view: (view.name.casefold(), view.id))


def find_view(session: Session, actor: str, name: str) -> SavedView:
    """The view of this name, one's own before everybody's.

    Raises:
        NotFoundError: there is none.
    """
    found = [view for view in list_views(session, actor) if view.name.casefold() == name.casefold()]
    if not found:
        raise NotFoundError(f"no view “{name}”: `gleaner queue views` shows them")
    return min(found, key=lambda view: view.owner is None)


def drop_view(session: Session, view_id: int, actor: str) -> None:
    """Forget a view: one's own, or one of everybody.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    row = session.get(View, view_id)
    if row is None or row.owner not in (actor, None):
        raise NotFoundError(f"no view {view_id}: `gleaner queue views` shows them")
    session.delete(row)
    session.flush()


def told(row: View) -> SavedView:
    """A view's row as data."""
    return SavedView(row.id, row.name, row.owner, row.criteria)
