from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scraper.intake.ledger import pending_here, write_reading
from scraper.intake.sightings import is_before
from scraper.items import ChannelRules, Entry, Reading
from scraper.outcomes import DropReason, Outcome, PageState, Precision, Strategy, Witness
from scraper.plans import ChannelRead
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Page, Poll, Sighting
from tests.factories import NOW, channel_plan, day, entry, make_source, reading

TODAY = NOW.date()


def pages(database: Database) -> dict[str, Page]:
    with database.reading() as session:
        return {page.url: page for page in session.scalars(select(Page))}


def write(database: Database, *reads: ChannelRead) -> list[int]:
    fresh = []
    for read in reads:
        with database.writing() as session:
            fresh.append(write_reading(session, read, NOW, 42).fresh)
    return fresh


def source_channel(database: Database, name: str = "news") -> Channel:
    with database.writing() as session:
        channel = next(each for each in make_source(session).channels if each.name == name)
        assert channel.source.slug == "example"
        session.expunge_all()
    return channel


def test_an_unknown_entry_becomes_a_pending_page_and_a_sighting(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    assert write(database, reading(plan, entry())) == [1]
    with database.reading() as session:
        sighting = session.scalars(select(Sighting)).one()
        assert sighting.title == "One story"
        assert sighting.page.state == PageState.PENDING
        assert sighting.first_seen_at == sighting.last_seen_at == NOW


def test_an_entry_seen_before_is_not_unknown_again(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    assert write(database, reading(plan, entry()), reading(plan, entry())) == [1, 0]
    with database.reading() as session:
        polls = session.scalars(select(Poll).order_by(Poll.id)).all()
    assert [poll.outcome for poll in polls] == [Outcome.NEW, Outcome.UNCHANGED]
    assert [poll.entries for poll in polls] == [1, 1]


def test_two_spellings_of_one_address_are_one_page_with_a_sighting_for_each_channel(
    database: Database,
) -> None:
    news = channel_plan(source_channel(database))
    feed = channel_plan(source_channel(database, "feed"), url="https://example.example.org/feed/")
    tracked = entry("/news/one-story/?utm_source=rss#top")
    assert write(database, reading(news, entry()), reading(feed, tracked)) == [1, 0]
    with database.reading() as session:
        assert len(session.scalars(select(Page)).all()) == 1
        assert len(session.scalars(select(Sighting)).all()) == 2


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (entry(url=None, guid="a-1"), DropReason.NO_LINK),
        (entry(url="javascript:void(0)"), DropReason.BAD_LINK),
        (entry(url="https://elsewhere.example.net/report"), DropReason.OTHER_SITE),
    ],
)
def test_an_entry_that_leads_nowhere_is_recorded_with_its_reason(
    database: Database, shown: object, reason: DropReason
) -> None:
    plan = channel_plan(source_channel(database))
    assert write(database, reading(plan, shown), reading(plan, shown)) == [1, 0]  # type: ignore[arg-type]
    (page,) = pages(database).values()
    assert (page.state, page.reason) == (PageState.DROPPED, reason)


def test_two_entries_without_a_link_are_told_apart_by_what_they_say(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    one, two = entry(url=None, title="First"), entry(url=None, title="Second")
    assert write(database, reading(plan, one, two)) == [2]


def test_a_subdomain_of_the_source_is_its_own_site(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    write(database, reading(plan, entry(url="https://files.example.org/report.pdf")))
    (page,) = pages(database).values()
    assert page.state == PageState.PENDING


def test_a_first_poll_only_records_what_was_published_earlier(database: Database) -> None:
    plan = channel_plan(source_channel(database), first_poll=True)
    write(
        database,
        reading(
            plan,
            entry("/old", published=day(TODAY - timedelta(days=43))),
            entry("/recent", published=day(TODAY - timedelta(days=42))),
            entry("/undated"),
        ),
    )
    states = {url.rpartition("/")[2]: page for url, page in pages(database).items()}
    assert states["old"].reason == DropReason.PUBLISHED_EARLIER
    assert states["recent"].state == PageState.PENDING
    assert states["undated"].state == PageState.PENDING


def test_a_later_poll_admits_an_entry_however_it_is_dated(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    write(database, reading(plan, entry("/backdated", published=day(TODAY - timedelta(days=300)))))
    (page,) = pages(database).values()
    assert page.state == PageState.PENDING


def test_the_first_poll_of_a_sitemap_records_what_it_cannot_date(database: Database) -> None:
    plan = channel_plan(source_channel(database), first_poll=True, strategy=Strategy.SITEMAP)
    write(
        database,
        reading(plan, entry("/undated"), entry("/changed", updated=day(TODAY, Witness.SITEMAP))),
    )
    states = {url.rpartition("/")[2]: page for url, page in pages(database).items()}
    assert states["undated"].reason == DropReason.BASELINE
    assert states["changed"].state == PageState.PENDING


def test_a_channel_that_showed_entries_and_now_shows_none_is_suspect(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    empty = ChannelRead(plan, Reading(Outcome.EMPTY), started_at=NOW)
    write(database, empty, reading(plan, entry()), empty)
    with database.reading() as session:
        outcomes = session.scalars(select(Poll.outcome).order_by(Poll.id)).all()
    assert outcomes == [Outcome.EMPTY, Outcome.NEW, Outcome.SUSPECT]


def test_memory_is_replaced_only_when_there_is_a_new_one(database: Database) -> None:
    channel = source_channel(database)
    plan = channel_plan(channel)
    write(database, reading(plan, entry(), memory={"etag": "a"}), reading(plan, outcome=Outcome.FAILED))
    with database.reading() as session:
        kept = session.get_one(Channel, channel.id)
        assert kept.memory == {"etag": "a"}


def test_a_further_document_adds_to_its_poll_and_shows_its_trouble(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    with database.writing() as session:
        poll_id = write_reading(session, reading(plan, entry("/one")), NOW, 42).poll_id
    second = reading(plan, entry("/two"), poll_id=poll_id, depth=1)
    broken = reading(plan, outcome=Outcome.FAILED, poll_id=poll_id, depth=2)
    write(database, second, broken)
    with database.reading() as session:
        poll = session.scalars(select(Poll)).one()
    assert (poll.outcome, poll.entries, poll.fresh, poll.requests) == (Outcome.FAILED, 2, 2, 3)


def test_a_new_version_of_a_watched_page_is_a_page_of_its_own(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    first, second = entry("/watched"), entry("/watched", version="2f1c")
    assert write(database, reading(plan, first), reading(plan, second), reading(plan, second)) == [1, 1, 0]


def test_pages_of_another_host_wait_for_their_own_visit(database: Database) -> None:
    channel = source_channel(database)
    with database.writing() as session:
        shown = reading(channel_plan(channel), entry(), entry(url="https://files.example.org/report.pdf"))
        written = write_reading(session, shown, NOW, 42)
        here = pending_here(session, written.pending, channel.host_id)
    assert len(written.pending) == 2
    assert len(here) == 1


@pytest.mark.parametrize(
    ("stated", "before"),
    [
        (day(date(2026, 10, 11)), True),
        (day(date(2026, 10, 12)), False),
        (day(date(2026, 10, 1), precision=Precision.MONTH), False),
        (day(date(2026, 9, 1), precision=Precision.MONTH), True),
        (day(date(2026, 1, 1), precision=Precision.YEAR), False),
        (day(date(2025, 1, 1), precision=Precision.YEAR), True),
        (day(date(2020, 1, 1), witness=Witness.GUESS), False),
        (None, False),
    ],
)
def test_a_coarse_date_is_before_a_day_only_when_its_whole_period_is(stated: object, before: bool) -> None:
    assert is_before(stated, date(2026, 10, 12)) is before  # type: ignore[arg-type]


MOVED = "https://www.example.org/newsroom/"


def poll(database: Database, channel_id: int, moved_to: str | None, outcome: Outcome = Outcome.NEW) -> str:
    """One poll of the channel that was led to another address; the channel's address after it."""
    with database.writing() as session:
        channel = session.get_one(Channel, channel_id)
        plan = channel_plan(channel)
        read = reading(plan, entry(), outcome=outcome, memory={"etag": "a"}, moved_to=moved_to)
        write_reading(session, read, NOW, 42)
        return channel.url


def test_an_address_is_changed_after_three_identical_permanent_redirects(database: Database) -> None:
    channel = source_channel(database)
    addresses = [poll(database, channel.id, MOVED) for _ in range(3)]
    assert addresses == [channel.url, channel.url, MOVED]
    with database.reading() as session:
        event = session.scalars(select(Event)).one()
        moved = session.get_one(Channel, channel.id)
        assert (event.before, event.after) == ({"url": channel.url}, {"url": MOVED})
        assert moved.host.name == "www.example.org"
        assert moved.memory == {"etag": "a"}


@pytest.mark.parametrize(
    "seen",
    [
        [MOVED, MOVED, None, MOVED],
        [MOVED, f"{MOVED}2", MOVED, f"{MOVED}2"],
        ["https://parking.example.net/"] * 4,
    ],
)
def test_redirects_that_change_stop_or_leave_the_source_are_not_followed(
    database: Database, seen: list[str | None]
) -> None:
    channel = source_channel(database)
    assert {poll(database, channel.id, to) for to in seen} == {channel.url}


def test_a_redirect_to_what_cannot_be_read_is_not_counted(database: Database) -> None:
    channel = source_channel(database)
    assert {poll(database, channel.id, MOVED, Outcome.SUSPECT) for _ in range(4)} == {channel.url}


def test_a_listing_whose_addresses_changed_says_so_in_its_history(database: Database) -> None:
    channel = source_channel(database)
    marker = {"before": ["/news/"], "after": ["/insights/"]}
    changed = Reading(Outcome.NEW, (entry("/insights/one"),), memory={"relearned": marker})
    plan = channel_plan(channel)
    write(database, ChannelRead(plan, changed, NOW), ChannelRead(plan, changed, NOW, depth=1, poll_id=1))
    with database.reading() as session:
        event = session.scalars(select(Event)).one()
    assert (event.object_type, event.object_id, event.action) == ("channel", channel.id, "relearned")
    assert (event.before, event.after) == ({"folders": ["/news/"]}, {"folders": ["/insights/"]})


@pytest.mark.parametrize(
    ("strategy", "said"),
    [(Strategy.LISTING, True), (Strategy.FEED, True), (Strategy.SITEMAP, False), (Strategy.PAGE, False)],
)
def test_entries_none_of_which_was_shown_before_may_hide_a_gap(
    database: Database, strategy: Strategy, said: bool
) -> None:
    plan = channel_plan(source_channel(database), strategy=strategy)
    write(
        database,
        reading(plan, entry("/one")),
        reading(plan, entry("/one"), entry("/two")),
        reading(plan, entry("/three"), entry("/four")),
    )
    with database.reading() as session:
        details = session.scalars(select(Poll.detail).order_by(Poll.id)).all()
    assert ["gap" in detail for detail in details] == [False, False, said]


def test_a_further_document_waits_in_the_memory_until_it_was_read(database: Database) -> None:
    channel = source_channel(database)
    plan = channel_plan(channel, first_poll=True)
    index = ChannelRead(plan, Reading(Outcome.NEW, more=("a.xml", "b.xml")), NOW, memory={"etag": "1"})
    fault = ChannelRead(plan, Reading(Outcome.FAILED), NOW, 500, depth=1, poll_id=1, asked="a.xml")
    sound = reading(plan, entry(), depth=1, poll_id=1, asked="b.xml")
    with database.writing() as session:
        first = write_reading(session, index, NOW, 42)
        again = [write_reading(session, read, NOW, 42).further for read in (fault, sound)]
        kept = session.get_one(Channel, channel.id).memory
        later = ChannelRead(plan, Reading(Outcome.UNCHANGED), NOW, 304, memory={"etag": "2"})
        next_poll = write_reading(session, later, NOW, 42)
    assert [document.url for document in first.further] == ["a.xml", "b.xml"]
    assert again == [(), ()]
    assert kept == {"etag": "1", "further": [{"url": "a.xml", "first_poll": True, "tries": 1}]}
    assert [(document.url, document.first_poll) for document in next_poll.further] == [("a.xml", True)]


def test_one_poll_counts_one_failure_however_many_documents_follow_it(database: Database) -> None:
    plan = channel_plan(source_channel(database))
    index = ChannelRead(plan, Reading(Outcome.NEW, more=("a", "b", "c")), NOW, memory={})
    outcomes = (Outcome.FAILED, Outcome.UNCHANGED, Outcome.FAILED)
    with database.writing() as session:
        decisive = [write_reading(session, index, NOW, 42).decisive]
        for outcome in outcomes:
            document = ChannelRead(plan, Reading(outcome), NOW, depth=1, poll_id=1, asked="a")
            decisive.append(write_reading(session, document, NOW, 42).decisive)
    assert decisive == [True, True, False, False]


def test_a_listing_is_read_on_while_it_shows_what_it_had_not_shown_itself(database: Database) -> None:
    feed, news = (channel_plan(source_channel(database, name)) for name in ("feed", "news"))
    with database.writing() as session:
        write_reading(session, reading(feed, entry("/one")), NOW, 42)
        page = reading(news, entry("/one"), memory={})
        listing = replace(page, reading=replace(page.reading, more=("/page/2",)))
        first = write_reading(session, listing, NOW, 42)
        older = replace(listing, asked="/page/2", depth=1, poll_id=first.poll_id)
        followed = [first, write_reading(session, older, NOW, 42), write_reading(session, listing, NOW, 42)]
    assert [[document.url for document in written.further] for written in followed] == [["/page/2"], [], []]


STRANGERS = [entry(url=f"https://casino.example.net/game-{number}") for number in range(3)]


@pytest.mark.parametrize("first", [True, False])
def test_a_list_that_leads_to_another_site_only_is_suspect_however_often_it_is_read(
    database: Database, first: bool
) -> None:
    plan = channel_plan(source_channel(database), first_poll=first)
    write(database, *[reading(plan, *STRANGERS, memory={"body": "ab"}) for _ in range(2)])
    with database.reading() as session:
        polls = session.scalars(select(Poll).order_by(Poll.id)).all()
        channel = session.get_one(Channel, plan.channel_id)
    assert [poll.outcome for poll in polls] == [Outcome.SUSPECT, Outcome.SUSPECT]
    assert polls[0].detail == "all 3 entries lead to another site: casino.example.net"
    assert (channel.last_success_at, channel.memory) == (None, {})


@pytest.mark.parametrize(
    ("entries", "changes"),
    [
        (STRANGERS[:2], {}),
        ([*STRANGERS, entry()], {}),
        ([*STRANGERS, entry(url=None)], {}),
        (STRANGERS, {"strategy": Strategy.NEWSLETTER}),
        (STRANGERS, {"rules": ChannelRules()}),
    ],
)
def test_a_few_links_to_others_are_nothing_odd(
    database: Database, entries: list[Entry], changes: dict[str, object]
) -> None:
    write(database, reading(channel_plan(source_channel(database), **changes), *entries))
    with database.reading() as session:
        assert session.scalars(select(Poll)).one().outcome == Outcome.NEW
