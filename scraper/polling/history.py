"""What the schedule asks of a channel's past, in a fixed number of queries."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.outcomes import TROUBLED, USUAL_FAULTS, Fault, Outcome
from scraper.polling.checkup import stated_day
from scraper.polling.rhythm import Showing
from scraper.polling.schedule import PastPoll
from scraper.storage.models import Page, Poll, Publication, Sighting

#: Polls and sightings of a channel that are looked at, newest first.
LATEST_POLLS = 60
LATEST_SHOWINGS = 50


def past_polls(session: Session, channel_id: int) -> list[PastPoll]:
    """The last polls of a channel, newest first."""
    rows = session.scalars(
        select(Poll)
        .where(Poll.channel_id == channel_id)
        .order_by(Poll.ended_at.desc(), Poll.id.desc())
        .limit(LATEST_POLLS)
    )
    return [
        PastPoll(
            row.ended_at,
            Outcome(row.outcome),
            fault_of(row),
            entries=row.entries,
            fresh=row.fresh,
            known=row.known,
            gap=row.gap,
        )
        for row in rows
    ]


def fault_of(poll: Poll) -> Fault | None:
    """How much a poll says against its channel; None for a sound one. Rows of old have no word for it."""
    outcome = Outcome(poll.outcome)
    if outcome not in TROUBLED:
        return None
    return Fault(poll.fault) if poll.fault else USUAL_FAULTS[outcome]


def showings(session: Session, channel_id: int) -> list[Showing]:
    """When the channel showed its latest new entries: since the sound poll before, or on the stated day.

    What stood there at the first poll counts only where it states its day.
    """
    before = (
        select(func.max(Poll.ended_at))
        .where(
            Poll.channel_id == channel_id,
            Poll.ended_at < Sighting.first_seen_at,
            Poll.outcome.not_in(TROUBLED),
        )
        .correlate(Sighting)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Sighting.first_seen_at,
            Sighting.statement,
            Page.baseline,
            Publication.published,
            before.label("before"),
        )
        .join(Page, Page.id == Sighting.page_id)
        .outerjoin(Publication, Publication.id == Page.publication_id)
        .where(Sighting.channel_id == channel_id)
        .order_by(Sighting.id.desc())
        .limit(LATEST_SHOWINGS)
    )
    found = []
    for row in rows:
        if row.before is not None and not row.baseline:
            found.append(Showing(row.before, row.first_seen_at))
        elif (day := stated_day(row.statement, row.published)) is not None:
            began = datetime.combine(day, time(), UTC)
            if began < row.first_seen_at:
                found.append(Showing(began, min(began + timedelta(days=1), row.first_seen_at)))
    return found
