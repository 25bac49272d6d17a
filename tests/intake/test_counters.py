"""A newsletter's links that count clicks, in the ledger: joined, sent on, dropped, and always forgotten."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.intake.admit import admit
from scraper.intake.counters import MOST_HOPS, lead_on
from scraper.intake.ledger import write_reading
from scraper.items import ChannelRules, PageHints, Unreadable
from scraper.outcomes import DropReason, PageState, Strategy
from scraper.plans import PagePlan, PageRead
from scraper.polling.register import register
from scraper.sources.definition import parse_definition
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Host, Page, Sighting
from tests.factories import DEFINITION, NOW, channel_plan, entry, make_source, reading

COUNTER = "https://example.us7.list-manage.com/track/click?u=1&id=2&e=9f2c"
STORY = "https://example.example.org/news/one-story"
RULES = ChannelRules(hosts=frozenset({"example.example.org"}))
LETTERS = '[[channels]]\nname = "mail"\nstrategy = "newsletter"\nurl = "folder:inbox"\n'


def counted(session: Session) -> Page:
    """The page of a counter that a newsletter showed."""
    definition = parse_definition(DEFINITION.format(slug="example") + LETTERS, "example.toml")
    register(session, [definition], NOW)
    channel = session.scalars(select(Channel).where(Channel.name == "mail")).one()
    show(session, channel, COUNTER)
    return session.scalars(select(Page).where(Page.url == COUNTER)).one()


def show(session: Session, channel: Channel, url: str) -> None:
    read = reading(channel_plan(channel, rules=RULES), entry(url=url, guid=f"<a@example.org>#{url}"))
    write_reading(session, read, NOW, 42)


def asked(page: Page, leads_to: str) -> PageRead:
    plan = PagePlan(page.id, page.url, "example", PageHints(), counted=RULES)
    return PageRead(plan, leads_to=leads_to)


def pages(session: Session) -> list[tuple[str, str]]:
    return [(page.url, page.state) for page in session.scalars(select(Page).order_by(Page.id))]


def test_a_mailbox_has_a_row_among_the_hosts_and_its_counters_wait_at_their_own(database: Database) -> None:
    with database.writing() as session:
        page = counted(session)
        names = set(session.scalars(select(Host.name)))
        assert {"mailbox:example/mail", "example.us7.list-manage.com"} <= names
        assert (page.state, page.host_id is not None) == (PageState.PENDING, True)


def test_a_counter_on_a_web_channel_is_another_site(database: Database) -> None:
    with database.writing() as session:
        counted(session)
        channel = session.scalars(select(Channel).where(Channel.name == "news")).one()
        assert channel.strategy == Strategy.LISTING
        show(session, channel, COUNTER.replace("id=2", "id=3"))
        assert pages(session)[-1][1] == PageState.DROPPED


def test_where_a_counter_leads_takes_its_place(database: Database) -> None:
    with database.writing() as session:
        page = counted(session)
        assert lead_on(session, asked(page, STORY + "?utm_source=mail"), NOW) is None
        assert pages(session) == [(STORY, PageState.PENDING)]
        assert list(session.scalars(select(Sighting.url))) == [STORY]
        assert session.get_one(Host, page.host_id).name == "example.example.org"


def test_a_counter_that_leads_to_a_known_page_becomes_a_sighting_of_it(database: Database) -> None:
    with database.writing() as session:
        page = counted(session)
        feed = session.scalars(select(Channel).where(Channel.name == "feed")).one()
        show(session, feed, STORY)
        assert lead_on(session, asked(page, STORY), NOW) is None
        session.expire_all()
        assert pages(session) == [(STORY, PageState.PENDING)]
        shown = session.scalars(select(Sighting)).all()
        assert sorted(each.channel.name for each in shown) == ["feed", "mail"]
        assert {each.url for each in shown} == {STORY}


def test_a_counter_may_lead_to_a_counter_but_not_for_ever(database: Database) -> None:
    with database.writing() as session:
        page = counted(session)
        for hop in range(MOST_HOPS):
            assert lead_on(session, asked(page, f"https://bit.ly/{hop}"), NOW) is None
            assert page.state == PageState.PENDING
        assert lead_on(session, asked(page, "https://bit.ly/last"), NOW) is DropReason.BAD_LINK
        assert page.state == PageState.DROPPED


@pytest.mark.parametrize(
    ("leads_to", "reason", "url"),
    [
        ("https://elsewhere.example/a-report", DropReason.OTHER_SITE, "https://elsewhere.example/a-report"),
        ("https://example.example.org/", DropReason.NOT_A_PUBLICATION, "https://example.example.org/"),
        ("javascript:void(0)", DropReason.BAD_LINK, "https://example.us7.list-manage.com/"),
    ],
)
def test_what_is_not_the_sources_is_dropped_with_where_it_is(
    database: Database, leads_to: str, reason: DropReason, url: str
) -> None:
    with database.writing() as session:
        page = counted(session)
        assert lead_on(session, asked(page, leads_to), NOW) is reason
        assert (page.state, page.reason, page.url) == (PageState.DROPPED, reason, url)
        assert "9f2c" not in f"{page.key} {page.url} {page.detail}"
        assert list(session.scalars(select(Sighting.url))) == [url]


def test_a_counter_given_up_is_forgotten_and_one_tried_again_is_not(database: Database) -> None:
    with database.writing() as session:
        page = counted(session)
        plan = PagePlan(page.id, page.url, "example", PageHints(), counted=RULES)
        failed = PageRead(plan, dropped=Unreadable(DropReason.FETCH_FAILED, "no answer"), retry=True)
        admit(session, failed, NOW, 42)
        assert (page.state, page.url) == (PageState.PENDING, COUNTER)
        gone = PageRead(plan, dropped=Unreadable(DropReason.GONE, "the site answered 410"))
        admit(session, gone, NOW, 42)
        assert (page.state, page.reason) == (PageState.DROPPED, DropReason.GONE)
        assert page.url == "https://example.us7.list-manage.com/"
        assert page.key.startswith("counted:")


@pytest.mark.parametrize(("attempts", "state"), [(0, PageState.PENDING), (1, PageState.DROPPED)])
def test_what_another_source_passed_over_unread_counts_when_its_publishers_newsletter_leads_there(
    database: Database, attempts: int, state: PageState
) -> None:
    with database.writing() as session:
        page = counted(session)
        reader = make_source(session, "reader")
        elsewhere = ChannelRules(hosts=frozenset({"example.net"}))
        plan = channel_plan(reader.channels[0], rules=elsewhere)
        write_reading(session, reading(plan, entry(url=STORY)), NOW, 42)
        known = session.scalars(select(Page).where(Page.url == STORY)).one()
        assert known.reason == DropReason.OTHER_SITE
        known.attempts = attempts
        publisher = page.source_id
        assert lead_on(session, asked(page, STORY), NOW) is None
        assert known.state == state
        assert (known.source_id == publisher) is (state is PageState.PENDING)
        assert len(known.sightings) == 2


def test_told_twice_a_counter_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        page = counted(session)
        lead_on(session, asked(page, "https://elsewhere.example/a"), NOW)
        before = pages(session)
        assert lead_on(session, asked(page, STORY), NOW) is None
        assert pages(session) == before
