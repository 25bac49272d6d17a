"""Deciding a story by one of its candidates."""

from typing import Any

import pytest
from sqlalchemy import select

from scraper.desk.decisions import Act, decide
from scraper.desk.stories import split
from scraper.desk.transitions import Action
from scraper.desk.undoing import undo
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database
from scraper.storage.models import Publication
from tests.desk.filling import put
from tests.factories import NOW


def act(action: Action, **changes: Any) -> Act:
    return Act(**({"action": action, "actor": "editor", "via": "web"} | changes))


@pytest.fixture
def story(database: Database) -> Database:
    """One to four stand in a story, the fourth is used; five stands alone, six in another story."""
    with database.writing() as session:
        for number in (1, 2, 3):
            put(session, number, story=7, source=f"s{number}", status="maybe" if number == 3 else "new")
        put(session, 4, story=7, status="used")
        put(session, 5)
        put(session, 6, story=8)
    return database


def standing(database: Database) -> dict[int, tuple[str, str | None, int | None]]:
    with database.reading() as session:
        rows = session.scalars(select(Candidate).order_by(Candidate.id))
        return {row.id: (row.status, row.reason, row.duplicate_of) for row in rows}


def test_including_a_story_shortlists_the_one_that_was_chosen_and_sets_the_others_aside(
    story: Database,
) -> None:
    with story.writing() as session:
        done = decide(session, [2], act(Action.INCLUDE), NOW, whole_story=True)
        assert [row.id for row in done.followed] == [1, 3]
        events = session.scalars(select(Event).order_by(Event.id)).all()
        assert [(event.object_id, event.action) for event in events] == [
            (2, "include"),
            (1, "duplicate"),
            (3, "duplicate"),
        ]
        assert len({event.bulk for event in events}) == 1
        assert done.act == events[0].id
    assert standing(story) == {
        1: ("duplicate", "same story as 2", 2),
        2: ("shortlisted", None, None),
        3: ("duplicate", "same story as 2", 2),
        4: ("used", None, None),
        5: ("new", None, None),
        6: ("new", None, None),
    }


@pytest.mark.parametrize(
    ("action", "status"), [(Action.EXCLUDE, "excluded"), (Action.MAYBE, "maybe"), (Action.HOLD, "held")]
)
def test_any_other_act_is_done_to_all_undecided_members(story: Database, action: Action, status: str) -> None:
    with story.writing() as session:
        done = decide(session, [1], act(action, until=NOW), NOW, whole_story=True)
    told = {number: each[0] for number, each in standing(story).items()}
    assert told == {1: status, 2: status, 3: status, 4: "used", 5: "new", 6: "new"}
    assert len(done.applied) + len(done.followed) == 3


def test_two_that_were_chosen_of_one_story_are_both_taken(story: Database) -> None:
    with story.writing() as session:
        decide(session, [2, 3, 5], act(Action.INCLUDE), NOW, whole_story=True)
    told = standing(story)
    assert [told[number][0] for number in (1, 2, 3, 5)] == [
        "duplicate",
        "shortlisted",
        "shortlisted",
        "shortlisted",
    ]
    assert told[1][2] == 2


def test_a_whole_story_is_undone_at_once(story: Database) -> None:
    before = standing(story)
    with story.writing() as session:
        decide(session, [1], act(Action.INCLUDE), NOW, whole_story=True)
    with story.writing() as session:
        assert [row.id for row in undo(session, "editor", "web", NOW).applied] == [1, 2, 3]
    assert standing(story) == before


def test_without_the_whole_story_the_others_stay(story: Database) -> None:
    with story.writing() as session:
        decide(session, [1], act(Action.EXCLUDE), NOW)
    assert [each[0] for each in standing(story).values()].count("excluded") == 1


def test_a_story_of_one_takes_nobody_along(story: Database) -> None:
    with story.writing() as session:
        assert decide(session, [5], act(Action.EXCLUDE), NOW, whole_story=True).followed == ()
        assert decide(session, [6], act(Action.EXCLUDE), NOW, whole_story=True).followed == ()


def test_a_duplicate_stands_in_the_story_of_what_it_repeats(story: Database) -> None:
    with story.writing() as session:
        decide(session, [5], act(Action.DUPLICATE, of=1), NOW)
        assert session.get_one(Publication, 5).story_id == 7
    assert standing(story)[5] == ("duplicate", None, 1)
    with story.writing() as session:
        undo(session, "editor", "web", NOW)
        assert session.get_one(Publication, 5).story_id is None
    assert standing(story)[5] == ("new", None, None)


def test_a_duplicate_of_its_own_story_changes_no_story(story: Database) -> None:
    with story.writing() as session:
        done = decide(session, [2], act(Action.DUPLICATE, of=1), NOW, whole_story=True)
        assert [event.action for event in session.scalars(select(Event))] == ["duplicate", "duplicate"]
        assert [row.id for row in done.followed] == [3]
    assert standing(story)[1][0] == "new"


@pytest.mark.parametrize(
    ("of", "said"),
    [(None, "say of which"), (2, "no duplicate of itself"), (3, "itself a duplicate of 1: name that one")],
)
def test_a_duplicate_needs_another_that_stands_for_it(story: Database, of: int | None, said: str) -> None:
    with story.writing() as session:
        decide(session, [3], act(Action.DUPLICATE, of=1), NOW)
    with pytest.raises(ActionRefusedError, match=said), story.writing() as session:
        decide(session, [2], act(Action.DUPLICATE, of=of), NOW)
    with pytest.raises(NotFoundError, match="no candidate 77"), story.writing() as session:
        decide(session, [2], act(Action.DUPLICATE, of=77), NOW)


def test_a_duplicate_that_is_split_off_is_new_again_and_the_split_undone_whole(story: Database) -> None:
    with story.writing() as session:
        decide(session, [1], act(Action.INCLUDE), NOW, whole_story=True)
    before = standing(story)
    with story.writing() as session:
        split(session, [2], actor="editor", via="web", now=NOW)
    assert standing(story) == before | {2: ("new", None, None)}
    with story.writing() as session:
        undo(session, "editor", "web", NOW)
    assert standing(story) == before


def test_the_duplicates_of_what_is_split_off_are_new_again_for_nothing_stands_for_them(
    story: Database,
) -> None:
    with story.writing() as session:
        decide(session, [1], act(Action.INCLUDE), NOW, whole_story=True)
    before = standing(story)
    with story.writing() as session:
        split(session, [1], actor="editor", via="web", now=NOW)
    assert standing(story) == before | {2: ("new", None, None), 3: ("new", None, None)}
    with story.writing() as session:
        undo(session, "editor", "web", NOW)
    assert standing(story) == before


def test_candidates_from_before_there_were_stories_are_decided_alone(database: Database) -> None:
    with database.writing() as session:
        put(session, 1)
        put(session, 2)
        done = decide(session, [1], act(Action.EXCLUDE), NOW, whole_story=True)
    assert done.followed == ()
    assert [each[0] for each in standing(database).values()] == [Status.EXCLUDED, Status.NEW]
