"""A model's draft beside an entry: it changes no text, waits for a person, and asks for a second one."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from scraper.digest.arranging import set_aside, take_in
from scraper.digest.editing import act_on_entry, find_entry, save_text, text_of
from scraper.digest.house import usual_house
from scraper.digest.model_draft import ModelDraft
from scraper.digest.model_drafts import discard_draft, draft_of, keep_draft, material_for, with_draft
from scraper.digest.signing import act_on_issue, correct, entries_seen
from scraper.digest.states import EntryAct, IssueAct
from scraper.digest.taking_back import take_back
from scraper.errors import ActionRefusedError
from scraper.storage.desk_models import Candidate, Event, IssueEntry, SetAside
from scraper.storage.engine import Database
from tests.digest.making import by, issue_of, make_ready, started, write
from tests.digest.test_house_style import TEXT
from tests.factories import NOW

DRAFT = ModelDraft((TEXT,), "small-8b", "api.example.org", "abc", "ann", NOW)


def drafted(database: Database) -> None:
    """An issue with one entry, for which ann asked the model."""
    started(database, 1)
    with database.writing() as session:
        keep_draft(session, find_entry(session, 1), DRAFT, by("ann"))


def check(database: Database, name: str) -> None:
    with database.writing() as session:
        act_on_entry(session, find_entry(session, 1), EntryAct.CHECK, by(name))


def sign_off(database: Database) -> None:
    with database.writing() as session:
        act_on_issue(session, issue_of(session), IssueAct.SIGN_OFF, by("eve"))


def test_what_is_sent_is_the_publication_and_nothing_of_the_house(database: Database) -> None:
    started(database, 1)
    with database.reading() as session:
        material = material_for(session, find_entry(session, 1), usual_house())
        text = session.scalars(select(Candidate)).one().revision.text
    assert (material.text, material.slug) == (text, "example")


def test_what_has_no_public_text_is_not_sent(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = find_entry(session, 1)
        candidate = session.get_one(Candidate, row.candidate_id)
        candidate.publication.url = "imaps://mail.example.org/INBOX"
        with pytest.raises(ActionRefusedError, match="not stand on a public page"):
            material_for(session, row, usual_house())
        candidate.publication.url, candidate.revision.text = "https://example.org/", " "
        with pytest.raises(ActionRefusedError, match="its source has no text"):
            material_for(session, row, usual_house())
        row.candidate_id = None
        with pytest.raises(ActionRefusedError, match="not made from a candidate"):
            material_for(session, row, usual_house())


def test_a_draft_changes_no_text_and_no_version_and_is_told(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = find_entry(session, 1)
        before = (row.content, row.version, row.state, row.author)
        keep_draft(session, row, DRAFT, by("ann"))
        assert (row.content, row.version, row.state, row.author) == before
        assert draft_of(row) == DRAFT
        event = session.scalars(select(Event).where(Event.action == "model-draft")).one()
        assert (event.actor, event.after["drafted"]["model"]) == ("ann", "small-8b")


def test_while_a_draft_waits_nothing_is_ready_checked_or_signed_off(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        row = make_ready(session, 1)
        keep_draft(session, row, DRAFT, by("ann"))
    with pytest.raises(ActionRefusedError, match="draft waits"):
        check(database, "ben")
    with pytest.raises(ActionRefusedError, match="A model’s draft waits"):
        sign_off(database)
    with database.writing() as session:
        row = find_entry(session, 1)
        act_on_entry(session, row, EntryAct.SEND_BACK, by("ben"), comment="Shorter")
        with pytest.raises(ActionRefusedError, match="draft waits"):
            act_on_entry(session, row, EntryAct.READY, by("ann"))
        discard_draft(session, row, by("ann"))
        act_on_entry(session, row, EntryAct.READY, by("ann"))
    sign_off(database)


def test_what_a_model_drafted_is_checked_by_a_second_person_even_without_the_houses_rule(
    database: Database,
) -> None:
    drafted(database)
    with database.writing() as session:
        make_ready(session, 1, "ben")
        (seen,) = entries_seen(session, issue_of(session))
        assert seen.drafted is not None
        assert seen.drafted.hands == {"ann", "ben"}
    with pytest.raises(ActionRefusedError, match="a second person does"):
        sign_off(database)
    for name in ("ann", "ben"):
        with pytest.raises(ActionRefusedError, match="somebody else checks it"):
            check(database, name)
    check(database, "eve")
    sign_off(database)


def test_who_writes_again_after_the_draft_was_used_does_not_check_either(database: Database) -> None:
    drafted(database)
    with database.writing() as session:
        make_ready(session, 1, "ben")
        row = find_entry(session, 1)
        assert save_text(session, row, replace(text_of(row), heading="Other"), row.version, by("eve"))
    for name in ("ann", "ben", "eve"):
        with pytest.raises(ActionRefusedError, match="somebody else checks it"):
            check(database, name)
    check(database, "kim")
    sign_off(database)


def test_a_check_of_before_the_draft_does_not_stand_for_the_second_person(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        make_ready(session, 1, "ben")
    check(database, "ann")
    with database.writing() as session:
        keep_draft(session, find_entry(session, 1), DRAFT, by("ann"))
        find_entry(session, 1).drafted = replace(DRAFT, waits=False, settled_by=("ben",)).as_json()
    with pytest.raises(ActionRefusedError, match="who wrote it has checked it"):
        sign_off(database)


def test_the_mark_stays_when_an_entry_is_held_over_taken_in_put_back_and_corrected(
    database: Database,
) -> None:
    drafted(database)

    def mark(session_row: IssueEntry | SetAside) -> ModelDraft | None:
        return ModelDraft.from_json(session_row.drafted)

    with database.writing() as session:
        write(session, 1, "ben")
        used = mark(find_entry(session, 1))
        aside = set_aside(session, find_entry(session, 1), EntryAct.HOLD_OVER, by("ben"))
        assert mark(aside) == used
        row = take_in(session, issue_of(session), aside, by("ben"))
        assert mark(row) == used
        take_back(session, issue_of(session), by("ben"))
        assert mark(session.scalars(select(SetAside)).one()) == used
        take_back(session, issue_of(session), by("ben"))
        (row,) = session.scalars(select(IssueEntry)).all()
        assert mark(row) == used
        act_on_entry(session, row, EntryAct.READY, by("ben"))
        act_on_entry(session, row, EntryAct.CHECK, by("eve"))
        for act in (IssueAct.SIGN_OFF, IssueAct.PUBLISH):
            act_on_issue(session, issue_of(session), act, by("ben"))
        new = correct(session, issue_of(session), by("ben"))
        assert mark(new.entries[0]) == used


def test_asking_and_discarding_can_be_taken_back(database: Database) -> None:
    drafted(database)
    with database.writing() as session:
        discard_draft(session, find_entry(session, 1), by("ann"))
        assert draft_of(find_entry(session, 1)) is None
        take_back(session, issue_of(session), by("ann"))
        assert draft_of(find_entry(session, 1)) == DRAFT
        take_back(session, issue_of(session), by("ann"))
        assert draft_of(find_entry(session, 1)) is None
        with pytest.raises(ActionRefusedError, match="no draft"):
            discard_draft(session, find_entry(session, 1), by("ann"))


def test_a_draft_takes_the_place_of_what_is_to_be_written_and_none_of_her_words(database: Database) -> None:
    started(database, 1)
    with database.reading() as session:
        skeleton = text_of(find_entry(session, 1))
    assert with_draft(skeleton, DRAFT).summary == (TEXT,)
    assert with_draft(replace(skeleton, summary=("Hers.",)), DRAFT).summary == ("Hers.", TEXT)


def test_without_a_model_who_wrote_an_entry_may_check_it(database: Database) -> None:
    started(database, 1)
    with database.writing() as session:
        make_ready(session, 1, "ann")
        (seen,) = entries_seen(session, issue_of(session))
        assert seen.drafted is None
    check(database, "ann")
    sign_off(database)
