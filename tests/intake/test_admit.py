from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scraper.intake.admit import RETRY_WAITS, Admitted, admit
from scraper.intake.ledger import write_reading
from scraper.items import Unreadable
from scraper.outcomes import DropReason, Kind, PageState, Status, Verdict, Witness
from scraper.plans import ChannelPlan, PageRead
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.models import Alias, Evidence, Page, Publication, Record, Revision
from tests.factories import (
    NOW,
    WORDS,
    channel_plan,
    day,
    entry,
    failed_read,
    make_source,
    page_read,
    publication,
    reading,
)

OTHER_WORDS = WORDS.replace("inspectors", "reviewers") + " A new chapter on schools was added this week."


def make_page(database: Database, path: str, baseline: bool = False, version: str = "") -> Page:
    with database.writing() as session:
        source = session.scalars(select(Page)).first()
        source_id = source.source_id if source else make_source(session).id
        url = f"https://example.example.org{path}"
        key = f"https://example.example.org{path.rstrip('/')}{version}"
        page = Page(
            key=key,
            url=url,
            source_id=source_id,
            state="pending",
            baseline=baseline,
            first_seen_at=NOW,
            attempts=0,
        )
        session.add(page)
        session.flush()
        session.expunge(page)
    return page


def tell(database: Database, read: PageRead) -> Admitted:
    with database.writing() as session:
        return admit(session, read, NOW, 42)


def rows(database: Database, model: type) -> list:  # type: ignore[type-arg]
    with database.reading() as session:
        return list(session.scalars(select(model)))


def test_a_new_publication_becomes_a_candidate_with_its_first_revision(database: Database) -> None:
    admitted = tell(database, page_read(make_page(database, "/news/one")))
    assert (admitted.state, admitted.verdict) == (PageState.STORED, Verdict.NEW)
    (candidate,) = rows(database, Candidate)
    assert (candidate.status, candidate.change) == (Status.NEW, Verdict.NEW)
    (revision,) = rows(database, Revision)
    assert (revision.number, revision.text) == (1, WORDS)


def test_a_page_told_twice_changes_nothing_the_second_time(database: Database) -> None:
    read = page_read(make_page(database, "/news/one"))
    tell(database, read)
    again = tell(database, read)
    assert again.verdict is None
    assert len(rows(database, Candidate)) == len(rows(database, Publication)) == 1


def test_the_same_text_at_another_address_is_a_duplicate_with_evidence(database: Database) -> None:
    tell(database, page_read(make_page(database, "/news/one")))
    other = tell(database, page_read(make_page(database, "/blog/one-again")))
    assert other.verdict is Verdict.DUPLICATE
    assert len(rows(database, Candidate)) == 1
    (evidence,) = rows(database, Evidence)
    assert "/news/one" in evidence.words
    assert [alias.how for alias in rows(database, Alias)] == ["fetched"]


def test_a_changed_text_at_a_known_address_is_a_revision_and_a_candidate_again(database: Database) -> None:
    first = tell(database, page_read(make_page(database, "/report")))
    with database.writing() as session:
        session.get_one(Candidate, first.candidate_id).status = Status.EXCLUDED
    page = make_page(database, "/report", version="#version=2")
    second = tell(database, page_read(page, publication(url=page.url, text=OTHER_WORDS)))
    assert second.verdict is Verdict.UPDATED
    with database.reading() as session:
        candidate = session.get_one(Candidate, second.candidate_id)
        assert (candidate.update_of, candidate.change) == (first.candidate_id, Verdict.UPDATED)
        assert candidate.revision.number == 2
        assert session.get_one(Candidate, first.candidate_id).status == Status.EXCLUDED


def test_an_update_of_what_nobody_decided_yet_replaces_its_text_instead_of_doubling_it(
    database: Database,
) -> None:
    first = tell(database, page_read(make_page(database, "/report")))
    page = make_page(database, "/report", version="#version=2")
    second = tell(database, page_read(page, publication(url=page.url, text=OTHER_WORDS)))
    assert second.candidate_id == first.candidate_id
    (candidate,) = rows(database, Candidate)
    assert candidate.version == 2


def test_an_update_keeps_the_date_of_first_publication(database: Database) -> None:
    tell(database, page_read(make_page(database, "/report")))
    page = make_page(database, "/report", version="#version=2")
    changed = publication(url=page.url, text=OTHER_WORDS, published=day(date(2026, 11, 23)))
    tell(database, page_read(page, changed))
    (kept,) = rows(database, Publication)
    assert kept.published == "2026-11-20"


def test_what_a_first_poll_finds_too_old_is_kept_but_no_candidate(database: Database) -> None:
    page = make_page(database, "/old", baseline=True)
    long_ago = publication(url=page.url, published=day(NOW.date() - timedelta(days=60)))
    admitted = tell(database, page_read(page, long_ago))
    assert (admitted.state, admitted.reason) == (PageState.DROPPED, DropReason.PUBLISHED_EARLIER)
    assert rows(database, Candidate) == []
    assert len(rows(database, Publication)) == 1


def test_an_undated_page_of_a_first_poll_is_a_candidate(database: Database) -> None:
    page = make_page(database, "/undated", baseline=True)
    tell(database, page_read(page, publication(url=page.url, published=None)))
    (kept,) = rows(database, Publication)
    assert (kept.published, kept.published_precision, kept.published_witness) == (None, "none", None)
    assert len(rows(database, Candidate)) == 1


def test_a_fault_that_may_pass_is_tried_again_and_given_up_at_last(database: Database) -> None:
    page = make_page(database, "/news/one")
    read = failed_read(page, DropReason.FETCH_FAILED, retry=True)
    states = [tell(database, read).state for _ in range(len(RETRY_WAITS) + 1)]
    assert states == [PageState.PENDING] * len(RETRY_WAITS) + [PageState.FAILED]
    (kept,) = rows(database, Page)
    assert (kept.reason, kept.detail, kept.attempts) == (DropReason.FETCH_FAILED, "in words", 5)


def test_a_lasting_fault_drops_the_page_at_once_with_its_reason(database: Database) -> None:
    page = make_page(database, "/locked.pdf")
    admitted = tell(database, failed_read(page, DropReason.ENCRYPTED, retry=False))
    assert (admitted.state, admitted.reason) == (PageState.DROPPED, DropReason.ENCRYPTED)


def test_a_text_that_collapses_is_believed_only_when_it_stays_so(database: Database) -> None:
    long = WORDS * 6
    first = make_page(database, "/report")
    tell(database, page_read(first, publication(url=first.url, text=long)))
    page = make_page(database, "/report", version="#version=2")
    short = page_read(page, publication(url=page.url, text="This report is being revised."))
    held = tell(database, short)
    assert (held.state, held.verdict) == (PageState.PENDING, None)
    (waiting,) = (row for row in rows(database, Page) if row.id == page.id)
    assert waiting.next_at == NOW + RETRY_WAITS[0]
    assert tell(database, short).verdict is Verdict.UPDATED


def undated(database: Database) -> tuple[ChannelPlan, ChannelPlan, Page]:
    """Plans of a listing and a feed, and a page that the listing showed without a date."""
    with database.writing() as session:
        listing, feed = make_source(session).channels
        plans = channel_plan(listing), channel_plan(feed)
        (page_id,) = write_reading(session, reading(plans[0], entry()), NOW, 42).pending
        page = session.get_one(Page, page_id)
        session.expunge(page)
    return *plans, page


@pytest.mark.parametrize("feed_first", [True, False])
def test_a_date_that_only_another_channel_states_counts_before_and_after_the_page(
    database: Database, feed_first: bool
) -> None:
    _, feed, page = undated(database)
    shown = reading(feed, entry(published=day(date(2026, 11, 19), Witness.FEED)))

    def poll_feed() -> None:
        with database.writing() as session:
            write_reading(session, shown, NOW, 42)

    if feed_first:
        poll_feed()
    tell(database, page_read(page, publication(url=page.url, published=None)))
    if not feed_first:
        poll_feed()
    (kept,) = rows(database, Publication)
    assert (kept.published, kept.published_precision, kept.published_witness) == ("2026-11-19", "day", "feed")


@pytest.mark.parametrize(
    ("witness", "kind"),
    [(Witness.GUESS, Kind.REPORT), (Witness.JSON_LD, Kind.REPORT), (Witness.URL, Kind.NEWS)],
)
def test_a_kind_that_another_channel_is_defined_with_stands_before_a_guess(
    database: Database, witness: Witness, kind: Kind
) -> None:
    _, feed, page = undated(database)
    tell(database, page_read(page, publication(url=page.url, kind=Kind.NEWS, kind_witness=witness)))
    for said in (Kind.REPORT, Kind.BLOG):  # the first to say it is believed
        with database.writing() as session:
            write_reading(session, reading(feed, replace(entry(), kind=said)), NOW, 42)
    (kept,) = rows(database, Publication)
    assert kept.kind == kind
    assert [fact["value"] for fact in kept.facts if fact["field"] == "kind" and fact["chosen"]] in (
        [[kind]] if kind is Kind.REPORT else [[], [kind]]
    )


def test_a_page_s_own_date_is_not_replaced_by_a_channel_s(database: Database) -> None:
    _, feed, page = undated(database)
    tell(database, page_read(page, publication(url=page.url)))
    with database.writing() as session:
        write_reading(session, reading(feed, entry(published=day(date(2026, 11, 1), Witness.FEED))), NOW, 42)
    (kept,) = rows(database, Publication)
    assert kept.published == "2026-11-20"


def test_a_page_that_killed_its_worker_is_kept_apart_with_its_record(database: Database) -> None:
    page = make_page(database, "/bomb")
    read = replace(page_read(page), publication=None, fingerprint=None)
    read = replace(
        read, dropped=Unreadable(DropReason.CRASHED_EXTRACTION, "its worker died 3 times, exit -9")
    )
    assert tell(database, read).state is PageState.DROPPED
    (kept,) = rows(database, Page)
    assert kept.detail == "its worker died 3 times, exit -9; kept in one.warc.gz at byte 17"
    assert len(rows(database, Record)) == 1
