"""A second look at a few of what was decided against."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.desk.audit import Asked, log
from scraper.desk.decisions import Act, decide
from scraper.desk.rules import expire
from scraper.desk.spot_checks import (
    LEAST,
    SPOT_CHECK,
    Looks,
    agree,
    bring_back,
    looks_so_far,
    sampled,
    to_check,
)
from scraper.desk.transitions import Action
from scraper.desk.undoing import undo
from scraper.errors import ActionRefusedError
from scraper.storage.acts import By
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from tests.desk.filling import put
from tests.factories import NOW

HOUR = timedelta(hours=1)


def excluded(database: Database, ids: Sequence[int], actor: str = "anna", at: datetime = NOW) -> None:
    """Candidates that somebody excluded."""
    with database.writing() as session:
        for number in ids:
            put(session, number)
        decide(session, list(ids), Act(Action.EXCLUDE, actor, "web"), at)


def asked(database: Database, actor: str = "bob", at: datetime = NOW + HOUR) -> list[int]:
    with database.reading() as session:
        return to_check(session, actor, at)


def back(actor: str = "bob") -> Act:
    return Act(Action.REOPEN, actor, "web")


@given(st.sets(st.integers(1, 10_000), max_size=300))
def test_the_sample_is_a_twentieth_and_never_fewer_than_there_are_or_five(ids: set[int]) -> None:
    found = sampled(ids)
    assert set(found) <= ids
    assert len(found) == min(len(ids), max(LEAST, -(-len(ids) // 20)))
    assert found == sampled(sorted(ids))


def test_a_larger_crowd_keeps_whoever_of_a_smaller_one_is_still_chosen() -> None:
    small, large = sampled(range(1, 400)), sampled(range(1, 800))
    kept = [number for number in large if number < 400]
    assert all(one == other for one, other in zip(kept, small, strict=False))


def test_a_second_editor_is_asked_about_what_others_excluded_and_what_expired(database: Database) -> None:
    excluded(database, [1, 2, 3])
    with database.writing() as session:
        put(session, 4, found=NOW - timedelta(days=61))
        put(session, 5)
        expire(session, NOW)
    assert sorted(asked(database)) == [1, 2, 3, 4]
    assert asked(database, "anna") == [4]


def test_what_is_a_week_old_or_stands_otherwise_now_is_not_asked_about(database: Database) -> None:
    excluded(database, [1], at=NOW - timedelta(days=8))
    excluded(database, [2, 3])
    with database.writing() as session:
        undo(session, "anna", "web", NOW)
    assert asked(database) == []
    with database.writing() as session:
        decide(session, [2], Act(Action.EXCLUDE, "anna", "web"), NOW)
    assert asked(database) == [2]


def test_what_was_agreed_with_is_asked_about_no_more_until_it_is_excluded_again(database: Database) -> None:
    excluded(database, [1])
    with database.writing() as session:
        agree(session, 1, By("bob", "web", NOW + HOUR))
    assert asked(database) == asked(database, "carol") == []
    with database.writing() as session:
        decide(session, [1], Act(Action.REOPEN, "anna", "web"), NOW + 2 * HOUR)
        decide(session, [1], Act(Action.EXCLUDE, "anna", "web"), NOW + 3 * HOUR)
    assert asked(database, at=NOW + 4 * HOUR) == [1]


def test_what_is_brought_back_is_new_and_that_can_be_undone(database: Database) -> None:
    excluded(database, [1])
    with database.writing() as session:
        bring_back(session, 1, back(), NOW + HOUR)
        assert session.get_one(Candidate, 1).status == "new"
        told = log(session, Asked(object_type=SPOT_CHECK)).events
        assert [(event.actor, event.action, event.object_id) for event in told] == [("bob", "bring-back", 1)]
    with database.writing() as session:
        undo(session, "bob", "web", NOW + HOUR)
        assert session.get_one(Candidate, 1).status == "excluded"


def test_only_who_is_asked_looks_and_only_once(database: Database) -> None:
    excluded(database, [1, 2])
    with database.writing() as session:
        agree(session, 1, By("bob", "web", NOW + HOUR))
    for number, actor in ((1, "bob"), (2, "anna"), (99, "bob")):
        with pytest.raises(ActionRefusedError, match="no spot check"), database.writing() as session:
            agree(session, number, By(actor, "web", NOW + HOUR))
    with pytest.raises(ActionRefusedError), database.writing() as session:
        bring_back(session, 1, back(), NOW + HOUR)
    with database.reading() as session:
        assert session.get_one(Candidate, 1).status == "excluded"


def test_how_often_second_looks_disagreed_is_said_in_words(database: Database) -> None:
    excluded(database, [1, 2, 3])
    with database.writing() as session:
        assert looks_so_far(session, NOW) == Looks(0, 0)
        agree(session, 1, By("bob", "web", NOW + HOUR))
        agree(session, 2, By("bob", "web", NOW + HOUR))
        bring_back(session, 3, back(), NOW + HOUR)
        assert looks_so_far(session, NOW + HOUR) == Looks(3, 1)
        assert looks_so_far(session, NOW + timedelta(days=91)) == Looks(0, 0)
    assert Looks(0, 0).words == "Nothing was looked at a second time in 90 days."
    assert Looks(3, 1).words == "3 looked at a second time in 90 days, 1 brought back (33 %)."


def test_to_agree_can_be_taken_back_and_done_again(database: Database) -> None:
    excluded(database, [1])
    with database.writing() as session:
        agree(session, 1, By("bob", "web", NOW + HOUR))
    act = None
    for waits, looks in (([1], Looks(0, 0)), ([], Looks(1, 0)), ([1], Looks(0, 0))):
        with database.writing() as session:
            done = undo(session, "bob", "web", NOW + HOUR, act)
            assert [row.id for row in done.applied] == [1]
            act = done.act
            assert looks_so_far(session, NOW + HOUR) == looks
        assert asked(database) == waits
    with database.writing() as session:
        assert session.get_one(Candidate, 1).status == "excluded"
        agree(session, 1, By("bob", "web", NOW + HOUR))


def test_to_bring_back_is_one_act_that_no_longer_counts_when_it_is_undone(database: Database) -> None:
    excluded(database, [1])
    with database.writing() as session:
        bring_back(session, 1, back(), NOW + HOUR)
        undo(session, "bob", "web", NOW + HOUR)
        assert looks_so_far(session, NOW + HOUR) == Looks(0, 0)
    assert asked(database) == [1]
    with pytest.raises(ActionRefusedError, match="nothing to undo"), database.writing() as session:
        undo(session, "bob", "web", NOW + HOUR)


def test_nobody_takes_back_another_s_look(database: Database) -> None:
    excluded(database, [1])
    with database.writing() as session:
        agree(session, 1, By("bob", "web", NOW + HOUR))
        number = log(session, Asked(object_type=SPOT_CHECK)).events[0].id
    with pytest.raises(ActionRefusedError, match="only who did it"), database.writing() as session:
        undo(session, "carol", "web", NOW + HOUR, number)
