"""Notices, walls and front pages that stand in the place of publications."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from scraper.intake.admit import RETRY_WAITS, Admitted, admit
from scraper.intake.ledger import write_reading
from scraper.items import PageHints
from scraper.outcomes import DropReason, PageState, Verdict
from scraper.storage.engine import Database
from scraper.storage.models import Page
from tests.factories import NOW, WORDS, channel_plan, entry, make_source, page_read, publication, reading

NOTICE = (
    "We will be back soon. The website is being looked after this weekend and opens again on Monday morning."
    " We are sorry for the trouble. Should you need us before then, our telephone is answered day and night."
)
TITLES = ("Kinship carers describe their months", "Fostering numbers decline sharply again")


def shown(database: Database, *titles: str) -> list[int]:
    """Ids of the pages of entries with these titles."""
    with database.writing() as session:
        feed = next(each for each in make_source(session).channels if each.name == "feed")
        entries = [entry(f"/news/story-of-number-{n}", title) for n, title in enumerate(titles)]
        write_reading(session, reading(channel_plan(feed), *entries), NOW, 42)
        return list(session.scalars(select(Page.id).order_by(Page.id)))


def fetched(
    database: Database, page_id: int, text: str, *, at: str = "", title: str = "Example", hours: int = 0
) -> Admitted:
    """What becomes of a page that shows this text, `at` another address or its own."""
    with database.writing() as session:
        page = session.get_one(Page, page_id)
        read = page_read(page, publication(url=at or page.url, title=title, text=text))
        named = replace(read, plan=replace(read.plan, hints=PageHints(title=page.sightings[0].title)))
        return admit(session, named, NOW + timedelta(hours=hours), 42)


def page(database: Database, page_id: int) -> Page:
    with database.reading() as session:
        return session.get_one(Page, page_id)


def test_a_notice_in_place_of_several_publications_is_never_one_of_them(database: Database) -> None:
    first, second = shown(database, *TITLES)
    for hours in (0, 1, 7):
        for page_id in (first, second):
            came = fetched(database, page_id, NOTICE, at="https://example.example.org/sorry", hours=hours)
            assert (came.state, came.reason) == (PageState.PENDING, DropReason.HELD)
    assert "in place of several" in page(database, first).detail
    for page_id, title in zip((first, second), TITLES, strict=True):
        assert fetched(database, page_id, f"{title}. {WORDS}", title=title, hours=31).verdict is Verdict.NEW


def test_a_notice_that_stays_is_given_up_where_a_person_sees_it(database: Database) -> None:
    first, second = shown(database, *TITLES)
    states = [
        [fetched(database, page_id, NOTICE).state for page_id in (first, second)]
        for _ in range(len(RETRY_WAITS) + 1)
    ]
    assert states[-1] == [PageState.FAILED, PageState.FAILED]
    assert page(database, first).reason == DropReason.HELD


def test_a_page_without_a_word_of_its_title_is_believed_at_the_second_look(database: Database) -> None:
    (only,) = shown(database, TITLES[0])
    assert fetched(database, only, WORDS).state is PageState.PENDING
    assert page(database, only).next_at == NOW + RETRY_WAITS[0]
    assert fetched(database, only, f"Today: {WORDS}", hours=1).verdict is Verdict.NEW


def test_a_notice_that_was_believed_once_is_not_taken_for_a_second_publication(database: Database) -> None:
    first, second = shown(database, *TITLES)
    for hours in (0, 1):
        fetched(database, first, NOTICE, hours=hours)
    assert page(database, first).state == PageState.STORED
    for hours in (2, 3):
        came = fetched(database, second, NOTICE, hours=hours)
        assert (came.state, came.reason) == (PageState.PENDING, DropReason.HELD)


def test_a_copy_of_a_publication_under_another_title_stays_a_copy(database: Database) -> None:
    first, second = shown(database, "Children told inspectors what they wanted", TITLES[0])
    assert fetched(database, first, WORDS).verdict is Verdict.NEW
    assert fetched(database, second, WORDS).state is PageState.PENDING
    assert fetched(database, second, WORDS, hours=1).verdict is Verdict.DUPLICATE


def test_a_short_text_at_its_own_address_is_admitted_under_its_channel_s_title(database: Database) -> None:
    for page_id in shown(database, *TITLES):
        assert fetched(database, page_id, "Please turn on scripts to read this.").verdict is Verdict.NEW


def test_a_short_text_that_all_are_led_to_is_not(database: Database) -> None:
    for page_id in shown(database, *TITLES):
        came = fetched(database, page_id, "Please sign in.", at="https://example.example.org/sign-in")
        assert (came.state, came.reason) == (PageState.PENDING, DropReason.HELD)


def test_data_that_says_what_it_is_of_is_believed_without_the_title(database: Database) -> None:
    (only,) = shown(database, TITLES[0])
    with database.writing() as session:
        row = session.get_one(Page, only)
        read = page_read(row, publication(url=row.url))
        hints = PageHints(title=TITLES[0])
        asked = replace(read.plan, hints=hints, content_url="https://example.example.org/api/1")
        assert admit(session, replace(read, plan=asked), NOW, 42).verdict is Verdict.NEW


def test_who_is_led_to_the_front_page_asks_again(database: Database) -> None:
    (only,) = shown(database, TITLES[0])
    came = fetched(database, only, f"{TITLES[0]}. {WORDS}", at="https://example.example.org/")
    assert (came.state, came.reason) == (PageState.PENDING, DropReason.GONE)
    assert page(database, only).detail == "the site leads to https://example.example.org/ instead"
