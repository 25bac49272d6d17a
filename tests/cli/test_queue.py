"""`gleaner queue` as an editor uses it, on a home that was filled without a crawl."""

from pathlib import Path

import pytest

from scraper.cli.queue_acts import DECISIONS
from scraper.storage.engine import Database
from scraper.storage.upgrade import upgrade
from tests.command import Gleaner
from tests.desk.filling import put, put_issue
from tests.factories import WORDS


@pytest.fixture
def filled(tmp_path: Path) -> Gleaner:
    """Three candidates, two of them of one story."""
    database = Database(f"sqlite:///{tmp_path}/gleaner.db")
    upgrade(database)
    with database.writing() as session:
        put(session, 1, "Waiting times grow", story=1, kind="report")
        put(session, 2, "Waiting longer", f"{WORDS} 2", story=1, source="other")
        put(session, 3, "Pool opens", f"{WORDS} 3")
        put_issue(session, "2026-11-19", ("Waiting", 1))
    database.close()
    return Gleaner(tmp_path)


def test_decisions_tell_their_act_and_are_undone_by_its_number(filled: Gleaner) -> None:
    told, done, undone, redone, shown = (
        filled.json("queue", "include", 1, "--whole-story"),
        filled.json("queue", "exclude", 3, "--reason", "too local"),
        filled.json("queue", "undo", 1),
        filled.json("queue", "undo", 4),
        filled.json("queue", "show", 3),
    )
    assert [(row["id"], row["status"], row["duplicate_of"], row["act"]) for row in told] == [
        (1, "shortlisted", None, 1),
        (2, "duplicate", 1, 1),
    ]
    assert [(row["id"], row["act"]) for row in done] == [(3, 3)]
    assert [(row["id"], row["status"]) for row in undone] == [(1, "new"), (2, "new")]
    assert [(row["id"], row["status"]) for row in redone] == [(1, "shortlisted"), (2, "duplicate")]
    assert (shown["status"], shown["reason"], shown["events"][0]["act"]) == ("excluded", "too local", 3)


def test_a_candidate_is_noted_assigned_and_set_aside_as_a_duplicate(filled: Gleaner) -> None:
    said = filled.run("queue", "note", 3, "Ask", "Carl").stdout
    assert said == "Noted on 3.\n"
    assigned, doubled, shown = (
        filled.json("queue", "assign", 3, "--to", "carl"),
        filled.json("queue", "duplicate", 3, 1),
        filled.json("queue", "show", 3),
    )
    assert assigned[0]["assignee"] == "carl"
    assert (doubled[0]["status"], doubled[0]["duplicate_of"]) == ("duplicate", 1)
    assert [note["text"] for note in shown["notes"]] == ["Ask Carl"]
    assert (shown["assignee"], shown["story"], shown["story_size"]) == ("carl", 1, 3)


def test_what_stands_and_how_it_is_taken_back_is_told_in_words(filled: Gleaner) -> None:
    said = filled.run("queue", "hold", 3, "--until", "2026-12-01").stdout
    assert said == "3 is held: Pool opens\n`gleaner queue undo 1` takes it back.\n"
    assert "Nothing was to be done." in filled.run("queue", "hold", 3, "--until", "2026-12-01").stdout
    assert filled.run("queue", "assign", 3).stdout == "3 is nobody's: Pool opens\n"
    assert "not-uk" in filled.run("queue", "reasons").stdout


def test_the_queue_is_searched_and_a_search_kept_under_a_name(filled: Gleaner) -> None:
    filled.run("queue", "views", "save", "Reports", "search=type:report", "--shared")
    listed, viewed, views = (
        filled.json("queue", "list", "--search", "waiting -longer OR in:2026-11"),
        filled.json("queue", "list", "--view", "reports"),
        filled.json("queue", "views"),
    )
    assert [row["id"] for row in listed] == [3, 1]
    assert [row["id"] for row in viewed] == [1]
    assert views == [{"name": "Reports", "owner": None, "criteria": "search=type%3Areport"}]
    filled.run("queue", "views", "drop", "Reports")
    assert "No views yet" in filled.run("queue", "views").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--search", "author:x"), "no operator “author:”"),
        (("list", "--view", "none"), "no view “none”"),
        (("undo", 77), "no act 77"),
        (("duplicate", 1, 1), "no duplicate of itself"),
        (("note", 9, "x"), "no candidate 9"),
        (("drop", 1), "candidate 1 is new: cannot drop it"),
        (("views", "save", "x", "colour=red"), "no filter “colour”"),
    ],
)
def test_what_cannot_be_done_is_one_line(filled: Gleaner, arguments: tuple[object, ...], said: str) -> None:
    done = filled.run("queue", *arguments, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert said in done.stderr


def test_every_decision_of_a_person_has_a_command() -> None:
    assert {command.name for command in DECISIONS} == {
        "include",
        "exclude",
        "maybe",
        "hold",
        "drop",
        "reopen",
    }
