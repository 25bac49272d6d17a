"""Search over everything ever seen, and what past issues said."""

import dataclasses
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from scraper.desk.criteria import Criteria, Order
from scraper.desk.facets import Facets, count_facets
from scraper.desk.query import All, Either, Node, Operator, Words, parse_query
from scraper.desk.queue import Page, page
from scraper.desk.roles import Permission
from scraper.desk.rows import QueueRow
from scraper.desk.views import SavedView, drop_view, list_views, save_view
from scraper.digest.past import PastEntry, entries_saying
from scraper.errors import QueryError
from scraper.web.routes import Asked, DeskRouter, Number, Sent
from scraper.web.visit import Visit
from scraper.web.words import as_sentence

router = DeskRouter()

COLUMNS = (
    "id",
    "title",
    "url",
    "kind",
    "source",
    "source_name",
    "published",
    "precision",
    "found",
    "status",
    "reason",
    "band",
    "score",
    "in_issues",
    "memory",
    "assignee",
    "nations",
    "snippet",
)
#: Rows of a page, and of a file: who wants more narrows the search.
PAGE, FILE = 25, 2_000
#: Entries of past issues shown beside what was found.
PAST = 5
#: What each operator's values are headed by.
HEADINGS = {
    Operator.STATE: "State",
    Operator.TYPE: "Kind",
    Operator.SOURCE: "Source",
    Operator.DATE: "Published",
}


@router.show("/search", Permission.READ, listing=True)
def show(visit: Asked, q: str = "", after: str = "") -> Response:
    """The box, and what it found; what cannot be understood is told beside it."""
    said = " ".join(q.split())[:1_000]
    if not said:
        return visit.listing("search.html", COLUMNS, [], **nothing(""), views=kept_searches(visit))
    as_file = visit.request.url.path != "/search"
    try:
        found, facets, past = look(visit, said, after or None, FILE if as_file else PAGE, facets=not as_file)
    except QueryError as error:
        if as_file:
            raise
        shown = nothing(said) | {"problem": as_sentence(str(error)), "views": kept_searches(visit)}
        return visit.page("search.html", 422, rows=[], **shown)
    rows = [as_data(row) for row in found.rows]
    shown = nothing(said) | {
        "results": found.rows,
        "views": [] if as_file else kept_searches(visit),
        "facets": narrowings(said, facets) if facets else [],
        "total": facets.total if facets else 0,
        "past": past,
        "following": f"/search?{urlencode({'q': said, 'after': found.after})}" if found.after else "",
        "first": f"/search?{urlencode({'q': said})}" if after else "",
    }
    return visit.listing("search.html", COLUMNS, rows, **shown)


@router.act("/search/views", Permission.READ)
def keep(visit: Asked, form: Sent) -> Response:
    """Keep a search under a name, for oneself or, who may, for everybody."""
    said, name = " ".join(str(form.get("q", "")).split())[:1_000], str(form.get("name", ""))
    owner = None if form.get("everybody") and visit.may(Permission.DECIDE) else visit.name
    with visit.writing() as session:
        kept = save_view(session, name, Criteria(status=None, search=said or None), owner, visit.now)
    return visit.back(f"/search?{urlencode({'q': said})}", f"“{kept.name}” is kept.")


@router.act("/search/views/{number}/drop", Permission.READ)
def drop(visit: Asked, number: Number) -> Response:
    """Forget a kept search."""
    with visit.writing() as session:
        drop_view(session, number, visit.name)
    return visit.back("/search", "The kept search is forgotten.")


def kept_searches(visit: Visit) -> list[tuple[SavedView, str]]:
    """Her kept searches and everybody's, each with its address; filters of the queue become operators."""
    with visit.reading() as session:
        views = list_views(session, visit.name)
    return [(view, f"/search?{urlencode({'q': as_search(view.criteria)})}") for view in views]


def as_search(criteria: Criteria) -> str:
    """Criteria in the search language."""
    told = {
        Operator.STATE: criteria.status,
        Operator.SOURCE: criteria.source,
        Operator.BAND: criteria.band,
        Operator.TYPE: criteria.kind,
        Operator.NATION: criteria.nation,
        Operator.ASSIGNED: criteria.assignee,
    }
    narrowed = [f'{operator}:"{value}"' for operator, value in told.items() if value]
    words = f"({criteria.search})" if narrowed and criteria.search else criteria.search
    return " ".join(filter(None, (words, *narrowed)))


def nothing(said: str) -> dict[str, Any]:
    """What the page is given while nothing was found."""
    empty: dict[str, Any] = {"results": (), "facets": [], "past": [], "total": 0}
    return empty | {"q": said, "problem": "", "following": "", "first": "", "query": urlencode({"q": said})}


def look(
    visit: Visit, said: str, after: str | None, limit: int, *, facets: bool
) -> tuple[Page, Facets | None, list[PastEntry]]:
    """What a search finds, and on its first page also the counts and the past entries.

    Raises:
        QueryError: it cannot be understood.
    """
    node = parse_query(said)
    criteria = Criteria(status=None, search=said, limit=limit, order=Order.FOUND)
    with visit.reading() as session:
        found = page(session, criteria, visit.now, after)
        counted = count_facets(session, criteria, visit.now) if facets else None
        past = entries_saying(session, plain_words(node), PAST) if facets and not after else []
    return found, counted, past


def plain_words(node: Node) -> str:
    """The words that have to stand in what is found; "" when there are none, or it is one or the other."""
    if isinstance(node, Words):
        return node.text
    if isinstance(node, All) and not any(isinstance(each, Either) for each in node.nodes):
        return " ".join(filter(None, map(plain_words, node.nodes)))
    return ""


def narrowings(said: str, facets: Facets) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Each heading with its values: words, count, and the address of the search narrowed to it."""
    return [
        (
            HEADINGS[operator],
            [
                (each.words, each.count, f"/search?{urlencode({'q': f'{said} {operator}:{each.value}'})}")
                for each in values
            ],
        )
        for operator, values in facets.values
        if len(values) > 1
    ]


def as_data(row: QueueRow) -> dict[str, Any]:
    """A row as plain data."""
    told = {name: value for name, value in dataclasses.asdict(row).items() if name in COLUMNS}
    return told | {"found": row.found.isoformat()}
