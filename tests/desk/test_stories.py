"""Splitting and putting together, and the way back: afterwards every table is as it was."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.desk.candidate import show_candidate
from scraper.desk.criteria import Criteria
from scraper.desk.decisions import Act, decide
from scraper.desk.queue import list_candidates
from scraper.desk.stories import merge, show_story, split
from scraper.desk.transitions import Action
from scraper.desk.undoing import undo
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.intake.stories import keep_story
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.identity_models import CannotLink, Story, StoryEdge
from scraper.storage.models import Publication, Revision
from tests.factories import NOW
from tests.intake.test_stories import ARTICLE, OTHER, REPORT, put

WHO: dict[str, Any] = {"actor": "editor", "via": "cli", "now": NOW}


def arrive(session: Session, number: int, title: str, text: str, **changes: Any) -> None:
    """A publication with its candidate of the same number, put into its story."""
    row = put(session, number, title, text, **changes)
    revision = session.scalars(select(Revision).where(Revision.publication_id == number)).one()
    session.add(
        Candidate(
            id=number,
            publication_id=number,
            revision_id=revision.id,
            change="new",
            status="new",
            reasons=[],
            found_at=NOW,
        )
    )
    session.flush()
    keep_story(session, row, text, now=NOW)


@pytest.fixture
def filled(database: Database) -> Database:
    """Two publications of one story (1 and 2), and one by itself (3)."""
    with database.writing() as session:
        arrive(session, 1, "Carers who borrow", REPORT)
        arrive(session, 2, "Debt among carers in Brackwell", ARTICLE, source=2)
        arrive(session, 3, "Pool opens", OTHER, source=3)
    return database


def state(database: Database) -> dict[str, Any]:
    """All that stories are kept in, row by row."""
    with database.reading() as session:
        return {
            table.__tablename__: sorted(
                tuple(str(getattr(row, column.key)) for column in table.__table__.columns)
                for row in session.scalars(select(table))
            )
            for table in (Story, StoryEdge, CannotLink, Publication)
        }


def stories(database: Database) -> list[int | None]:
    with database.reading() as session:
        return list(session.scalars(select(Publication.story_id).order_by(Publication.id)))


def test_the_queue_tells_a_candidates_story_and_its_size(filled: Database) -> None:
    with filled.reading() as session:
        rows = {row["id"]: row for row in list_candidates(session, Criteria(), NOW)}
    assert rows[1]["story"] == rows[2]["story"] != rows[3]["story"]
    assert [rows[number]["story_size"] for number in (1, 2, 3)] == [2, 2, 1]


def test_a_candidate_shows_who_stands_with_it_and_why_in_words(filled: Database) -> None:
    with filled.reading() as session:
        shown = show_candidate(session, 1)
        alone = show_candidate(session, 3)
    (member,) = shown["members"]
    assert (member["id"], member["title"], member["source"], member["kind"], member["published"]) == (
        2,
        "Debt among carers in Brackwell",
        "s2",
        "news",
        "2026-11-20",
    )
    assert [words.startswith("says in other words: ") for words in member["words"]] == [True]
    assert shown["story_size"] == 2
    assert (alone["members"], alone["suggestions"], alone["story_size"]) == ([], [], 1)


def test_suggestions_are_shown_apart_on_both_sides(filled: Database) -> None:
    text = "Grandparents in our county ask for an allowance for heating, and for buses and a good dentist."
    with filled.writing() as session:
        arrive(session, 4, "Grandparents ask for an allowance", text, source=4)
    with filled.reading() as session:
        here, there = show_candidate(session, 4), show_candidate(session, 1)
    assert [(each["id"], each["title"]) for each in here["suggestions"]] == [(1, "Carers who borrow")]
    assert [each["id"] for each in there["suggestions"]] == [4]
    assert here["members"] == []


def test_a_split_candidate_has_a_story_of_its_own_and_the_evidence_is_undone(filled: Database) -> None:
    with filled.writing() as session:
        made = split(session, [2], **WHO)
    assert stories(filled)[:2] == [1, made]
    with filled.reading() as session:
        assert show_story(session, 1)["evidence"] == []
        assert [each["id"] for each in show_story(session, 2)["members"]] == [2]
        assert [(row.low_id, row.high_id) for row in session.scalars(select(CannotLink))] == [(1, 2)]
        assert [event["action"] for event in show_story(session, 1)["events"]] == ["split"]


def test_after_a_split_nothing_that_arrives_brings_the_two_together(filled: Database) -> None:
    with filled.writing() as session:
        split(session, [2], **WHO)
        arrive(session, 4, "Borrowing carers of Brackwell", f"{REPORT} {ARTICLE}", source=4)
    placed = stories(filled)
    assert placed[0] != placed[1]
    assert placed[3] in placed[:2]


def test_several_leave_together(filled: Database) -> None:
    with filled.writing() as session:
        merge(session, [1, 3], **WHO)
        made = split(session, [2, 3], **WHO)
    assert stories(filled) == [1, made, made]


def test_merged_candidates_stand_together_with_the_editor_as_evidence(filled: Database) -> None:
    with filled.writing() as session:
        assert merge(session, [3, 2], **WHO) == 1
    assert stories(filled) == [1, 1, 1]
    with filled.reading() as session:
        shown = show_story(session, 3)
    assert [each["id"] for each in shown["members"]] == [1, 2, 3]
    assert {
        "between": [2, 3],
        "relation": "editor",
        "words": "put together by editor",
        "score": None,
    } in shown["evidence"]


def test_what_was_split_may_be_put_together_by_an_editor_again(filled: Database) -> None:
    with filled.writing() as session:
        split(session, [2], **WHO)
    with filled.writing() as session:
        merge(session, [1, 2], **WHO)
    assert stories(filled)[:2] == [1, 1]
    with filled.reading() as session:
        assert session.scalars(select(CannotLink)).all() == []


def test_publications_from_before_there_were_stories_can_be_put_together(filled: Database) -> None:
    with filled.writing() as session:
        for number in (1, 3):
            session.get_one(Publication, number).story_id = None
    before = state(filled)
    with filled.writing() as session:
        assert show_story(session, 1)["members"][0]["id"] == 1
        number = merge(session, [1, 3], **WHO)
    assert stories(filled) == [number, 1, number]
    with filled.writing() as session:
        undo(session, "editor", "cli", NOW)
    assert state(filled) == before


@pytest.mark.parametrize("act", ["split", "merge", "split and merge"])
def test_undo_restores_every_table(filled: Database, act: str) -> None:
    before = state(filled)
    with filled.writing() as session:
        if act != "merge":
            split(session, [2], **WHO)
        if act != "split":
            merge(session, [2, 3], **WHO)
    assert state(filled) != before
    for _ in act.split(" and "):
        with filled.writing() as session:
            meant = undo(session, "editor", "cli", NOW).applied
            assert {each.id for each in meant} >= {2}
    assert state(filled) == before
    with pytest.raises(ActionRefusedError, match="nothing to undo"), filled.writing() as session:
        undo(session, "editor", "cli", NOW)


def test_a_merge_of_what_was_split_is_undone_to_the_split(filled: Database) -> None:
    with filled.writing() as session:
        split(session, [2], **WHO)
    after_split = state(filled)
    with filled.writing() as session:
        merge(session, [1, 2], **WHO)
    with filled.writing() as session:
        undo(session, "editor", "cli", NOW)
    assert state(filled) == after_split


def test_decisions_and_stories_are_undone_in_their_order(filled: Database) -> None:
    before = state(filled)
    with filled.writing() as session:
        split(session, [2], **WHO)
        decide(session, [2], Act(Action.EXCLUDE, "editor", "cli"), NOW)
    with filled.writing() as session:
        assert [row.status for row in undo(session, "editor", "cli", NOW).applied] == ["new"]
    assert state(filled) != before
    with filled.writing() as session:
        undo(session, "editor", "cli", NOW)
    assert state(filled) == before


def test_what_joined_since_stays_when_the_split_is_undone(filled: Database) -> None:
    with filled.writing() as session:
        made = split(session, [2], **WHO)
        arrive(session, 4, "Borrowed in Brackwell", ARTICLE, source=4)
        undo(session, "editor", "cli", NOW)
    assert stories(filled) == [1, 1, 2, made]


def test_an_act_is_not_undone_over_a_later_one_of_somebody_else(filled: Database) -> None:
    with filled.writing() as session:
        split(session, [2], **WHO)
        merge(session, [2, 3], **(WHO | {"actor": "another"}))
    with pytest.raises(ActionRefusedError, match="was changed since"), filled.writing() as session:
        undo(session, "editor", "cli", NOW)


@pytest.mark.parametrize(
    ("act", "ids", "said"),
    [
        (split, [3], "there is nothing to split"),
        (split, [1, 2], "there is nothing to split"),
        (split, [1, 3], "must stand in one story"),
        (merge, [1, 2], "stand together already"),
        (merge, [1], "at least two stories"),
    ],
)
def test_what_changes_nothing_is_refused(filled: Database, act: Any, ids: list[int], said: str) -> None:
    before = state(filled)
    with pytest.raises(ActionRefusedError, match=said), filled.writing() as session:
        act(session, ids, **WHO)
    assert state(filled) == before


@pytest.mark.parametrize("act", [split, merge])
def test_an_unknown_candidate_is_told(filled: Database, act: Any) -> None:
    with pytest.raises(NotFoundError, match="no candidate 77"), filled.writing() as session:
        act(session, [1, 77], **WHO)
    with pytest.raises(NotFoundError, match="no candidate 77"), filled.reading() as session:
        show_story(session, 77)
