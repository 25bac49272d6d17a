"""Past issues as pages, each entry with an address of its own."""

from itertools import groupby

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.digest.issues import find_issue, list_issues, load_issue
from scraper.digest.states import in_words
from scraper.outcomes import OPEN_ISSUES, IssueState
from scraper.web.routes import Asked, DeskRouter, Number

router = DeskRouter()

COLUMNS = ("id", "date", "title", "state", "edition", "entries")


@router.show("/archive", Permission.READ, listing=True)
def show(visit: Asked) -> Response:
    """All issues that are no longer worked on, the newest first."""
    with visit.reading() as session:
        issues = list_issues(session)
    past = [issue for issue in issues if IssueState(issue["state"]) not in OPEN_ISSUES]
    rows = sorted(past, key=lambda issue: (issue["date"] or "", issue["id"]), reverse=True)
    words = {state.value: in_words(state) for state in IssueState}
    return visit.listing("archive.html", COLUMNS, rows, words=words)


@router.show("/archive/{number}", Permission.READ)
def show_issue(visit: Asked, number: Number) -> Response:
    """One issue as it was sent: its entries are numbered, #entry-3 leads to the third."""
    with visit.reading() as session:
        row = find_issue(session, number)
        issue = load_issue(session, number)
        state = IssueState(row.state)
    sections = [
        (name, list(run))
        for name, run in groupby(enumerate(issue.entries, start=1), lambda numbered: numbered[1].section)
    ]
    return visit.page(
        "past_issue.html",
        issue=issue,
        number=number,
        state=in_words(state),
        is_open=state in OPEN_ISSUES,
        sections=sections,
    )
