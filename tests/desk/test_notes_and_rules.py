"""Notes, assignment, and what happens without a person: waking and expiring."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from scraper.desk.candidate import show_candidate
from scraper.desk.decisions import Act, decide
from scraper.desk.notes import LONGEST_NOTE, add_note, assign
from scraper.desk.rules import EXPIRES_AFTER, due, expire, settle, wake
from scraper.desk.transitions import Action
from scraper.errors import ActionRefusedError, ConflictError, NotFoundError
from scraper.storage.acts import By
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database
from scraper.storage.identity_models import Tombstone
from tests.desk.filling import put
from tests.factories import NOW, WORDS


def act(action: Action, **changes: Any) -> Act:
    return Act(**({"action": action, "actor": "anna", "via": "web"} | changes))


def test_notes_are_shown_in_the_order_they_were_written(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        add_note(session, 1, "  Ask Carl\n", "anna", NOW)
        add_note(session, 1, "He says no", "bob", NOW)
    with database.reading() as session:
        told = show_candidate(session, 1)["notes"]
    assert [(note["actor"], note["text"]) for note in told] == [("anna", "Ask Carl"), ("bob", "He says no")]


@pytest.mark.parametrize(
    ("text", "said"), [(" \n", "has to say something"), ("x" * (LONGEST_NOTE + 1), "at most 4,000")]
)
def test_a_note_says_something_and_not_too_much(database: Database, text: str, said: str) -> None:
    with database.writing() as session:
        put(session, 1)
    with pytest.raises(ActionRefusedError, match=said), database.writing() as session:
        add_note(session, 1, text, "anna", NOW)
    with pytest.raises(NotFoundError, match="no candidate 2"), database.writing() as session:
        add_note(session, 2, "x", "anna", NOW)


def test_candidates_are_given_to_somebody_and_back(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        put(session, 2, assignee="carl")
        done = assign(session, [1, 2], " carl ", By("anna", "web", NOW))
        assert ([row.id for row in done.applied], [row.id for row in done.unchanged]) == ([1], [2])
        assert assign(session, [1, 2], "", By("anna", "web", NOW)).act is not None
        assert session.scalars(select(Candidate.assignee)).all() == [None, None]
        assert assign(session, [1], None, By("anna", "web", NOW)).act is None


def test_an_assignment_is_no_conflict_for_who_decides(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        assign(session, [1], "carl", By("bob", "web", NOW))
        decide(session, [1], act(Action.INCLUDE, versions={1: 1}), NOW)


def test_a_held_candidate_wakes_on_its_day_by_the_rule(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        put(session, 2)
        decide(session, [1], act(Action.HOLD, until=NOW + timedelta(days=1)), NOW)
        decide(session, [2], act(Action.HOLD, until=NOW + timedelta(days=2)), NOW)
        assert due(session, NOW) == []
        assert wake(session, NOW).act is None
    with database.writing() as session:
        assert [row.id for row in wake(session, NOW + timedelta(days=1)).applied] == [1]
        row = session.get_one(Candidate, 1)
        assert (row.status, row.held_until) == ("new", None)
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert event is not None
        assert (event.actor, event.via, event.action) == ("rule", "rule", "wake")
        assert wake(session, NOW + timedelta(days=1)).act is None


def test_a_candidate_that_woke_is_decided_as_any_other(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        decide(session, [1], act(Action.HOLD, until=NOW), NOW)
        wake(session, NOW)
    with pytest.raises(ConflictError, match="new by rule"), database.writing() as session:
        decide(session, [1], act(Action.INCLUDE, versions={1: 2}), NOW)


def test_what_nobody_touched_for_sixty_days_expires_and_stays_away(database: Database) -> None:
    old = NOW - EXPIRES_AFTER
    with database.writing() as session:
        put(session, 1, found=old)
        put(session, 2, found=old + timedelta(seconds=1))
        put(session, 3, text=f"{WORDS} 3", found=old, status="maybe")
        put(session, 4, found=old, status="shortlisted")
        put(session, 5, found=old)
        assign(session, [5], "carl", By("anna", "web", NOW - timedelta(days=2)))
        put(session, 6, found=old)
        decide(session, [6], act(Action.HOLD, until=NOW), NOW - timedelta(days=59))
        wake(session, NOW)
    with database.writing() as session:
        assert [row.id for row in expire(session, NOW).applied] == [1, 3]
        assert session.scalar(select(func.count()).where(Tombstone.reason == "expired")) == 4
        assert expire(session, NOW).act is None
    with database.writing() as session:
        decide(session, [1, 3], act(Action.REOPEN), NOW)
        assert session.scalar(select(func.count()).select_from(Tombstone)) == 0


def test_the_rules_say_in_words_what_they_did_and_nothing_when_there_was_nothing(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        put(session, 2)
        put(session, 3)
        decide(session, [1], act(Action.HOLD, until=NOW + timedelta(days=61)), NOW)
    assert settle(database, NOW) == ""
    later = NOW + EXPIRES_AFTER + timedelta(days=1)
    told = "1 held candidate back in the queue; 2 candidates let go: untouched for 60 days"
    assert (settle(database, later), settle(database, later)) == (told, "")
