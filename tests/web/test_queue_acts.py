"""What the forms of the queue do, without script."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from scraper.desk.roles import Role
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate, Event
from tests.factories import NOW
from tests.web.desk import Client, RunningDesk
from tests.web.test_queue import decide, fill, statuses, titles


@pytest.mark.parametrize(
    ("action", "words", "status"),
    [
        ("include", "Included: Title 1.", Status.SHORTLISTED),
        ("maybe", "Maybe: Title 1.", Status.MAYBE),
        ("exclude", "Excluded: Title 1.", Status.EXCLUDED),
    ],
)
def test_a_button_decides_and_says_what_it_did(
    desk: RunningDesk, editor: Client, action: str, words: str, status: Status
) -> None:
    fill(desk.database, 1, 2)
    said = decide(editor, action, "1:1")
    assert words in said
    assert statuses(desk.database) == {1: status, 2: "new"}
    assert "Title 1" not in titles(editor.get("/queue").text)


def test_deciding_a_story_decides_all_that_wait_in_it(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2, 3, story=7)
    said = decide(editor, "exclude", "1:1", whole_story="1")
    assert "Excluded: Title 1. 2 others of the story with it." in said
    assert set(statuses(desk.database).values()) == {"excluded"}


def test_the_same_form_sent_twice_does_nothing_twice(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1)
    decide(editor, "exclude", "1:1")
    assert "That was done already: nothing changed." in decide(editor, "exclude", "1:1")
    with desk.database.reading() as session:
        assert session.query(Event).filter_by(object_type="candidate").count() == 1


def test_a_page_of_before_overrides_nobody_unseen(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1)
    decide(desk.client(Role.ADMIN), "include", "1:1")
    asked = editor.ask("POST", "/decide?back=%2Fqueue", {"action": "exclude", "id": "1:1"})
    assert asked.status == 409
    assert "Candidate 1 is shortlisted by admin since 23 November 2026" in asked.plain
    assert "Keep theirs" in asked.plain
    assert statuses(desk.database) == {1: "shortlisted"}
    (stamp,) = re.findall(r'name="id" value="([^"]*)"', asked.text)
    assert "Excluded: Title 1." in decide(editor, "exclude", stamp)


def test_undo_brings_back_what_the_last_act_changed(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2, 3)
    decide(editor, "exclude", "1:1", "2:1")
    page = editor.get("/queue")
    (number,) = re.findall(r'name="act" value="(\d+)"', page.text)
    assert "Undone: 2 items stand as before." in editor.post("/undo", {"act": number}).plain
    assert set(statuses(desk.database).values()) == {"new"}
    again = editor.ask("POST", "/undo", {"act": number})
    assert (again.status, "Not done" in again.plain) == (409, True)


@pytest.mark.parametrize("act", ["x", "0", "-1", "99999999999999999999", "77"])
def test_an_act_that_is_not_there_cannot_be_undone(desk: RunningDesk, editor: Client, act: str) -> None:
    assert editor.ask("POST", "/undo", {"act": act}).status in {404, 409}


def test_selected_rows_are_decided_as_one_act(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2, 3)
    assert "Excluded: 2 items." in decide(editor, "exclude", "1:1", "3:1")
    with desk.database.reading() as session:
        assert len(set(session.scalars(select(Event.bulk).where(Event.object_type == "candidate")))) == 1


def test_in_a_selection_what_others_changed_is_left_alone_and_told(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2)
    decide(desk.client(Role.ADMIN), "include", "1:1")
    said = decide(editor, "exclude", "1:1", "2:1")
    assert "Excluded: Title 2. Left alone: candidate 1 is shortlisted by admin" in said
    assert statuses(desk.database) == {1: "shortlisted", 2: "excluded"}


def test_all_of_a_list_means_what_it_held_when_it_was_opened(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, *range(1, 61))
    fill(desk.database, 61, kind="report")
    desk.now = NOW + timedelta(hours=1)
    text = editor.get("/queue?kind=news").text
    assert "all 60 stories of this list" in editor.get("/queue?kind=news").plain
    (opened,) = re.findall(r'name="opened" value="([^"]*)"', text)
    listed = re.findall(r'name="list" value="([^"]*)"', text)[0]
    fill(desk.database, 62, found=NOW + timedelta(hours=2))
    desk.now = NOW + timedelta(hours=3)
    form = {"action": "exclude", "all": "1", "list": listed, "opened": opened}
    assert "Excluded: 60 items." in editor.post("/decide", form).plain
    left = {number for number, status in statuses(desk.database).items() if status == "new"}
    assert left == {61, 62}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"action": "include"},
        {"action": "wake", "id": "1"},
        {"action": "include", "id": "1:1:1"},
        {"action": "include", "id": ["1:1", "x"]},
        {"action": "hold", "id": "1:1"},
        {"action": "hold", "id": "1:1", "until": "tomorrow"},
        {"action": "hold", "id": "1:1", "until": "0001-01-01x"},
        {"action": "duplicate", "id": "1:1"},
        {"action": "duplicate", "id": "1:1", "of": "one"},
        {"action": "include", "all": "1", "list": "/queue?source=nobody"},
        {"action": "include", "all": "1", "list": "/queue?kind=nonsense"},
        {"action": "include", "id": "99"},
    ],
)
def test_a_form_that_makes_no_sense_changes_nothing_and_says_why(
    desk: RunningDesk, editor: Client, form: dict[str, object]
) -> None:
    fill(desk.database, 1)
    asked = editor.ask("POST", "/decide", form)
    assert asked.status in {404, 409, 422}
    assert statuses(desk.database) == {1: "new"}


def test_a_contributor_may_only_set_aside_for_a_second_look(desk: RunningDesk) -> None:
    fill(desk.database, 1, 2)
    contributor, reader = desk.client(Role.CONTRIBUTOR), desk.client(Role.READER)
    buttons = re.findall(r'<button name="action" value="(\w+)"', contributor.get("/queue").text)
    assert set(buttons) == {"maybe"}
    assert 'name="action"' not in reader.get("/queue").text
    assert contributor.ask("POST", "/decide", {"action": "exclude", "id": "1:1"}).status == 409
    assert "Maybe: Title 1." in decide(contributor, "maybe", "1:1")
    assert reader.ask("POST", "/decide", {"action": "maybe", "id": "2:1"}).status == 403


def test_selected_rows_are_excluded_for_a_reason_held_and_assigned(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, *range(1, 7))
    fields = {"reason": "too-local", "until": "2026-12-01", "to": "editor", "whole_story": "1"}
    assert "Excluded: 2 items." in decide(editor, "exclude", "1:1", "2:1", **fields)
    assert "Held: 2 items." in decide(editor, "hold", "3:1", "4:1", **fields)
    said = editor.post("/assign", {"id": ["5:1", "6:1"]} | fields)
    assert "Assigned to editor: 2 stories." in said.plain
    assert "Mine 2" in said.plain
    with desk.database.reading() as session:
        rows = session.execute(select(Candidate.status, Candidate.reason, Candidate.held_until)).all()
    assert [(status, reason, bool(until)) for status, reason, until in rows] == [
        *[("excluded", "too-local", False)] * 2,
        *[("held", None, True)] * 2,
        *[("new", None, False)] * 2,
    ]


def test_a_whole_list_is_assigned_in_one_act(desk: RunningDesk, editor: Client) -> None:
    fill(desk.database, 1, 2)
    fill(desk.database, 3, kind="report")
    desk.now = NOW + timedelta(hours=1)
    form = {"all": "1", "list": "/queue?kind=news", "opened": desk.now.isoformat(), "to": "editor"}
    assert "Assigned to editor: 2 stories." in editor.post("/assign", form).plain
    assert "Undone: 2 items" in editor.post("/undo").plain
    assert editor.ask("POST", "/assign", {"to": "editor"}).status == 409
    assert editor.ask("POST", "/assign", {"id": "1", "to": "nobody of ours"}).status == 404
