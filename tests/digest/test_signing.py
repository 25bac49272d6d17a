import hashlib
from datetime import date

import pytest
from sqlalchemy import select

from scraper.digest.arranging import set_aside
from scraper.digest.drafting import draft_entry
from scraper.digest.editing import act_on_entry, find_entry, text_of
from scraper.digest.exporting import FORMATS, render
from scraper.digest.house import usual_house
from scraper.digest.importing import read_issue_bytes
from scraper.digest.issues import (
    add_candidate,
    begin_issue,
    keep_issue,
    list_issues,
    load_issue,
    open_issue,
)
from scraper.digest.signing import (
    FrameText,
    act_on_issue,
    checksums,
    correct,
    entries_seen,
    frame_of,
    known_headings,
    mark_of,
    save_frame,
)
from scraper.digest.states import EntryAct, IssueAct
from scraper.errors import ActionRefusedError
from scraper.intake.memory import recollect_issue
from scraper.outcomes import IssueState, Status
from scraper.storage.desk_models import Candidate, Event, Issue
from scraper.storage.engine import Database
from tests.digest.examples import OWN_ISSUE
from tests.digest.making import DAY, by, entries_of, issue_of, make_all_ready, make_ready, started, write
from tests.factories import NOW


def publish(database: Database) -> int:
    """An issue that went out; its id."""
    issue_id = started(database, 2)
    with database.writing() as session:
        make_all_ready(session)
        row = issue_of(session)
        for act in (IssueAct.SUBMIT, IssueAct.SIGN_OFF, IssueAct.PUBLISH):
            act_on_issue(session, row, act, by("ben"), files={"text": "ab"})
    return issue_id


def test_a_published_issue_has_final_entries_and_used_candidates_and_says_what_went_out(
    database: Database,
) -> None:
    publish(database)
    with database.reading() as session:
        row = issue_of(session)
        assert (row.state, row.signed_by, row.published_at) == (IssueState.PUBLISHED, "ben", NOW)
        assert {each.state for each in row.entries} == {"published"}
        assert set(session.scalars(select(Candidate.status))) == {Status.USED}
        event = session.scalars(select(Event).where(Event.action == "publish")).one()
        assert event.after["files"] == {"text": "ab"}


def test_the_checksum_of_each_form_is_that_of_its_file(database: Database) -> None:
    started(database, 1)
    with database.reading() as session:
        issue = load_issue(session, 1)
    found = checksums(issue, {})
    assert set(found) == set(FORMATS)
    assert found["text"] == hashlib.sha256(render(issue, "text")).hexdigest()


def test_a_draft_keeps_an_issue_from_being_signed_off(database: Database) -> None:
    started(database, 2)
    with database.writing() as session:
        make_ready(session, 1)
        words = r"yet: entry 2: This entry is a draft\. The check lists \d more\."
        with pytest.raises(ActionRefusedError, match=words):
            act_on_issue(session, issue_of(session), IssueAct.SIGN_OFF, by())


def test_an_empty_issue_is_not_signed_off(database: Database) -> None:
    with database.writing() as session:
        row = begin_issue(session, DAY, by())
        with pytest.raises(ActionRefusedError, match="no entry"):
            act_on_issue(session, row, IssueAct.SIGN_OFF, by())


def test_where_the_house_asks_for_it_every_entry_is_checked_by_another(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = make_ready(session, 1, "ann")
        with pytest.raises(ActionRefusedError, match="Nobody has checked"):
            act_on_issue(session, issue_of(session), IssueAct.SIGN_OFF, by("ann"), by_another=True)
        act_on_entry(session, row, EntryAct.CHECK, by("ben"), by_another=True)
        act_on_issue(session, issue_of(session), IssueAct.SIGN_OFF, by("ann"), by_another=True)


def test_a_reopened_issue_has_to_be_signed_again(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        make_all_ready(session)
        row = issue_of(session)
        act_on_issue(session, row, IssueAct.SIGN_OFF, by())
        act_on_issue(session, row, IssueAct.REOPEN, by())
        assert (row.state, row.signed_by, row.signed_at) == (IssueState.DRAFT, None, None)
        with pytest.raises(ActionRefusedError, match="cannot be published"):
            act_on_issue(session, row, IssueAct.PUBLISH, by())


def test_a_correction_is_a_new_version_and_the_old_one_stays_as_it_went_out(database: Database) -> None:
    issue_id = publish(database)
    with database.writing() as session:
        before = render(load_issue(session, issue_id), "json")
        new = correct(session, issue_of(session), by())
        assert (new.edition, new.corrects, new.state) == (2, issue_id, IssueState.DRAFT)
        with pytest.raises(ActionRefusedError, match="corrects it already"):
            correct(session, issue_of(session), by())
        write(session, new.entries[0].id, "ben")
        recollect_issue(session, new, NOW)
        assert [each.ran_before for each in entries_seen(session, new)] == [(), ()]
        act_on_issue(session, new, IssueAct.SIGN_OFF, by())
        assert issue_of(session).state == IssueState.PUBLISHED
        act_on_issue(session, new, IssueAct.PUBLISH, by())
        assert issue_of(session).state == IssueState.CORRECTED
        assert render(load_issue(session, issue_id), "json") == before
        with pytest.raises(ActionRefusedError, match="only what was published"):
            correct(session, issue_of(session), by())


def test_a_publication_that_ran_in_another_issue_is_told(database: Database) -> None:
    publish(database)
    with database.writing() as session:
        again = begin_issue(session, DAY, by())
        add_candidate(session, again.id, 1, draft_entry(session, 1, usual_house()), by())
        recollect_issue(session, again, NOW)
        (seen,) = entries_seen(session, again)
        assert len(seen.ran_before) == 1


def test_date_title_and_intro_are_saved_unless_somebody_else_did(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = issue_of(session)
        mark = mark_of(frame_of(row))
        typed = FrameText(date(2026, 12, 1), 4, " Hedge  news ", ("One.", " ", "Two.\nThree."))
        assert save_frame(session, row, typed, mark, by())
        assert frame_of(row) == FrameText(date(2026, 12, 1), 4, "Hedge news", ("One.", "Two. Three."))
        assert save_frame(session, row, typed, mark, by("ben"))
        assert not save_frame(session, row, FrameText(DAY, None, "Mine", ()), mark, by("ben"))
        issue = load_issue(session, row.id)
        assert (issue.date, issue.number, issue.title) == (date(2026, 12, 1), 4, "Hedge news")
        assert b"One.\n\nTwo. Three.\n" in render(issue, "text")


def test_an_imported_issue_keeps_its_bytes_and_its_entries_are_final(database: Database) -> None:
    with database.writing() as session:
        row = keep_issue(session, read_issue_bytes(OWN_ISSUE, "own.txt"), IssueState.IMPORTED, NOW)
        assert {each.state for each in row.entries} == {"published"}
        assert render(load_issue(session, row.id), "text-exact") == OWN_ISSUE
        new = correct(session, row, by())
        assert render(load_issue(session, new.id), "text-exact") == OWN_ISSUE
        assert open_issue(session) is new
        assert known_headings(session)[:2] == ["Community allotments", "Flood wardens"]


def test_issues_are_listed_newest_first_with_their_entries_counted(database: Database) -> None:
    publish(database)
    with database.writing() as session:
        begin_issue(session, DAY, by())
    with database.reading() as session:
        assert [(each["id"], each["state"], each["entries"]) for each in list_issues(session)] == [
            (2, "draft", 0),
            (1, "published", 2),
        ]


def test_a_dropped_entry_is_no_part_of_what_is_published(database: Database) -> None:
    started(database, 2)
    with database.writing() as session:
        make_all_ready(session)
        set_aside(session, find_entry(session, 1), EntryAct.DROP, by())
        for act in (IssueAct.SIGN_OFF, IssueAct.PUBLISH):
            act_on_issue(session, issue_of(session), act, by())
        assert [text_of(row).heading for row in entries_of(session)] == ["Hedges 2"]
        assert session.get_one(Candidate, 1).status == Status.MAYBE
        assert session.scalar(select(Issue.published_at)) == NOW
