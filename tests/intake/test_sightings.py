"""Many entries at once, and entries whose ids, links, dates or titles are not to be trusted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select, update

from scraper.intake.ledger import write_reading
from scraper.intake.sightings import NAMED_AT_ONCE
from scraper.items import ChannelRules, DateFact, Entry
from scraper.outcomes import DropReason, PageState, SourceState, Strategy, Witness
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Page, Sighting, Source
from tests.factories import NOW, channel_plan, day, entry, make_source, reading


@pytest.fixture
def channel(database: Database) -> Channel:
    with database.writing() as session:
        found = next(each for each in make_source(session).channels if each.name == "feed")
        assert found.source.slug == "example"
        session.expunge_all()
    return found


def poll(database: Database, channel: Channel, *entries: Entry, hours: int = 0, **changes: object) -> int:
    """One poll that shows these entries; how many pages the ledger did not know."""
    with database.writing() as session:
        shown = reading(channel_plan(channel, **changes), *entries)
        return write_reading(session, shown, NOW + timedelta(hours=hours), 42).fresh


def counts(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        pages = session.scalar(select(func.count()).select_from(Page)) or 0
        return pages, session.scalar(select(func.count()).select_from(Sighting)) or 0


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL sent to the engine meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_long_sitemap_costs_a_few_statements_not_some_for_each_address(
    database: Database, channel: Channel
) -> None:
    number = 3 * NAMED_AT_ONCE
    entries = [entry(f"/news/story-{n}", published=day(date(2026, 11, 1))) for n in range(number)]
    assert poll(database, channel, *entries, strategy=Strategy.SITEMAP) == number
    with statements(database) as again:
        assert poll(database, channel, *entries, hours=6, strategy=Strategy.SITEMAP) == 0
    assert len(again) <= 20 + 4 * number / NAMED_AT_ONCE
    with database.reading() as session:
        last = set(session.scalars(select(Sighting.last_seen_at)))
        began = set(session.scalars(select(Sighting.first_seen_at)))
    assert (began, last) == ({NOW}, {NOW + timedelta(hours=6)})


def test_only_what_is_still_shown_is_seen_again(database: Database, channel: Channel) -> None:
    poll(database, channel, entry("/news/a"), entry("/news/b"))
    poll(database, channel, entry("/news/b"), hours=6)
    with database.reading() as session:
        seen = {row.url: row.last_seen_at - NOW for row in session.scalars(select(Sighting))}
    assert [seen[url].seconds // 3600 for url in sorted(seen, key=str)] == [0, 6]


def test_different_stories_under_one_id_are_each_kept(database: Database, channel: Channel) -> None:
    stories = [entry(f"/news/{name}", f"Story {name}", guid="tag:same") for name in "abc"]
    assert poll(database, channel, *stories) == 3
    assert poll(database, channel, *stories, hours=6) == 0
    assert counts(database) == (3, 3)


@pytest.mark.parametrize(
    "guid",
    [
        "https://example.example.org/news/a#2026-11-{:02}T09:30:00+01:00",
        "tag:example.org,2026:a:17325{:02}000",
        "a-17325{:02}000123",
        "a 2026-11-{:02} 0930",
    ],
)
@pytest.mark.parametrize("url", ["https://example.example.org/news/a", None])
def test_an_id_that_holds_the_moment_of_the_poll_makes_nothing_new(
    database: Database, channel: Channel, guid: str, url: str | None
) -> None:
    fresh = [
        poll(database, channel, entry(url=url, guid=guid.format(number)), hours=number)
        for number in range(10, 14)
    ]
    assert fresh == [1, 0, 0, 0]
    assert counts(database) == (1, 1)


def test_ids_without_a_moment_tell_entries_without_links_apart(database: Database, channel: Channel) -> None:
    weekly = [entry(url=None, title="Weekly update", guid=f"update-{number}") for number in (41, 42)]
    assert poll(database, channel, *weekly) == 2


def test_dates_tell_entries_without_links_and_ids_apart(database: Database, channel: Channel) -> None:
    weekly = [
        entry(url=None, title="Weekly update", published=day(date(2026, 11, number))) for number in (13, 20)
    ]
    assert poll(database, channel, *weekly) == 2
    assert poll(database, channel, *weekly, hours=6) == 0


def test_every_entry_without_a_link_stays_in_the_ledger_with_its_reason(
    database: Database, channel: Channel
) -> None:
    poll(database, channel, entry(url=None), Entry(None, summary="Only words"), Entry(None, guid="7"))
    with database.reading() as session:
        rows = session.execute(select(Page.state, Page.reason)).all()
    assert [tuple(row) for row in rows] == [(PageState.DROPPED, DropReason.NO_LINK)] * 3
    assert counts(database) == (3, 3)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://example.example.org/news/a",
        "https://www.example.example.org/news/a",
        "http://www.example.example.org/news/a/",
        "https://example.example.org:443/news/a?utm_source=rss#top",
    ],
)
def test_another_scheme_or_www_in_all_links_makes_nothing_new(
    database: Database, channel: Channel, spelling: str
) -> None:
    poll(database, channel, entry("/news/a"))
    assert poll(database, channel, entry(url=spelling), hours=6) == 0
    assert counts(database) == (1, 1)


def test_one_item_listed_twice_is_one_sighting(database: Database, channel: Channel) -> None:
    assert poll(database, channel, entry("/news/a"), entry("/news/a/", "Again", guid="other")) == 1
    assert counts(database) == (1, 1)


def test_entries_without_title_or_date_are_pages_to_fetch(database: Database, channel: Channel) -> None:
    assert poll(database, channel, Entry("https://example.example.org/news/a")) == 1
    with database.reading() as session:
        page = session.scalars(select(Page)).one()
    assert page.state == PageState.PENDING


def test_slugs_beyond_ascii_are_one_page_however_they_are_spelled(
    database: Database, channel: Channel
) -> None:
    spelled = ["/news/plan-24-%E2%80%93-30", "/news/plan-24-%e2%80%93-30", "/news/plan-24-–-30"]
    assert [poll(database, channel, entry(path), hours=n) for n, path in enumerate(spelled)] == [1, 0, 0]


def test_a_date_that_comes_with_a_later_sighting_is_written_in_one_statement_for_many(
    database: Database, channel: Channel
) -> None:
    paths = [f"/news/{number}" for number in range(30)]
    poll(database, channel, *(entry(path) for path in paths))
    dated = [entry(path, published=day(date(2026, 11, 2), Witness.FEED)) for path in paths]
    with statements(database) as sent:
        poll(database, channel, *dated, hours=6)
    assert len(sent) <= 20


def test_entries_of_other_titles_with_one_link_are_each_kept(database: Database) -> None:
    with database.writing() as session:
        plan = channel_plan(make_source(session).channels[0])
        shown = [entry("/news", title) for title in ("First story", "Second story", "FIRST story", "Third")]
        write_reading(session, reading(plan, *shown), NOW, 42)
        write_reading(session, reading(plan, *reversed(shown)), NOW, 42)
        rows = session.execute(select(Sighting.title, Page.state, Page.reason).join(Page).order_by(Page.id))
        assert [tuple(row) for row in rows] == [
            ("First story", "dropped", "same-link"),
            ("Second story", "dropped", "same-link"),
            ("Third", "dropped", "same-link"),
        ]


def two_sources(database: Database) -> tuple[Channel, Channel]:
    """The feeds of two sources; the first one's shows what the second one publishes."""
    with database.writing() as session:
        sources = [make_source(session, slug) for slug in ("example", "other")]
        feeds = [next(each for each in source.channels if each.name == "feed") for source in sources]
        assert [feed.source.slug for feed in feeds] == ["example", "other"]
        session.expunge_all()
    return feeds[0], feeds[1]


def only_page(database: Database) -> Page:
    with database.reading() as session:
        return session.scalars(select(Page)).one()


OTHERS = entry(url="https://other.example.org/report", published=day(NOW.date()))


@pytest.mark.parametrize("first", [True, False])
def test_what_one_source_passes_over_as_anothers_counts_when_its_publisher_shows_it(
    database: Database, first: bool
) -> None:
    reader, publisher = two_sources(database)
    elsewhere = ChannelRules(hosts=frozenset({"example.net"}))
    poll(database, reader, OTHERS, rules=elsewhere, first_poll=True)
    assert only_page(database).reason == DropReason.OTHER_SITE
    assert poll(database, publisher, OTHERS, hours=1, first_poll=first) == 1
    page = only_page(database)
    assert (page.state, page.reason, page.source_id) == (PageState.PENDING, None, publisher.source_id)
    assert page.baseline is first
    assert poll(database, publisher, OTHERS, hours=2) == 0


def test_what_its_publisher_showed_long_ago_stays_passed_over(database: Database) -> None:
    reader, publisher = two_sources(database)
    old = entry(url="https://other.example.org/report", published=day(date(2025, 1, 1)))
    poll(database, reader, old, rules=ChannelRules(hosts=frozenset({"example.net"})))
    assert poll(database, publisher, old, hours=1, first_poll=True) == 0
    assert only_page(database).state == PageState.DROPPED


def test_what_was_asked_for_and_was_no_publication_is_not_asked_for_again(database: Database) -> None:
    reader, publisher = two_sources(database)
    poll(database, reader, OTHERS, rules=ChannelRules(hosts=frozenset({"example.net"})))
    with database.writing() as session:
        session.execute(update(Page).values(attempts=1))
    assert poll(database, publisher, OTHERS, hours=1) == 0


def test_a_page_that_waits_for_a_paused_source_is_fetched_for_a_watched_one(database: Database) -> None:
    first, second = two_sources(database)
    assert poll(database, first, OTHERS, rules=ChannelRules()) == 1
    assert poll(database, second, OTHERS, hours=1) == 0
    assert only_page(database).source_id == first.source_id
    with database.writing() as session:
        session.get_one(Source, first.source_id).state = SourceState.PAUSED
    assert poll(database, second, OTHERS, hours=2) == 1
    assert only_page(database).source_id == second.source_id


@pytest.mark.parametrize(
    ("said", "first", "found"),
    [
        ({"published": day(NOW.date())}, False, 1),
        ({"published": day(date(2026, 1, 1))}, False, 0),
        ({}, False, 0),
        ({}, True, 1),
    ],
)
def test_what_a_sitemap_listed_undated_counts_when_a_feed_knows_better(
    database: Database, said: dict[str, DateFact], first: bool, found: int
) -> None:
    feed, _ = two_sources(database)
    with database.writing() as session:
        news = next(each for each in session.get_one(Source, feed.source_id).channels if each.name == "news")
        assert news.source.slug == "example"
        session.expunge_all()
    poll(database, news, entry(), strategy=Strategy.SITEMAP, first_poll=True)
    assert only_page(database).reason == DropReason.BASELINE
    assert poll(database, feed, entry(**said), first_poll=first) == found
    assert only_page(database).baseline
