import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select

from scraper.desk.roles import Role
from scraper.digest.editing import find_entry
from scraper.digest.exporting import FORMATS, file_name, render
from scraper.digest.importing import read_issue_bytes
from scraper.digest.issues import keep_issue, load_issue
from scraper.outcomes import IssueState, Status
from scraper.storage.desk_models import Candidate, Event, Issue
from tests.digest.examples import OWN_ISSUE
from tests.digest.making import make_all_ready, started
from tests.web.desk import Client, RunningDesk, fill


def order(page: str) -> list[int]:
    """The entries of an issue's page by their ids, in its order."""
    return [int(part.partition('"')[0]) for part in page.split('<article id="entry-')[1:]]


def test_an_issue_is_begun_and_filled_from_the_shortlist(desk: RunningDesk, editor: Client) -> None:
    first, second = fill(desk.database, 2)
    assert "No issue is open" in editor.get("/issue").plain
    begun = editor.ask("POST", "/issue", {"date": "2026-11-26"}).headers["location"]
    assert editor.ask("GET", "/issue").headers["location"] == begun
    assert "There is no entry yet" in editor.get(begun).plain
    with desk.database.writing() as session:
        session.get_one(Candidate, first).status = Status.SHORTLISTED
    assert f'name="candidate" value="{first}"' in editor.get(begun).text
    assert "Added as entry 1" in editor.post(f"{begun}/add", {"candidate": first}).plain
    page = editor.post(f"{begun}/add", {"candidate": second})
    assert "Added as entry 2" in page.plain
    assert "Nothing waits on the shortlist" in page.plain
    refused = editor.post(f"{begun}/add", {"candidate": second})
    assert (refused.status, "already" in refused.plain) == (409, True)


@pytest.mark.parametrize("typed", ["", "26 November", "2026-02-31", "x" * 10])
def test_an_issue_needs_a_day_and_says_so_beside_the_field(editor: Client, typed: str) -> None:
    reply = editor.post("/issue", {"date": typed})
    assert (reply.status, 'aria-describedby="problem"' in reply.text) == (422, True)


def test_one_issue_is_made_at_a_time(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    reply = editor.post("/issue", {"date": "2026-12-03"})
    assert (reply.status, "still open" in reply.plain) == (409, True)


def test_entries_go_up_down_and_to_a_place_and_back(desk: RunningDesk, editor: Client) -> None:
    started(desk.database)
    assert order(editor.post("/issue/1/move", {"entry": 3, "to": "up"}).text) == [1, 3, 2]
    assert order(editor.post("/issue/1/move", {"entry": 1, "to": "down"}).text) == [3, 1, 2]
    page = editor.post("/issue/1/move", {"entry": 2, "place": "1"})
    assert order(page.text) == [2, 3, 1]
    assert "Undo my last act here: move" in page.plain
    page = editor.post("/issue/1/undo")
    assert (order(page.text), "Undone: move." in page.plain) == ([3, 1, 2], True)
    assert order(editor.post("/issue/1/move", {"entry": 2, "place": "nonsense"}).text) == [2, 3, 1]


def test_an_entry_of_another_issue_is_not_moved_from_here(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    assert editor.post("/issue/2/move", {"entry": 1, "to": "up"}).status == 404


def test_an_entry_is_held_over_dropped_and_taken_in_again(desk: RunningDesk, editor: Client) -> None:
    started(desk.database)
    assert "was held over" in editor.post("/entry/1/hold-over").plain
    page = editor.post("/entry/2/drop")
    assert order(page.text) == [3]
    assert page.plain.count("Take in") == 2
    page = editor.post("/issue/1/take-in", {"aside": 1})
    assert "Taken in as entry 2" in page.plain
    assert len(order(page.text)) == 2
    assert editor.post("/issue/1/take-in", {"aside": 1}).status == 404


def test_what_was_held_over_is_taken_in_at_once_and_taken_back_at_once(
    desk: RunningDesk, editor: Client
) -> None:
    started(desk.database)
    assert "Take in all" not in editor.post("/entry/1/hold-over").plain
    assert "Take in all 2 held over" in editor.post("/entry/3/hold-over").plain
    page = editor.post("/issue/1/carry-over")
    assert ("Taken in: 2 entries." in page.plain, len(order(page.text))) == (True, 3)
    page = editor.post("/issue/1/undo")
    assert (order(page.text), "Take in all 2 held over" in page.plain) == ([2], True)
    assert editor.post("/issue/1/carry-over").status == 200
    again = editor.post("/issue/1/carry-over", Referer="http://127.0.0.1/issue/1?preview=text")
    assert (again.status, "Nothing is held over." in again.plain) == (409, True)
    assert 'href="/issue/1?preview=text">Back to the page before' in again.text


@pytest.mark.parametrize("place", ["", "http://127.0.0.1//evil.example.org/", "nonsense"])
def test_a_refusal_leads_back_to_pages_of_the_desk_only(
    desk: RunningDesk, editor: Client, place: str
) -> None:
    started(desk.database)
    refused = editor.post("/issue/1/carry-over", Referer=place)
    assert (refused.status, "page before" in refused.plain) == (409, False)


def test_sections_are_named_where_they_begin(desk: RunningDesk, editor: Client) -> None:
    started(desk.database)
    for entry in (1, 2):
        page = editor.post("/issue/1/move", {"entry": entry, "to": "section", "section": " New  reports "})
    assert page.plain.count("Section: New reports") == 1
    assert page.text.count('<p class="mail-title">New reports</p>') == 1


def test_date_title_and_intro_are_saved_and_a_clash_keeps_both(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    mark = editor.get("/issue/1").text.partition('name="mark" value="')[2].partition('"')[0]
    form = {
        "date": "2026-11-30",
        "number": "7",
        "title": "Hedge <news>",
        "intro": "One.\r\n\r\nTwo.",
        "mark": mark,
    }
    page = editor.post("/issue/1/frame", form)
    assert "Saved." in page.plain
    assert "Hedge &lt;news&gt;" in page.text
    clash = editor.post("/issue/1/frame", form | {"title": "Mine"})
    assert clash.status == 409
    assert 'value="Mine"' in clash.text
    assert "Saved now: 2026-11-30 · Hedge &lt;news&gt; · One. Two." in clash.plain.replace("<", "&lt;")
    wrong = editor.post("/issue/1/frame", form | {"date": "soon", "title": "Kept"})
    assert (wrong.status, 'value="Kept"' in wrong.text) == (422, True)


def test_a_number_that_is_none_is_told_and_nothing_is_saved(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    reply = editor.post("/issue/1/frame", {"date": "2026-11-30", "number": "12a", "title": "Kept"})
    assert (reply.status, "“12a” is no number of an issue: write figures only." in reply.plain) == (422, True)
    assert 'value="Kept"' in reply.text
    # The page stands at the address of the act: its links lead to the issue all the same.
    assert 'href="/issue/1?preview=text#preview"' in reply.text


def test_the_preview_shows_each_form_and_its_blanks(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        keep_issue(session, read_issue_bytes(OWN_ISSUE, "own.txt"), IssueState.IMPORTED, desk.now)
    assert "<h3>Community allotments</h3>" in editor.get("/issue/1").text
    exact = editor.get("/issue/1?preview=exact&blanks=true").text
    assert "Source:°Town·and·Garden·Weekly°" in exact
    assert "Source:\u00a0Town and Garden Weekly\u00a0" in editor.get("/issue/1?preview=exact").text
    assert "https" not in editor.get("/issue/1?preview=text").text.partition("<pre")[2].partition("</pre>")[0]
    assert "<h3>Community allotments</h3>" in editor.get("/issue/1?preview=nonsense").text


def test_an_issue_goes_its_way_and_then_never_changes(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 2)
    refused = editor.post("/issue/1/sign-off")
    assert (refused.status, "This entry is a draft" in refused.plain) == (409, True)
    with desk.database.writing() as session:
        make_all_ready(session)
    assert "in review" in editor.post("/issue/1/submit").plain
    assert "signed off by editor" in editor.post("/issue/1/sign-off").plain
    page = editor.post("/issue/1/publish")
    assert "This issue went out: it does not change" in page.plain
    assert all(button not in page.text for button in ("/move", "/frame", "/drop", "/undo"))
    for act, form in (
        ("frame", {"date": "2026-12-01"}),
        ("add", {"candidate": 1}),
        ("move", {"entry": 1, "to": "down"}),
        ("undo", {}),
        ("publish", {}),
    ):
        assert editor.post(f"/issue/1/{act}", form).status == 409, act
    listed = json.loads(editor.get("/issue/1/exports.json").text)
    with desk.database.reading() as session:
        told = session.scalars(select(Event).where(Event.action == "publish")).one()
        assert told.after["files"] == {each["format"]: each["sha256"] for each in listed}
    assert "Begin an issue" in editor.get("/issues").plain
    page = editor.post("/issue/1/correct")
    assert "version 2, corrects issue 1" in page.plain
    assert "The open issue" in editor.get("/issues").plain
    # What is being corrected leads there, and cannot be corrected twice.
    page = editor.get("/issue/1")
    assert "A newer version is being made that corrects it." in page.plain
    assert 'href="/issue/2"' in page.text
    assert "/correct" not in page.text
    assert editor.ask("GET", "/issue").headers["location"] == "/issue/2"


def test_where_the_house_asks_for_it_somebody_else_checks(desk: RunningDesk, editor: Client) -> None:
    object.__setattr__(desk.app.state.desk.settings, "checked_by_another", True)
    started(desk.database, 1)
    with desk.database.writing() as session:
        make_all_ready(session)
        find_entry(session, 1).author = "editor"
        version = find_entry(session, 1).version
    own = editor.post("/entry/1/check", {"version": version})
    assert (own.status, "somebody else checks it" in own.plain) == (409, True)
    assert editor.post("/issue/1/sign-off").status == 409
    admin = desk.client(Role.ADMIN)
    assert "checked by admin" in admin.post("/entry/1/check", {"version": version}).plain
    assert "signed off by editor" in editor.post("/issue/1/sign-off").plain


def test_every_export_is_listed_with_its_bytes_and_can_be_kept(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 2)
    listed = json.loads(editor.get("/issue/1/exports.json").text)
    assert [each["format"] for each in listed] == [*FORMATS]
    with desk.database.reading() as session:
        issue = load_issue(session, 1)
    for each in listed:
        data = render(issue, each["format"])
        assert (each["bytes"], each["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert each["file"] == file_name(issue, each["format"])
    reply = editor.get("/issue/1/export/text")
    assert reply.headers["content-disposition"] == f'attachment; filename="{file_name(issue, "text")}"'
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.text.encode() == render(issue, "text")
    assert "what you download now may change" in editor.get("/issue/1/exports").plain
    rows = list(csv.DictReader(io.StringIO(editor.get("/issue/1/exports.csv").text)))
    assert rows[0]["sha256"] == listed[0]["sha256"]
    assert editor.get("/issue/1/export/nonsense").status == 404


def test_all_forms_come_in_one_zip(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    with desk.database.reading() as session:
        issue = load_issue(session, 1)
    assert editor.ask("HEAD", "/issue/1/export/zip").status == 405
    with zipfile.ZipFile(io.BytesIO(render(issue, "zip"))) as archive:
        assert len(archive.namelist()) == len(FORMATS) + 1


def test_a_reader_keeps_what_is_published_and_nothing_before(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    reader = desk.client(Role.READER)
    assert reader.get("/issue/1/export/text").status == 403
    assert reader.get("/issue/1/exports").status == 403
    page = reader.get("/issue/1").text
    assert 'method="post" action="/issue' not in page
    assert "/exports" not in page
    with desk.database.writing() as session:
        session.get_one(Issue, 1).state = IssueState.PUBLISHED
    assert reader.get("/issue/1/export/text").status == 200


def test_all_issues_are_listed_the_newest_first(desk: RunningDesk, editor: Client) -> None:
    assert "There is no issue yet" in editor.get("/issues").plain
    started(desk.database, 2)
    with desk.database.writing() as session:
        keep_issue(session, read_issue_bytes(OWN_ISSUE, "own.txt"), IssueState.IMPORTED, desk.now)
    listed = json.loads(editor.get("/issues.json").text)
    assert [(each["id"], each["state"], each["entries"]) for each in listed] == [
        (2, "imported", 6),
        (1, "draft", 2),
    ]
    assert editor.get("/issues.csv").text.startswith("id,date,title,state")


def test_the_page_costs_the_same_queries_for_few_and_many_entries(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 2)
    few = queries(desk, editor)
    for candidate in fill(desk.database, 20, first=40, at=desk.now + timedelta(days=1)):
        editor.ask("POST", "/issue/1/add", {"candidate": candidate})
    assert queries(desk, editor) == few <= 24


def queries(desk: RunningDesk, client: Client) -> int:
    """Statements that the issue's page makes."""
    counted: list[str] = []

    def count(*given: object) -> None:
        counted.append(str(given[2]))

    engine: Engine = desk.database.engine
    event.listen(engine, "before_cursor_execute", count)
    assert client.get("/issue/1").status == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(counted)


@pytest.mark.parametrize("path", ["/issue/9", "/issue/9/exports", "/issue/9/coverage", "/entry/9"])
def test_what_is_not_there_is_told(editor: Client, path: str) -> None:
    assert editor.get(path).status == 404
