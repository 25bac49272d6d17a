"""The log: who did what, when, and what it changed. Nothing in it is ever changed or removed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from starlette.responses import Response

from scraper.desk.audit import PAGE, Told, log
from scraper.desk.audit import Asked as Wanted
from scraper.desk.roles import Permission
from scraper.errors import QueryError
from scraper.polling.defining import DEFINED
from scraper.polling.watching import slugs_of
from scraper.web.accounts import ACCOUNT
from scraper.web.history import definition_in_words
from scraper.web.people import names_of
from scraper.web.routes import Asked, DeskRouter

router = DeskRouter()

COLUMNS = ("id", "at", "actor", "via", "action", "object_type", "object_id", "object", "change", "undo_of")
#: The filters by their name in the address.
FILTERS = ("who", "what", "about", "from", "to")
#: Events of a file: who wants more asks by period.
FILE = 10_000
#: What events can be about, in words.
OBJECTS = {
    "candidate": "a candidate",
    "story": "a story",
    "entry": "an entry",
    "issue": "an issue",
    "source": "a source",
    "channel": "a channel",
    "question": "a question",
    "reason": "a reason to exclude",
    "spot-check": "a spot check",
    ACCOUNT: "an account",
}


@router.show("/settings/log", Permission.MANAGE_HOUSE, listing=True)
def show(visit: Asked) -> Response:
    """A page of the log, the newest first, or all that matches as a file."""
    said = visit.request.query_params
    chosen = {name: said.get(name, "").strip()[:80] for name in FILTERS}
    zone = ZoneInfo(visit.desk.settings.timezone)
    is_page = visit.request.url.path == "/settings/log"
    with visit.reading() as session:
        wanted = wanted_of(chosen, zone)
        found = log(session, wanted, said.get("after") or None, PAGE if is_page else FILE)
        names = objects_of(session, found.events)
    address = urlencode({name: value for name, value in chosen.items() if value})
    return visit.listing(
        "log.html",
        COLUMNS,
        [as_data(event, names.get((event.object_type, event.object_id), "")) for event in found.events],
        events=[(event, change_of(event), *place_of(event, names)) for event in found.events],
        chosen=chosen,
        objects=OBJECTS,
        address=address,
        following=f"/settings/log?{urlencode({**dict(chosen), 'after': found.after})}" if found.after else "",
        is_later=bool(said.get("after")),
    )


def wanted_of(chosen: dict[str, str], zone: ZoneInfo) -> Wanted:
    """Which events an address asks for; a day begins and ends where the house is.

    Raises:
        QueryError: a day is none.
    """
    since, until = day_of(chosen["from"], zone), day_of(chosen["to"], zone)
    return Wanted(
        actor=chosen["who"] or None,
        action=chosen["what"] or None,
        object_type=chosen["about"] or None,
        since=since,
        until=until + timedelta(days=1) if until else None,
    )


def day_of(said: str, zone: ZoneInfo) -> datetime | None:
    """When a day begins, None when none is named.

    Raises:
        QueryError: it is no day.
    """
    try:
        day = date.fromisoformat(said) if said else None
    except ValueError:
        raise QueryError(f"“{said}” is no day: write it as 2026-11-23") from None
    if day is None or not date.min < day < date.max:
        return None
    return datetime.combine(day, time(), zone).astimezone(UTC)


def objects_of(session: Session, events: tuple[Told, ...]) -> dict[tuple[str, int], str]:
    """What sources and accounts that events are about are called. Two statements."""
    about = {kind: {event.object_id for event in events if event.object_type == kind} for kind in OBJECTS}
    sources, accounts = slugs_of(session, about["source"]), names_of(session, about[ACCOUNT])
    return {("source", number): slug for number, slug in sources.items()} | {
        (ACCOUNT, number): name for number, name in accounts.items()
    }


def place_of(event: Told, names: dict[tuple[str, int], str]) -> tuple[str, str]:
    """What an event is about, in words, and the address of its page ("" when it has none)."""
    name = names.get((event.object_type, event.object_id), "")
    words = f"{event.object_type} {name or event.object_id}"
    if event.object_type == "candidate":
        return words, f"/item/{event.object_id}"
    if event.object_type == "issue":
        return words, f"/issue/{event.object_id}"
    return words, f"/sources/{name}" if event.object_type == "source" and name else ""


def change_of(event: Told) -> str:
    """What an event changed, in words."""
    if event.action == DEFINED:
        return definition_in_words(event.before["definition"], event.after["definition"])
    return event.words


def as_data(event: Told, name: str) -> dict[str, Any]:
    """An event as plain data."""
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "via": event.via,
        "action": event.action,
        "object_type": event.object_type,
        "object_id": event.object_id,
        "object": name,
        "change": change_of(event),
        "undo_of": event.undo_of,
    }
