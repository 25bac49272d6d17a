from datetime import timedelta

import pytest
import sqlalchemy as sa

from scraper.intake.admit import admit
from scraper.intake.ledger import write_reading
from scraper.outcomes import Outcome, SourceState, Status
from scraper.polling.closeup import closeup
from scraper.polling.overview import (
    FEWEST_DECIDED,
    MANY,
    WEEKS,
    Concern,
    SourceRow,
    Use,
    is_noisy,
    source_rows,
    sources_in_trouble,
    week_of,
)
from scraper.sources.definition import Role
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Page, Source
from tests.factories import NOW, channel_plan, day, entry, make_source, page_read, publication, reading

TODAY = NOW.date()


def poll(database: Database, slug: str, name: str, outcome: Outcome, days_ago: int = 0) -> None:
    with database.writing() as session:
        source = session.query(Source).filter_by(slug=slug).one()
        channel = next(each for each in source.channels if each.name == name)
        shown = [entry(f"/{name}/one")] if outcome is Outcome.NEW else []
        at = NOW - timedelta(days=days_ago)
        write_reading(session, reading(channel_plan(channel), *shown, outcome=outcome), at, 42)


def rows_of(database: Database) -> dict[str, SourceRow]:
    with database.reading() as session:
        return {row.slug: row for row in source_rows(session, NOW)}


def test_a_source_never_read_is_listed_and_needs_nobody(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
    row = rows_of(database)["example"]
    assert (row.standing, row.concerns, row.next_at) == (None, frozenset(), NOW)


def test_a_source_is_in_trouble_while_its_last_poll_could_not_be_read(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        make_source(session, "calm")
    poll(database, "calm", "news", Outcome.NEW)
    poll(database, "example", "news", Outcome.FAILED, days_ago=1)
    assert rows_of(database)["example"].concerns == {Concern.FAILING}
    assert rows_of(database)["calm"].concerns == frozenset()
    poll(database, "example", "news", Outcome.NEW)
    with database.reading() as session:
        assert sources_in_trouble(session) == frozenset()


def test_a_fallback_in_trouble_does_not_count_beside_a_main_channel(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        source.repaired = source.definition.replace('name = "feed"', 'name = "feed"\nrole = "fallback"')
    poll(database, "example", "feed", Outcome.FAILED)
    with database.reading() as session:
        assert sources_in_trouble(session) == {"example"}  # the main one was never read
    poll(database, "example", "news", Outcome.NEW)
    with database.reading() as session:
        assert sources_in_trouble(session) == frozenset()


def test_what_is_not_watched_is_in_nobodys_trouble_and_has_no_next_poll(database: Database) -> None:
    with database.writing() as session:
        make_source(session).state = SourceState.PAUSED
    poll(database, "example", "news", Outcome.FAILED)
    row = rows_of(database)["example"]
    assert row.concerns == {Concern.NOT_WATCHED}
    assert row.next_at is None


def test_publications_are_counted_by_the_week_of_their_day(database: Database) -> None:
    dated = [0, 6, 7, 7 * WEEKS - 1, 7 * WEEKS, 400]
    with database.writing() as session:
        source = make_source(session)
        for number, days_ago in enumerate(dated):
            url = f"https://example.example.org/news/{number}"
            page = Page(key=url, url=url, source_id=source.id, state="pending", first_seen_at=NOW, attempts=0)
            session.add(page)
            session.flush()
            found = publication(
                url=url,
                title=f"Title of number {number}",
                text=" ".join(f"word{number * 100 + place}" for place in range(60)),
                published=day(TODAY - timedelta(days=days_ago)),
            )
            admit(session, page_read(page, found), NOW, 1_000)
    assert rows_of(database)["example"].weeks == (1, 0, 0, 0, 0, 0, 1, 2)
    assert rows_of(database)["example"].use == Use(candidates=len(dated))
    with database.writing() as session:
        first = session.scalars(sa.select(Candidate).order_by(Candidate.id)).first()
        assert first is not None
        first.status = Status.USED
    assert rows_of(database)["example"].use == Use(len(dated), 1, 1)


@pytest.mark.parametrize(
    ("shown", "decided", "used", "noisy"),
    [
        (MANY, FEWEST_DECIDED, 0, True),
        (MANY, FEWEST_DECIDED, 1, False),
        (MANY - 1, FEWEST_DECIDED, 0, False),
        (MANY, FEWEST_DECIDED - 1, 0, False),
    ],
)
def test_noisy_is_who_shows_much_that_is_not_used(shown: int, decided: int, used: int, noisy: bool) -> None:
    assert is_noisy(shown, Use(decided, decided, used)) is noisy


def test_a_day_to_come_counts_in_the_present_week() -> None:
    assert week_of(TODAY + timedelta(days=3), TODAY) == WEEKS - 1


def test_the_cost_does_not_grow_with_the_sources(database: Database) -> None:
    def queries() -> int:
        counted = []
        sa.event.listen(database.engine, "before_cursor_execute", lambda *_: counted.append(1))
        rows_of(database)
        return len(counted)

    with database.writing() as session:
        make_source(session)
    poll(database, "example", "news", Outcome.FAILED)
    few = queries()
    for number in range(6):
        with database.writing() as session:
            make_source(session, f"more{number}")
        poll(database, f"more{number}", "news", Outcome.FAILED)
    assert queries() == few


def test_a_closeup_accounts_for_everything_a_source_showed(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
    poll(database, "example", "news", Outcome.NEW)
    with database.reading() as session:
        found = closeup(session, "example", NOW)
        channel = session.query(Channel).filter_by(name="news").one()
        assert found.channels[0].row is channel
    assert [(view.row.name, view.role, view.entries_seen) for view in found.channels] == [
        ("news", Role.MAIN, 1),
        ("feed", Role.MAIN, 0),
    ]
    assert found.accounts.whole
    assert {fate.value: groups for fate, groups in found.accounts.sums().items()} == {
        "waiting": {"to be fetched": 1}
    }
    assert [(each.channel, each.outcome, each.entries) for each in found.polls] == [("news", "new", 1)]
