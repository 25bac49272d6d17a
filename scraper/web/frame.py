"""What stands around every page: how much waits, which issue is open, how many sources need a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.desk.counts import Count, count_waiting
from scraper.outcomes import OPEN_ISSUES
from scraper.polling.overview import sources_in_trouble
from scraper.storage.desk_models import Issue, IssueEntry


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """Counts for the navigation. `issue` is the open issue's id, None when there is none; `failing`
    counts the sources that could not be read.
    """

    waiting: Count
    issue: int | None
    entries: int
    failing: int


def frame_facts(session: Session, now: datetime) -> FrameFacts:
    """The counts of this moment. Five queries at most."""
    waiting = count_waiting(session, now)
    issue = session.scalar(select(func.max(Issue.id)).where(Issue.state.in_(OPEN_ISSUES)))
    entries = session.scalar(select(func.count()).where(IssueEntry.issue_id == issue)) if issue else 0
    return FrameFacts(waiting, issue, entries or 0, len(sources_in_trouble(session)))
