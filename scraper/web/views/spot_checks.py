"""Spot checks: a few of what others decided against, to agree with or to bring back."""

from starlette.responses import Response

from scraper.desk.decisions import Act
from scraper.desk.queue import rows_of
from scraper.desk.roles import Permission
from scraper.desk.spot_checks import LEAST, SHARE, WINDOW, agree, bring_back, looks_so_far, to_check
from scraper.desk.transitions import Action
from scraper.desk.undoing import last_act
from scraper.storage.acts import By
from scraper.web.routes import Asked, DeskRouter, Number
from scraper.web.views.queue import COLUMNS, as_data, prefers_compact

router = DeskRouter()

PATH = "/spot-checks"


@router.show(PATH, Permission.DECIDE, listing=True)
def show(visit: Asked) -> Response:
    """What who asks is asked to look at again, and how such looks came out so far."""
    with visit.reading() as session:
        rows = rows_of(session, to_check(session, visit.name, visit.now), visit.now)
        looks, last = looks_so_far(session, visit.now), last_act(session, visit.name)
    compact = prefers_compact(visit)
    return visit.listing(
        "spot_checks.html",
        COLUMNS,
        [as_data(row) for row in rows],
        checks=[visit.row(row, compact=compact) for row in rows],
        looks=looks.words,
        days=WINDOW.days,
        share=f"{SHARE * 100:.0f} %",
        least=LEAST,
        act=last[0].id if last else None,
        back=PATH,
    )


@router.act(PATH + "/{number}/agree", Permission.DECIDE)
def leave(visit: Asked, number: Number) -> Response:
    """It stays out."""
    with visit.writing() as session:
        agree(session, number, By(visit.name, "web", visit.now))
    return visit.back(PATH, f"Agreed: {number} stays out.")


@router.act(PATH + "/{number}/bring-back", Permission.DECIDE)
def take(visit: Asked, number: Number) -> Response:
    """It is new again."""
    act = Act(Action.REOPEN, visit.name, "web", role=visit.person.role if visit.person else None)
    with visit.writing() as session:
        bring_back(session, number, act, visit.now)
    return visit.back(PATH, f"Brought back: {number} waits in the queue again.")
