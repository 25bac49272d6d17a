"""What the schedule asks of a channel's past."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.intake.ledger import write_reading
from scraper.items import DateFact
from scraper.outcomes import Fault, Outcome, Precision
from scraper.polling.history import fault_of, past_polls, showings
from scraper.polling.rhythm import Showing
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Poll, Publication, Sighting
from tests.factories import NOW, channel_plan, day, entry, make_source, reading

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("outcome", "fault", "expected"),
    [
        (Outcome.NEW, None, None),
        (Outcome.UNCHANGED, Fault.HARD, None),
        (Outcome.FAILED, None, Fault.SOFT),
        (Outcome.GONE, None, Fault.HARD),
        (Outcome.FAILED, Fault.TEMPORARY, Fault.TEMPORARY),
    ],
)
def test_a_poll_of_old_that_has_no_word_for_its_trouble_has_the_usual_one(
    outcome: Outcome, fault: Fault | None, expected: Fault | None
) -> None:
    assert fault_of(Poll(outcome=outcome, fault=fault)) is expected


def shown(session: Session, at: datetime, path: str, published: DateFact | None = None) -> Channel:
    """The news of the example after its poll of then showed this; the first one is a first poll."""
    found = session.scalar(select(Channel).where(Channel.name == "news"))
    channel = found or make_source(session).channels[0]
    plan = channel_plan(channel, first_poll=found is None)
    read = reading(plan, entry(path, published=published), started_at=at - HOUR)
    write_reading(session, read, at, 42)
    return channel


def test_what_is_new_was_shown_between_the_sound_poll_before_and_the_one_that_saw_it(
    database: Database,
) -> None:
    with database.writing() as session:
        shown(session, NOW, "/news/first")
        channel = shown(session, NOW + DAY, "/news/second")
        troubled: dict[str, Any] = {"started_at": NOW + DAY, "ended_at": NOW + DAY + HOUR}
        session.add(Poll(channel_id=channel.id, outcome=Outcome.FAILED, **troubled))
        session.flush()
        shown(session, NOW + 2 * DAY, "/news/third")
        assert showings(session, channel.id) == [
            Showing(NOW + DAY, NOW + 2 * DAY),
            Showing(NOW, NOW + DAY),
        ]
        assert [poll.fault for poll in past_polls(session, channel.id)] == [None, Fault.SOFT, None, None]


def test_what_stood_there_at_the_first_poll_counts_from_the_day_it_states(database: Database) -> None:
    with database.writing() as session:
        channel = shown(session, NOW, "/news/first", day(date(2026, 11, 20)))
        began = datetime(2026, 11, 20, tzinfo=UTC)
        assert showings(session, channel.id) == [Showing(began, began + DAY)]


def test_a_day_that_is_not_over_ends_when_it_was_seen(database: Database) -> None:
    with database.writing() as session:
        channel = shown(session, NOW, "/news/first", day(NOW.date()))
        assert showings(session, channel.id) == [Showing(datetime(2026, 11, 23, tzinfo=UTC), NOW)]


@pytest.mark.parametrize(
    "published",
    [None, day(date(2026, 11, 1), precision=Precision.MONTH), day(date(2026, 11, 24))],
    ids=["no day", "a month only", "a day to come"],
)
def test_what_stood_there_without_a_day_behind_it_says_nothing(
    database: Database, published: DateFact | None
) -> None:
    with database.writing() as session:
        channel = shown(session, NOW, "/news/first", published)
        assert session.scalars(select(Sighting.id)).all()
        assert showings(session, channel.id) == []


def test_a_day_that_is_kept_is_believed_before_what_the_channel_said(database: Database) -> None:
    with database.writing() as session:
        channel = shown(session, NOW, "/news/first", day(date(2026, 11, 20)))
        kept = Publication(
            source_id=channel.source_id,
            key="k",
            url="https://example.example.org/news/first",
            title="One story",
            published="2026-11-18",
            published_precision=Precision.DAY,
            kind="news",
            kind_witness="guess",
            media_type="text/html",
            first_seen_at=NOW,
        )
        session.add(kept)
        session.flush()
        session.scalars(select(Sighting)).one().page.publication_id = kept.id
        session.flush()
        began = datetime(2026, 11, 18, tzinfo=UTC)
        assert showings(session, channel.id) == [Showing(began, began + DAY)]
