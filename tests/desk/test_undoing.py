"""The way back from every act, and forth again: afterwards every table is as it was."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from scraper.desk.decisions import Act, Decided, decide
from scraper.desk.notes import add_note, assign
from scraper.desk.stories import merge, split
from scraper.desk.transitions import Action
from scraper.desk.undoing import UNDO_FOR, standing_acts, undo
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.storage.acts import By
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database
from scraper.storage.identity_models import Story, StoryEdge, Tombstone
from scraper.storage.models import Base, Publication
from tests.desk.filling import put
from tests.factories import NOW, WORDS

#: Events are only appended, and versions only rise: that is how others see that something happened.
APART = {"event", "candidate.version"}
WHO: dict[str, Any] = {"actor": "anna", "via": "web", "now": NOW}


def state(database: Database) -> str:
    """One hash over every row of every table, but for what only grows."""
    told = sha256()
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name in APART:
                continue
            columns = [each for each in table.columns if f"{table.name}.{each.name}" not in APART]
            rows = sorted(str(tuple(row)) for row in session.execute(select(*columns)))
            told.update(f"{table.name} {rows}".encode())
    return told.hexdigest()


def act(action: Action, **changes: Any) -> Act:
    return Act(**({"action": action, "actor": "anna", "via": "web"} | changes))


@pytest.fixture
def queue(database: Database) -> Database:
    """Seven candidates: one to three of one story, four and five of another; six has a text of its own, and
    seven was excluded long ago and has the text of five.
    """
    with database.writing() as session:
        for number in range(1, 8):
            story = 1 if number < 4 else 2 if number < 6 else None
            put(session, number, text=f"{WORDS} {5 if number == 7 else number}", story=story)
        decide(session, [7], act(Action.EXCLUDE, actor="bob"), NOW - timedelta(days=300))
        decide(session, [6], act(Action.MAYBE, actor="bob", reason="ask Carl"), NOW)
    return database


def do(session: Session, name: str) -> Decided | int:
    """One act of each sort."""
    acts = {
        "include": lambda: decide(session, [1], act(Action.INCLUDE), NOW, whole_story=True),
        "exclude": lambda: decide(session, [4, 5, 6], act(Action.EXCLUDE, reason="not UK"), NOW),
        "hold": lambda: decide(session, [6], act(Action.HOLD, until=NOW + timedelta(days=3)), NOW),
        "reopen": lambda: decide(session, [7], act(Action.REOPEN), NOW),
        "duplicate": lambda: decide(session, [6], act(Action.DUPLICATE, of=4), NOW, whole_story=True),
        "assign": lambda: assign(session, [1, 2], "carl", By("anna", "web", NOW)),
        "merge": lambda: merge(session, [1, 4, 6], **WHO),
        "split": lambda: split(session, [2, 3], **WHO),
    }
    return acts[name]()


ACTS = ("include", "exclude", "hold", "reopen", "duplicate", "assign", "merge", "split")


@pytest.mark.parametrize("name", ACTS)
def test_undo_and_redo_restore_every_table(queue: Database, name: str) -> None:
    before = state(queue)
    with queue.writing() as session:
        do(session, name)
    after = state(queue)
    assert after != before
    number = None
    for expected in (before, after, before, after):
        with queue.writing() as session:
            number = undo(session, **WHO, act=number).act
        assert state(queue) == expected


def test_acts_are_undone_in_turn_back_to_the_beginning(queue: Database) -> None:
    states = []
    for name in ("merge", "exclude", "assign", "split", "reopen"):
        states.append(state(queue))
        with queue.writing() as session:
            do(session, name)
    for expected in reversed(states):
        with queue.writing() as session:
            undo(session, **WHO)
        assert state(queue) == expected
    with pytest.raises(ActionRefusedError, match="nothing to undo"), queue.writing() as session:
        undo(session, **WHO)


def test_an_earlier_act_is_undone_by_its_number(queue: Database) -> None:
    with queue.writing() as session:
        first = decide(session, [1], act(Action.EXCLUDE), NOW).act
        decide(session, [2], act(Action.EXCLUDE), NOW)
        assert [row.id for row in undo(session, **WHO, act=first).applied] == [1]
        assert session.get_one(Candidate, 2).status == "excluded"


def test_any_event_of_an_act_names_it(queue: Database) -> None:
    with queue.writing() as session:
        decide(session, [1, 2], act(Action.EXCLUDE), NOW)
        last = session.scalar(select(func.max(Event.id)))
        assert [row.id for row in undo(session, **WHO, act=last).applied] == [1, 2]


def test_after_a_redo_the_last_act_is_what_was_redone(queue: Database) -> None:
    with queue.writing() as session:
        decide(session, [1], act(Action.EXCLUDE), NOW)
        undone = undo(session, **WHO).act
        undo(session, **WHO, act=undone)
        assert session.get_one(Candidate, 1).status == "excluded"
        undo(session, **WHO)
        assert session.get_one(Candidate, 1).status == "new"
        assert [e.action for e in session.scalars(select(Event).where(Event.object_id == 1))] == [
            "exclude",
            "undo",
            "redo",
            "undo",
        ]


@pytest.mark.parametrize("later", [timedelta(days=31), UNDO_FOR + timedelta(seconds=1)])
def test_after_thirty_days_nothing_is_undone(queue: Database, later: timedelta) -> None:
    with queue.writing() as session:
        number = decide(session, [1], act(Action.EXCLUDE), NOW).act
    for named in (None, number):
        with pytest.raises(ActionRefusedError, match="23 November 2026"), queue.writing() as session:
            undo(session, "anna", "web", NOW + later, named)
    with queue.writing() as session:
        undo(session, "anna", "web", NOW + UNDO_FOR, number)


def test_nobody_undoes_the_act_of_another(queue: Database) -> None:
    with queue.writing() as session:
        number = decide(session, [1], act(Action.EXCLUDE, actor="bob"), NOW).act
    with pytest.raises(ActionRefusedError, match="by bob"), queue.writing() as session:
        undo(session, **WHO, act=number)
    with pytest.raises(ActionRefusedError, match="nothing to undo"), queue.writing() as session:
        undo(session, **WHO)


def test_what_is_undone_already_is_not_undone_again(queue: Database) -> None:
    with queue.writing() as session:
        number = decide(session, [1], act(Action.EXCLUDE), NOW).act
        undo(session, **WHO, act=number)
    with pytest.raises(ActionRefusedError, match="undone already"), queue.writing() as session:
        undo(session, **WHO, act=number)


@pytest.mark.parametrize("number", [0, 77, 10**9])
def test_an_act_that_is_not_there_is_told(queue: Database, number: int) -> None:
    with pytest.raises(NotFoundError, match=f"no act {number}"), queue.writing() as session:
        undo(session, **WHO, act=number)


def test_what_somebody_changed_since_is_not_undone_and_nothing_with_it(queue: Database) -> None:
    with queue.writing() as session:
        decide(session, [1, 2], act(Action.EXCLUDE), NOW)
        decide(session, [2], act(Action.REOPEN, actor="bob"), NOW)
    before = state(queue)
    with (
        pytest.raises(ActionRefusedError, match=r"candidate 2 was changed since by bob \(reopen\)"),
        queue.writing() as session,
    ):
        undo(session, **WHO)
    assert state(queue) == before


def test_an_assignment_or_a_note_since_does_not_stand_in_the_way(queue: Database) -> None:
    with queue.writing() as session:
        number = decide(session, [1], act(Action.EXCLUDE), NOW).act
        assign(session, [1], "bob", By("bob", "web", NOW))
        add_note(session, 1, "Look again", "bob", NOW)
        undo(session, **WHO, act=number)
        row = session.get_one(Candidate, 1)
        assert (row.status, row.assignee) == ("new", "bob")


def test_a_text_that_another_excluded_too_keeps_its_tombstone(queue: Database) -> None:
    with queue.writing() as session:
        before = {row.key: row.at for row in session.scalars(select(Tombstone))}
        number = decide(session, [5], act(Action.EXCLUDE), NOW).act
        undo(session, **WHO, act=number)
        after = {row.key: row.at for row in session.scalars(select(Tombstone))}
    assert after == before
    assert len(before) == 2


def test_a_tombstone_names_the_act_that_stands_and_none_that_was_undone(queue: Database) -> None:
    with queue.writing() as session:

        def buried() -> list[tuple[Any, ...]]:
            return sorted((row.key, row.at, row.event_id) for row in session.scalars(select(Tombstone)))

        decide(session, [6], act(Action.EXCLUDE, reason="too-local"), NOW)
        first = buried()
        decide(session, [6], act(Action.REOPEN), NOW + timedelta(days=1))
        decide(session, [6], act(Action.EXCLUDE, reason="opinion"), NOW + timedelta(days=2))
        second = buried()
        later = WHO | {"now": NOW + timedelta(days=3)}
        undone = [undo(session, **later).act, undo(session, **later).act]
        assert buried() == first != second
        for number in reversed(undone):
            undo(session, **later, act=number)
        assert buried() == second


def test_including_what_was_never_excluded_leaves_the_tombstone_of_another(queue: Database) -> None:
    with queue.writing() as session:
        before = session.scalar(select(func.count()).select_from(Tombstone))
        decide(session, [5], act(Action.INCLUDE), NOW)
        assert session.scalar(select(func.count()).select_from(Tombstone)) == before


def test_a_merge_is_done_again_though_its_numbers_were_taken_meanwhile(queue: Database) -> None:
    with queue.writing() as session:
        session.get_one(Publication, 6).story_id = None
        session.add(Story(id=9, created_at=NOW))
        session.flush()
        split(session, [2, 3], **WHO)
        undone = undo(session, **WHO).act
        made = session.scalar(select(func.max(Story.id))) or 0
        session.add(Story(id=made + 1, created_at=NOW + timedelta(hours=1)))
        session.flush()
        session.get_one(Publication, 6).story_id = made + 1
    with queue.writing() as session:
        redone = undo(session, **WHO, act=undone).act
        placed = dict(session.execute(select(Publication.id, Publication.story_id)).all())
        assert placed[2] == placed[3] not in (1, placed[6])
    with queue.writing() as session:
        undo(session, **WHO, act=redone)
        placed = dict(session.execute(select(Publication.id, Publication.story_id)).all())
        assert (placed[1], placed[2], placed[3], placed[6]) == (1, 1, 1, made + 1)


def test_evidence_that_took_a_number_meanwhile_stays_when_a_merge_is_done_again(queue: Database) -> None:
    with queue.writing() as session:
        merge(session, [1, 4], **WHO)
        (edge,) = session.scalars(select(StoryEdge.id))
        undone = undo(session, **WHO).act
        other = StoryEdge(
            id=edge, publication_id=2, other_id=3, relation="words", words="alike", suggested=False, at=NOW
        )
        session.add(other)
    with queue.writing() as session:
        redone = undo(session, **WHO, act=undone).act
        assert sorted(session.scalars(select(StoryEdge.words))) == ["alike", "put together by anna"]
        undo(session, **WHO, act=redone)
        assert session.scalars(select(StoryEdge.words)).all() == ["alike"]


def test_a_story_that_is_gone_meanwhile_stands_in_the_way_of_nothing_else(queue: Database) -> None:
    with queue.writing() as session:
        merge(session, [1, 6], **WHO)
        session.execute(delete(Story).where(Story.id == 99))
        undo(session, **WHO)
        assert session.scalar(text("SELECT count(*) FROM story")) == 2


def test_what_stands_and_is_hers_and_not_too_old_can_be_taken_back(queue: Database) -> None:
    with queue.writing() as session:
        first = decide(session, [1], act(Action.EXCLUDE), NOW).act
        second = decide(session, [2], act(Action.EXCLUDE), NOW).act
        decide(session, [3], act(Action.EXCLUDE, actor="bob"), NOW)
        undone = undo(session, **WHO, act=first).act
        every = list(session.scalars(select(Event.id)))
        assert standing_acts(session, "anna", every, NOW) == {second, undone}
        assert standing_acts(session, "anna", every, NOW + UNDO_FOR + timedelta(seconds=1)) == set()
