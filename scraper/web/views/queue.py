"""The queue: what waits for an editor, a page at a time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from scraper.desk.counts import Count, Counts, count_views
from scraper.desk.criteria import Order
from scraper.desk.matching import count_leads, sources_to_choose
from scraper.desk.queue import Page, arrived_since, page, row_of
from scraper.desk.roles import Permission
from scraper.desk.rows import QueueRow
from scraper.desk.undoing import last_act
from scraper.desk.views import SavedView, list_views
from scraper.errors import NotFoundError, QueryError
from scraper.outcomes import Kind, Nation
from scraper.polling.overview import last_look
from scraper.storage.reasons import house_reasons
from scraper.web.accounts import names_at_work
from scraper.web.keys import KEYS
from scraper.web.lists import (
    BANDS,
    PAGE,
    PATH,
    TAKEN,
    TO_TAKE,
    VIEWS,
    ListShown,
    address_of,
    criteria_of,
    midnight,
    read_address,
)
from scraper.web.routes import Asked, DeskRouter, Number
from scraper.web.rows import kind_in_words
from scraper.web.visit import Visit
from scraper.web.words import ago_in_words, as_sentence, counted

router = DeskRouter()

#: Columns of the list as a spreadsheet.
COLUMNS = (
    *("id", "title", "url", "kind", "source", "source_name", "published", "precision", "found", "nations"),
    *(
        "band",
        "score",
        "reasons",
        "story_size",
        "other_sources",
        "in_issues",
        "update_of",
        "partial",
        "pages",
    ),
    *("status", "reason", "assignee", "last_note"),
)
#: What the buttons of a row do, and what they are called.
CHOICES = (("include", "Include"), ("maybe", "Maybe"), ("exclude", "Exclude"))
#: What is proposed as the end of a hold.
PROPOSED_HOLD = timedelta(days=7)
#: Without scores, those that were found last are the likeliest.
ORDERS = {Order.SCORE: "likeliest first", Order.FOUND: "found last first"}


@dataclass(frozen=True, slots=True)
class Tab:
    """One view with its count."""

    words: str
    address: str
    count: Count
    current: bool


@router.show(PATH, Permission.READ, listing=True)
def show(visit: Asked) -> Response:
    """A page of the list that the address asks for."""
    as_page = not visit.request.url.path.endswith((".json", ".csv"))
    problem, found = "", Page((), None)
    matching: Count | None = None
    with visit.reading() as session:
        try:
            shown = list_shown(visit, visit.request.query_params)
            criteria = criteria_of(shown, visit.name, visit.now, visit.desk.settings.timezone)
            found = page(session, criteria, visit.now, shown.after)
            if as_page and shown.filtered:
                matching = count_leads(session, criteria, visit.now)
        except QueryError as error:
            if not as_page:
                raise
            problem, shown = as_sentence(str(error)), as_typed(visit)
        if not as_page:
            return visit.listing("queue.html", COLUMNS, [as_data(row) for row in found.rows])
        context = around_list(session, visit, shown, matching)
    status = 422 if problem else 200
    return visit.page("queue.html", status, problem=problem, **shown_page(visit, shown, found), **context)


@router.show(f"{PATH}/arrived", Permission.READ)
def arrived(visit: Asked, since: str = "") -> Response:
    """How many came since a list was opened: the page's script asks each minute."""
    opened = moment_of(since, visit.now)
    with visit.reading() as session:
        count, last = arrived_since(session, opened), last_look(session)
    standing = standing_of(last, visit.now)
    return visit.page("parts/arrived.html", arrived=count, opened=opened.isoformat(), standing=standing)


@router.show(f"{PATH}/views", Permission.READ)
def views(visit: Asked) -> Response:
    """The tabs with the counts of this moment: asked for when decisions have settled."""
    shown = as_typed(visit)
    with visit.reading() as session:
        counts = count_views(
            session, visit.name, visit.now, midnight(visit.now, visit.desk.settings.timezone)
        )
    tabs = tabs_of(counts, shown)
    heading = "" if shown.filtered else heading_of(shown, counts, None)
    left = next(tab.count for tab in tabs if tab.current)
    return visit.page("parts/recount.html", tabs=tabs, shown=shown, heading=heading, left=left, counts=counts)


@router.show("/row/{number}", Permission.READ)
def row(visit: Asked, number: Number) -> Response:
    """One row as it stands now."""
    return visit.page("parts/row.html", **row_context(visit, number))


def row_context(visit: Visit, number: int, **changes: Any) -> dict[str, Any]:
    """What the template of one row is given.

    Raises:
        NotFoundError: there is no such candidate.
    """
    with visit.reading() as session:
        found = row_of(session, number, visit.now)
    if found is None:
        raise NotFoundError(f"there is no candidate {number}")
    back = visit.back_or(PATH)
    compact = "density=compact" in back or ("density=" not in back and prefers_compact(visit))
    shown = visit.row(found, compact=compact)
    context = {"row": shown, "back": back, "settled": False, "conflict": "", "act": None}
    return context | {"choices": choices_of(visit)} | changes


def prefers_compact(visit: Visit) -> bool:
    """Whether who looks has her rows close together."""
    return visit.person is not None and visit.person.preferences.get("density") == "compact"


def moment_of(said: str, now: datetime) -> datetime:
    """A moment of an address; now when it is none."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return now
    return moment if moment.tzinfo else now


def list_shown(visit: Visit, said: Mapping[str, str]) -> ListShown:
    """The list of an address.

    Raises:
        QueryError: it has a view that there is not.
    """
    return read_address(said, visit.person and visit.person.preferences.get("density"))


def as_typed(visit: Visit) -> ListShown:
    """A list whose filters cannot be understood, to be mended by who typed them."""
    said = dict(visit.request.query_params)
    if said.get("view") not in VIEWS:
        said.pop("view", None)
    said.pop("after", None)
    return list_shown(visit, said)


def shown_page(visit: Visit, shown: ListShown, found: Page) -> dict[str, Any]:
    """The rows of a page, and where the next one is."""
    other = "" if shown.compact else "compact"
    return {
        "rows": [visit.row(row, compact=shown.compact) for row in found.rows],
        "shown": shown,
        "following": shown.address(after=found.after) if found.after else None,
        "page_size": PAGE,
        "to_take": TAKEN if shown.view in TO_TAKE else 0,
        "cleared": ListShown(shown.view, {}, shown.compact, None).address(),
        "other_density": (
            shown.address(density=other or "usual", after=shown.after),
            "Compact rows" if other else "Rows with a line of text",
        ),
        "back": visit.here,
        "opened": visit.now.isoformat(),
        "settled": False,
        "conflict": "",
    }


def around_list(session: Session, visit: Visit, shown: ListShown, matching: Count | None) -> dict[str, Any]:
    """What stands around the rows: tabs with counts, filters, the last act."""
    counts = count_views(session, visit.name, visit.now, midnight(visit.now, visit.desk.settings.timezone))
    tabs = tabs_of(counts, shown)
    last = last_act(session, visit.name)
    return {
        "tabs": tabs,
        "matching": matching or next(tab.count for tab in tabs if tab.current),
        "heading": heading_of(shown, counts, matching),
        "standing": standing_of(last_look(session), visit.now),
        "arrived": Count(),
        "sources": sources_to_choose(session),
        "selects": SELECTS,
        "narrowed": narrowed_in_words(shown),
        "act": last[0].id if last else None,
        "choices": choices_of(visit),
        "key_table": KEYS,
        "saved": saved_of(session, visit.name),
        **panel_context(session, visit),
    }


def panel_context(session: Session, visit: Visit) -> dict[str, Any]:
    """What the forms of the further acts offer. Two statements."""
    today = midnight(visit.now, visit.desk.settings.timezone).date()
    return {
        "reasons": house_reasons(session).offered,
        "people": names_at_work(session),
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "proposed": (today + PROPOSED_HOLD).isoformat(),
    }


def saved_of(session: Session, actor: str) -> list[tuple[SavedView, str]]:
    """The saved views that the queue can show, with their addresses."""
    kept = list_views(session, actor)
    return [(view, address) for view in kept if (address := address_of(view.criteria))]


def choices_of(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The buttons that who looks may press."""
    return tuple(each for each in CHOICES if visit.may("decide") or each[0] == "maybe")


def tabs_of(counts: Counts, shown: ListShown) -> list[Tab]:
    """The views that hold something, and those that are always shown."""
    number = {
        "new": counts.new,
        "maybe": counts.maybe,
        "mine": counts.mine,
        "held": counts.held,
        "shortlisted": counts.shortlisted,
        "excluded": counts.excluded,
        "decided": counts.decided_today,
    }
    number |= {name: counts.bands.get(band, Count()) for name, band in BANDS.items()}
    always = {"new", "maybe", shown.view}
    return [
        Tab(words, ListShown(name, {}, shown.compact, None).address(), number[name], name == shown.view)
        for name, words in VIEWS.items()
        if number[name] or name in always
    ]


def heading_of(shown: ListShown, counts: Counts, matching: Count | None) -> str:
    """What the list holds, in a few words; `matching` is what is left of it by its filters, if it has any."""
    if shown.view != "new":
        fit = "" if matching is None else f", {matching} that fit"
        return f"Queue: {VIEWS[shown.view].lower()}{fit}"
    if matching is not None:
        return f"{matching} of {counted(counts.new, 'new story', 'new stories')}"
    items = f" ({counts.waiting} items)" if counts.waiting != counts.new else ""
    return f"{counted(counts.new, 'new story', 'new stories')}{items}"


def standing_of(last: datetime | None, now: datetime) -> str:
    """When sources were last looked at."""
    return f"Last checked {ago_in_words(last, now)}." if last else "No source was checked yet."


def narrowed_in_words(shown: ListShown) -> str:
    """The filters of a list, for the line that opens them."""
    told = [
        value if name == "search" else f"{name} {value}"
        for name, value in shown.said.items()
        if name != "density"
    ]
    return ", ".join(told)


def as_data(row: QueueRow) -> dict[str, Any]:
    """A row as plain data."""
    found = asdict(row)
    for name in ("found", "held_until"):
        found[name] = found[name] and found[name].isoformat()
    return found


#: The filters with a closed list: name, words, options.
SELECTS = (
    ("kind", "Kind", [("", "any"), *((each.value, kind_in_words(each)) for each in Kind)]),
    ("nation", "Nation", [("", "any"), *((each.value, each.value) for each in Nation)]),
    ("order", "Order", [(each.value, words) for each, words in ORDERS.items()]),
)
