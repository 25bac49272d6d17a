"""A channel that took a broken one's place: known publications at new addresses, and a longer look back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.identity.urls import url_key
from scraper.intake.admit import admit
from scraper.intake.ledger import write_reading
from scraper.intake.moving import MARGIN, note_move, note_replaced
from scraper.items import Entry
from scraper.outcomes import DropReason, PageState, Verdict
from scraper.storage.engine import Database
from scraper.storage.models import Alias, Channel, Evidence, Page
from tests.factories import NOW, channel_plan, day, entry, make_source, page_read, publication, reading

MOVED = "https://example.example.org/insights/one-story"
BROKE = date(2026, 8, 1)


def show(session: Session, channel: str, *entries: Entry, first_poll: bool = True) -> list[Page]:
    """A poll of a channel; the pages of its entries."""
    row = session.scalars(select(Channel).where(Channel.name == channel)).one()
    write_reading(session, reading(channel_plan(row, first_poll=first_poll), *entries), NOW, 42)
    keys = [url_key(each.url or "") for each in entries]
    return list(session.scalars(select(Page).where(Page.key.in_(keys)).order_by(Page.id)))


def replace_news_by_feed(session: Session) -> None:
    make_source(session)
    news, feed = session.scalars(select(Channel).order_by(Channel.id)).all()
    after = {"channel_id": feed.id, "since": BROKE.isoformat()}
    note_replaced(session, news.id, {"name": "news"}, after, NOW)


def dated(value: date | None) -> Entry:
    return entry(published=day(value) if value else None)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (BROKE, PageState.PENDING),
        (BROKE - MARGIN, PageState.PENDING),
        (BROKE - MARGIN - timedelta(days=1), PageState.DROPPED),
    ],
)
def test_the_first_poll_of_a_replacement_admits_what_was_published_since_the_break(
    database: Database, value: date, state: PageState
) -> None:
    with database.writing() as session:
        replace_news_by_feed(session)
        (page,) = show(session, "feed", dated(value))
        assert page.state == state


def test_the_first_poll_of_any_other_channel_looks_back_as_far_as_usual(database: Database) -> None:
    with database.writing() as session:
        replace_news_by_feed(session)
        (page,) = show(session, "news", dated(BROKE))
        assert (page.state, page.reason) == (PageState.DROPPED, DropReason.PUBLISHED_EARLIER)


@pytest.mark.parametrize(
    ("value", "state"), [(BROKE, PageState.STORED), (date(2026, 7, 1), PageState.DROPPED)]
)
def test_a_page_that_only_itself_says_its_date_is_judged_by_the_break_too(
    database: Database, value: date, state: PageState
) -> None:
    with database.writing() as session:
        replace_news_by_feed(session)
        (page,) = show(session, "feed", dated(None))
        admit(session, page_read(page, publication(published=day(value))), NOW, 42)
        assert page.state == state


def known_page(session: Session) -> Page:
    make_source(session)
    (page,) = show(session, "feed", entry(published=day(date(2026, 11, 20))))
    admit(session, page_read(page), NOW, 42)
    return page


def test_a_publication_found_again_elsewhere_goes_by_both_addresses_and_is_not_fetched(
    database: Database,
) -> None:
    with database.writing() as session:
        known = known_page(session)
        note_move(session, MOVED, known.id, sure=True, now=NOW, words="seen again")
        note_move(session, MOVED, known.id, sure=True, now=NOW, words="seen again")  # told twice
        (moved,) = show(session, "news", entry("/insights/one-story"), first_poll=True)
        assert (moved.state, moved.verdict, moved.publication_id) == (
            PageState.STORED,
            Verdict.UNCHANGED,
            known.publication_id,
        )
        alias = session.get_one(Alias, moved.key)
        assert (alias.publication_id, alias.url, alias.how) == (known.publication_id, MOVED, "moved")
        (evidence,) = session.scalars(select(Evidence).where(Evidence.page_id == moved.id))
        assert known.url in evidence.words


def test_where_day_and_title_do_not_settle_it_the_texts_are_compared(database: Database) -> None:
    with database.writing() as session:
        known = known_page(session)
        note_move(session, MOVED, known.id, sure=False, now=NOW, words="seen again")
        (moved,) = show(session, "news", entry("/insights/one-story"))
        assert moved.state == PageState.PENDING
        verdict = admit(session, page_read(moved, publication(url=MOVED)), NOW, 42).verdict
        assert (verdict, moved.publication_id) == (Verdict.UNCHANGED, known.publication_id)


def test_what_was_passed_over_is_passed_over_at_its_new_address(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        (known,) = show(session, "feed", dated(date(2026, 1, 2)))
        note_move(session, MOVED, known.id, sure=True, now=NOW, words="seen again")
        moved = session.scalars(select(Page).where(Page.key == url_key(MOVED))).one()
        assert (moved.state, moved.reason) == (PageState.DROPPED, DropReason.PUBLISHED_EARLIER)
        assert session.scalars(select(Evidence)).all() == []


def test_a_page_that_still_waits_is_fetched_at_its_new_address(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        (known,) = show(session, "feed", entry())
        note_move(session, MOVED, known.id, sure=True, now=NOW, words="seen again")
        assert session.scalar(select(Page).where(Page.key == url_key(MOVED))) is None
