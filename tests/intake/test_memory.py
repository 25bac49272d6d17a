from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from scraper.digest.drafting import draft_entry
from scraper.digest.house import usual_house
from scraper.digest.issues import add_candidate, begin_issue, keep_issue
from scraper.digest.model import DigestEntry, DigestLink, Issue
from scraper.intake.admit import admit
from scraper.intake.ledger import write_reading
from scraper.intake.memory import recollect, recollect_issue
from scraper.outcomes import IssueState
from scraper.storage.acts import By
from scraper.storage.desk_models import Issue as IssueRow
from scraper.storage.engine import Database
from scraper.storage.identity_models import Mention, Recollection
from scraper.storage.models import Page, Publication
from tests.factories import NOW, WORDS, channel_plan, entry, make_source, page_read, publication, reading

URL = "https://example.example.org/news/one-story"


def past_issue(session: Session, *links: DigestLink, summary: str = "Words.") -> IssueRow:
    entries = tuple(DigestEntry("Topic", (summary,), (link,)) for link in links)
    return keep_issue(session, Issue(entries, date=date(2026, 7, 24)), IssueState.IMPORTED, NOW)


def arrive(session: Session, path: str = "/news/one-story", **changes: object) -> None:
    """One page on its way through the ledger and intake."""
    source = session.query(type(make_source(session))).first()
    plan = channel_plan(source.channels[0])
    write_reading(session, reading(plan, entry(path, title=changes.get("title", "One story"))), NOW, 42)
    page = session.scalars(select(Page).order_by(Page.id.desc())).first()
    admit(session, page_read(page, publication(url=page.url, **changes)), NOW, 42)


def told(session: Session) -> list[str]:
    return list(session.scalars(select(Recollection.words).order_by(Recollection.id)))


def test_a_publication_that_was_run_is_recalled_whichever_came_first(database: Database) -> None:
    with database.writing() as session:
        arrive(session)
        issue = past_issue(
            session, DigestLink("Read the story", "Quite another title", URL + "?utm_source=m")
        )
        recollect_issue(session, issue, NOW)
        assert told(session) == ["in digest of 24 July 2026"]
        session.delete(issue)
        session.flush()
        assert told(session) == []
        past_issue(session, DigestLink("Read the story", "Quite another title", URL))
        arrive(session, "/news/next", title="Next story", text=WORDS + " It says more of this here.")
        assert told(session) == []
        recollect(session, [session.scalars(select(Publication.id).order_by(Publication.id)).first()], NOW)
        assert told(session) == ["in digest of 24 July 2026"]


@pytest.mark.parametrize(
    ("ran", "title", "words"),
    [
        ("Annual review of visits 2025", "Annual review of visits 2026", "new edition of"),
        ("Visits to children in care", "Visits to children in care: update", "update of"),
        ("Visits to children in care", "Visits to children in care", "the same title as"),
    ],
)
def test_titles_are_recalled_at_admission(database: Database, ran: str, title: str, words: str) -> None:
    with database.writing() as session:
        past_issue(session, DigestLink("Read the report", ran))
        arrive(session, title=title)
        assert [each.startswith(words) for each in told(session)] == [True]


def test_a_title_in_a_summary_counts_as_run(database: Database) -> None:
    with database.writing() as session:
        past_issue(
            session,
            DigestLink(
                "Read the report", "Gaps in services put children at risk", "https://other.example.com/a"
            ),
            summary="A centre has published ‘Children with special needs and exploitation’, a report.",
        )
        arrive(session, title="Children with special needs and exploitation")
        assert told(session) == [
            "the same title as “Children with special needs and exploitation”, in digest of 24 July 2026"
        ]


def test_what_is_taken_into_an_issue_is_recalled_by_its_successor(database: Database) -> None:
    with database.writing() as session:
        arrive(session, title="Annual review of visits 2025")
        issue = begin_issue(session, date(2026, 11, 20), By("ed", "cli", NOW))
        add_candidate(session, issue.id, 1, draft_entry(session, 1, usual_house()), By("ed", "cli", NOW))
        arrive(
            session, "/news/y", title="Annual review of visits 2026", text=WORDS + " Other words stand here."
        )
        assert (
            told(session)[-1]
            == "new edition of “Annual review of visits 2025”, in digest of 20 November 2026"
        )


def test_mentions_keep_step_with_their_issue(database: Database) -> None:
    with database.writing() as session:
        arrive(session)
        issue = begin_issue(session, date(2026, 11, 20), By("ed", "cli", NOW))
        assert session.scalars(select(Mention)).all() == []
        add_candidate(session, issue.id, 1, draft_entry(session, 1, usual_house()), By("ed", "cli", NOW))
        assert [each.title for each in session.scalars(select(Mention))] == ["One story"]


@pytest.mark.parametrize("size", [1, 60])
def test_comparing_a_publication_takes_a_fixed_number_of_statements(database: Database, size: int) -> None:
    statements: list[str] = []
    with database.writing() as session:
        arrive(session)
        past_issue(session, *[DigestLink("Read", f"Homes of town {n}", f"{URL}-{n}") for n in range(size)])
        past_issue(session, DigestLink("Read", "Another title", URL))
        event.listen(database.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
        recollect(session, [1], NOW + timedelta(days=1))
        assert told(session) == ["in digest of 24 July 2026"]
    assert len(statements) <= 10
