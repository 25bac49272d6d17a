"""Which candidates to list: filters, an order, and a small search language. Pure."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from scraper.desk.query import Node, parse_query
from scraper.errors import QueryError
from scraper.outcomes import Band, Kind, Nation, Status

#: Stands for candidates that have no band or no assignee.
NONE = "none"
#: Stands for candidates of every status.
ALL = "all"


class Order(StrEnum):
    """Which candidates come first: the last found, or the likeliest and of those the last found."""

    FOUND = "found"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which candidates to list, and in which order. None means any.

    `source` is a slug. `band` and `assignee` may be "none". `search` is in the search language (`query.py`);
    where it names a state, `status` does not count. `decided_since` asks for what persons decided since then.
    """

    status: Status | None = Status.NEW
    source: str | None = None
    band: str | None = None
    search: str | None = None
    limit: int | None = None
    kind: str | None = None
    nation: str | None = None
    assignee: str | None = None
    decided_since: datetime | None = None
    order: Order = Order.FOUND

    @property
    def query(self) -> Node:
        """The search, understood.

        Raises:
            QueryError: it cannot be understood.
        """
        return parse_query(self.search or "")


#: Closed lists that a filter is checked against.
_CHOICES = {
    "band": {*Band, NONE},
    "kind": set(Kind),
    "nation": set(Nation),
    "order": set(Order),
    "status": {*Status, ALL},
}


def to_query_string(criteria: Criteria) -> str:
    """Criteria as the query string of an address; what is as by default is left out."""
    default, said = Criteria(), {}
    for name in (each.name for each in fields(Criteria)):
        value = getattr(criteria, name)
        if value != getattr(default, name):
            said[name] = value.isoformat() if isinstance(value, datetime) else (value or ALL)
    return urlencode(said)


def from_query_string(said: str) -> Criteria:
    """Criteria from a query string; `to_query_string` writes it. Empty values are left out.

    Raises:
        QueryError: a name or a value is unknown, or the search cannot be understood.
    """
    values: dict[str, object] = {}
    names = {each.name for each in fields(Criteria)}
    for name, value in parse_qsl(said):
        if name not in names:
            raise QueryError(f"no filter “{name}”: there are {', '.join(sorted(names))}")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise QueryError(f"{name} “{value}”: it is one of {', '.join(sorted(_CHOICES[name]))}")
        values[name] = value_of(name, value)
    criteria = Criteria(**values)  # type: ignore[arg-type]  # each was read as its field has it
    parse_query(criteria.search or "")
    return criteria


def value_of(name: str, said: str) -> object:
    """The value of a filter.

    Raises:
        QueryError: it is no number or no moment.
    """
    try:
        if name == "limit":
            return max(int(said), 1)
        if name == "decided_since":
            moment = datetime.fromisoformat(said)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError as error:
        raise QueryError(f"{name} “{said}” cannot be read") from error
    if name == "status":
        return None if said == ALL else Status(said)
    return Order(said) if name == "order" else said
