import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from scraper.errors import ActionRefusedError, NotFoundError
from scraper.intake.admit import admit
from scraper.intake.ledger import write_reading
from scraper.items import Entry
from scraper.outcomes import DropReason, IssueState, Outcome, PageState, Status, Verdict
from scraper.polling.accounting import Fate
from scraper.polling.coverage import Blind
from scraper.polling.statement import Statement, make_statement, note_check
from scraper.polling.watching import WatchAct, change_state
from scraper.storage.desk_models import Candidate, Issue, IssueEntry
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Page, Poll, Sighting
from tests.factories import (
    NOW,
    channel_plan,
    entry,
    failed_read,
    make_source,
    page_read,
    publication,
    reading,
)

DAY = timedelta(days=1)
WEEK_AGO = NOW - timedelta(days=6)


def begin(database: Database, *days: str | None) -> int:
    """Issues of these days; the number of the last."""
    with database.writing() as session:
        rows = [Issue(date=each, state=IssueState.DRAFT, frame={}, created_at=NOW) for each in days]
        session.add_all(rows)
        session.flush()
        return rows[-1].id


def poll(
    database: Database,
    name: str,
    *entries: Entry,
    outcome: Outcome = Outcome.NEW,
    at: datetime = NOW,
    first_poll: bool = False,
) -> None:
    with database.writing() as session:
        channel = session.scalars(select(Channel).where(Channel.name == name)).one()
        read = reading(channel_plan(channel, first_poll), *entries, outcome=outcome)
        write_reading(session, read, at, 42)


def state(database: Database, issue: int, now: datetime = NOW) -> Statement:
    with database.reading() as session:
        return make_statement(session, session.get_one(Issue, issue), now, UTC)


def fates(found: Statement) -> dict[str, Fate]:
    return {each.sighting.url.rpartition("/")[2]: each.fate for each in found.accounts.each}


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def watched(database: Database) -> Database:
    """A source with two channels that were read well every day of the week."""
    with database.writing() as session:
        make_source(session, now=WEEK_AGO - 30 * DAY)
    for number in range(8):
        for name in ("news", "feed"):
            poll(database, name, entry("/news/old"), at=WEEK_AGO + (number - 1) * DAY, first_poll=number == 0)
    return database


def test_a_source_read_daily_is_checked_and_its_row_says_how(watched: Database) -> None:
    issue = begin(watched, "2026-11-16", "2026-11-23")
    poll(watched, "news", entry("/news/one"), entry("/news/old"))
    (line,) = state(watched, issue, NOW + timedelta(hours=1)).lines
    assert line.coverage.whole
    assert line.coverage.outcomes[Outcome.NEW] == 2  # the first poll of one, and the one of today
    assert (line.shown, line.last_new) == (3, NOW)


def test_an_issue_speaks_from_the_one_before_whatever_was_begun_in_between(watched: Database) -> None:
    begin(watched, "2026-11-20", "2026-11-30", None)
    issue = begin(watched, "2026-11-23")
    window = state(watched, issue).window
    assert (window.begin, window.end) == (datetime(2026, 11, 20, tzinfo=UTC), NOW)


def test_an_issue_without_a_date_speaks_for_nothing(database: Database) -> None:
    issue = begin(database, None)
    with pytest.raises(ActionRefusedError, match="has no date"):
        state(database, issue)


def test_what_every_sighting_became_is_told_and_adds_up(watched: Database) -> None:
    issue = begin(watched, "2026-11-16", "2026-11-23")
    names = ("one", "copy", "lost", "later", "waiting")
    poll(watched, "news", *(entry(f"/news/{name}", name) for name in names), Entry(url=None, title="No link"))
    poll(watched, "feed", entry("/news/one"))
    with watched.writing() as session:
        pages = {page.url.rpartition("/")[2]: page for page in session.scalars(select(Page))}
        for name in ("old", "one"):
            text = f"{name} was told to the inspectors. " * 30
            admit(
                session,
                page_read(pages[name], publication(url=pages[name].url, title=name, text=text)),
                NOW,
                42,
            )
        same = publication(url=pages["copy"].url, title="one", text="one was told to the inspectors. " * 30)
        admit(session, page_read(pages["copy"], same), NOW, 42)
        admit(session, failed_read(pages["lost"], DropReason.BLOCKED, retry=False), NOW, 42)
        admit(session, failed_read(pages["later"], DropReason.FETCH_FAILED, retry=True), NOW, 42)
        candidate = session.scalars(
            select(Candidate).where(Candidate.publication_id == pages["one"].publication_id)
        ).one()
        session.add(IssueEntry(issue_id=issue, position=1, candidate_id=candidate.id, content={}))
    found = state(watched, issue, NOW + timedelta(hours=1))
    sums = found.accounts.sums()
    assert found.accounts.whole
    assert found.accounts.total == 9
    assert sums[Fate.CANDIDATE] == {"in the queue, not decided": 1, "in this issue": 1}
    assert sums[Fate.DUPLICATE] == {"the same text under another address": 1}
    assert sums[Fate.UNREAD] == {"the site refuses us": 1}
    assert sums[Fate.DROPPED] == {"the entry has no link": 1}
    assert sums[Fate.WAITING] == {"to be fetched": 1, "to be fetched again": 1}
    assert sums[Fate.AGAIN] == {"a page that another channel had shown before": 2}
    assert sum(count for groups in sums.values() for count in groups.values()) == 9


def test_a_publication_stands_where_its_own_candidate_does_and_in_the_asking_issue_first(
    watched: Database,
) -> None:
    issue = begin(watched, "2026-11-16", "2026-11-23")
    other = begin(watched, "2026-11-30")
    with watched.writing() as session:
        page = session.scalars(select(Page)).one()
        admit(session, page_read(page, publication(url=page.url)), NOW, 42)
        first = session.scalars(select(Candidate)).one()
        first.status = Status.USED
        session.add(
            Candidate(
                publication_id=first.publication_id,
                revision_id=first.revision_id,
                change="updated",
                status=Status.MAYBE,
                found_at=NOW,
            )
        )
        for number in (other, issue):
            session.add(IssueEntry(issue_id=number, position=1, candidate_id=first.id, content={}))
    assert state(watched, issue).accounts.sums()[Fate.CANDIDATE] == {"in this issue": 1}
    with watched.writing() as session:
        session.scalars(select(Page)).one().verdict = Verdict.UPDATED
    assert state(watched, issue).accounts.sums()[Fate.UPDATE] == {"maybe": 1}


def test_what_was_shown_outside_the_window_belongs_to_other_statements(watched: Database) -> None:
    issue = begin(watched, "2026-11-16", "2026-11-18")
    for name, at in (("in", NOW - 5 * DAY), ("after", NOW - 3 * DAY), ("before", NOW - 9 * DAY)):
        poll(watched, "news", entry(f"/news/{name}"), entry("/news/old"), at=at)
    assert set(fates(state(watched, issue))) == {"old", "in"}


def test_trouble_from_before_the_window_is_told_from_the_last_sound_poll_on(watched: Database) -> None:
    issue = begin(watched, "2026-11-30", "2026-12-07")
    for days in (2, 1):
        poll(watched, "news", outcome=Outcome.FAILED, at=NOW + (5 - days) * DAY)
    poll(watched, "feed", entry("/news/old"), at=NOW + 14 * DAY)
    (line,) = state(watched, issue, NOW + 14 * DAY + DAY / 9).lines
    assert [(each.kind, each.since) for each in line.coverage.stretches if each.channel == "news"] == [
        (Blind.TROUBLE, NOW)
    ]
    poll(watched, "news", entry("/news/old"), at=NOW + 6 * DAY)
    (line,) = state(watched, issue, NOW + 14 * DAY + DAY / 9).lines
    assert [(each.kind, each.since) for each in line.coverage.stretches if each.channel == "news"] == [
        (Blind.NOT_LOOKED_AT, NOW + 6 * DAY)
    ]


def test_a_sighting_nobody_can_account_for_is_shown(watched: Database) -> None:
    issue = begin(watched, "2026-11-16", "2026-11-23")
    with watched.writing() as session:
        page = session.scalars(select(Page)).one()
        page.state, page.reason = PageState.DROPPED, None
    found = state(watched, issue)
    assert not found.accounts.whole
    assert fates(found)["old"] in {Fate.UNACCOUNTED, Fate.AGAIN}
    assert (found.accounts.total, found.accounts.accounted) == (2, 1)


def test_pauses_and_resumes_are_read_from_the_history(watched: Database) -> None:
    issue = begin(watched, "2026-11-16", "2026-11-23")
    with watched.writing() as session:
        change_state(session, "example", WatchAct.PAUSE, NOW - DAY, actor="ada", via="cli")
    (line,) = state(watched, issue).lines
    assert [(each.kind, each.since) for each in line.coverage.stretches] == [(Blind.PAUSED, NOW - DAY)]


def test_a_source_given_up_before_the_window_is_left_out_and_one_added_later_too(watched: Database) -> None:
    with watched.writing() as session:
        make_source(session, "later", now=NOW + DAY)
        change_state(session, "example", WatchAct.RETIRE, NOW, actor="ada", via="cli")
    during = begin(watched, "2026-11-16", "2026-11-24")
    later = begin(watched, "2026-11-26", "2026-12-03")
    assert [line.coverage.slug for line in state(watched, during).lines] == ["example"]
    assert [line.coverage.slug for line in state(watched, later, NOW + 30 * DAY).lines] == ["later"]


def test_a_check_by_hand_stands_in_the_window_of_its_day(watched: Database) -> None:
    issue = begin(watched, "2026-11-16", "2026-11-23")
    with watched.writing() as session:
        for day, note in (
            (date(2026, 11, 15), "early"),
            (date(2026, 11, 20), "nothing new"),
            (None, "today"),
        ):
            note_check(session, "example", day, NOW - timedelta(hours=1), UTC, actor="ada", note=note)
        with pytest.raises(ActionRefusedError, match="still to come"):
            note_check(session, "example", date(2026, 11, 24), NOW, UTC, actor="ada", note="")
        with pytest.raises(NotFoundError):
            note_check(session, "nobody", None, NOW, UTC, actor="ada", note="")
    (line,) = state(watched, issue).lines
    assert [(check.actor, check.note) for check in line.by_hand] == [("ada", "nothing new"), ("ada", "today")]
    assert line.by_hand[0].at == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_fallback_is_not_counted_on(watched: Database) -> None:
    issue = begin(watched, "2026-11-16", "2026-11-23")
    with watched.writing() as session:
        (source,) = {channel.source for channel in session.scalars(select(Channel))}
        source.repaired = source.definition.replace('name = "news"', 'name = "news"\nrole = "fallback"', 1)
    poll(watched, "news", outcome=Outcome.FAILED, at=NOW - timedelta(minutes=1))
    (line,) = state(watched, issue).lines
    assert line.coverage.whole
    assert line.coverage.outcomes[Outcome.FAILED] == 1


def fill(session: Session, sources: int, polls: int, sightings: int) -> None:
    """So many sources, with so many polls and sightings of the last week among them."""
    channels = [
        make_source(session, f"example-{number}", WEEK_AGO).channels[0].id for number in range(sources)
    ]
    source_ids = dict(session.execute(select(Channel.id, Channel.source_id)).all())
    made = [
        {
            "channel_id": channels[number % sources],
            "started_at": NOW - timedelta(minutes=number + 1),
            "ended_at": NOW - timedelta(minutes=number + 1),
            "outcome": Outcome.UNCHANGED,
            "next_at": NOW - timedelta(minutes=number),
        }
        for number in range(polls)
    ]
    pages = [
        {
            "key": f"https://example-{number % sources}.example.org/{number}",
            "url": f"https://example-{number % sources}.example.org/{number}",
            "source_id": source_ids[channels[number % sources]],
            "state": PageState.DROPPED,
            "reason": DropReason.NOT_A_PUBLICATION,
            "first_seen_at": NOW - DAY,
        }
        for number in range(sightings)
    ]
    session.execute(insert(Poll), made)
    ids = session.scalars(insert(Page).returning(Page.id, sort_by_parameter_order=True), pages).all()
    shown = [
        {
            "channel_id": channels[number % sources],
            "page_id": page_id,
            "first_seen_at": NOW - DAY,
            "last_seen_at": NOW,
            "statement": {},
        }
        for number, page_id in enumerate(ids)
    ]
    session.execute(insert(Sighting), shown)


def test_the_number_of_queries_is_the_same_for_two_sources_and_for_sixty(database: Database) -> None:
    issue = begin(database, "2026-11-16", "2026-11-23")
    numbers = []
    for slug_count in (2, 60):
        with database.writing() as session:
            for number in range(slug_count):
                make_source(session, f"source-{slug_count}-{number}", WEEK_AGO)
        with counted(database) as sent:
            state(database, issue)
        numbers.append(len([each for each in sent if each.lstrip().startswith(("SELECT", "WITH"))]))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 16


def test_five_thousand_polls_and_twenty_thousand_sightings_are_accounted_for(database: Database) -> None:
    issue = begin(database, "2026-11-16", "2026-11-23")
    with database.writing() as session:
        fill(session, sources=100, polls=5_000, sightings=20_000)
    began = time.process_time()
    found = state(database, issue)
    print(f"statement of 20,000 sightings: {time.process_time() - began:.1f} s of processor time")
    assert found.accounts.whole
    assert found.accounts.total == 20_000
    assert sum(line.coverage.made for line in found.lines) == 5_000
    assert sum(line.shown for line in found.lines) == 20_000
