"""A desk with something of everything, and the address of each of its pages."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from scraper.desk.decisions import Act, decide
from scraper.desk.transitions import Action
from scraper.digest.drafting import draft_entry
from scraper.digest.house import usual_house
from scraper.digest.issues import add_candidate, begin_issue, keep_issue
from scraper.digest.model import DigestEntry, DigestLink, Issue, SourceLine
from scraper.intake.ledger import write_reading
from scraper.intake.questions import ask
from scraper.outcomes import IssueState, Outcome
from scraper.storage.acts import By
from scraper.storage.desk_models import IssueEntry
from scraper.storage.engine import Database
from scraper.storage.models import Source
from tests.factories import NOW, channel_plan, make_source, reading
from tests.web.desk import fill


@dataclass
class Filled:
    """Numbers of what a desk was filled with."""

    candidate: int
    issue: int
    entry: int

    def address(self, path: str) -> str:
        """A route's path with real values."""
        number = {"/archive": self.issue, "/issue": self.issue, "/entry": self.entry}
        value = number.get(f"/{path.split('/')[1]}", self.candidate)
        for name in ("number", "issue_id", "entry_id", "candidate_id"):
            path = path.replace(f"{{{name}}}", str(value))
        return path.replace("{slug}", "example").replace("{format_name}", "text")


def fill_with_everything(database: Database) -> Filled:
    """Candidates, decisions, sources well and ill, a question, a published issue and one in the making."""
    ids = fill(database, 8)
    by = By("ada", "web", NOW)
    with database.writing() as session:
        source = session.scalars(sa.select(Source)).one()
        for channel, outcome in zip(source.channels, (Outcome.NEW, Outcome.FAILED), strict=True):
            write_reading(session, reading(channel_plan(channel), outcome=outcome), NOW, 42)
        ask(session, source.channels[0], 30, NOW)
        make_source(
            session, "other"
        ).name = "The Association of Everybody Who Has Ever Had a Long Name in Wales"
        decide(session, ids[:1], Act(Action.EXCLUDE, "ada", "web", reason="too-local"), NOW)
        decide(session, ids[1:2], Act(Action.MAYBE, "ada", "web"), NOW)
        entry = DigestEntry(
            "Online harm",
            ("Place has published a report.",),
            (DigestLink("Read the report", "A title", "https://example.org/report"),),
            SourceLine("Example Voice"),
            section="Research",
        )
        keep_issue(session, Issue((entry,), date(2026, 11, 12), title="Week 46"), IssueState.PUBLISHED, NOW)
        issue = begin_issue(session, date(2026, 11, 26), by)
        session.flush()
        for number in ids[2:5]:
            add_candidate(session, issue.id, number, draft_entry(session, number, usual_house()), by)
        session.flush()
        first = session.scalars(sa.select(IssueEntry.id).where(IssueEntry.issue_id == issue.id)).first()
        assert first is not None
        return Filled(ids[5], issue.id, first)
