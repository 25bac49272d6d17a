"""The log of all acts."""

from datetime import timedelta
from typing import Any

import pytest

from scraper.desk.audit import Asked, Told, log
from scraper.desk.decisions import Act, decide
from scraper.desk.notes import assign
from scraper.desk.stories import merge
from scraper.desk.transitions import Action
from scraper.desk.undoing import undo
from scraper.errors import QueryError
from scraper.storage.acts import By
from scraper.storage.engine import Database
from tests.desk.filling import put
from tests.factories import NOW


def act(action: Action, actor: str = "anna", **changes: Any) -> Act:
    return Act(**({"action": action, "actor": actor, "via": "web"} | changes))


@pytest.fixture
def acted(database: Database) -> Database:
    with database.writing() as session:
        for number in (1, 2, 3):
            put(session, number, story=number)
        decide(session, [1, 2], act(Action.EXCLUDE, reason="too local"), NOW)
        decide(session, [3], act(Action.INCLUDE, "bob"), NOW + timedelta(hours=1))
        undo(session, "anna", "cli", NOW + timedelta(hours=2))
        assign(session, [1], "carl", By("bob", "web", NOW + timedelta(hours=3)))
        merge(session, [1, 3], actor="bob", via="web", now=NOW + timedelta(hours=4))
    return database


def told(database: Database, **asked: Any) -> list[Told]:
    with database.reading() as session:
        return list(log(session, Asked(**asked)).events)


def test_the_newest_act_is_told_first_with_what_it_changed(acted: Database) -> None:
    events = told(acted)
    assert [(each.actor, each.action, each.object_type, each.object_id) for each in events] == [
        ("bob", "merge", "story", 1),
        ("bob", "assign", "candidate", 1),
        ("anna", "undo", "candidate", 2),
        ("anna", "undo", "candidate", 1),
        ("bob", "include", "candidate", 3),
        ("anna", "exclude", "candidate", 2),
        ("anna", "exclude", "candidate", 1),
    ]
    assert [each.words for each in events[1:]] == [
        "assignee: nothing → carl",
        "excluded → new",
        "excluded → new",
        "new → shortlisted",
        "new → excluded (too local)",
        "new → excluded (too local)",
    ]
    assert events[0].words == "edges: … → …; stories: … → …"
    assert [each.undone_by for each in events[-2:]] == [events[2].id, events[3].id]
    assert [each.undo_of for each in events[2:4]] == [each.id for each in events[-2:]]


@pytest.mark.parametrize(
    ("asked", "actions"),
    [
        ({"actor": "bob"}, ["merge", "assign", "include"]),
        ({"action": "undo"}, ["undo", "undo"]),
        ({"object_type": "candidate", "object_id": 1}, ["assign", "undo", "exclude"]),
        ({"since": NOW + timedelta(hours=1), "until": NOW + timedelta(hours=3)}, ["undo", "undo", "include"]),
        ({"actor": "nobody"}, []),
    ],
)
def test_the_log_is_narrowed(acted: Database, asked: dict[str, Any], actions: list[str]) -> None:
    assert [each.action for each in told(acted, **asked)] == actions


def test_pages_of_the_log_show_every_event_once(acted: Database) -> None:
    ids, after = [], None
    with acted.reading() as session:
        while True:
            page = log(session, Asked(), after, limit=3)
            ids += [each.id for each in page.events]
            after = page.after
            if after is None:
                break
        assert ids == [each.id for each in log(session, Asked()).events]
        with pytest.raises(QueryError, match="first page"):
            log(session, Asked(), "nonsense")
