"""An issue in the making, as tests of its acts need it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from scraper.digest.drafting import draft_entry
from scraper.digest.editing import act_on_entry, find_entry, save_text, text_of
from scraper.digest.house import usual_house
from scraper.digest.issues import add_candidate, begin_issue, find_issue
from scraper.digest.model import DigestEntry
from scraper.digest.states import EntryAct
from scraper.storage.acts import By
from scraper.storage.desk_models import Issue, IssueEntry
from scraper.storage.engine import Database
from tests.digest.test_house_style import TEXT
from tests.factories import NOW
from tests.web.desk import fill

DAY = NOW.date()


def by(name: str = "ann") -> By:
    """Somebody at the desk."""
    return By(name, "web", NOW)


def started(database: Database, count: int = 3) -> int:
    """An issue with so many drafts, made from candidates; its id."""
    ids = fill(database, count)
    with database.writing() as session:
        issue = begin_issue(session, DAY, by())
        for candidate_id in ids:
            add_candidate(
                session, issue.id, candidate_id, draft_entry(session, candidate_id, usual_house()), by()
            )
        return issue.id


def issue_of(session: Session, issue_id: int = 1) -> Issue:
    return find_issue(session, issue_id)


def entries_of(session: Session, issue_id: int = 1) -> list[IssueEntry]:
    return list(find_issue(session, issue_id).entries)


def written(row: IssueEntry, heading: str = "Hedges") -> DigestEntry:
    """A text that stops nothing."""
    return replace(text_of(row), heading=f"{heading} {row.id}", summary=(TEXT,))


def write(session: Session, entry_id: int, name: str = "ann") -> IssueEntry:
    row = find_entry(session, entry_id)
    assert save_text(session, row, written(row), row.version, by(name))
    return row


def make_ready(session: Session, entry_id: int, name: str = "ann") -> IssueEntry:
    row = write(session, entry_id, name)
    act_on_entry(session, row, EntryAct.READY, by(name))
    return row


def make_all_ready(session: Session, issue_id: int = 1) -> None:
    for row in entries_of(session, issue_id):
        make_ready(session, row.id)
