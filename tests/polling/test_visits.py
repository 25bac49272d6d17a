from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.intake.ledger import write_reading
from scraper.outcomes import Outcome, PageState, Strategy, Witness
from scraper.polling.register import register
from scraper.polling.visits import (
    LEASE,
    Wanted,
    claim,
    close_poll,
    next_due,
    note_pause,
    pauses_under_way,
    plan_single,
    plan_visit,
    release,
    release_abandoned,
)
from scraper.sources.definition import parse_definition
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Host, Page, Poll, Source
from tests.factories import DEFINITION, NOW, channel_plan, entry, make_source, reading

ME, OTHER = "machine:/home:1", "machine:/home:2"
DUE = Wanted()


def claimed(
    database: Database, owner: str = ME, wanted: Wanted = DUE, later: timedelta = timedelta()
) -> list[str]:
    with database.writing() as session:
        ids = claim(session, owner, wanted, NOW + later, limit=10)
        return [session.get_one(Host, host_id).name for host_id in ids]


def write_row(session: Session, channel_id: int, outcome: Outcome, **changes: Any) -> None:
    """The row of a poll that ended now."""
    row = {"channel_id": channel_id, "started_at": NOW, "ended_at": NOW, "outcome": outcome}
    session.add(Poll(**(row | changes)))
    session.flush()


def end_polls(database: Database, outcome: Outcome = Outcome.UNCHANGED) -> None:
    with database.writing() as session:
        for channel in session.scalars(select(Channel)):
            channel.last_polled_at = NOW
            write_row(session, channel.id, outcome)
            close_poll(session, channel.id, NOW)
        for host in session.scalars(select(Host)):
            release(session, host.id, ME, NOW)


def test_a_host_is_leased_to_one_crawl_at_a_time(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
    assert claimed(database) == ["example.example.org"]
    assert claimed(database, OTHER) == []
    assert claimed(database, OTHER, later=LEASE + timedelta(seconds=1)) == ["example.example.org"]


def test_leases_of_a_killed_crawl_of_the_same_home_are_freed(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
    claimed(database)
    with database.writing() as session:
        release_abandoned(session, "machine:/elsewhere:")
    assert claimed(database, OTHER) == []
    with database.writing() as session:
        release_abandoned(session, "machine:/home:")
    assert claimed(database, OTHER) == ["example.example.org"]


def test_a_host_is_due_again_after_the_usual_interval(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
    claimed(database)
    end_polls(database)
    assert claimed(database, later=timedelta(hours=5)) == []
    assert claimed(database, later=timedelta(hours=6)) == ["example.example.org"]


def test_naming_a_source_polls_it_once_though_it_is_not_due(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        make_source(session, "second")
    claimed(database)
    end_polls(database)
    start = NOW + timedelta(minutes=1)
    named = Wanted(frozenset({"second"}), start)
    assert claimed(database, wanted=named, later=timedelta(minutes=1)) == ["second.example.org"]
    with database.writing() as session:
        for channel in session.scalars(select(Channel)):
            channel.last_polled_at = start
        for host in session.scalars(select(Host)):
            release(session, host.id, ME, start)
    assert claimed(database, wanted=named, later=timedelta(minutes=2)) == []


def test_a_pending_page_makes_its_host_due(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        plan = channel_plan(source.channels[0])
        write_reading(session, reading(plan, entry(url="https://files.example.org/r.pdf")), NOW, 42)
    end_polls(database)
    assert claimed(database, later=timedelta(minutes=1)) == ["files.example.org"]


def test_a_page_that_waits_for_another_try_does_not_make_its_host_due_before(database: Database) -> None:
    with database.writing() as session:
        plan = channel_plan(make_source(session).channels[0])
        write_reading(session, reading(plan, entry()), NOW, 42)
        session.scalars(select(Page)).one().next_at = NOW + timedelta(hours=1)
    end_polls(database)
    assert claimed(database, later=timedelta(minutes=59)) == []
    assert claimed(database, later=timedelta(minutes=60)) == ["example.example.org"]


def test_a_host_that_asked_for_a_pause_is_left_alone(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
    claimed(database)
    with database.writing() as session:
        host = session.scalars(select(Host)).one()
        note_pause(session, host.name, NOW + timedelta(minutes=30))
        note_pause(session, host.name, NOW + timedelta(minutes=20))
        release(session, host.id, ME, NOW)
    assert claimed(database, later=timedelta(minutes=29)) == []
    assert claimed(database, later=timedelta(minutes=30)) == ["example.example.org"]


def test_paused_sources_are_not_polled(database: Database) -> None:
    with database.writing() as session:
        make_source(session).state = "paused"
    assert claimed(database) == []


def test_only_the_owner_of_a_lease_can_end_it(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
    claimed(database)
    with database.writing() as session:
        release(session, session.scalars(select(Host)).one().id, OTHER, NOW)
    assert claimed(database, OTHER) == []


def test_failures_double_the_wait_and_a_success_resets_it(database: Database) -> None:
    with database.writing() as session:
        channel_id = make_source(session).channels[0].id
    waits = []
    for outcome in (Outcome.BLOCKED, Outcome.BLOCKED, Outcome.FAILED, Outcome.NEW):
        with database.writing() as session:
            write_row(session, channel_id, outcome)
            close_poll(session, channel_id, NOW)
            channel = session.get_one(Channel, channel_id)
            assert channel.next_at is not None
            waits.append(round((channel.next_at - NOW) / timedelta(hours=1), 1))
    assert waits == [12.0, 24.0, 33.9, 6.0]


def test_a_source_that_fails_for_ever_is_asked_once_a_week(database: Database) -> None:
    with database.writing() as session:
        channel_id = make_source(session).channels[0].id
        for _ in range(100):
            write_row(session, channel_id, Outcome.GONE)
        close_poll(session, channel_id, NOW)
        assert session.get_one(Channel, channel_id).next_at == NOW + timedelta(days=7)


def test_a_visit_brings_channels_and_pages_with_what_was_said_of_them(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        shown = entry(title="Said by the listing", authors=("A. Person",))
        write_reading(session, reading(channel_plan(source.channels[0]), shown), NOW, 42)
        host_id = source.channels[0].host_id
    with database.reading() as session:
        plan = plan_visit(session, host_id, Wanted(since=NOW + timedelta(seconds=1)), NOW)
    assert [channel.slug for channel in plan.channels] == ["example/news", "example/feed"]
    assert [channel.strategy for channel in plan.channels] == [Strategy.LISTING, Strategy.FEED]
    (page,) = plan.pages
    assert page.hints.title == "Said by the listing"
    assert page.hints.authors == ("A. Person",)
    assert page.hints.witness is Witness.LISTING
    assert page.hints.now == NOW


def test_a_page_is_asked_for_as_data_where_its_host_has_a_content_api(database: Database) -> None:
    """But what is watched as a page is read as that page."""
    home = "https://example.example.org"
    watched = f'[[channels]]\nname = "page"\nstrategy = "page"\nurl = "{home}/plan/"\n'
    text = f'content_api = "{home}/api/content"\n' + DEFINITION.format(slug="example") + watched
    shown = {"feed": entry(), "page": entry("/plan/", version="1")}
    with database.writing() as session:
        register(session, [parse_definition(text, "example.toml")], NOW)
        for channel in session.scalars(select(Channel).where(Channel.name.in_(shown))).all():
            write_reading(session, reading(channel_plan(channel), shown[channel.name]), NOW, 42)
        host_id = session.scalars(select(Host.id)).one()
    with database.reading() as session:
        plan = plan_visit(session, host_id, Wanted(since=NOW + timedelta(seconds=1)), NOW)
    assert [channel.rules.versioned for channel in plan.channels] == [True] * 3
    content = f"{home}/api/content/news/one-story"
    assert {page.url: page.content_url for page in plan.pages} == {
        shown["feed"].url: content,
        f"{home}/plan/": None,
    }


def test_one_channel_can_be_planned_by_its_name(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        plan = plan_single(session, "example/feed")
    assert plan.channels[0].url == "https://example.example.org/feed/"


def test_a_channel_that_left_its_definition_is_retired_with_its_history(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        plan = channel_plan(source.channels[1])
        write_reading(session, reading(plan, entry()), NOW, 42)
        shorter = DEFINITION.format(slug="example").partition('[[channels]]\nname = "feed"')[0]
        register(session, [parse_definition(shorter, "example.toml")], NOW)
    with database.reading() as session:
        feed = session.scalars(select(Channel).where(Channel.name == "feed")).one()
        assert (feed.state, feed.next_at) == ("retired", None)
        assert session.scalars(select(Page)).one().state == PageState.PENDING


def test_documents_that_wait_to_be_read_survive_a_change_of_the_definition(database: Database) -> None:
    waits = [{"url": "https://example.example.org/sitemap-9.xml", "first_poll": True, "tries": 0}]
    with database.writing() as session:
        channel = make_source(session).channels[0]
        channel.memory = {"reading": {"folders": []}, "further": waits, "etag": "1", "body": "ab"}
        changed = DEFINITION.format(slug="example").replace("Example Voice", "Voice of Examples")
        register(session, [parse_definition(changed, "example.toml")], NOW)
        assert channel.memory == {"reading": {"folders": []}, "further": waits}
        moved = changed.replace("/news/", "/latest/")
        register(session, [parse_definition(moved, "example.toml")], NOW)
        assert channel.memory == {}


def test_registering_the_same_definition_again_changes_nothing(database: Database) -> None:
    definition = parse_definition(DEFINITION.format(slug="example"), "example.toml")
    with database.writing() as session:
        assert register(session, [definition], NOW) == 1
        assert register(session, [definition], NOW) == 0
        assert len(session.scalars(select(Source)).all()) == 1


def test_a_pause_stands_through_the_end_of_any_visit_and_a_shorter_one(database: Database) -> None:
    until = NOW + timedelta(hours=2)
    with database.writing() as session:
        make_source(session)
        note_pause(session, "example.example.org", until)
        note_pause(session, "example.example.org", NOW + timedelta(minutes=1))
        note_pause(session, "new.example.org", until)
        assert pauses_under_way(session, NOW) == {"example.example.org": until, "new.example.org": until}
        assert pauses_under_way(session, until) == {}


def test_the_next_due_host_is_found_with_its_lease_and_its_pause(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        assert next_due(session, DUE, NOW) == (NOW, "example.example.org")
        note_pause(session, "example.example.org", NOW + timedelta(minutes=5))
        assert next_due(session, DUE, NOW) == (NOW + timedelta(minutes=5), "example.example.org")
    assert claimed(database, later=timedelta(minutes=5)) == ["example.example.org"]
    with database.writing() as session:
        lease_ends = NOW + timedelta(minutes=5) + LEASE
        assert next_due(session, DUE, NOW) == (lease_ends, "example.example.org")
        assert next_due(session, DUE, NOW, [session.scalars(select(Host)).one().id]) is None


def test_a_clock_set_back_ten_years_costs_one_poll_and_silences_nothing(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
    claimed(database)
    end_polls(database)
    back = timedelta(days=-3650)
    assert claimed(database, later=back) == ["example.example.org"]
    with database.writing() as session:
        host = session.scalars(select(Host)).one()
        for channel in session.scalars(select(Channel)):
            channel.last_polled_at, channel.next_at = NOW + back, NOW + back + timedelta(hours=6)
        release(session, host.id, ME, NOW + back)
    assert claimed(database, later=back + timedelta(minutes=1)) == []


def test_a_lease_or_pause_from_a_clock_that_was_ahead_holds_nobody_up(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        host = session.scalars(select(Host)).one()
        host.lease_owner, host.lease_until = OTHER, NOW + timedelta(days=3650)
        host.paused_until = NOW + timedelta(days=3650)
    assert claimed(database) == ["example.example.org"]


def poll_feed(session: Session, channel: Channel, at: datetime, *paths: str) -> Poll:
    """One poll of a channel that shows these entries, closed."""
    write_reading(session, reading(channel_plan(channel), *map(entry, paths)), at, 42)
    close_poll(session, channel.id, at)
    return session.scalars(select(Poll).order_by(Poll.id.desc()).limit(1)).one()


def test_a_poll_keeps_its_overlap_and_lost_overlap_is_a_possible_gap(database: Database) -> None:
    with database.writing() as session:
        channel = make_source(session).channels[1]
        polls = [
            poll_feed(session, channel, NOW + number * timedelta(hours=6), *paths)
            for number, paths in enumerate([("/news/a", "/news/b"), ("/news/b", "/news/c"), ("/news/x",)])
        ]
        assert [(poll.known, poll.fresh, poll.gap) for poll in polls] == [
            (0, 2, False),
            (1, 1, False),
            (0, 1, True),
        ]
        assert channel.next_why.startswith("possible gap, asked sooner; ")
        assert (
            [poll.next_at for poll in polls][2] == channel.next_at == polls[2].ended_at + timedelta(hours=3)
        )


def test_a_next_page_that_shares_something_closes_the_gap(database: Database) -> None:
    with database.writing() as session:
        channel = make_source(session).channels[1]
        poll_feed(session, channel, NOW, "/news/a")
        gap = poll_feed(session, channel, NOW + timedelta(hours=6), "/news/x")
        assert gap.gap
        page = reading(channel_plan(channel), entry("/news/a"), depth=1, poll_id=gap.id)
        assert write_reading(session, page, NOW + timedelta(hours=6), 42).decisive
        assert (gap.gap, gap.detail) == (False, "")


def test_the_rhythm_of_a_channel_is_read_from_what_it_showed(database: Database) -> None:
    with database.writing() as session:
        channel = make_source(session).channels[1]
        for number in range(8):
            at = NOW + number * timedelta(days=2)
            poll_feed(session, channel, at, *[f"/news/{each}" for each in range(number + 1)])
        assert channel.next_why.startswith("publishes about every 2 days")


def test_bounds_of_the_definition_hold(database: Database) -> None:
    bounds = "[expectations]\nshortest_interval_minutes = 600\nlongest_interval_hours = 11\n"
    with database.writing() as session:
        register(session, [parse_definition(DEFINITION.format(slug="example") + bounds, "x.toml")], NOW)
        channel = session.scalars(select(Channel).where(Channel.name == "feed")).one()
        assert poll_feed(session, channel, NOW, "/news/a").next_at == NOW + timedelta(hours=10)


def test_a_pause_that_the_host_asked_for_is_waited_for(database: Database) -> None:
    with database.writing() as session:
        channel = make_source(session).channels[1]
        channel.host.paused_until = NOW + timedelta(days=2)
        assert poll_feed(session, channel, NOW, "/news/a").next_at == NOW + timedelta(days=2)
