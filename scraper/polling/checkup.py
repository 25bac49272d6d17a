"""The health of channels, from the rows of their polls and of what they showed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.items import DateFact
from scraper.outcomes import Outcome, Precision
from scraper.polling.health import ChannelHealth, PollFact, channel_health
from scraper.polling.trouble import usual_gap
from scraper.storage.models import Page, Poll, Publication, Sighting

#: Polls and sightings of a channel that are looked at, newest first.
LATEST_POLLS = 12
LATEST_SIGHTINGS = 60


def check_up(session: Session, channel_ids: Collection[int], now: datetime) -> dict[int, ChannelHealth]:
    """The health of these channels by id; those never polled are left out."""
    polls = latest_polls(session, channel_ids)
    days = publishing_days(session, polls, now.date())
    found = {
        number: channel_health(
            polls[number],
            now,
            newest=max(days.get(number, ()), default=None),
            usual_gap=usual_gap(days.get(number, ())),
        )
        for number in polls
    }
    return {number: health for number, health in found.items() if health is not None}


def latest_polls(session: Session, channel_ids: Collection[int]) -> dict[int, list[PollFact]]:
    """The last polls of each channel, newest first."""
    place = func.row_number().over(
        partition_by=Poll.channel_id, order_by=(Poll.ended_at.desc(), Poll.id.desc())
    )
    rows = (
        select(Poll.channel_id, Poll.outcome, Poll.detail, Poll.ended_at, place.label("place"))
        .where(Poll.channel_id.in_(channel_ids))
        .subquery()
    )
    found: defaultdict[int, list[PollFact]] = defaultdict(list)
    latest = select(rows).where(rows.c.place <= LATEST_POLLS).order_by(rows.c.channel_id, rows.c.place)
    for row in session.execute(latest):
        found[row.channel_id].append(PollFact(Outcome(row.outcome), row.detail, row.ended_at))
    return dict(found)


def publishing_days(session: Session, channel_ids: Collection[int], today: date) -> dict[int, set[date]]:
    """The days on which each channel published, as stated; else when it first showed something new."""
    place = func.row_number().over(partition_by=Sighting.channel_id, order_by=Sighting.id.desc())
    rows = (
        select(
            Sighting.channel_id,
            Sighting.statement,
            Sighting.first_seen_at,
            Page.baseline,
            Publication.published,
            place.label("place"),
        )
        .join(Page, Page.id == Sighting.page_id)
        .outerjoin(Publication, Publication.id == Page.publication_id)
        .where(Sighting.channel_id.in_(channel_ids))
        .subquery()
    )
    found: defaultdict[int, set[date]] = defaultdict(set)
    for row in session.execute(select(rows).where(rows.c.place <= LATEST_SIGHTINGS)):
        shown = None if row.baseline else row.first_seen_at.date()
        day = stated_day(row.statement, row.published) or shown
        if day is not None and day <= today:
            found[row.channel_id].add(day)
    return dict(found)


def stated_day(statement: dict[str, dict[str, str]], published: str | None) -> date | None:
    """The day of publication as kept, else as the channel stated it; None when no day is known."""
    if published and len(published) == len("2024-07-16"):
        return date.fromisoformat(published)
    fact = DateFact.from_json(statement.get("published"))
    return fact.value if fact is not None and fact.precision is Precision.DAY else None
