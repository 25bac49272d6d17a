"""The check of an issue: all that needs a look before it goes out, and asking its links."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.digest.asking import begin_asking
from scraper.digest.checking import Checked, check_whole
from scraper.digest.exporting.naming import title_of
from scraper.digest.house import house_of
from scraper.digest.house_style import Level
from scraper.digest.issues import find_issue, load_issue
from scraper.errors import ActionRefusedError
from scraper.outcomes import OPEN_ISSUES
from scraper.storage.desk_models import Issue as IssueRow
from scraper.web.asking import ask_in_process
from scraper.web.routes import Asked, DeskRouter
from scraper.web.views.entry import by_of
from scraper.web.visit import Visit

router = DeskRouter()

COLUMNS = ("level", "entry", "words")


def check_of(session: Session, visit: Visit, row: IssueRow) -> Checked:
    """The check of an issue as `gleaner digest check` has it."""
    settings = visit.desk.settings
    rule = settings.checked_by_another
    return check_whole(session, row, house_of(settings.home), visit.now, by_another=rule)


def panel_of(visit: Visit, row: IssueRow, checked: Checked) -> dict[str, Any]:
    """What the panel of the check is given."""
    return {
        "row": row,
        "checked": checked,
        "counts": {level: sum(each.level is level for each in checked.findings) for level in Level},
        "places": {each.id: each.position for each in checked.entries},
        "may_ask": visit.may("check") and row.state in OPEN_ISSUES,
    }


@router.show("/issue/{issue_id}/check", Permission.READ, listing=True)
def show(visit: Asked, issue_id: int) -> Response:
    """The check by itself, as a page, a part of one, or data."""
    with visit.reading() as session:
        row = find_issue(session, issue_id)
        checked = check_of(session, visit, row)
        panel = panel_of(visit, row, checked)
        if visit.wants_fragment:
            return visit.page("parts/check.html", **panel)
        places = panel["places"]
        rows = [
            {"level": each.level.value, "entry": places.get(each.entry), "words": each.words}
            for each in checked.findings
        ]
        name = title_of(load_issue(session, issue_id))
        return visit.listing("check.html", COLUMNS, rows, name=name, **panel)


@router.act("/issue/{issue_id}/ask", Permission.CHECK)
def ask(visit: Asked, issue_id: int) -> Response:
    """Ask every link of the issue, in the background; the page says how far it is."""
    with visit.writing() as session:
        row = find_issue(session, issue_id)
        if row.state not in OPEN_ISSUES:
            raise ActionRefusedError("this issue went out: its links are its readers’ now")
        begin_asking(session, issue_id, by_of(visit))
    answer = visit.back(f"/issue/{issue_id}#check", "The links are being asked: this takes a few minutes.")
    answer.background = BackgroundTask(ask_in_process, visit.desk, issue_id)
    return answer
