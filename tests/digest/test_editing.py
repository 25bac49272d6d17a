from dataclasses import replace

import pytest
from sqlalchemy import func, select

from scraper.digest.editing import (
    act_on_entry,
    find_entry,
    forget_unsaved,
    keep_unsaved,
    put_section,
    save_text,
    text_of,
    unsaved_of,
)
from scraper.digest.signing import act_on_issue
from scraper.digest.states import EntryAct, IssueAct
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import EntryState
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.identity_models import Mention
from tests.digest.making import by, issue_of, make_all_ready, make_ready, started, write, written


def test_a_saved_text_is_told_with_what_was_there_before(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        write(session, 1, "ben")
    with database.reading() as session:
        row = find_entry(session, 1)
        event = session.scalars(select(Event).where(Event.object_type == "entry").order_by(Event.id)).all()[
            -1
        ]
        assert (row.author, row.version, text_of(row).heading) == ("ben", 2, "Hedges 1")
        assert (event.actor, event.action, event.before["content"]["heading"]) == ("ben", "write", "…")
        assert [each.title for each in session.scalars(select(Mention))] == [
            "Waiting times in village1: what item0 found"
        ]


def test_the_same_text_saved_twice_is_no_act_and_no_conflict(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = write(session, 1)
        events = session.scalar(select(func.count(Event.id)))
        assert save_text(session, row, written(row), 1, by("ben"))
        assert (row.version, row.author, session.scalar(select(func.count(Event.id)))) == (2, "ann", events)


def test_another_text_saved_meanwhile_is_not_written_over(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = write(session, 1)
        assert not save_text(session, row, written(row, "Mine"), 1, by("ben"))
        assert text_of(row).heading == "Hedges 1"
        assert save_text(session, row, written(row, "Mine"), 2, by("ben"))


def test_a_change_of_text_takes_the_check_away_and_a_section_does_not(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = make_ready(session, 1)
        act_on_entry(session, row, EntryAct.CHECK, by("ben"))
        put_section(session, row, "Reports", by())
        version = row.version
        put_section(session, row, "Reports", by())
        assert (row.state, row.checked_by, text_of(row).section) == (EntryState.CHECKED, "ben", "Reports")
        assert row.version == version
        assert save_text(session, row, written(row, "Other"), row.version, by())
        assert (row.state, row.checked_by) == (EntryState.READY, None)


def test_what_is_typed_waits_for_its_author_until_she_saves(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = find_entry(session, 1)
        typed = written(row)
        assert keep_unsaved(session, row, typed, 1, by())
        assert keep_unsaved(session, row, replace(typed, heading="Two"), 1, by())
        kept = unsaved_of(session, row, "ann")
        assert kept is not None
        assert kept.content["heading"] == "Two"
        assert (unsaved_of(session, row, "ben"), row.version) == (None, 1)
        assert save_text(session, row, typed, 1, by())
        assert unsaved_of(session, row, "ann") is None


def test_what_is_typed_and_taken_back_is_nothing(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = find_entry(session, 1)
        keep_unsaved(session, row, written(row), 1, by())
        assert not keep_unsaved(session, row, text_of(row), 1, by())
        assert unsaved_of(session, row, "ann") is None
        keep_unsaved(session, row, written(row), 1, by())
        forget_unsaved(session, row, "ann")
        assert unsaved_of(session, row, "ann") is None


def test_a_broken_entry_does_not_become_ready(database: Database) -> None:
    started(database, 1)
    with database.writing() as session, pytest.raises(ActionRefusedError, match="The heading is missing"):
        act_on_entry(session, find_entry(session, 1), EntryAct.READY, by())


def test_an_entry_is_sent_back_with_its_comment_until_it_is_ready_again(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = make_ready(session, 1)
        act_on_entry(session, row, EntryAct.SEND_BACK, by("ben"), comment="  who\nsays so? ")
        assert (row.state, row.comment) == (EntryState.DRAFT, "who says so?")
        act_on_entry(session, row, EntryAct.READY, by())
        assert (row.state, row.comment) == (EntryState.READY, "")


def test_where_the_house_asks_for_it_nobody_checks_her_own(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = make_ready(session, 1, "ann")
        with pytest.raises(ActionRefusedError, match="somebody else"):
            act_on_entry(session, row, EntryAct.CHECK, by("ann"), by_another=True)
        act_on_entry(session, row, EntryAct.CHECK, by("ben"), by_another=True)
        assert row.checked_by == "ben"


def test_nothing_changes_what_was_signed_off_or_published(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        make_all_ready(session)
        act_on_issue(session, issue_of(session), IssueAct.SIGN_OFF, by())
        row = find_entry(session, 1)
        with pytest.raises(ActionRefusedError, match="signed off: reopen"):
            save_text(session, row, written(row, "Other"), row.version, by())
        act_on_issue(session, issue_of(session), IssueAct.PUBLISH, by())
        for change in (
            lambda: save_text(session, row, written(row, "Other"), row.version, by()),
            lambda: act_on_entry(session, row, EntryAct.SEND_BACK, by(), comment="no"),
            lambda: put_section(session, row, "Reports", by()),
        ):
            with pytest.raises(ActionRefusedError, match="correct it in a new version"):
                change()


def test_an_unknown_entry_is_told(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFoundError, match="no entry 7"):
        find_entry(session, 7)
