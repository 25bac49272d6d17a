"""Two editors at one queue: nobody overwrites unseen what another decided."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from scraper.desk.decisions import Act, decide
from scraper.desk.roles import Role
from scraper.desk.transitions import Action
from scraper.errors import ActionRefusedError, ConflictError
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database
from tests.desk.filling import put
from tests.desk.test_queue import counted
from tests.factories import NOW, WORDS


def act(action: Action, actor: str = "anna", **changes: Any) -> Act:
    return Act(**({"action": action, "actor": actor, "via": "web"} | changes))


@pytest.fixture
def queue(database: Database) -> Database:
    """Four candidates, all at version 1."""
    with database.writing() as session:
        for number in (1, 2, 3, 4):
            put(session, number, text=f"{WORDS} {number}")
    return database


def test_the_same_decision_by_two_is_fine_and_told_once(queue: Database) -> None:
    for actor in ("bob", "anna"):
        with queue.writing() as session:
            done = decide(session, [1], act(Action.EXCLUDE, actor, versions={1: 1}), NOW)
            unchanged = [row.id for row in done.unchanged]
    assert (done.act, unchanged) == (None, [1])
    with queue.reading() as session:
        assert [event.actor for event in session.scalars(select(Event))] == ["bob"]


def test_another_decision_on_what_changed_since_is_refused_with_who_when_and_why(queue: Database) -> None:
    with queue.writing() as session:
        decide(session, [1], act(Action.EXCLUDE, "bob", reason="too local"), NOW)
    with pytest.raises(ConflictError) as caught, queue.writing() as session:
        decide(session, [1], act(Action.INCLUDE, versions={1: 1}), NOW + timedelta(hours=1))
    told = caught.value
    assert str(told) == (
        "candidate 1 is excluded (too local) by bob since 23 November 2026, 09:00 UTC: look again"
    )
    assert (told.candidate_id, told.status, told.actor, told.at) == (1, Status.EXCLUDED, "bob", NOW)
    with queue.reading() as session:
        assert session.get_one(Candidate, 1).status == Status.EXCLUDED


def test_of_two_who_decide_at_the_same_moment_the_second_is_told(queue: Database) -> None:
    told: list[Exception] = []
    begun = threading.Event()

    def exclude() -> None:
        begun.set()
        try:
            with queue.writing() as session:
                decide(session, [1], act(Action.EXCLUDE, "bob", versions={1: 1}), NOW)
        except ConflictError as error:
            told.append(error)

    other = threading.Thread(target=exclude)
    with queue.writing() as session:
        decide(session, [1], act(Action.INCLUDE, versions={1: 1}), NOW)
        session.flush()
        other.start()
        begun.wait()
        other.join(0.3)  # time to read what is not committed yet, if it could
    other.join()
    assert [str(each).split(":")[0] for each in told] == [
        "candidate 1 is shortlisted by anna since 23 November 2026, 09"
    ]


def test_with_the_version_as_it_is_now_the_decision_is_changed(queue: Database) -> None:
    with queue.writing() as session:
        decide(session, [1], act(Action.EXCLUDE, "bob"), NOW)
    with queue.writing() as session:
        decide(session, [1], act(Action.INCLUDE, versions={1: 2}), NOW)
        assert session.get_one(Candidate, 1).status == Status.SHORTLISTED


def test_of_many_only_those_are_decided_that_nobody_changed(queue: Database) -> None:
    with queue.writing() as session:
        decide(session, [2], act(Action.INCLUDE, "bob"), NOW)
        decide(session, [3], act(Action.EXCLUDE, "bob"), NOW)
    seen = {1: 1, 2: 1, 3: 1}
    with queue.writing() as session:
        done = decide(session, [1, 2, 3, 4], act(Action.EXCLUDE, versions=seen), NOW)
        assert [row.id for row in done.applied] == [1, 4]
        assert [row.id for row in done.unchanged] == [3]
    assert [(each.candidate_id, each.status, each.actor) for each in done.conflicts] == [
        (2, Status.SHORTLISTED, "bob")
    ]


def test_a_text_that_a_crawl_brought_up_to_date_is_looked_at_again(queue: Database) -> None:
    with queue.writing() as session:
        session.get_one(Candidate, 1).version += 1
    with pytest.raises(ConflictError, match="brought up to date since"), queue.writing() as session:
        decide(session, [1], act(Action.INCLUDE, versions={1: 1}), NOW)


def test_the_last_act_is_the_one_that_is_told(queue: Database) -> None:
    with queue.writing() as session:
        decide(session, [1], act(Action.EXCLUDE, "bob"), NOW)
        decide(session, [1], act(Action.MAYBE, "carl"), NOW + timedelta(minutes=1))
    with pytest.raises(ConflictError, match=r"maybe by carl .* 09:01"), queue.writing() as session:
        decide(session, [1], act(Action.INCLUDE, versions={1: 1}), NOW)


def test_the_same_decision_again_leaves_no_event_and_a_new_reason_does(queue: Database) -> None:
    for reason, events in (("too local", 1), ("Too local", 1), ("not UK", 2)):
        with queue.writing() as session:
            decide(session, [1], act(Action.EXCLUDE, reason=reason), NOW)
            assert session.scalar(select(func.count()).select_from(Event)) == events


def test_who_may_only_suggest_does_not_take_back_what_others_decided(queue: Database) -> None:
    with queue.writing() as session:
        decide(session, [1], act(Action.INCLUDE), NOW)
        decide(session, [2], act(Action.MAYBE, "dora", role=Role.CONTRIBUTOR), NOW)
    for number, action in ((1, Action.MAYBE), (3, Action.EXCLUDE)):
        with (
            pytest.raises(ActionRefusedError, match="as a contributor you cannot"),
            queue.writing() as session,
        ):
            decide(session, [number], act(action, "dora", role=Role.CONTRIBUTOR), NOW)
    with queue.writing() as session:
        decide(session, [1], act(Action.MAYBE, role=Role.EDITOR), NOW)


@pytest.mark.parametrize("action", [Action.WAKE, Action.EXPIRE])
def test_no_role_does_what_only_a_rule_does(queue: Database, action: Action) -> None:
    with pytest.raises(ActionRefusedError, match="as a admin"), queue.writing() as session:
        decide(session, [1], act(action, role=Role.ADMIN), NOW)


def test_an_act_on_two_hundred_takes_as_many_statements_as_on_two(database: Database) -> None:
    with database.writing() as session:
        for number in range(1, 203):
            put(session, number, text=f"{WORDS} {number}", story=number)
    told = []
    for ids in ([1, 2], list(range(3, 203))):
        with database.writing() as session, counted(database.engine) as said:
            decide(session, ids, act(Action.EXCLUDE), NOW, whole_story=True)
        told.append([each for each in said if "INSERT INTO event" not in each])  # SQLite takes them singly
    assert len(told[0]) == len(told[1]) <= 16
