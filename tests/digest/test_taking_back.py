from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.arranging import (
    asides_for,
    find_aside,
    move_entry,
    set_aside,
    take_in,
    take_in_held_over,
)
from scraper.digest.drafting import draft_entry
from scraper.digest.editing import act_on_entry, find_entry, put_section, save_text
from scraper.digest.house import usual_house
from scraper.digest.issues import add_candidate
from scraper.digest.signing import FrameText, act_on_issue, frame_of, mark_of, save_frame
from scraper.digest.states import EntryAct, IssueAct
from scraper.digest.taking_back import last_act, take_back
from scraper.errors import ActionRefusedError
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate, IssueEntry, SetAside
from scraper.storage.engine import Database
from tests.digest.making import DAY, by, issue_of, make_all_ready, make_ready, started, write, written
from tests.web.desk import fill


def picture(session: Session) -> Any:
    """All that acts on an issue change, but for ids and versions."""
    session.flush()
    session.expire_all()
    issue = issue_of(session)
    return (
        (issue.date, issue.frame, issue.state, issue.signed_by),
        [
            (row.position, row.candidate_id, row.content, row.state, row.author, row.checked_by, row.comment)
            for row in issue.entries
        ],
        [
            (row.state, row.candidate_id, row.position)
            for row in session.scalars(select(SetAside).order_by(SetAside.id))
        ],
        [(row.id, row.status) for row in session.scalars(select(Candidate).order_by(Candidate.id))],
    )


def change_frame(session: Session) -> None:
    row = issue_of(session)
    assert save_frame(session, row, FrameText(DAY, 3, "New", ("Intro.",)), mark_of(frame_of(row)), by())


def take_the_first(session: Session) -> None:
    take_in(session, issue_of(session), asides_for(session, issue_of(session))[0], by())


ACTS: dict[str, Callable[[Session], object]] = {
    "write": lambda session: write(session, 1),
    "section": lambda session: put_section(session, find_entry(session, 2), "Reports", by()),
    "ready": lambda session: act_on_entry(session, find_entry(session, 3), EntryAct.READY, by()),
    "check": lambda session: act_on_entry(session, find_entry(session, 2), EntryAct.CHECK, by()),
    "send-back": lambda session: act_on_entry(
        session, find_entry(session, 2), EntryAct.SEND_BACK, by(), comment="who?"
    ),
    "hold-over": lambda session: set_aside(session, find_entry(session, 2), EntryAct.HOLD_OVER, by()),
    "drop": lambda session: set_aside(session, find_entry(session, 3), EntryAct.DROP, by()),
    "take-in": take_the_first,
    "add": lambda session: add_candidate(session, 1, 5, draft_entry(session, 5, usual_house()), by()),
    "move": lambda session: move_entry(session, find_entry(session, 1), 3, by()),
    "frame": change_frame,
    "submit": lambda session: act_on_issue(session, issue_of(session), IssueAct.SUBMIT, by()),
}


def prepared(database: Database) -> None:
    """Three entries (draft, ready, written draft), one set aside, one candidate not in the issue."""
    started(database, 4)
    fill(database, 1, first=20)
    with database.writing() as session:
        make_ready(session, 2, "ben")
        write(session, 3, "ben")
        set_aside(session, find_entry(session, 4), EntryAct.DROP, by("ben"))


@pytest.mark.parametrize("name", ACTS)
def test_every_act_can_be_taken_back_and_all_is_as_before(database: Database, name: str) -> None:
    prepared(database)
    with database.writing() as session:
        before = picture(session)
        ACTS[name](session)
        assert picture(session) != before
        assert take_back(session, issue_of(session), by()).action == name
        assert picture(session) == before


def test_acts_are_taken_back_one_after_the_other_whoever_acts_between(database: Database) -> None:
    prepared(database)
    with database.writing() as session:
        before = picture(session)
        for name in ("move", "frame", "drop", "take-in", "hold-over"):
            ACTS[name](session)
        for _ in range(5):
            take_back(session, issue_of(session), by())
        assert picture(session) == before


def test_all_that_was_taken_in_at_once_is_taken_back_at_once(database: Database) -> None:
    started(database, 4)
    with database.writing() as session:
        for entry in (3, 1):
            set_aside(session, find_entry(session, entry), EntryAct.HOLD_OVER, by("ben"))
        before = picture(session)
        assert take_in_held_over(session, issue_of(session), by()) == 2
        assert take_back(session, issue_of(session), by()).action == "take-in"
        assert picture(session) == before
        assert last_act(session, issue_of(session), "ann").action == "add"  # type: ignore[union-attr]


def test_a_sign_off_can_be_taken_back_and_a_publication_cannot(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        make_all_ready(session)
        row = issue_of(session)
        act_on_issue(session, row, IssueAct.SIGN_OFF, by())
        take_back(session, row, by())
        assert (row.state, row.signed_by) == ("draft", None)
        act_on_issue(session, row, IssueAct.SIGN_OFF, by())
        act_on_issue(session, row, IssueAct.PUBLISH, by())
        assert last_act(session, row, "ann") is None
        with pytest.raises(ActionRefusedError, match="nothing to undo"):
            take_back(session, row, by())


def test_what_somebody_changed_since_is_not_taken_back(database: Database) -> None:
    prepared(database)
    with database.writing() as session:
        row = write(session, 1)
        assert save_text(session, row, written(row, "Other"), row.version, by("ben"))
        with pytest.raises(ActionRefusedError, match="changed again since"):
            take_back(session, issue_of(session), by())


@pytest.mark.parametrize(
    ("name", "since"),
    [
        ("move", lambda session: move_entry(session, find_entry(session, 2), 3, by("ben"))),
        ("submit", lambda session: act_on_issue(session, issue_of(session), IssueAct.REOPEN, by("ben"))),
        ("frame", lambda session: issue_of(session).__setattr__("frame", {})),
        ("drop", lambda session: take_in(session, issue_of(session), find_aside(session, 2), by("ben"))),
    ],
)
def test_other_acts_that_somebody_went_on_from_stand(
    database: Database, name: str, since: Callable[[Session], object]
) -> None:
    prepared(database)
    with database.writing() as session:
        ACTS[name](session)
        since(session)
        with pytest.raises(ActionRefusedError, match="changed again since"):
            take_back(session, issue_of(session), by())


def test_only_her_own_acts_on_this_issue_are_taken_back(database: Database) -> None:
    prepared(database)
    with database.writing() as session:
        ACTS["move"](session)
        with pytest.raises(ActionRefusedError, match="nothing to undo"):
            take_back(session, issue_of(session), by("cara"))


def test_a_candidate_that_was_decided_anew_since_keeps_its_decision(database: Database) -> None:
    prepared(database)
    with database.writing() as session:
        ACTS["drop"](session)
        session.get_one(Candidate, 3).status = Status.EXCLUDED
        take_back(session, issue_of(session), by())
        assert session.get_one(Candidate, 3).status == Status.EXCLUDED
        assert session.scalars(select(IssueEntry.candidate_id).order_by(IssueEntry.position)).all() == [
            1,
            2,
            3,
        ]
