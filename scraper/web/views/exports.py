"""An issue in every form: a list with what each file's bytes are, and the files."""

import hashlib

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.digest.exporting import FORMATS, ZIP, file_name, render
from scraper.digest.exporting.house_templates import own_templates
from scraper.digest.exporting.naming import title_of
from scraper.digest.issues import find_issue, load_issue
from scraper.digest.states import in_words
from scraper.errors import NotFoundError
from scraper.outcomes import OPEN_ISSUES, IssueState
from scraper.storage.desk_models import Issue as IssueRow
from scraper.web.routes import Asked, DeskRouter, NotPermittedError
from scraper.web.visit import Visit

router = DeskRouter()

EXPORT_COLUMNS = ("format", "file", "bytes", "sha256", "words")


@router.show("/issue/{issue_id}/exports", Permission.READ, listing=True)
def exports(visit: Asked, issue_id: int) -> Response:
    """Every form of the issue: file, bytes, SHA-256."""
    with visit.reading() as session:
        row = find_issue(session, issue_id)
        check_may_export(visit, row)
        issue = load_issue(session, issue_id)
        state = in_words(IssueState(row.state))
    rows, own = [], own_templates(visit.desk.settings.home)
    for name in FORMATS:
        data = render(issue, name, own)
        rows.append(
            {
                "format": name,
                "file": file_name(issue, name),
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "words": FORMATS[name].words,
            }
        )
    return visit.listing(
        "exports.html", EXPORT_COLUMNS, rows, issue_id=issue_id, name=title_of(issue), state=state, zip=ZIP
    )


@router.show("/issue/{issue_id}/export/{format_name}", Permission.READ)
def export(visit: Asked, issue_id: int, format_name: str) -> Response:
    """One form of the issue, to be kept."""
    with visit.reading() as session:
        check_may_export(visit, find_issue(session, issue_id))
        issue = load_issue(session, issue_id)
    if format_name not in {*FORMATS, ZIP}:
        raise NotFoundError(f"there is no form {format_name!r} of an issue")
    media = "application/zip" if format_name == ZIP else FORMATS[format_name].media_type
    if media.startswith("text/"):
        media += "; charset=utf-8"
    name = {"Content-Disposition": f'attachment; filename="{file_name(issue, format_name)}"'}
    data = render(issue, format_name, own_templates(visit.desk.settings.home))
    return Response(data, media_type=media, headers=name)


def check_may_export(visit: Visit, row: IssueRow) -> None:
    """What is not published yet leaves the house only by who may export.

    Raises:
        NotPermittedError: she may not.
    """
    if row.state in OPEN_ISSUES and not visit.may("export"):
        raise NotPermittedError("export")
