"""`gleaner story` as a user runs it."""

from pathlib import Path

import pytest

from scraper.storage.engine import Database
from scraper.storage.upgrade import upgrade
from tests.command import Gleaner
from tests.desk.test_stories import arrive
from tests.intake.test_stories import ARTICLE, OTHER, REPORT


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    """A home with two candidates of one story (1 and 2) and one by itself (3)."""
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    database = Database(f"sqlite:///{home.home / 'gleaner.db'}")
    upgrade(database)
    with database.writing() as session:
        arrive(session, 1, "Carers who borrow", REPORT, source=901)
        arrive(session, 2, "Debt among carers in Brackwell", ARTICLE, source=902)
        arrive(session, 3, "Pool opens", OTHER, source=903)
    database.close()
    return home


def test_a_story_is_shown_split_and_brought_back(gleaner: Gleaner) -> None:
    before = gleaner.json("queue", "list")
    shown = gleaner.json("story", "show", 1)
    assert [row["id"] for row in shown["members"]] == [1, 2]
    assert shown["evidence"][0]["words"].startswith("says in other words: ")
    apart = gleaner.json("story", "split", 2)
    assert [row["id"] for row in apart["members"]] == [2]
    assert apart["story"] != shown["story"]
    gleaner.run("queue", "undo")
    assert gleaner.json("queue", "list") == before
    assert gleaner.json("story", "show", 1)["evidence"] == shown["evidence"]


def test_stories_are_put_together_in_words(gleaner: Gleaner) -> None:
    said = gleaner.run("story", "merge", 1, 3).stdout
    assert "Pool opens" in said
    assert "3 and 1: put together by" in said
    assert [row["story_size"] for row in gleaner.json("queue", "list")] == [3, 3, 3]
    assert "story of 3" in gleaner.run("queue", "list").stdout


def test_the_queue_shows_a_story_in_words(gleaner: Gleaner) -> None:
    said = gleaner.run("queue", "show", 1).stdout
    assert "In one story with" in said
    assert "says in other words" in said


def test_what_cannot_be_split_is_one_line_and_exit_1(gleaner: Gleaner) -> None:
    done = gleaner.run("story", "split", 3, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "there is nothing to split" in done.stderr
