from dataclasses import replace
from datetime import date

from scraper.digest.drafting import draft_entry
from scraper.digest.house import read_house
from scraper.digest.issues import add_candidate, begin_issue, find_issue, keep_issue
from scraper.digest.model import DigestEntry, DigestLink, Issue
from scraper.digest.repeats import ran_before
from scraper.digest.signing import correct
from scraper.outcomes import IssueState
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from tests.digest.making import by
from tests.digest.test_house_style import TEXT
from tests.factories import NOW
from tests.web.desk import fill

URL = "https://example.org/hedges"
OURS = DigestEntry("Hedges", (TEXT,), (DigestLink("Read the report", "Hedges at large", URL),))


def test_an_address_that_another_issue_linked_is_told_of_an_entry_without_candidate(
    database: Database,
) -> None:
    with database.writing() as session:
        keep_issue(session, Issue((OURS,), date(2026, 11, 12)), IssueState.IMPORTED, NOW)
        keep_issue(session, Issue((OURS,)), IssueState.IMPORTED, NOW)
        again = keep_issue(session, Issue((OURS,), date(2026, 11, 26)), IssueState.DRAFT, NOW)
        told = ran_before(session, again)
        assert told == {
            again.entries[0].id: (
                "“Hedges at large” was linked in the issue of 12 November 2026",
                "“Hedges at large” was linked in issue 2",
            )
        }


def test_a_story_that_another_issue_told_is_told(database: Database) -> None:
    plain = read_house("[prefill]\nheadings = false\nsecond_link = false\n")
    fill(database, 2)
    with database.writing() as session:
        first, second = (session.get_one(Candidate, number).publication for number in (1, 2))
        second.story_id = first.story_id
        for number, day in ((1, date(2026, 11, 19)), (2, date(2026, 11, 26))):
            issue = begin_issue(session, day, by())
            session.flush()
            entry = replace(draft_entry(session, number, plain), heading=f"Hedges {number}")
            add_candidate(session, issue.id, number, entry, by())
        assert ran_before(session, find_issue(session, 2)) == {
            2: ("its story was told as “Hedges 1” in the issue of 19 November 2026",)
        }


def test_an_issue_does_not_repeat_the_versions_it_corrects(database: Database) -> None:
    with database.writing() as session:
        row = keep_issue(session, Issue((OURS,), date(2026, 11, 12)), IssueState.PUBLISHED, NOW)
        second = correct(session, row, by())
        session.flush()
        second.state = IssueState.PUBLISHED
        third = correct(session, second, by())
        session.flush()
        assert ran_before(session, third) == {}
