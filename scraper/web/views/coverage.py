"""What was checked for an issue and what was not: as a page, as text to be filed, and what to do about it."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.digest.issues import find_issue
from scraper.errors import ActionRefusedError
from scraper.polling.statement import Statement, make_statement, note_check
from scraper.polling.statement_text import (
    FATES,
    accounts_sentence,
    check_in_words,
    checked_word,
    first_sentence,
    moment,
    outcomes_in_words,
    span,
    statement_text,
    stretch_in_words,
)
from scraper.web.entry_form import words_in
from scraper.web.routes import Asked, DeskRouter, Sent
from scraper.web.visit import Visit
from scraper.web.words import counted

router = DeskRouter()

#: A note of a check by hand has at most so many characters.
LONGEST_NOTE = 1_000


@router.show("/issue/{issue_id}/coverage", Permission.READ)
def show(visit: Asked, issue_id: int) -> Response:
    """The statement as a page."""
    with visit.reading() as session:
        row = find_issue(session, issue_id)
        if row.date is None:
            return visit.page("coverage_none.html", row=row)
        zone = zone_of(visit)
        statement = make_statement(session, row, visit.now, zone)
    return visit.page("coverage.html", **as_words(statement, zone))


@router.show("/issue/{issue_id}/coverage.txt", Permission.READ)
def as_text(visit: Asked, issue_id: int) -> Response:
    """The statement as text, to be filed with the issue."""
    with visit.reading() as session:
        statement = make_statement(session, find_issue(session, issue_id), visit.now, zone_of(visit))
    name = {"Content-Disposition": f'attachment; filename="coverage-{statement.day.isoformat()}.txt"'}
    text = statement_text(statement, zone_of(visit))
    return Response(text, media_type="text/plain; charset=utf-8", headers=name)


@router.act("/issue/{issue_id}/checked", Permission.WRITE)
def checked(visit: Asked, issue_id: int, form: Sent) -> Response:
    """Write down that somebody looked at a source herself.

    Raises:
        ActionRefusedError: the note is missing or too long, or the day is none.
    """
    slug, note = words_in(form, "source"), " ".join(words_in(form, "note").split())
    if not note or len(note) > LONGEST_NOTE:
        raise ActionRefusedError(f"say in 1 to {LONGEST_NOTE} characters what you looked at and found")
    try:
        day = date.fromisoformat(words_in(form, "day")) if words_in(form, "day") else None
    except ValueError as error:
        raise ActionRefusedError("the day cannot be read: write it as 2026-11-26") from error
    with visit.writing() as session:
        find_issue(session, issue_id)
        note_check(session, slug, day, visit.now, zone_of(visit), actor=visit.name, note=note)
    return visit.back(f"/issue/{issue_id}/coverage", "Written down.")


def zone_of(visit: Visit) -> ZoneInfo:
    """The zone of the house."""
    return ZoneInfo(visit.desk.settings.timezone)


def as_words(statement: Statement, zone: ZoneInfo) -> dict[str, Any]:
    """The statement as its page shows it: the words of the text, in the form of lists and tables."""
    sums = statement.accounts.sums()
    return {
        "statement": statement,
        "begin": moment(statement.window.begin, zone),
        "end": moment(statement.window.end, zone),
        "made": moment(statement.made_at, zone),
        "first": first_sentence(statement.lines),
        "accounts": accounts_sentence(statement.accounts),
        "open_ones": [
            {
                "slug": line.coverage.slug,
                "name": line.coverage.name,
                "stretches": [
                    stretch_in_words(each, zone) for each in line.coverage.stretches if not each.caught_up
                ],
                "by_hand": [check_in_words(each, zone) for each in line.by_hand],
            }
            for line in statement.lines
            if not line.coverage.whole
        ],
        "fates": [(FATES[fate], sum(groups.values()), dict(groups)) for fate, groups in sums.items()],
        "sources": [
            {
                "slug": line.coverage.slug,
                "name": line.coverage.name,
                "checked": checked_word(line),
                "made": line.coverage.made,
                "missed": line.coverage.missed,
                "outcomes": outcomes_in_words(line.coverage),
                "shown": line.shown,
                "last_new": line.last_new.astimezone(zone).date().isoformat() if line.last_new else None,
                "usual": counted(max(line.usual_gap.days, 1), "day") if line.usual_gap else "",
                "blind": span(line.coverage.blind) if line.coverage.blind else "",
            }
            for line in statement.lines
        ],
    }
