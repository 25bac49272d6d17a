import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.digest.arranging import (
    asides_for,
    find_aside,
    move_entry,
    set_aside,
    take_in,
    take_in_held_over,
)
from scraper.digest.editing import find_entry
from scraper.digest.issues import begin_issue, shortlisted
from scraper.digest.states import EntryAct
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from tests.digest.making import DAY, by, entries_of, issue_of, started
from tests.web.desk import fill


def order(session: object) -> list[int | None]:
    rows = entries_of(session)  # type: ignore[arg-type]
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [row.candidate_id for row in rows]


def status_of(session: object, candidate_id: int) -> str:
    return session.get(Candidate, candidate_id).status  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("entry", "place", "after"),
    [
        (1, 3, [2, 3, 1]),
        (3, 1, [3, 1, 2]),
        (2, 1, [2, 1, 3]),
        (1, 0, [1, 2, 3]),
        (1, 99, [2, 3, 1]),
        (2, -5, [2, 1, 3]),
        (2, 2, [1, 2, 3]),
    ],
)
def test_an_entry_goes_where_it_is_sent(database: Database, entry: int, place: int, after: list[int]) -> None:
    started(database)
    with database.writing() as session:
        assert move_entry(session, find_entry(session, entry), place, by()) == after.index(entry) + 1
        assert order(session) == after


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 7)), max_size=12))
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_however_entries_are_moved_none_is_lost(database: Database, moves: list[tuple[int, int]]) -> None:
    with database.reading() as session:
        missing = session.get(Candidate, 1) is None
    if missing:
        started(database, 5)
    with database.writing() as session:
        for which, place in moves:
            move_entry(session, entries_of(session)[which], place, by())
        assert sorted(each or 0 for each in order(session)) == [1, 2, 3, 4, 5]


def test_a_held_over_entry_waits_for_the_next_issue_with_its_candidate(database: Database) -> None:
    first = started(database)
    with database.writing() as session:
        set_aside(session, find_entry(session, 2), EntryAct.HOLD_OVER, by(), "next week")
        assert order(session) == [1, 3]
        assert (status_of(session, 2), shortlisted(session)) == (Status.SHORTLISTED, [])
        second = begin_issue(session, DAY, by())
        (aside,) = asides_for(session, second)
        assert (aside.state, aside.comment, aside.issue_id) == ("held-over", "next week", first)
        row = take_in(session, second, aside, by())
        assert (row.position, row.candidate_id, row.state) == (1, 2, "draft")
        assert asides_for(session, second) == []


def test_all_that_was_held_over_is_carried_over_at_once_and_what_was_dropped_is_not(
    database: Database,
) -> None:
    started(database, 4)
    with database.writing() as session:
        set_aside(session, find_entry(session, 3), EntryAct.HOLD_OVER, by())
        set_aside(session, find_entry(session, 1), EntryAct.HOLD_OVER, by())
        dropped = set_aside(session, find_entry(session, 2), EntryAct.DROP, by())
        second = begin_issue(session, DAY, by())
        assert take_in_held_over(session, second, by()) == 2
        assert [(row.position, row.candidate_id) for row in second.entries] == [(1, 3), (2, 1)]
        assert asides_for(session, issue_of(session)) == [dropped]
        with pytest.raises(ActionRefusedError, match="nothing is held over"):
            take_in_held_over(session, second, by())


def test_a_dropped_entry_makes_its_candidate_a_maybe_and_may_come_back(database: Database) -> None:
    started(database)
    with database.writing() as session:
        kept = set_aside(session, find_entry(session, 1), EntryAct.DROP, by())
        assert (order(session), status_of(session, 1)) == ([2, 3], Status.MAYBE)
        other = begin_issue(session, DAY, by())
        assert asides_for(session, other) == []
        take_in(session, issue_of(session), find_aside(session, kept.id), by())
        assert (order(session), status_of(session, 1)) == ([2, 3, 1], Status.SHORTLISTED)
        with pytest.raises(NotFoundError, match="stand in an issue again"):
            find_aside(session, kept.id)


def test_the_shortlist_offers_what_stands_in_no_issue(database: Database) -> None:
    started(database, 1)
    (new,) = fill(database, 1, first=9)
    with database.writing() as session:
        session.get_one(Candidate, new).status = Status.SHORTLISTED
    with database.reading() as session:
        assert [(each["id"], each["kind"]) for each in shortlisted(session)] == [(new, "guidance")]
