"""Pages of the queue: which rows, in which order, at which cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from scraper.desk.counts import Count, Counts, count_views, count_waiting
from scraper.desk.criteria import Criteria, Order
from scraper.desk.decisions import Act, decide
from scraper.desk.queue import arrived_since, list_candidates, page, row_of
from scraper.desk.rows import QueueRow, beginning
from scraper.desk.transitions import Action
from scraper.errors import QueryError
from scraper.identity.memory import Relation
from scraper.outcomes import Band, Kind, Precision, Status
from scraper.storage.desk_models import Candidate, Note
from scraper.storage.engine import Database
from scraper.storage.identity_models import Recollection
from tests.desk.filling import put, put_issue, put_source
from tests.factories import NOW, WORDS


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are run inside."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def listed(database: Database, **changes: object) -> list[int]:
    with database.reading() as session:
        return [row.id for row in page(session, Criteria(**changes), NOW).rows]  # type: ignore[arg-type]


def walked(database: Database, criteria: Criteria) -> list[int]:
    """Every page, one after the other."""
    ids, after = [], None
    with database.reading() as session:
        while True:
            found = page(session, criteria, NOW, after)
            ids += [row.id for row in found.rows]
            after = found.after
            if after is None:
                return ids


def test_a_row_tells_all_that_an_editor_sees(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, "Earlier", status="used")
        put(
            session,
            2,
            "A report",
            text=f"{WORDS}\n{WORDS * 3}",
            kind="report",
            nations=["UK"],
            pages=42,
            partial=True,
            band="likely",
            score=94.0,
            reasons=["one", {"words": "two"}, "three", "four"],
            story=7,
            update_of=1,
            assignee="anna",
        )
        put_source(session, "example", "").definition = 'paywall = "For subscribers"'
        put(session, 3, "Member", source="other", story=7)
        put(session, 4, "Member of the same source", story=7, status="shortlisted")
        session.add_all(Note(candidate_id=2, actor="bob", at=NOW, text=text) for text in ("old", "latest"))
        put_issue(session, "2026-11-12", ("Heading", 2))
        ran = put_issue(session, "2026-11-19", ("Heading", None))
        said = {"words": "in digest of 19 November 2026", "at": NOW}
        session.add(
            Recollection(publication_id=2, issue_entry_id=ran.entries[0].id, relation=Relation.SAME, **said)
        )
    with database.reading() as session:
        row = row_of(session, 2, NOW)
        assert row_of(session, 77, NOW) is None
    assert row == QueueRow(
        id=2,
        title="A report",
        url="https://example.org/2",
        kind=Kind.REPORT,
        source="example",
        source_name="Example Voice",
        published="2026-11-20",
        precision=Precision.DAY,
        found=NOW + timedelta(seconds=2),
        nations=("UK",),
        band=Band.LIKELY,
        score=94.0,
        reasons=("one", "two", "three"),
        story=7,
        story_size=3,
        other_sources=("Other Voice",),
        folded=1,
        taken=1,
        change="new",
        update_of=1,
        in_issues=("2026-11-12", "2026-11-19"),
        memory=("in digest of 19 November 2026",),
        partial=True,
        wall="For subscribers",
        pages=42,
        words=len(f"{WORDS}\n{WORDS * 3}".split()),
        notes=2,
        last_note="latest",
        assignee="anna",
        status=Status.NEW,
        reason=None,
        held_until=None,
        duplicate_of=None,
        version=1,
        snippet=beginning(f"{WORDS}\n{WORDS * 3}"[:300], ""),
    )


@pytest.mark.parametrize("order", list(Order))
def test_pages_show_every_candidate_once_in_order_though_some_tie(database: Database, order: Order) -> None:
    with database.writing() as session:
        for number in range(1, 24):
            score = None if number % 5 == 0 else float(number % 3)
            put(session, number, score=score, found=NOW + timedelta(seconds=number // 4))
    key = {
        Order.FOUND: lambda number: (number // 4, number),
        Order.SCORE: lambda number: (-1 if number % 5 == 0 else number % 3, number // 4, number),
    }[order]
    expected = sorted(range(1, 24), key=key, reverse=True)
    assert walked(database, Criteria(order=order, limit=4)) == expected
    assert walked(database, Criteria(order=order, limit=23)) == expected


def test_what_arrives_while_pages_are_read_moves_none_of_their_rows(database: Database) -> None:
    with database.writing() as session:
        for number in range(1, 9):
            put(session, number)
    with database.reading() as session:
        first = page(session, Criteria(limit=4), NOW)
    with database.writing() as session:
        put(session, 9)
        session.get_one(Candidate, 8).status = "excluded"
        assert arrived_since(session, NOW + timedelta(seconds=8)) == Count(1)
    with database.reading() as session:
        second = page(session, Criteria(limit=4), NOW, first.after)
    assert [row.id for row in (*first.rows, *second.rows)] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert second.after is None


@pytest.mark.parametrize("after", ["", "?", "bm9uc2Vuc2U", "WzEsMl0", "WyJzY29yZSIsMSxudWxsLG51bGxd"])
def test_a_cursor_that_is_none_is_refused(database: Database, after: str) -> None:
    with pytest.raises(QueryError, match="begin at its first page"), database.reading() as session:
        page(session, Criteria(), NOW, after)


def test_a_story_is_one_row_its_oldest_undecided_candidate(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, story=5, status="excluded")
        put(session, 2, story=5)
        put(session, 3, story=5)
        put(session, 4)
        put(session, 5, story=5, status="maybe")
    assert listed(database) == [4, 2]
    assert listed(database, status=Status.MAYBE) == [5]
    assert listed(database, status=None) == [5, 4, 2, 1]


def test_a_member_that_alone_matches_is_not_hidden_behind_its_lead(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, "Pool opens", story=5, band="unlikely")
        put(session, 2, "Pool closes", story=5, band="likely", source="other", kind="report")
    assert listed(database) == [1]
    assert listed(database, band="likely") == [2]
    assert listed(database, source="other") == [2]
    assert listed(database, kind="report") == [2]
    assert listed(database, search="closes") == [2]


def test_decided_candidates_of_a_story_are_all_listed(database: Database) -> None:
    with database.writing() as session:
        for number in (1, 2):
            put(session, number, story=5, status="shortlisted")
    assert listed(database, status=Status.SHORTLISTED) == [2, 1]


def test_filters_narrow_the_queue(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, nations=["England", "Wales"], assignee="anna", band="likely")
        put(session, 2, nations=["UK"], assignee="bob")
        put(session, 3)
    assert listed(database, nation="Wales") == [1]
    assert listed(database, assignee="anna") == [1]
    assert listed(database, assignee="none") == [3]
    assert listed(database, band="none") == [3, 2]


def test_a_held_candidate_whose_day_has_come_is_listed_as_new(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, status="held", held_until=NOW)
        put(session, 2, status="held", held_until=NOW + timedelta(seconds=1))
        put(session, 3)
    assert listed(database) == [3, 1]
    assert listed(database, status=Status.HELD) == [2]
    assert listed(database, search="state:held") == [2]
    with database.reading() as session:
        assert [row.status for row in page(session, Criteria(), NOW).rows] == [Status.NEW, Status.NEW]
        found = list_candidates(session, Criteria(), NOW)
    assert [(row["id"], row["status"]) for row in found] == [(3, "new"), (1, "new")]


@pytest.mark.parametrize("order", Order)
def test_held_candidates_whose_day_has_come_stand_in_their_order_on_every_page(
    database: Database, order: Order
) -> None:
    with database.writing() as session:
        for number in range(1, 31):
            held = {"status": "held", "held_until": NOW} if number % 4 == 0 else {}
            put(session, number, score=float(number * 7 % 30), story=number // 2 or None, **held)
    pages, after = [], None
    with database.reading() as session:
        everything = page(session, Criteria(order=order), NOW)
        while after is not None or not pages:
            pages.append(page(session, Criteria(order=order, limit=4), NOW, after))
            after = pages[-1].after
    found = [row for each in pages for row in each.rows]
    assert found == list(everything.rows)
    assert len({row.story for row in found}) == len(found) == 16
    key = (lambda row: (row.score, row.id)) if order is Order.SCORE else (lambda row: row.id)
    assert found == sorted(found, key=key, reverse=True)


def test_the_views_are_counted_as_they_are_listed(database: Database) -> None:
    with database.writing() as session:
        put(session, 1, story=5, band="likely")
        put(session, 2, story=5, band="likely")
        put(session, 3, story=6, band="possible", assignee="anna")
        put(session, 4)
        put(session, 5, story=6, status="maybe", assignee="anna")
        put(session, 6, status="held", held_until=NOW)
        put(session, 7, status="held", held_until=NOW + timedelta(days=1))
        put(session, 8, status="used")
        put(session, 9)
    with database.writing() as session:
        decide(session, [9], Act(Action.EXCLUDE, "bob", "web"), NOW)
        counts = count_views(session, "anna", NOW, NOW - timedelta(hours=9))
    assert counts == Counts(
        bands={Band.LIKELY: Count(1), Band.POSSIBLE: Count(1)},
        new=Count(4),
        waiting=Count(5),
        maybe=Count(1),
        held=Count(1),
        mine=Count(1),
        shortlisted=Count(0),
        excluded=Count(1),
        decided_today=Count(1),
    )
    with database.reading() as session:
        assert count_waiting(session, NOW) == counts.waiting
    assert listed(database, status=None, decided_since=NOW) == [9]
    assert listed(database, status=None, decided_since=NOW + timedelta(seconds=1)) == []


def test_an_empty_queue_has_one_empty_page_and_counts_nothing(database: Database) -> None:
    with database.reading() as session:
        assert page(session, Criteria(), NOW) == page(session, Criteria(search="x"), NOW)
        counts = count_views(session, "anna", NOW, NOW)
    assert (counts.new, counts.bands, counts.excluded) == (Count(), {}, Count())


def test_a_page_takes_as_many_statements_for_two_hundred_rows_as_for_one(database: Database) -> None:
    with database.writing() as session:
        for number in range(1, 202):
            put(session, number, story=number % 150, source=f"s{number % 7}")
        for number in range(1, 40):
            session.add(Note(candidate_id=number, actor="a", at=NOW, text="n"))
    told = []
    for limit in (1, 150):
        with database.reading() as session, counted(database.engine) as said:
            found = page(session, Criteria(limit=limit, search="title"), NOW)
            count_views(session, "a", NOW, NOW)
        assert len(found.rows) == limit
        told.append(len(said))
    assert told[0] == told[1] <= 14


def test_no_text_is_read_for_a_page(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
    with database.reading() as session, counted(database.engine) as said:
        page(session, Criteria(), NOW)
    assert [each for each in said if "revision.text" in each.replace("substr(revision.text", "")] == []


@pytest.mark.parametrize(
    ("text", "title", "told"),
    [
        ("Children  wait\nfor months.", "Waiting", "Children wait for months."),
        ("Waiting times Children wait.", "Waiting  times", "Children wait."),
        ("WAITING TIMES: children wait.", "Waiting times", "WAITING TIMES: children wait."),
        ("Waiting timesheets", "Waiting times", "Waiting timesheets"),
        ("Waiting times", "Waiting times", "Waiting times"),
        ("Waiting", "", "Waiting"),
        ("", "Waiting", ""),
        ("word, " * 50, "", ("word, " * 49).rstrip(", ") + "…"),
    ],
)
def test_a_text_begins_without_its_title_and_ends_with_a_whole_word(text: str, title: str, told: str) -> None:
    assert beginning(text, title) == told
