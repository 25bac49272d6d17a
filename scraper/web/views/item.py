"""One candidate: all that is known of it, and every act on it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from scraper.desk.candidate import show_candidate
from scraper.desk.changes import change_of
from scraper.desk.looking import Place, others_at
from scraper.desk.matching import others_to_name
from scraper.desk.notes import add_note, assign
from scraper.desk.queue import row_of
from scraper.desk.roles import Permission
from scraper.desk.transitions import TRANSITIONS, Action
from scraper.desk.undoing import last_act, standing_acts
from scraper.errors import NotFoundError
from scraper.outcomes import Status
from scraper.storage.acts import By
from scraper.web.accounts import names_at_work
from scraper.web.facts_text import chosen_rows, other_rows, whole_date
from scraper.web.lists import PATH
from scraper.web.reading import Piece, marked
from scraper.web.routes import Asked, DeskRouter, Number, Sent
from scraper.web.rows import RowShown
from scraper.web.views.queue import choices_of, panel_context, row_context
from scraper.web.visit import Visit

router = DeskRouter()

#: Acts of a page beside the choices of a row, where the status leaves them open.
FURTHER = ((Action.DROP, "Back to maybe"), (Action.REOPEN, "Reopen"))


@router.show("/item/{number}", Permission.READ)
def show(visit: Asked, number: Number) -> Response:
    """The page."""
    with visit.reading() as session:
        shown = show_candidate(session, number)
        row = shown_row_of(session, visit, number)
        change = change_of(session, number) if len(shown["revisions"]) > 1 else None
        last = last_act(session, visit.name)
        panel = panel_context(session, visit)
        standing = standing_acts(session, visit.name, [each["act"] for each in shown["events"]], visit.now)
        offered = others_to_name(session, number)
        lookers = others_at(session, Place.ITEM, number, visit.name, visit.now)
    return visit.page(
        "item.html",
        lookers=lookers,
        looked_at=f"{Place.ITEM}/{number}",
        shown=shown,
        row=row,
        standing=standing,
        offered=offered,
        change=change,
        date=whole_date(shown),
        chosen=chosen_rows(shown["facts"]),
        others=other_rows(shown["facts"]),
        paragraphs=read_text(shown),
        choices=open_choices(visit, Status(shown["status"])),
        act=last[0].id if last else None,
        back=visit.here,
        in_row=False,
        **panel,
    )


@router.show("/item/{number}/text", Permission.READ)
def text(visit: Asked, number: Number) -> Response:
    """Its text, to be read under its row in the queue."""
    with visit.reading() as session:
        shown = show_candidate(session, number)
    return visit.page("parts/text.html", paragraphs=read_text(shown), shown=shown)


@router.show("/item/{number}/acts", Permission.SUGGEST)
def acts(visit: Asked, number: Number) -> Response:
    """The acts that take more than a press, to be opened under its row in the queue."""
    with visit.reading() as session:
        row = shown_row_of(session, visit, number)
        panel, offered = panel_context(session, visit), others_to_name(session, number)
    back = visit.back_or(PATH)
    return visit.page("parts/acts.html", row=row, back=back, in_row=True, offered=offered, **panel)


@router.act("/item/{number}/note", Permission.SUGGEST)
def note(visit: Asked, number: Number, form: Sent) -> Response:
    """Write a note about it."""
    with visit.writing() as session:
        add_note(session, number, str(form.get("text", "")), visit.name, visit.now)
    return noted(visit, number, "The note is kept.", None)


@router.act("/item/{number}/assign", Permission.DECIDE)
def give(visit: Asked, number: Number, form: Sent) -> Response:
    """Give it to somebody, or to nobody.

    Raises:
        NotFoundError: nobody of that name works here.
    """
    name = str(form.get("to", "")).strip()
    with visit.writing() as session:
        if name and name not in names_at_work(session):
            raise NotFoundError(f"nobody called {name} works here")
        done = assign(session, [number], name, By(visit.name, "web", visit.now))
    return noted(visit, number, f"Assigned to {name}." if name else "Assigned to nobody.", done.act)


def noted(visit: Visit, number: int, told: str, act: int | None) -> Response:
    """Back to the page, or the row with what it now shows."""
    if not visit.wants_fragment:
        return visit.back(f"/item/{number}", told)
    if act is None:
        with visit.reading() as session:
            last = last_act(session, visit.name)
            act = last[0].id if last else None
    return visit.page("parts/done.html", said=told, **row_context(visit, number, act=act))


def shown_row_of(session: Session, visit: Visit, number: int) -> RowShown:
    """A candidate as its row tells it.

    Raises:
        NotFoundError: there is no such candidate.
    """
    row = row_of(session, number, visit.now)
    if row is None:
        raise NotFoundError(f"there is no candidate {number}")
    return visit.row(row, compact=True)


def open_choices(visit: Visit, status: Status) -> list[tuple[str, str]]:
    """The buttons that who looks may press, where the status leaves the act open."""
    offered = [*choices_of(visit), *(FURTHER if visit.may("decide") else ())]
    return [
        (action, words)
        for action, words in offered
        if status in TRANSITIONS[Action(action)].allowed and status is not TRANSITIONS[Action(action)].to
    ]


def read_text(shown: Mapping[str, Any]) -> list[list[Piece]]:
    """A candidate's text for reading, with its key sentences."""
    return marked(shown["text"], shown["title"])
