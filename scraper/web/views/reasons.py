"""The house's reasons to exclude: what each is called, and which are still offered."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Path
from sqlalchemy.orm import Session
from starlette.responses import Response

from scraper.desk.reasons import LONGEST, add_reason, retire_reason, reword_reason
from scraper.desk.roles import Permission
from scraper.errors import ActionRefusedError
from scraper.storage.acts import By
from scraper.storage.reasons import house_reasons
from scraper.web.routes import Asked, DeskRouter, Sent
from scraper.web.visit import Visit
from scraper.web.words import as_sentence

router = DeskRouter()

PATH = "/settings/reasons"
#: A reason's key in an address.
Key = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]
COLUMNS = ("key", "words", "retired")


@router.show(PATH, Permission.MANAGE_HOUSE, listing=True)
def show(visit: Asked) -> Response:
    """All reasons, retired ones last."""
    return reasons_page(visit)


def reasons_page(
    visit: Visit, status: int = 200, *, key: str = "", typed: str = "", problem: str = ""
) -> Response:
    """The page; what is wrong stands beside the field of its reason, or of a new one when `key` is ""."""
    with visit.reading() as session:
        reasons = sorted(house_reasons(session).each, key=lambda reason: reason.retired_at is not None)
    rows = [
        {
            "key": reason.key,
            "words": reason.words,
            "retired": reason.retired_at.isoformat() if reason.retired_at else None,
        }
        for reason in reasons
    ]
    shown = {"reasons": reasons, "longest": LONGEST, "wrong": key, "typed": typed, "problem": problem}
    if problem:
        return visit.page("reasons.html", status, rows=rows, **shown)
    return visit.listing("reasons.html", COLUMNS, rows, **shown)


@router.act(PATH, Permission.MANAGE_HOUSE)
def add(visit: Asked, form: Sent) -> Response:
    """Offer one more."""
    words = str(form.get("words", ""))
    return done(
        visit, "", words, lambda session, by: add_reason(session, words, by).words + " is offered now."
    )


@router.act(PATH + "/{key}", Permission.MANAGE_HOUSE)
def reword(visit: Asked, key: Key, form: Sent) -> Response:
    """Say one in other words."""
    words = str(form.get("words", ""))

    def act(session: Session, by: By) -> str:
        reword_reason(session, key, words, by)
        return "Its words are changed, also in what was decided."

    return done(visit, key, words, act)


@router.act(PATH + "/{key}/retire", Permission.MANAGE_HOUSE)
def retire(visit: Asked, key: Key) -> Response:
    """Offer one no more."""
    return offer(visit, key, offered=False)


@router.act(PATH + "/{key}/restore", Permission.MANAGE_HOUSE)
def restore(visit: Asked, key: Key) -> Response:
    """Offer a retired one again."""
    return offer(visit, key, offered=True)


def offer(visit: Visit, key: str, *, offered: bool) -> Response:
    """Whether a reason is offered from now on."""
    with visit.writing() as session:
        retire_reason(session, key, By(visit.name, "web", visit.now), offered=offered)
    return visit.back(
        PATH, "It is offered again." if offered else "It is offered no more; what was decided keeps it."
    )


def done(visit: Visit, key: str, typed: str, act: Callable[[Session, By], str]) -> Response:
    """Do it and go back, or say beside the field why not."""
    try:
        with visit.writing() as session:
            said = act(session, By(visit.name, "web", visit.now))
    except ActionRefusedError as error:
        return reasons_page(visit, 422, key=key, typed=typed, problem=as_sentence(str(error)))
    return visit.back(PATH, said)
