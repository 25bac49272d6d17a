"""The queue's address, both ways: what a list shows as criteria, and criteria as the address of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from scraper.desk.criteria import Criteria, Order
from scraper.desk.query import parse_query
from scraper.errors import QueryError
from scraper.outcomes import Band, Kind, Nation, Status

PATH = "/queue"
#: Rows of one page.
PAGE = 50
#: Rows that somebody takes on at once: what is decided in some minutes.
TAKEN = 25
#: Views that somebody takes on from: what nobody has decided yet.
TO_TAKE = ("new", "likely", "possible", "unlikely", "maybe")
#: Parts of the address that say which candidates; the rest says how they are shown and where in the list.
FILTERS = ("search", "source", "kind", "nation", "from", "to", "order")

#: The views by their name in the address, and the words of their tabs.
VIEWS = {
    "new": "New",
    "likely": "Likely",
    "possible": "Possible",
    "unlikely": "Unlikely",
    "maybe": "Maybe",
    "mine": "Mine",
    "held": "Held",
    "shortlisted": "Shortlisted",
    "excluded": "Excluded",
    "decided": "Decided today",
}
#: What a view shows: one band of what is new, one status, or what a search finds.
BANDS = {"likely": Band.LIKELY, "possible": Band.POSSIBLE, "unlikely": Band.UNLIKELY}
STATUSES = {
    "maybe": Status.MAYBE,
    "held": Status.HELD,
    "shortlisted": Status.SHORTLISTED,
    "excluded": Status.EXCLUDED,
}
SEARCHES = {"mine": "(state:new OR state:maybe OR state:held)"}


@dataclass(frozen=True, slots=True)
class ListShown:
    """A list as its address says: the view, its filters as they were typed, and how it is shown."""

    view: str
    said: Mapping[str, str]
    compact: bool
    after: str | None

    @property
    def filtered(self) -> bool:
        """Whether anything but the view narrows the list."""
        return any(self.said.get(name) for name in FILTERS if name != "order")

    def address(self, **changes: str | None) -> str:
        """The address of this list, from its beginning, with some parts changed; None takes one out."""
        parts: dict[str, str | None] = {"view": self.view, **self.said, **changes}
        if parts["view"] == "new":
            parts["view"] = None
        said = {name: value for name, value in parts.items() if value}
        return PATH + (f"?{urlencode(said)}" if said else "")


def read_address(said: Mapping[str, str], density: object) -> ListShown:
    """What an address asks for.

    Args:
        said: its query.
        density: the person's own: "compact" or anything else.

    Raises:
        QueryError: the view is unknown.
    """
    view = said.get("view") or "new"
    if view not in VIEWS:
        raise QueryError(f"there is no view “{view}”")
    kept = {name: said[name].strip() for name in (*FILTERS, "density") if said.get(name, "").strip()}
    compact = kept.get("density", density) == "compact"
    return ListShown(view, kept, compact, said.get("after") or None)


def criteria_of(shown: ListShown, person: str, now: datetime, zone: str) -> Criteria:
    """Which candidates a list holds.

    Raises:
        QueryError: a filter has a value that there is not, or the search cannot be understood.
    """
    typed = shown.said.get("search", "")
    parse_query(typed)
    search = " ".join(
        filter(None, (f"({typed})" if typed else "", period_in(shown.said), SEARCHES.get(shown.view)))
    )
    parse_query(search)
    decided = shown.view == "decided"
    return Criteria(
        status=None if decided else STATUSES.get(shown.view, Status.NEW),
        source=shown.said.get("source"),
        band=BANDS.get(shown.view),
        search=search or None,
        kind=one_of("kind", shown.said, set(Kind)),
        nation=one_of("nation", shown.said, set(Nation)),
        assignee=person if shown.view == "mine" else None,
        decided_since=midnight(now, zone) if decided else None,
        order=Order(one_of("order", shown.said, set(Order)) or Order.SCORE),
    )


def address_of(criteria: Criteria) -> str | None:
    """The address of a list with these criteria; None when the queue has no view of it."""
    named: dict[tuple[Status, Band | None], str] = {
        (Status.NEW, None): "new",
        **{(Status.NEW, band): name for name, band in BANDS.items()},
        **{(status, None): name for name, status in STATUSES.items()},
    }
    view = named.get((criteria.status or Status.USED, Band(criteria.band) if criteria.band else None))
    if view is None or criteria.assignee or criteria.decided_since:
        return None
    order = "" if criteria.order is Order.SCORE else criteria.order
    parts = (criteria.search, criteria.source, criteria.kind, criteria.nation, None, None, order)
    said = {name: value for name, value in zip(FILTERS, parts, strict=True) if value}
    return ListShown(view, said, compact=False, after=None).address()


def midnight(now: datetime, zone: str) -> datetime:
    """When the day of a moment began where the house is."""
    return datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))


def period_in(said: Mapping[str, str]) -> str:
    """The two days of the filter, as the search language has them."""
    first, last = said.get("from", ""), said.get("to", "")
    return f"date:{first}..{last}" if first or last else ""


def one_of(name: str, said: Mapping[str, str], choices: set[str]) -> str | None:
    """The value of a filter that has a closed list.

    Raises:
        QueryError: it is none of them.
    """
    value = said.get(name)
    if value is not None and value not in choices:
        raise QueryError(f"{name} “{value}”: it is one of {', '.join(sorted(choices))}")
    return value
