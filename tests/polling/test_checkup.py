from datetime import date, timedelta

from sqlalchemy import select

from scraper.intake.admit import admit
from scraper.intake.ledger import write_reading
from scraper.items import Entry
from scraper.outcomes import Health, Outcome, Precision
from scraper.polling.checkup import LATEST_POLLS, check_up
from scraper.polling.health import ChannelHealth
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Page
from tests.factories import NOW, channel_plan, day, entry, make_source, page_read, publication, reading

TODAY = NOW.date()


def channels(database: Database) -> tuple[int, int]:
    with database.writing() as session:
        news, feed = make_source(session).channels
        return news.id, feed.id


def poll(
    database: Database,
    channel_id: int,
    *entries: Entry,
    outcome: Outcome = Outcome.NEW,
    days_ago: int = 0,
    first_poll: bool = False,
) -> None:
    with database.writing() as session:
        plan = channel_plan(session.get_one(Channel, channel_id), first_poll)
        read = reading(plan, *entries, outcome=outcome)
        write_reading(session, read, NOW - timedelta(days=days_ago), 42)


def health(database: Database, channel_id: int) -> ChannelHealth:
    with database.reading() as session:
        return check_up(session, [channel_id], NOW)[channel_id]


def test_each_channel_is_judged_by_its_own_polls_and_one_never_polled_not_at_all(database: Database) -> None:
    news, feed = channels(database)
    with database.reading() as session:
        assert check_up(session, [news, feed], NOW) == {}
    poll(database, feed, entry(), days_ago=2)
    poll(database, news, outcome=Outcome.SUSPECT, days_ago=1)
    poll(database, news, outcome=Outcome.SUSPECT)
    with database.reading() as session:
        found = check_up(session, [news, feed], NOW)
        assert check_up(session, [], NOW) == {}
    assert {number: each.state for number, each in found.items()} == {news: Health.CHANGED, feed: Health.OK}
    assert found[news].since == NOW - timedelta(days=1)


def test_only_the_last_polls_are_looked_at(database: Database) -> None:
    news, _ = channels(database)
    poll(database, news, entry(), days_ago=LATEST_POLLS + 5)
    for number in range(LATEST_POLLS + 3, -1, -1):
        poll(database, news, outcome=Outcome.FAILED, days_ago=number)
    assert health(database, news).since == NOW - timedelta(days=LATEST_POLLS - 1)


def test_a_feed_that_is_served_but_ended_is_quiet_from_its_first_poll(database: Database) -> None:
    _, feed = channels(database)
    old = [
        entry(f"/news/{number}", published=day(date(2025, 2, 20) - timedelta(days=4 * number)))
        for number in range(6)
    ]
    poll(database, feed, *old, first_poll=True)
    found = health(database, feed)
    assert found.state is Health.QUIET
    assert found.detail == "nothing new since 2025-02-20, usually something every 4 days"


def test_without_stated_days_it_counts_when_something_new_was_shown(database: Database) -> None:
    news, _ = channels(database)
    poll(database, news, entry("/old"), days_ago=90, first_poll=True)
    for number in range(5):
        poll(database, news, entry(f"/news/{number}"), days_ago=80 - 5 * number)
    assert (
        health(database, news).detail
        == f"nothing new since {TODAY - timedelta(days=60)}, usually something every 5 days"
    )
    poll(database, news, entry("/news/6"))
    assert health(database, news).state is Health.OK


def test_a_month_or_a_day_to_come_is_no_day_of_publication(database: Database) -> None:
    _, feed = channels(database)
    shown = [
        entry("/a", published=day(date(2025, 1, 1), precision=Precision.MONTH)),
        entry("/b", published=day(TODAY + timedelta(days=30))),
    ]
    poll(database, feed, *shown, first_poll=True)
    assert health(database, feed).state is Health.OK


def test_the_day_kept_of_a_publication_counts_before_the_one_stated(database: Database) -> None:

    _, feed = channels(database)
    stated = [entry(f"/news/{n}", published=day(date(2026, 9, n))) for n in range(1, 6)]
    poll(database, feed, *stated, first_poll=True, days_ago=1)
    poll(database, feed, entry("/news/later", published=day(date(2026, 9, 6))))
    assert health(database, feed).state is Health.QUIET
    with database.writing() as session:
        page = session.scalars(select(Page).where(Page.url.endswith("later"))).one()
        admit(session, page_read(page, publication(url=page.url)), NOW, 42)
    assert health(database, feed).state is Health.OK
