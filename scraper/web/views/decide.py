"""Deciding on candidates, and taking an act back: what the buttons and keys of queue and item do."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from scraper.desk.criteria import Criteria
from scraper.desk.decisions import Act, Decided, decide
from scraper.desk.matching import everything, untaken
from scraper.desk.notes import assign
from scraper.desk.roles import Permission
from scraper.desk.transitions import TRANSITIONS, Action
from scraper.desk.undoing import last_act, undo
from scraper.errors import ActionRefusedError, ConflictError, NotFoundError
from scraper.outcomes import Status
from scraper.storage.acts import By
from scraper.storage.desk_models import Candidate
from scraper.web.accounts import names_at_work
from scraper.web.lists import PATH, TAKEN, ListShown, criteria_of
from scraper.web.routes import Asked, DeskRouter, Sent
from scraper.web.rows import STATES
from scraper.web.views.queue import list_shown, moment_of, row_context
from scraper.web.visit import Visit
from scraper.web.words import as_sentence, counted

router = DeskRouter()

#: Where what somebody took on stands.
MINE = f"{PATH}?view=mine"
#: What the next undo is called where the last one is told.
UNDO_EARLIER = "Undo the act before"
_STAMP = re.compile(r"([1-9]\d{0,8})(?::(\d{1,9}))?")
#: Acts that a form may ask for: those that persons do.
ACTS = {action.value: action for action, each in TRANSITIONS.items() if each.permission is not None}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form asks for: on which candidates, as they were seen; none of them for all of a list."""

    act: Act
    ids: tuple[int, ...]
    whole_story: bool


@router.act("/decide", Permission.SUGGEST)
def act(visit: Asked, form: Sent) -> Response:
    """Decide, and go back to where the form stands; the page's script gets the row in its new state."""
    wanted = wanted_of(visit, form)
    try:
        with visit.writing() as session:
            ids = chosen_ids(session, visit, form)
            done = decide(session, ids, wanted.act, visit.now, whole_story=wanted.whole_story)
            told = words_of(done)
    except ConflictError as error:
        return conflict(visit, form, error)
    if row_in(visit) is None:
        return visit.again(told) if visit.wants_fragment else visit.back(PATH, told)
    context = row_context(visit, wanted.ids[0], settled=True, act=done.act, undo_words="Undo")
    return settled_page(visit, told, context)


@router.act("/take", Permission.DECIDE)
def take(visit: Asked, form: Sent) -> Response:
    """Take on the next rows of a list that nobody has, and show what is hers."""
    shown = list_shown(visit, dict(parse_qsl(urlsplit(str(form.get("list", ""))).query)))
    with visit.writing() as session:
        ids = untaken(session, criteria_shown(visit, shown), visit.now, TAKEN)
        assign(session, ids, visit.name, By(visit.name, "web", visit.now))
    told = f"Taken on: {counted(len(ids), 'story', 'stories')}." if ids else "Somebody has each of this list."
    return visit.back(MINE, told)


@router.act("/assign", Permission.DECIDE)
def give(visit: Asked, form: Sent) -> Response:
    """Give the selected rows, or a whole list, to somebody or to nobody.

    Raises:
        ActionRefusedError: nothing was selected.
        NotFoundError: nobody of that name works here.
    """
    name = str(form.get("to", "")).strip()
    with visit.writing() as session:
        if name and name not in names_at_work(session):
            raise NotFoundError(f"nobody called {name} works here")
        ids = chosen_ids(session, visit, form)
        assign(session, ids, name, By(visit.name, "web", visit.now))
    told = f"Assigned to {name or 'nobody'}: {counted(len(ids), 'story', 'stories')}."
    return visit.again(told) if visit.wants_fragment else visit.back(PATH, told)


@router.act("/undo", Permission.SUGGEST)
def take_back(visit: Asked, form: Sent) -> Response:
    """Take back an act of who asks: the one that is named, else her last."""
    said = str(form.get("act", ""))
    number = int(said) if re.fullmatch(r"[1-9]\d{0,8}", said) else None
    if said and number is None:
        raise ActionRefusedError("there is no such act")
    with visit.writing() as session:
        done = undo(session, visit.name, "web", visit.now, number)
        ids = [each.id for each in done.applied]
        told, before = undone_words(done), last_act(session, visit.name)
        act = before[0].id if before else None
    target = row_in(visit)
    if target is None or target not in ids:
        return visit.again(told) if visit.wants_fragment else visit.back(PATH, told)
    return settled_page(visit, told, row_context(visit, target, act=act, undo_words=UNDO_EARLIER))


def row_in(visit: Visit) -> int | None:
    """The candidate whose row the page's script wants in its new state; None when it asks for no row."""
    found = re.fullmatch(r"row-([1-9]\d{0,8})", visit.request.headers.get("hx-target", ""))
    return int(found[1]) if found else None


def settled_page(visit: Visit, told: str, context: dict[str, Any]) -> Response:
    """A row in its new state and the words for the status line; the tabs are told to count anew."""
    answer = visit.page("parts/done.html", said=told, **context)
    answer.headers["HX-Trigger"] = "decided"
    return answer


def wanted_of(visit: Visit, form: FormData) -> Wanted:
    """What a form asks for.

    Raises:
        ActionRefusedError: it names no act or no candidate, or a day or a number that cannot be read.
    """
    action = ACTS.get(str(form.get("action", "")))
    if action is None:
        raise ActionRefusedError(f"say what to do: {', '.join(ACTS)}")
    seen = stamps_of(form)
    zone = visit.desk.settings.timezone
    # The bar of the selected rows has fields for each of its acts, and sends them all.
    act = Act(
        action=action,
        actor=visit.name,
        via="web",
        reason=(str(form.get("reason", ""))[:500] or None) if action is Action.EXCLUDE else None,
        until=day_of(str(form.get("until", "")), zone) if action is Action.HOLD else None,
        of=number_of(str(form.get("of", ""))),
        versions={number: version for number, version in seen if version is not None},
        role=visit.person.role if visit.person else None,
    )
    return Wanted(act, tuple(number for number, _ in seen), bool(form.get("whole_story")))


def stamps_of(form: FormData) -> list[tuple[int, int | None]]:
    """The candidates that a form names, each with the version that was seen, as far as it says.

    Raises:
        ActionRefusedError: it names none and asks for no list, or names what is none.
    """
    stamps = [_STAMP.fullmatch(str(said)) for said in form.getlist("id")]
    if None in stamps or not (stamps or form.get("all")):
        raise ActionRefusedError("nothing was selected, so nothing was done")
    return [(int(stamp[1]), int(stamp[2]) if stamp[2] else None) for stamp in stamps if stamp]


def chosen_ids(session: Session, visit: Visit, form: FormData) -> list[int]:
    """What an act is about: all of a list where the form asks for that, else the candidates it names.

    Raises:
        QueryError: the list cannot be understood.
        ActionRefusedError: nothing is named, or the list is empty or too long for one act.
    """
    named = [number for number, _ in stamps_of(form)]
    return listed_ids(session, visit, form) if form.get("all") else named


def day_of(said: str, zone: str) -> datetime | None:
    """The beginning of a day where the house is, None when none is said.

    Raises:
        ActionRefusedError: it is no day.
    """
    if not said:
        return None
    try:
        return datetime.combine(date.fromisoformat(said), time(), ZoneInfo(zone))
    except (ValueError, OverflowError) as error:
        raise ActionRefusedError(f"“{said}” is no day: write it as 2026-12-01") from error


def number_of(said: str) -> int | None:
    """The number of a candidate, None when none is said.

    Raises:
        ActionRefusedError: it is no number.
    """
    if not said.strip():
        return None
    if not re.fullmatch(r"[1-9]\d{0,8}", said.strip()):
        raise ActionRefusedError(f"“{said}” is no number of a candidate")
    return int(said)


def listed_ids(session: Session, visit: Visit, form: FormData) -> list[int]:
    """All that a list held when it was opened.

    Raises:
        QueryError: the list cannot be understood.
        ActionRefusedError: it is empty, or too long for one act.
    """
    shown = list_shown(visit, dict(parse_qsl(urlsplit(str(form.get("list", ""))).query)))
    ids = everything(
        session, criteria_shown(visit, shown), visit.now, moment_of(str(form.get("opened", "")), visit.now)
    )
    if not ids:
        raise ActionRefusedError("nothing is left in this list, so nothing was decided")
    return ids


def criteria_shown(visit: Visit, shown: ListShown) -> Criteria:
    """Which candidates a list holds for who asks.

    Raises:
        QueryError: a filter has a value that there is not, or the search cannot be understood.
    """
    return criteria_of(shown, visit.name, visit.now, visit.desk.settings.timezone)


def conflict(visit: Visit, form: FormData, error: ConflictError) -> Response:
    """Somebody else was faster: say who, when and what, and let the editor keep it or insist.

    Raises:
        ConflictError: the page's script has no row to tell it in.
    """
    if visit.wants_fragment and row_in(visit) is None:
        raise error
    sent = [(name, str(value)) for name, value in form.multi_items() if name not in {"id", "action"}]
    context = {"conflict": as_sentence(str(error)), "sent": sent, "action": str(form.get("action"))}
    if visit.wants_fragment:
        return visit.page("parts/row.html", 409, **row_context(visit, error.candidate_id, **context))
    return visit.page("conflict.html", 409, **row_context(visit, error.candidate_id, **context))


def words_of(done: Decided) -> str:
    """What an act did, for the status line."""
    if done.act is None and not done.conflicts:
        return "That was done already: nothing changed."
    told = []
    changed = [*done.applied, *done.followed]
    if len(done.applied) == 1:
        told.append(f"{said_of(changed[0])}: {changed[0].revision.title}.")
        if done.followed:
            told.append(f"{counted(len(done.followed), 'other')} of the story with it.")
    elif changed:
        told.append(f"{said_of(changed[0])}: {counted(len(changed), 'item')}.")
    if done.conflicts:
        told.append(f"Left alone: {'; '.join(each.words for each in done.conflicts)}.")
    return " ".join(told)


def said_of(candidate: Candidate) -> str:
    """Where an act left a candidate, in a word or two."""
    return STATES[Status(candidate.status)] or "New again"


def undone_words(done: Decided) -> str:
    """What taking an act back did."""
    if len(done.applied) == 1:
        (one,) = done.applied
        return f"Undone: {one.revision.title} is {Status(one.status).value} again."
    return f"Undone: {counted(len(done.applied), 'item')} stand as before."
