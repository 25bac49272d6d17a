"""What webhooks are to be told of an issue, as it is written down with it."""

import json

import pytest
from sqlalchemy import select

from scraper.digest.interchange import to_json
from scraper.digest.issues import load_issue
from scraper.digest.outbox import (
    CORRECTED,
    PUBLISHED,
    dispatches_of,
    event_of,
    given_up,
    in_words,
    tell,
    try_again,
)
from scraper.storage.desk_models import Dispatch
from scraper.storage.engine import Database
from tests.digest.making import issue_of, started
from tests.factories import NOW


def test_each_webhook_is_told_the_same_once_under_a_key_of_its_own(database: Database) -> None:
    issue = started(database, 1)
    with database.writing() as session:
        tell(session, issue_of(session, issue), ["team", "archive"], NOW)
        session.flush()
        rows = dispatches_of(session, issue)
        assert [(row.webhook, row.next_at, row.tries) for row in rows] == [
            ("archive", NOW, 0),
            ("team", NOW, 0),
        ]
        assert len({row.key for row in rows}) == 2
        assert len({row.body for row in rows}) == 1
        told = json.loads(rows[0].body)
        assert told["type"] == PUBLISHED
        assert told["data"]["issue"] == json.loads(json.dumps(to_json(load_issue(session, issue))))


def test_without_a_webhook_nothing_is_written_down(database: Database) -> None:
    issue = started(database, 1)
    with database.writing() as session:
        tell(session, issue_of(session, issue), [], NOW)
        session.flush()
        assert session.scalars(select(Dispatch)).all() == []


def test_a_correction_is_told_as_one(database: Database) -> None:
    issue = started(database, 1)
    with database.reading() as session:
        row = issue_of(session, issue)
        assert event_of(session, row, NOW)["data"]["corrects"] is None
        row.corrects = 5
        event = event_of(session, row, NOW)
        assert (event["type"], event["data"]["corrects"]) == (CORRECTED, 5)


def test_what_was_given_up_is_tried_again_as_if_it_were_new(database: Database) -> None:
    issue = started(database, 1)
    with database.writing() as session:
        tell(session, issue_of(session, issue), ["archive", "team", "wiki"], NOW)
        session.flush()
        archive, team, wiki = dispatches_of(session, issue)
        for row in (archive, team):
            row.given_up_at, row.next_at, row.tries = NOW, None, 9
        session.flush()
        assert given_up(session, ["team", "wiki"]) == [team]
        assert given_up(session, ["archive", "team"]) == [archive, team]
        try_again(session, ["team", "wiki"], NOW)
        session.expire_all()
        assert (team.given_up_at, team.next_at, team.tries) == (None, NOW, 0)
        assert given_up(session, ["archive", "team", "wiki"]) == [archive]
        assert wiki.tries == 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Dispatch(), "waits"),
        (Dispatch(problem="it answered 500"), "waits: it answered 500"),
        (Dispatch(given_up_at=NOW, problem="it answered 500"), "given up: it answered 500"),
        (Dispatch(sent_at=NOW, problem="it answered 500"), "told"),
    ],
)
def test_how_far_a_webhook_is_told_is_said_in_words(row: Dispatch, words: str) -> None:
    assert in_words(row) == words
