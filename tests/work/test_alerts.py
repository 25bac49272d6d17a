import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scraper.config import Settings
from scraper.endpoints import Webhook
from scraper.intake.ledger import write_reading
from scraper.intake.moving import note_replaced
from scraper.intake.questions import ask
from scraper.outcomes import Health, Outcome
from scraper.polling.checkup import check_sources
from scraper.storage.desk_models import Dispatch
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Notice, Poll
from scraper.work.alerts import FIRST_WAIT, Sent, preview, send_due, undelivered
from scraper.work.message import Message
from tests.digest.making import started
from tests.factories import NOW, channel_plan, entry, make_source, reading

DAY = timedelta(days=1)


class Post:
    """Takes messages, or refuses them with `problem`; keeps what it was given."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.taken: list[tuple[str, Message]] = []

    def __call__(self, address: str, message: Message) -> str:
        if not self.problem:
            self.taken.append((address, message))
        return self.problem


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, database="", alerts={"anna": "json://anna.example.org"})


@pytest.fixture
def source(database: Database) -> int:
    with database.writing() as session:
        return make_source(session).channels[0].id


def poll(database: Database, channel_id: int, outcome: Outcome, at: datetime = NOW, detail: str = "") -> None:
    """A poll; one that shows something shows something new beside what was always there."""
    with database.writing() as session:
        plan = channel_plan(session.get_one(Channel, channel_id))
        entries = [entry(f"/news/{at:%d-%H}"), entry("/news/known")] if outcome is Outcome.NEW else []
        write_reading(session, reading(plan, *entries, outcome=outcome, started_at=at), at, 42)
        latest = session.scalars(select(Poll).order_by(Poll.id.desc()).limit(1)).one()
        latest.detail = detail


def bodies(sent: Sequence[Sent]) -> list[str]:
    return [each.body for each in sent]


def test_a_break_is_told_once_a_day_passes_in_silence_and_the_recovery_is_news(
    database: Database, settings: Settings, source: int
) -> None:
    post = Post()
    poll(database, source, Outcome.NEW, NOW - 3 * DAY)
    assert send_due(database, settings, NOW - 3 * DAY, by=post) == []
    poll(database, source, Outcome.GONE, NOW - 2 * DAY, "the page is gone (410)")
    poll(database, source, Outcome.GONE, NOW, "the page is gone (410)")
    (broke,) = send_due(database, settings, NOW, by=post)
    assert "Example Voice (example) is failing since 21 November 2026: the page is gone (410)" in broke.body
    assert "What to do: open the site" in broke.body
    assert send_due(database, settings, NOW + timedelta(hours=5), by=post) == []
    assert send_due(database, settings, NOW + DAY, by=post) == []
    poll(database, source, Outcome.NEW, NOW + DAY)
    (well,) = send_due(database, settings, NOW + 2 * DAY, by=post)
    assert well.title == "Gleaner: 1 recovered"
    assert [message.title for _, message in post.taken] == [broke.title, well.title]
    assert {address for address, _ in post.taken} == {"json://anna.example.org"}


def test_nobody_gets_a_second_message_on_one_day(database: Database, settings: Settings, source: int) -> None:
    post = Post()
    poll(database, source, Outcome.BLOCKED)
    assert len(send_due(database, settings, NOW, by=post)) == 1
    poll(database, source, Outcome.NEW, NOW + timedelta(hours=1))
    assert send_due(database, settings, NOW + timedelta(hours=2), by=post) == []
    assert [each.title for each in send_due(database, settings, NOW + DAY, by=post)] == [
        "Gleaner: 1 recovered"
    ]


def test_the_day_is_that_of_the_home(database: Database, settings: Settings, source: int) -> None:
    abroad = replace(settings, timezone="Pacific/Auckland")
    poll(database, source, Outcome.BLOCKED)
    assert send_due(database, abroad, NOW, by=Post())
    with database.reading() as session:
        assert session.scalars(select(Notice.day)).all() == ["2026-11-23"]
    assert send_due(database, abroad, NOW, from_hour=23, by=Post()) == []


def test_no_message_is_written_before_its_hour(database: Database, settings: Settings, source: int) -> None:
    poll(database, source, Outcome.BLOCKED)
    assert send_due(database, settings, NOW, from_hour=10, by=Post()) == []
    assert len(send_due(database, settings, NOW, from_hour=9, by=Post())) == 1


def test_a_failed_delivery_is_tried_again_with_pauses_and_told(
    database: Database, settings: Settings, source: int
) -> None:
    poll(database, source, Outcome.BLOCKED)
    (failed,) = send_due(database, settings, NOW, by=Post("connection refused"))
    assert failed.problem == "connection refused"
    with database.reading() as session:
        assert undelivered(session) == [
            "the message of 2026-11-23 to anna did not arrive: connection refused"
        ]
    post = Post()
    assert send_due(database, settings, NOW + FIRST_WAIT - timedelta(seconds=1), by=post) == []
    (again,) = send_due(database, settings, NOW + FIRST_WAIT, by=post)
    assert (again.body, again.problem) == (failed.body, "")
    with database.reading() as session:
        assert undelivered(session) == []
    assert send_due(database, settings, NOW + 2 * FIRST_WAIT, by=post) == []


def test_a_message_that_never_arrived_is_taken_up_by_the_next_days(
    database: Database, settings: Settings, source: int
) -> None:
    poll(database, source, Outcome.BLOCKED)
    send_due(database, settings, NOW, by=Post("connection refused"))
    post = Post()
    (taken_up,) = send_due(database, settings, NOW + DAY, by=post)
    assert "Example Voice (example) is blocked" in taken_up.body
    assert "The message of 2026-11-23 did not arrive: connection refused." in taken_up.body
    assert send_due(database, settings, NOW + 2 * DAY, by=post) == []
    assert len(post.taken) == 1


def test_two_processes_at_once_send_one_message(database: Database, settings: Settings, source: int) -> None:
    poll(database, source, Outcome.BLOCKED)
    post = Post()
    start = threading.Barrier(4)

    def try_it() -> None:
        start.wait()
        send_due(database, settings, NOW, by=post)

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(post.taken) == 1
    with database.reading() as session:
        assert len(session.scalars(select(Notice)).all()) == 1


def test_gaps_questions_and_repairs_stand_in_the_message_once(
    database: Database, settings: Settings, source: int
) -> None:
    poll(database, source, Outcome.NEW)
    with database.writing() as session:
        channel = session.get_one(Channel, source)
        session.scalars(select(Poll)).one().gap = True
        ask(session, channel, 40, NOW)
        after = {"name": "feed", "strategy": "feed", "url": "https://example.example.org/feed/", "shows": "x"}
        note_replaced(session, source, {"name": "news", "why": "gone", "dry": False}, after, NOW)
    (sent,) = send_due(database, settings, NOW, by=Post())
    assert sent.title == "Gleaner: 1 possible gap, 1 question, 1 repair"
    assert "Example Voice: news (gone) is now read at https://example.example.org/feed/ (feed)" in sent.body
    assert send_due(database, settings, NOW + DAY, by=Post()) == []


def test_a_new_recipient_is_told_how_things_stand_but_not_what_is_long_past(
    database: Database, settings: Settings, source: int
) -> None:
    poll(database, source, Outcome.NEW, NOW - 8 * DAY)
    with database.writing() as session:
        session.scalars(select(Poll)).one().gap = True
    poll(database, source, Outcome.BLOCKED, NOW - DAY)
    send_due(database, settings, NOW - DAY, by=Post())
    both = replace(settings, alerts={**settings.alerts, "ben": "json://ben.example.org"})
    (sent,) = send_due(database, both, NOW, by=Post())
    assert (sent.recipient, sent.title) == ("ben", "Gleaner: 1 source is not well")


def test_a_preview_writes_and_sends_nothing(database: Database, settings: Settings, source: int) -> None:
    poll(database, source, Outcome.BLOCKED)
    seen = preview(database, settings, NOW)
    with database.reading() as session:
        assert session.scalars(select(Notice)).all() == []
    assert bodies(seen) == bodies(send_due(database, settings, NOW, by=Post()))
    assert preview(database, settings, NOW) == []


def test_a_source_stands_with_its_times_and_its_usual_gap(database: Database, source: int) -> None:
    for days in (12, 9, 6, 3):
        poll(database, source, Outcome.NEW, NOW - days * DAY)
    with database.reading() as session:
        (found,) = check_sources(session, NOW)
    assert (found.source, found.health.state, found.usual_gap_days) == ("example", Health.OK, 3)
    assert found.last_success is not None
    with database.writing() as session:
        session.get_one(Channel, source).source.state = "paused"
    with database.reading() as session:
        assert check_sources(session, NOW) == []


def test_a_webhook_that_was_given_up_is_in_the_days_message_while_it_is_in_use(
    database: Database, settings: Settings
) -> None:
    issue_id = started(database, 1)
    with database.writing() as session:
        session.add(
            Dispatch(
                key="msg_1",
                webhook="board",
                issue_id=issue_id,
                body="{}",
                made_at=NOW,
                given_up_at=NOW,
                problem="it answered 500",
            )
        )
    assert send_due(database, settings, NOW, by=Post()) == []
    using = replace(settings, webhooks={"board": Webhook("https://hooks.example.org/")})
    (sent,) = send_due(database, using, NOW, by=Post())
    assert sent.title == "Gleaner: 1 webhook was not told"
    assert "the webhook board was not told of issue 1: it answered 500" in sent.body
    assert send_due(database, using, NOW + DAY, by=Post()) == []
